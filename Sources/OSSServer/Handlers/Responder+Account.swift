import OSSStorage
import OSSWire

/// The block on public access of the whole account, which counts beside that of each bucket.
extension Responder {
    /// OSS page: "PutPublicAccessBlock".
    func putAccountPublicAccessBlock(_ call: Call) async throws -> Response {
        let asked = try PublicAccessBlockConfiguration(xml: try await call.document(upTo: PublicAccessBlockConfiguration.maximumBytes))
        try await setAccountPublicAccess(blocked: asked.blockPublicAccess)
        return Response(status: 200)
    }

    /// OSS page: "GetPublicAccessBlock". Of an account of which nobody said so, it is false.
    func getAccountPublicAccessBlock(_ call: Call) -> Response {
        .xml(PublicAccessBlockConfiguration(blockPublicAccess: call.account.hasPublicAccessBlock).xml)
    }

    /// OSS page: "DeletePublicAccessBlock". What each bucket says counts again.
    func deleteAccountPublicAccessBlock() async throws -> Response {
        try await setAccountPublicAccess(blocked: PublicAccessBlockConfiguration.whenDeleted.blockPublicAccess)
        return Response(status: 204)
    }

    private func setAccountPublicAccess(blocked: Bool) async throws {
        try await storage.configureAccount(.document(AccountDocument.blocksPublicAccess, blocked ? Array("true".utf8) : nil))
    }
}
