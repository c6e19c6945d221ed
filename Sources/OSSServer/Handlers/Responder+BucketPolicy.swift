import OSSAccess
import OSSSigning
import OSSStorage
import OSSWire

/// The policy of a bucket.
extension Responder {
    /// OSS page: "PutBucketPolicy". The document is kept as it came.
    func putBucketPolicy(_ call: BucketCall) async throws -> Response {
        let json = try await call.call.document(upTo: Self.longestPolicyBody)
        let policy: PolicyDocument
        do {
            policy = try PolicyDocument(json: json, .bucket)
            try policy.check(isOf: call.name)
        } catch { throw error.ossError }
        guard !policy.isPublic || !call.blocksPublicAccess else { throw OSSError.publicBucketPolicyBlocked }
        return try await keep(json, as: BucketDocument.policy, of: call, limit: PolicyDocument.Kind.bucket.maximumBytes)
    }

    /// OSS page: "GetBucketPolicy".
    func getBucketPolicy(_ call: BucketCall) throws -> Response {
        guard let json = call.bucket.settings.documents[BucketDocument.policy] else { throw OSSError.noSuchBucketPolicy(call.name.rawValue) }
        return Response(status: 200, headers: [("Content-Type", "application/json")], body: .bytes(json))
    }

    /// OSS page: "DeleteBucketPolicy".
    func deleteBucketPolicy(_ call: BucketCall) async throws -> Response { try await remove(BucketDocument.policy, of: call) }

    /// OSS page: "GetBucketPolicyStatus". A bucket without a policy has none that is public.
    func getBucketPolicyStatus(_ call: BucketCall) throws -> Response {
        .xml(PolicyStatus(isPublic: try call.bucket.policy?.isPublic ?? false).xml)
    }

    /// Longer than any policy may be, so that one which is too long is refused as a policy.
    private static let longestPolicyBody = 1 << 20
}
