import OSSSigning
import OSSWire

/// Credentials in JSON, in the two spellings there are: `AccessKeyId`, `AccessKeySecret`, `SecurityToken`, `Expiration` of STS, the ECS metadata,
/// credentials URIs and processes; `access_key_id`, `access_key_secret`, `sts_token`, `expiration` of the aliyun command line's processes.
enum CredentialsDocument {
    /// The longest that is read.
    static let maximumBytes = 64 * 1024

    /// Reads a document.
    ///
    /// - Parameter source: what errors call it. They repeat nothing of the document.
    static func read(_ bytes: [UInt8], source: String) throws(ClientError) -> Credentials {
        guard let object = (try? JSONReader.read(bytes))?.object else {
            throw ClientError(.credentialsUnavailable, "\(source): the answer is not a JSON object")
        }
        return try read(object, source: source)
    }

    static func read(_ object: JSONObject, source: String) throws(ClientError) -> Credentials {
        if let code = object["Code"]?.string, code != "Success" {
            throw ClientError(.credentialsUnavailable, "\(source): the answer's code is \(ErrorWord(code)) and not Success")
        }
        let isSTS = object["AccessKeyId"] != nil
        guard let id = object[isSTS ? "AccessKeyId" : "access_key_id"]?.string, !id.isEmpty,
            let secret = object[isSTS ? "AccessKeySecret" : "access_key_secret"]?.string, !secret.isEmpty
        else { throw ClientError(.credentialsUnavailable, "\(source): the answer has no AccessKeyId, or no AccessKeySecret") }
        let token = object[isSTS ? "SecurityToken" : "sts_token"]?.string
        if object["mode"]?.string == "StsToken", token?.isEmpty ?? true {
            throw ClientError(.credentialsUnavailable, "\(source): the answer's mode is StsToken, and it has no sts_token")
        }
        return try Credentials(
            checkingID: id, secret: secret, token: token,
            expiration: try expiration(object[isSTS ? "Expiration" : "expiration"], source: source), source: source)
    }

    /// A moment in RFC 3339, or seconds since 1970. No expiration, or an empty one, means none.
    private static func expiration(_ value: JSONValue?, source: String) throws(ClientError) -> SigningTime? {
        guard let value, !value.isNull, value.string != "" else { return nil }
        guard let time = value.string.flatMap({ SigningTime(rfc3339: $0) }) ?? value.integer.flatMap({ SigningTime(secondsSinceEpoch: $0) }) else {
            throw ClientError(.credentialsUnavailable, "\(source): the Expiration is not a time in RFC 3339")
        }
        return time
    }
}

/// An error code from outside, for messages: `NoPermission`, `EntityNotExist.Role`. Whatever does not look like one is not repeated.
struct ErrorWord: CustomStringConvertible {
    let description: String

    init(_ text: String?) {
        let isWord = text.map { !$0.isEmpty && $0.utf8.count <= 64 && $0.utf8.allSatisfy { ASCII.isUnreserved($0) } } ?? false
        description = isWord ? text! : "unknown"
    }
}
