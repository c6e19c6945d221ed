import HTTPTypes
import OSSSigning

/// The requests of an upload in parts, derived from the one PUT that it stands for.
struct MultipartRequests: Sendable {
    /// The PUT.
    private let put: UnsignedRequest
    let bucket: BucketName
    let key: ObjectKey

    init(_ put: UnsignedRequest) {
        guard case .object(let bucket, let key) = put.resource else { preconditionFailure("a PUT of an object names an object") }
        self.put = put
        self.bucket = bucket
        self.key = key
    }

    /// What belongs to the completion: it is the one that makes the object.
    private static let ofCompletion = ["x-oss-callback", "x-oss-callback-var", "x-oss-forbid-overwrite"]
    /// What describes the bytes of one request.
    private static let ofBody = ["content-md5", "content-length", "x-oss-traffic-limit"]

    /// Begins the upload. The object gets its headers here.
    var initiate: UnsignedRequest {
        var request = UnsignedRequest(.post, bucket: bucket, key: key)
        request.headers = HTTPFields(
            put.headers.filter { field in
                let name = field.name.canonicalName
                return !Self.ofBody.contains(name) && !name.hasPrefix("x-oss-callback")
            })
        request.parameters = [QueryParameter("uploads", "")] + put.parameters.filter { !Self.ofCompletion.contains($0.name) }
        return request
    }

    /// - Parameter length: bytes, if the signature is to cover them.
    func part(_ number: Int, uploadID: String, length: Int64? = nil) -> UploadPartRequest {
        var request = UploadPartRequest(bucket: bucket, key: key, uploadID: uploadID, partNumber: number)
        if let limit = put.headers[.ossTrafficLimit] { request.extras.parameters = [QueryParameter("x-oss-traffic-limit", limit)] }
        if let length {
            request.extras.headers[.contentLength] = String(length)
            request.extras.additionalHeaders = ["content-length"]
        }
        return request
    }

    /// - Parameter marker: the number behind which the list begins.
    func list(uploadID: String, after marker: Int) -> ListPartsRequest {
        var request = ListPartsRequest(bucket: bucket, key: key, uploadID: uploadID, maxParts: 1000)
        request.partNumberMarker = marker
        return request
    }

    /// Puts together whatever has arrived: the uploader needs no entity tags.
    func complete(uploadID: String) -> UnsignedRequest {
        var request = UnsignedRequest(.post, bucket: bucket, key: key)
        request.headers = HTTPFields(put.headers.filter { Self.ofCompletion.contains($0.name.canonicalName) })
        request.headers[.ossCompleteAll] = "yes"
        request.parameters =
            [QueryParameter("uploadId", uploadID), QueryParameter("encoding-type", "url")]
            + put.parameters.filter { Self.ofCompletion.contains($0.name) || $0.name == "callback" || $0.name == "callback-var" }
        return request
    }

    var head: HeadObjectRequest { HeadObjectRequest(bucket: bucket, key: key) }

    func abort(uploadID: String) -> AbortMultipartUploadRequest { AbortMultipartUploadRequest(bucket: bucket, key: key, uploadID: uploadID) }
}
