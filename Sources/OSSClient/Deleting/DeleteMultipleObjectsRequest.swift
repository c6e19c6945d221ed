import Crypto
import HTTPTypes
public import OSSSigning
public import OSSWire

/// Deletes up to 1000 objects, or versions of them, in one request. Keys that are not there are deleted as well as any other.
///
/// OSS page: "DeleteMultipleObjects".
public struct DeleteMultipleObjectsRequest: OperationRequest {
    public static let operation = "DeleteMultipleObjects"

    public var bucket: BucketName
    /// What to delete.
    public var objects: [ObjectToDelete]
    /// Whether the answer names nothing of what was deleted.
    public var isQuiet: Bool
    /// Headers and parameters without a name of their own.
    public var extras = RequestExtras()

    /// Objects to delete.
    public init(bucket: BucketName, objects: [ObjectToDelete], isQuiet: Bool = false) {
        self.bucket = bucket
        self.objects = objects
        self.isQuiet = isQuiet
    }

    /// Objects to delete, named by text.
    /// - Throws: `NameError`.
    public init(bucket: String, keys: [String], isQuiet: Bool = false) throws {
        self.init(bucket: try BucketName(bucket), objects: try keys.map { ObjectToDelete(key: try ObjectKey($0)) }, isQuiet: isQuiet)
    }

    private var xml: [UInt8] { DeleteRequest.xml(objects, isQuiet: isQuiet) }

    public var body: RequestBody { .bytes(xml) }

    public var unsigned: UnsignedRequest {
        get throws {
            var request = UnsignedRequest(.post, .bucket(bucket))
            request.add("delete", "")
            request.add("encoding-type", "url")
            // OSS asks for it, so that a damaged list deletes nothing.
            try request.set(.contentMD5, Base64.encode(Array(Insecure.MD5.hash(data: xml))))
            request.add(extras)
            return request
        }
    }

    public func output(of response: OperationResponse) throws -> DeleteMultipleObjectsResult {
        let document = try response.document(DeleteResult.init(answer:))
        return DeleteMultipleObjectsResult(deleted: document.deleted, requestID: response.requestID)
    }
}

/// What was deleted.
public struct DeleteMultipleObjectsResult: Sendable {
    /// Every object of the request; none when the request was quiet.
    public let deleted: [DeletedObject]
    /// OSS's id of the request.
    public let requestID: String?
}
