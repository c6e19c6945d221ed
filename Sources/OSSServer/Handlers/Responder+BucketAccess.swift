import HTTPTypes
import OSSSigning
import OSSStorage
import OSSWire

/// Who may use a bucket: its ACL, and the block on public access.
extension Responder {
    /// OSS page: "PutBucketAcl". The list is in the header; there is no body.
    func putBucketACL(_ call: BucketCall) async throws -> Response {
        let acl = try BucketACL(call.fields[.ossACL] ?? "")
        guard acl == .private || !call.blocksPublicAccess else { throw OSSError.publicBucketACLBlocked }
        try await storage.configure(call.name, .acl(acl))
        return Response(status: 200)
    }

    /// OSS page: "GetBucketAcl".
    func getBucketACL(_ call: BucketCall) -> Response {
        .xml(AccessControlPolicy(owner: call.call.owner, grant: call.bucket.settings.acl).xml)
    }

    /// OSS page: "PutBucketPublicAccessBlock".
    func putPublicAccessBlock(_ call: BucketCall) async throws -> Response {
        let asked = try PublicAccessBlockConfiguration(xml: try await call.call.document(upTo: PublicAccessBlockConfiguration.maximumBytes))
        try await setPublicAccess(blocked: asked.blockPublicAccess, of: call)
        return Response(status: 200)
    }

    /// OSS page: "GetBucketPublicAccessBlock". What the bucket itself says, whatever the account does.
    func getPublicAccessBlock(_ call: BucketCall) throws -> Response {
        .xml(PublicAccessBlockConfiguration(blockPublicAccess: call.bucket.hasPublicAccessBlock).xml)
    }

    /// OSS page: "DeleteBucketPublicAccessBlock". Public access is not blocked then.
    func deletePublicAccessBlock(_ call: BucketCall) async throws -> Response {
        try await setPublicAccess(blocked: PublicAccessBlockConfiguration.whenDeleted.blockPublicAccess, of: call)
        return Response(status: 204)
    }

    private func setPublicAccess(blocked: Bool, of call: BucketCall) async throws {
        try await storage.configure(call.name, .document(BucketDocument.allowsPublicAccess, blocked ? nil : Array("true".utf8)))
    }
}
