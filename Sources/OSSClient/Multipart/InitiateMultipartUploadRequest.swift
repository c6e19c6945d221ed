import HTTPTypes
public import OSSSigning
import OSSWire

/// Begins an upload in parts. What the object is to be stored with is said here; the object comes to be when the upload is completed.
///
/// A repetition after a lost answer begins a second upload, which a lifecycle rule or an abort takes away.
///
/// OSS page: "InitiateMultipartUpload".
@dynamicMemberLookup
public struct InitiateMultipartUploadRequest: ObjectRequest {
    public static let operation = "InitiateMultipartUpload"

    public var bucket: BucketName
    public var key: ObjectKey
    /// What the object is stored with.
    public var object: ObjectHeaders
    public var extras = RequestExtras()

    /// An upload to a key.
    public init(bucket: BucketName, key: ObjectKey, object: ObjectHeaders = ObjectHeaders()) {
        self.bucket = bucket
        self.key = key
        self.object = object
    }

    /// An upload to a key, named by text.
    /// - Throws: `NameError`.
    public init(bucket: String, key: String, contentType: String? = nil) throws {
        self.init(bucket: try BucketName(bucket), key: try ObjectKey(key), object: ObjectHeaders(contentType: contentType))
    }

    /// The fields of ``object``.
    public subscript<Value>(dynamicMember field: WritableKeyPath<ObjectHeaders, Value>) -> Value {
        get { object[keyPath: field] }
        set { object[keyPath: field] = newValue }
    }

    public var unsigned: UnsignedRequest {
        get throws {
            var request = UnsignedRequest(.post, bucket: bucket, key: key)
            request.add("uploads", "")
            request.add("encoding-type", "url")
            try object.add(to: &request)
            request.add(extras)
            return request
        }
    }

    public func output(of response: OperationResponse) throws -> InitiateMultipartUploadResult {
        let document = try response.document(InitiateMultipartUploadDocument.init(answer:))
        return InitiateMultipartUploadResult(uploadID: document.uploadID, requestID: response.requestID)
    }
}

/// The upload that was begun.
public struct InitiateMultipartUploadResult: Sendable {
    /// What every further request names it by: opaque text.
    public let uploadID: String
    /// OSS's id of the request.
    public let requestID: String?
}
