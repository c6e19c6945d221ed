/// What every catalogue and every blob store must do, in every pairing.
///
/// ```swift
/// for test in StorageConformance.cases {
///     try await test.run(StorageRig(catalogue: MyCatalogue(), blobs: InMemoryBlobStore()))
/// }
/// ```
///
/// A case throws a ``ConformanceFailure`` that says which promise was broken, and the seed if there was randomness in it.
package enum StorageConformance {
    /// One case. It needs a rig of its own.
    package struct Case: Sendable, CustomStringConvertible {
        /// The claim.
        package let description: String
        private let body: @Sendable (StorageRig, inout SeededGenerator) async throws -> Void

        init(_ claim: String, _ body: @escaping @Sendable (StorageRig, inout SeededGenerator) async throws -> Void) {
            description = claim
            self.body = body
        }

        /// Runs the case.
        /// - Throws: ``ConformanceFailure``.
        package func run(_ rig: StorageRig, seed: UInt64 = .random(in: .min ... .max)) async throws {
            var generator = SeededGenerator(seed: seed)
            do {
                try await body(rig, &generator)
            } catch {
                throw ConformanceFailure("\(description): \(error), seed \(seed)")
            }
        }
    }

    /// All cases.
    package static let cases: [Case] = [
        accountCases, bucketCases, uploadCases, refusalCases, readCases, listCases, versionCases, versionListCases, listedDeletionCases,
        multipartCases,
        uploadListCases, sharingCases,
        appendCases, attributeCases, modelCases, garbageCases, concurrencyCases, contractCases, faultCases, growthFaultCases,
    ].flatMap { $0 }
}
