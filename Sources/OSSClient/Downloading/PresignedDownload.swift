public import HTTPTypes
public import OSSSigning

/// A presigned URL for a GET: all that a downloader needs.
public struct PresignedDownload: Hashable, Sendable {
    /// The URL, sent as it stands here.
    public let url: String
    /// The signed headers, and whatever else is to be sent.
    public let headers: HTTPFields
    /// When OSS stops accepting it, as far as the URL says.
    public let expiration: SigningTime?

    /// A URL as somebody gave it.
    ///
    /// - Throws: ``ClientError`` with the code `invalidURL` for what cannot be sent as it stands.
    public init(url: String, headers: HTTPFields = [:]) throws {
        let target = try PresignedTarget(url)
        self.url = url
        self.headers = headers
        expiration = target.expiration
    }

    /// What a signer made.
    /// - Throws: ``ClientError`` with the code `invalidURL` when it is not for a GET.
    public init(_ presigned: PresignedRequest) throws {
        try presigned.check(.get)
        url = presigned.url
        headers = presigned.signedHeaders
        expiration = presigned.expiration
    }

    /// The URL without its query, which holds the signature. It names the object.
    package var address: String { String(url.prefix { $0 != "?" && $0 != "#" }) }
}

extension PresignedDownload: CustomStringConvertible, CustomReflectable {
    /// Without the query, which holds the signature.
    public var description: String { "GET \(address)" }
    public var customMirror: Mirror { Mirror(self, children: ["expiration": expiration as Any]) }
}
