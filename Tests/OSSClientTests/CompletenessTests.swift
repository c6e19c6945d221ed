import OSSClient
import Testing

@testable import OSSServer

@Suite("Operations")
struct CompletenessTests {
    private static let requests: [any OperationRequest.Type] = [
        ListBucketsRequest.self, DescribeRegionsRequest.self, PutPublicAccessBlockRequest.self, GetPublicAccessBlockRequest.self,
        DeletePublicAccessBlockRequest.self, PutBucketRequest.self, DeleteBucketRequest.self, GetBucketInfoRequest.self,
        GetBucketLocationRequest.self, GetBucketStatRequest.self, PutBucketACLRequest.self, GetBucketACLRequest.self,
        PutBucketVersioningRequest.self, GetBucketVersioningRequest.self, PutBucketTagsRequest.self, GetBucketTagsRequest.self,
        DeleteBucketTagsRequest.self, PutBucketPublicAccessBlockRequest.self, GetBucketPublicAccessBlockRequest.self,
        DeleteBucketPublicAccessBlockRequest.self, PutBucketPolicyRequest.self, GetBucketPolicyRequest.self, DeleteBucketPolicyRequest.self,
        GetBucketPolicyStatusRequest.self, PutBucketCORSRequest.self, GetBucketCORSRequest.self, DeleteBucketCORSRequest.self,
        OptionObjectRequest.self, PutBucketRefererRequest.self, GetBucketRefererRequest.self, PutBucketLifecycleRequest.self,
        GetBucketLifecycleRequest.self, DeleteBucketLifecycleRequest.self, ListObjectsRequest.self, ListObjectsV2Request.self,
        ListObjectVersionsRequest.self, PutObjectRequest.self, GetObjectRequest.self, HeadObjectRequest.self, GetObjectMetaRequest.self,
        DeleteObjectRequest.self, DeleteMultipleObjectsRequest.self, CopyObjectRequest.self, AppendObjectRequest.self,
        SealAppendObjectRequest.self, PutObjectACLRequest.self, GetObjectACLRequest.self, PutObjectTaggingRequest.self,
        GetObjectTaggingRequest.self, DeleteObjectTaggingRequest.self, PutSymlinkRequest.self, GetSymlinkRequest.self,
        RestoreObjectRequest.self, CleanRestoredObjectRequest.self, InitiateMultipartUploadRequest.self, UploadPartRequest.self,
        UploadPartCopyRequest.self, CompleteMultipartUploadRequest.self, AbortMultipartUploadRequest.self, ListPartsRequest.self,
        ListMultipartUploadsRequest.self,
    ]

    @Test("of the server are requests of the client, by the same names, except forms and lists that are always empty") func complete() {
        let emulated = Operation.allCases.filter { $0.support != .notEmulated }.map(\.name)
        #expect(Set(emulated).subtracting(Self.requests.map { $0.operation }) == ["PostObject", "ListLiveChannel"])
        #expect(Self.requests.count == Set(Self.requests.map { $0.operation }).count)
    }
}
