public import HTTPTypes
public import OSSSigning

/// A presigned URL for a PUT, and the headers that go with it: all that an uploader needs.
public struct PresignedUpload: Hashable, Sendable {
    /// The URL, sent as it stands here.
    public let url: String
    /// The signed headers, and whatever else is to be sent.
    public let headers: HTTPFields
    /// When OSS stops accepting it, as far as the URL says.
    public let expiration: SigningTime?

    /// A URL as somebody gave it.
    ///
    /// - Throws: ``ClientError`` with the code `invalidURL` for what cannot be sent as it stands. Mail programs and chats damage URLs;
    ///   `waybill explain` says how.
    public init(url: String, headers: HTTPFields = [:]) throws {
        let target = try PresignedTarget(url)
        self.url = url
        self.headers = headers
        expiration = target.expiration
    }

    /// What a signer made.
    /// - Throws: ``ClientError`` with the code `invalidURL` when it is not for a PUT.
    public init(_ presigned: PresignedRequest) throws {
        guard presigned.method == .put else {
            throw ClientError(.invalidURL, "the URL was signed for \(presigned.method.rawValue), not for PUT")
        }
        url = presigned.url
        headers = presigned.signedHeaders
        expiration = presigned.expiration
    }

    /// - Throws: ``ClientError`` with the code `expired`.
    func checkValid(at time: SigningTime) throws {
        if let expiration, expiration < time {
            throw ClientError(.expired, "the URL expired at \(expiration); nothing was sent. Ask for a new one")
        }
    }
}

extension PresignedUpload: CustomStringConvertible, CustomReflectable {
    /// Without the query, which holds the signature.
    public var description: String { "PUT \(url.prefix { $0 != "?" })" }
    public var customMirror: Mirror { Mirror(self, children: ["expiration": expiration as Any]) }
}

/// What can be read from a presigned URL without a key.
package struct PresignedTarget: Hashable, Sendable {
    /// Whether there is a signature in the query at all.
    package let isSigned: Bool
    /// When it stops being valid.
    package let expiration: SigningTime?

    /// - Throws: ``ClientError`` with the code `invalidURL`.
    package init(_ url: String) throws {
        guard !url.isEmpty, url.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw ClientError(.invalidURL, "the URL has blanks, line breaks or other characters that no URL has")
        }
        let lower = url.prefix(8).lowercased()
        guard lower.hasPrefix("http://") || lower.hasPrefix("https://") else {
            throw ClientError(.invalidURL, "a presigned URL begins with http:// or https://")
        }
        let query = url.utf8.split(separator: UInt8(ascii: "?"), maxSplits: 1).dropFirst().first.map { Substring($0) } ?? ""
        var values: [String: String] = [:]
        for pair in query.split(separator: "&") {
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            values[String(halves[0])] = halves.count == 2 ? String(halves[1]) : ""
        }
        isSigned = values["x-oss-signature"] != nil || values["Signature"] != nil
        if let date = values["x-oss-date"].flatMap({ SigningTime(iso8601Basic: $0) }), let seconds = values["x-oss-expires"].flatMap({ Int64($0) }) {
            expiration = date.advanced(bySeconds: seconds)
        } else {
            expiration = values["Expires"].flatMap { Int64($0) }.flatMap { SigningTime(secondsSinceEpoch: $0) }
        }
    }
}
