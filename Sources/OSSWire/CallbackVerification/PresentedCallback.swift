public import HTTPTypes
import OSSSigning

/// A request that says it is OSS's callback, not yet verified: what was signed, the signature, and where the key is said to be.
///
/// OSS page: "Callback", the signature.
public struct PresentedCallback: Sendable {
    private let message: [UInt8]
    private let signature: [UInt8]
    /// Where the key is said to be: the sender's word, to be held against the hosts that are trusted.
    package let keyURL: CallbackURL

    /// The longest URL of a key that is looked at.
    static let maximumURLBytes = 1024

    /// Takes a request apart.
    /// - Parameters:
    ///   - target: path and query, as they stand in the request line.
    ///   - headers: `Authorization` and `x-oss-pub-key-url` are read.
    ///   - body: as it was received.
    public init(target: String, headers: HTTPFields, body: [UInt8]) throws(CallbackVerificationError) {
        guard let authorization = headers[.authorization], !authorization.isEmpty else { throw .missingSignature }
        guard let signature = Base64.decode(authorization.utf8), !signature.isEmpty else { throw .malformedSignature }
        guard let keyText = headers[Self.keyURLHeader], !keyText.isEmpty else { throw .missingKeyURL }
        self.signature = signature
        keyURL = try Self.keyURL(keyText)
        message = try Self.stringToSign(target: target, body: body)
    }

    /// Checks the signature with a key.
    /// - Throws: ``CallbackVerificationError/signatureMismatch``.
    public func verify(with key: CallbackPublicKey) throws(CallbackVerificationError) {
        guard key.isValidSignature(signature, of: message) else { throw .signatureMismatch }
    }

    /// What is signed: the decoded path, the query as it travels, a line feed, the body.
    static func stringToSign(target: String, body: [UInt8]) throws(CallbackVerificationError) -> [UInt8] {
        guard let target = try? RequestTarget(target), let path = try? PercentEncoding.decode(target.path) else { throw .malformedTarget }
        let query = target.query.isEmpty ? [] : [ASCII.question] + target.query
        return path + query + [ASCII.lineFeed] + body
    }

    private static func keyURL(_ base64: String) throws(CallbackVerificationError) -> CallbackURL {
        guard base64.utf8.count <= maximumURLBytes * 2, let bytes = Base64.decode(base64.utf8), bytes.count <= maximumURLBytes,
            let text = String(validating: bytes, as: UTF8.self)
        else { throw .malformedKeyURL }
        let start = ASCII.lowercased(text.prefix(8))
        guard start.hasPrefix("http://") || start.hasPrefix("https://"), let url = CallbackURL(text) else { throw .malformedKeyURL }
        return url
    }

    private static let keyURLHeader = HTTPField.Name("x-oss-pub-key-url")!
}
