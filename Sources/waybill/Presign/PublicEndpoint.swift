import OSSSigning

extension ClientContext {
    /// A signer for URLs that others use, who may reach the bucket by another endpoint than this command.
    /// - Throws: `CommandFailure`.
    func signer(publicEndpoint: String?) async throws -> RequestSigner {
        let signer = try await signer()
        guard let publicEndpoint else { return signer }
        do {
            let endpoint = try Endpoint(publicEndpoint)
            return try RequestSigner(
                credentials: signer.credentials, region: signer.region, endpoint: endpoint, addressing: signer.addressing, version: signer.version,
                product: endpoint.cloudBoxID == nil ? .oss : .ossCloudBox)
        } catch {
            throw CommandFailure.usage("--public-endpoint: \(error)")
        }
    }
}
