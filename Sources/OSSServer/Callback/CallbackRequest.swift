import Crypto
import NIOHTTP1
import OSSSigning
import OSSWire

/// The request to the application server: one address of the list, signed as OSS signs it.
///
/// OSS page: "Callback", the request that OSS sends.
struct CallbackRequest: Sendable {
    let url: CallbackURL
    let head: HTTPRequestHead
    let body: [UInt8]

    init(
        to url: CallbackURL, _ configuration: CallbackConfiguration, body: [UInt8], context: CallbackContext, key: CallbackKey, publicKeyURL: String,
        at now: SigningTime
    ) throws {
        let fields: HTTPHeaders = [
            "Host": configuration.host ?? url.authority,
            "Connection": "close",
            "User-Agent": "aliyun-oss-callback",
            "Content-Type": configuration.bodyType.rawValue,
            "Content-MD5": Base64.encode(Insecure.MD5.hash(data: body)),
            "Content-Length": String(body.count),
            "Date": now.httpDate,
            "Authorization": Base64.encode(try key.sign(Self.stringToSign(url, body: body))),
            "x-oss-pub-key-url": Base64.encode(publicKeyURL.utf8),
            "x-oss-bucket": context.bucket.rawValue,
            "x-oss-request-id": context.requestID,
            "x-oss-requester": context.requester,
            "x-oss-signature-version": "1.0",
            "x-oss-tag": "CALLBACK",
        ]
        self.url = url
        head = HTTPRequestHead(version: .http1_1, method: .POST, uri: url.target, headers: fields)
        self.body = body
    }

    /// The decoded path, the query as it travels, a line feed, the body.
    static func stringToSign(_ url: CallbackURL, body: [UInt8]) -> [UInt8] {
        url.decodedPath + Array((url.query.map { "?\($0)" } ?? "").utf8) + [ASCII.lineFeed] + body
    }
}
