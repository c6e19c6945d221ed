import Foundation
import HTTPTypes
import OSSSigning

/// One case of `Vectors/signing.json`: what a peer signed, and whether a faithful server accepts it.
struct SigningVector: Decodable, CustomStringConvertible, Sendable {
    let id: String
    let version: String
    let carrier: String
    let accessKeyID: String
    let accessKeySecret: String
    let securityToken: String?
    let region: String
    let signingTime: String
    let endpoint: String?
    let cloudBoxID: String?
    let options: [String]?
    let expires: Double?
    let expiration: String?
    let method: String?
    let url: String?
    let headers: [String: String?]?
    let parameters: [String: String]?
    let bucket: String?
    let key: String?
    let additionalHeaders: [String]?
    let verifies: Bool?
    let expected: Expected

    struct Expected: Decodable, Sendable {
        let url: String?
        let expiration: String?
        let signedHeaders: [String: String]?
        let headers: [String: String?]?
        let canonicalRequest: String?
        let stringToSign: String?
        let signature: String?
        let signingKeyHex: String?
        let error: String?
        let accepted: Bool?
        let referenceServerStringToSign: String?

        enum CodingKeys: String, CodingKey {
            case url, expiration, headers, signature, error, accepted
            case signedHeaders = "signed_headers"
            case canonicalRequest = "canonical_request"
            case stringToSign = "string_to_sign"
            case signingKeyHex = "signing_key_hex"
            case referenceServerStringToSign = "reference_server_string_to_sign"
        }
    }

    enum CodingKeys: String, CodingKey {
        case id, version, carrier, region, endpoint, options, expires, expiration, method, url, headers, parameters, bucket, key, verifies, expected
        case accessKeyID = "access_key_id"
        case accessKeySecret = "access_key_secret"
        case securityToken = "security_token"
        case signingTime = "signing_time"
        case cloudBoxID = "cloud_box_id"
        case additionalHeaders = "additional_headers"
    }

    var description: String { id }

    static let all: [SigningVector] = {
        struct File: Decodable { let cases: [SigningVector] }
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Vectors/signing.json")
        return try! JSONDecoder().decode(File.self, from: Data(contentsOf: file)).cases
    }()

    /// The cases in which the peer made a signature.
    static let signed = all.filter { $0.method != nil && $0.expected.url != nil }

    static subscript(id: String) -> SigningVector { all.first { $0.id == id }! }
}

extension SigningVector {
    var time: SigningTime { SigningTime(rfc3339: signingTime)! }

    var credentials: Credentials {
        get throws { try Credentials(accessKeyID: accessKeyID, accessKeySecret: accessKeySecret, securityToken: securityToken) }
    }

    var resource: Resource {
        get throws {
            guard let bucket else { return .service }
            guard let key, !key.isEmpty else { return .bucket(try BucketName(bucket)) }
            return .object(try BucketName(bucket), try ObjectKey(key))
        }
    }

    var signer: RequestSigner {
        get throws {
            let options = Set(options ?? [])
            let network: Endpoint.Network =
                options.contains("use_dualstack_endpoint")
                ? .dualStack
                : options.contains("use_internal_endpoint") ? .internal : options.contains("use_accelerate_endpoint") ? .accelerate : .public
            let regional = Endpoint(region: try Region(region), network: network, scheme: options.contains("disable_ssl") ? .http : .https)
            return try RequestSigner(
                credentials: credentials, region: Region(cloudBoxID ?? region), endpoint: try endpoint.map { try Endpoint($0) } ?? regional,
                addressing: options.contains("use_cname") ? .cname : options.contains("use_path_style") ? .path : .virtualHosted,
                version: version == "v4" ? .v4 : .v1, product: cloudBoxID == nil ? .oss : .ossCloudBox)
        }
    }

    /// The request before it was signed, without what the tests drop on purpose.
    func request(additionalHeaders: [String] = []) throws -> UnsignedRequest {
        var fields = HTTPFields()
        for (name, value) in headers ?? [:] {
            if let value { fields.append(HTTPField(name: HTTPField.Name(name)!, value: value)) }
        }
        var list = (parameters ?? [:]).map { QueryParameter($0.key, $0.value) }
        if let query = url?.split(separator: "?", maxSplits: 1).dropFirst().first { list = Self.parameters(String(query)) }
        return UnsignedRequest(
            HTTPRequest.Method(method!)!, try resource, headers: fields, parameters: list, additionalHeaders: additionalHeaders)
    }

    static func parameters(_ query: String) -> [QueryParameter] {
        query.split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map { String($0).removingPercentEncoding! }
            return QueryParameter(parts[0], parts.count > 1 ? parts[1] : "")
        }
    }

    /// The request as the peer sent it, read as a server reads it.
    func received(url: String? = nil, headers replaced: [String: String?]? = nil) throws -> ReceivedRequest {
        var sent = url ?? expected.url!
        // oss2's header cases list their parameters beside the URL.
        if carrier == "header", let parameters, !parameters.isEmpty {
            sent +=
                "?" + parameters.map { "\($0.key)=\($0.value.addingPercentEncoding(withAllowedCharacters: .alphanumerics)!)" }.joined(separator: "&")
        }
        let target = try RequestTarget(sent)
        var fields = HTTPFields()
        for (name, value) in replaced ?? (carrier == "header" ? expected.headers : headers) ?? [:] {
            if let value { fields.append(HTTPField(name: HTTPField.Name(name)!, value: value)) }
        }
        var addressing = HostAddressing()
        if (options ?? []).contains("use_cname"), let bucket { addressing.cnames[target.authority!] = try BucketName(bucket) }
        return try ReceivedRequest(
            method: HTTPRequest.Method(method!)!, target: target, authority: target.authority!, fields: fields, addressing: addressing)
    }

    var verifier: RequestVerifier {
        get throws {
            let keys = OneKey(try credentials)
            return RequestVerifier(region: try Region(cloudBoxID ?? region), product: cloudBoxID == nil ? .oss : .ossCloudBox, keys: keys)
        }
    }
}

/// A directory with one key.
struct OneKey: AccessKeyDirectory {
    let key: RegisteredAccessKey

    init(_ credentials: Credentials, isEnabled: Bool = true) {
        key = RegisteredAccessKey(credentials.accessKey!, isEnabled: isEnabled)
    }

    func accessKey(_ id: AccessKeyID) -> RegisteredAccessKey? { id == key.accessKey.id ? key : nil }
}
