/// A multipart upload that was signed as a whole: all that somebody without credentials needs to upload a file in parts, to go on after a
/// crash, and to complete. A JSON document; `docs/waybill-format.md` describes it for programs in other languages.
///
/// ```swift
/// let waybill = try await client.waybill(for: PutObjectRequest(bucket: "inbox", key: "film.mp4"), size: 20_000_000_000, expires: .seconds(86_400))
/// // hand waybill.json() over, and where the file is:
/// let receipt = try await uploader.upload(.file("film.mp4"), with: waybill).receipt()
/// ```
///
/// Treat it like a password with an expiry date: whoever has it can write this one object.
public struct Waybill: Codable, Hashable, Sendable {
    /// The version of the format, 1.
    public static let currentVersion = 1

    /// The version of the format.
    public var waybill: Int
    /// The object that is made.
    public var target: Target
    /// OSS's name of the upload.
    public var uploadID: String
    /// The size of the file, where it is fixed.
    public var size: Int64?
    /// The largest file that it takes, in bytes.
    public var maximumSize: Int64
    /// Bytes in every part but the last.
    public var partSize: Int64
    /// The parts that may be sent, in order, without gaps. One that was renewed may lack those that have arrived.
    public var parts: [Part]
    /// Asks which parts have arrived: one request for each thousand of parts.
    public var list: [Action]
    /// Puts the object together from all parts that have arrived; no entity tag is needed.
    public var complete: Action
    /// Asks for the head of the object, to tell whether an upload that is gone was completed.
    public var head: Action?
    /// Gives the upload up.
    public var abort: Action?
    /// When it was signed, RFC 3339.
    public var issued: String
    /// When its URLs stop working, RFC 3339.
    public var expiration: String
    /// Where new URLs are to be had.
    public var refresh: Refresh?
    /// The CRC-64 of the document without this member, so that a slip of the hand is noticed. It is no signature: each URL has its own.
    public var check: String?

    /// The object that is made.
    public struct Target: Codable, Hashable, Sendable {
        /// The endpoint in the URLs, `https://oss-cn-hangzhou.aliyuncs.com`.
        public var endpoint: String
        /// The bucket's name.
        public var bucket: String
        /// The object's key.
        public var key: String
    }

    /// One part.
    public struct Part: Codable, Hashable, Sendable {
        /// From 1 on.
        public var number: Int
        /// Bytes, where they are signed: OSS refuses a part of another length.
        public var size: Int64?
        /// The URL of its PUT, sent as it stands here.
        public var url: String
        /// Headers to send with it, signed.
        public var headers: [String: String]?
    }

    /// A request that was signed.
    public struct Action: Codable, Hashable, Sendable {
        /// The HTTP method.
        public var method: String
        /// The URL, sent as it stands here.
        public var url: String
        /// Headers to send with it, signed.
        public var headers: [String: String]?
    }

    /// Where new URLs are to be had: a POST with the upload's target, its id and the numbers of the parts that are left gives a new waybill for
    /// the same upload.
    public struct Refresh: Codable, Hashable, Sendable {
        /// Where the POST goes.
        public var url: String
        /// Headers to send with it, an authorization for example.
        public var headers: [String: String]?

        /// An address, and what it asks for.
        public init(url: String, headers: [String: String]? = nil) {
            self.url = url
            self.headers = headers
        }
    }

    enum CodingKeys: String, CodingKey {
        case waybill, target, size, parts, list, complete, head, abort, issued, expiration, refresh, check
        case uploadID = "upload_id"
        case maximumSize = "maximum_size"
        case partSize = "part_size"
    }
}

extension Waybill: CustomStringConvertible, CustomReflectable {
    /// Without its URLs.
    public var description: String { "waybill for oss://\(target.bucket)/\(target.key), \(parts.count) parts, until \(expiration)" }
    public var customMirror: Mirror { Mirror(self, children: ["target": target, "expiration": expiration]) }
}

/// What is sent to ``Waybill/Refresh/url``, as JSON.
public struct WaybillRefreshRequest: Codable, Hashable, Sendable {
    /// The object that is made.
    public var target: Waybill.Target
    /// OSS's name of the upload.
    public var uploadID: String
    /// The numbers of the parts that are still to be sent.
    public var parts: [Int]

    enum CodingKeys: String, CodingKey {
        case target, parts
        case uploadID = "upload_id"
    }
}
