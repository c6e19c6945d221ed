import HTTPTypes
public import OSSSigning

/// Gives an upload up, and its parts with it.
///
/// OSS page: "AbortMultipartUpload".
public struct AbortMultipartUploadRequest: ObjectRequest {
    public static let operation = "AbortMultipartUpload"

    public var bucket: BucketName
    public var key: ObjectKey
    /// The upload, as InitiateMultipartUpload named it.
    public var uploadID: String
    public var extras = RequestExtras()

    /// An upload to give up.
    public init(bucket: BucketName, key: ObjectKey, uploadID: String) {
        self.bucket = bucket
        self.key = key
        self.uploadID = uploadID
    }

    /// An upload to give up, named by text.
    /// - Throws: `NameError`.
    public init(bucket: String, key: String, uploadID: String) throws {
        self.init(bucket: try BucketName(bucket), key: try ObjectKey(key), uploadID: uploadID)
    }

    public var unsigned: UnsignedRequest {
        get throws {
            var request = UnsignedRequest(.delete, bucket: bucket, key: key)
            request.add("uploadId", uploadID)
            request.add(extras)
            return request
        }
    }

    public func output(of response: OperationResponse) -> EmptyResult { EmptyResult(response) }
}
