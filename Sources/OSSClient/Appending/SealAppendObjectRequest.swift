import HTTPTypes
public import OSSSigning

/// Ends appending: nothing can be appended to the object any more.
///
/// OSS page: "SealAppendObject".
public struct SealAppendObjectRequest: ObjectRequest {
    public static let operation = "SealAppendObject"

    public var bucket: BucketName
    public var key: ObjectKey
    /// The length that the object must have, in bytes.
    public var position: Int64
    public var extras = RequestExtras()

    /// A request about an object.
    public init(bucket: BucketName, key: ObjectKey, position: Int64) {
        self.bucket = bucket
        self.key = key
        self.position = position
    }

    /// A request about an object, named by text.
    /// - Throws: `NameError`.
    public init(bucket: String, key: String, position: Int64) throws {
        self.init(bucket: try BucketName(bucket), key: try ObjectKey(key), position: position)
    }

    public var unsigned: UnsignedRequest {
        get throws {
            var request = UnsignedRequest(.post, bucket: bucket, key: key)
            request.add("seal", "")
            request.add("position", String(position))
            request.add(extras)
            return request
        }
    }

    public func output(of response: OperationResponse) -> SealAppendObjectResult {
        SealAppendObjectResult(
            sealedTime: response.headers.text("x-oss-sealed-time").flatMap { SigningTime(httpDate: $0) }, requestID: response.requestID)
    }
}

/// What OSS says about an object that it sealed.
public struct SealAppendObjectResult: Sendable {
    /// When it was sealed.
    public let sealedTime: SigningTime?
    /// OSS's id of the request.
    public let requestID: String?
}
