package import OSSSigning

/// Asks one source after the other until one is set up, and stays with it.
///
/// A source that is set up and fails ends the search with its error: whoever set it up does not want another identity in its place.
package actor CredentialsChain: CredentialsProvider {
    private let sources: [CredentialsSource]
    private let network: CredentialsNetwork
    private let allowsMetadataVersion1: Bool
    private let searching = SharedFetch<Found>()
    private var found: Found?

    /// Which source is used, and how.
    package struct Found: Sendable {
        package let source: String
        package let recipe: CredentialsRecipe
        package let provider: any CredentialsProvider
    }

    package init(_ sources: [CredentialsSource], network: CredentialsNetwork, allowsMetadataVersion1: Bool = true) {
        self.sources = sources
        self.network = network
        self.allowsMetadataVersion1 = allowsMetadataVersion1
    }

    package func credentials() async throws -> Credentials {
        if let found { return try await found.provider.credentials() }
        let found = try await searching.value { try await self.search() }
        return try await found.provider.credentials()
    }

    private func search() async throws -> Found {
        if let found { return found }
        var trace = CredentialsTrace()
        let result = try await search(&trace)
        found = result
        return result
    }

    /// Searches anew, and says what was found where. Credentials that have to be fetched are.
    package func trace() async -> (trace: CredentialsTrace, credentials: Credentials?) {
        var trace = CredentialsTrace()
        var credentials: Credentials?
        if let found = try? await search(&trace) {
            do { credentials = try await found.provider.credentials() } catch {
                trace.steps[trace.steps.count - 1] = CredentialsTrace.Step(source: found.source, outcome: .failed(Self.text(of: error)))
            }
        }
        trace.steps += sources.dropFirst(trace.steps.count).map { CredentialsTrace.Step(source: $0.name, outcome: .notAsked) }
        return (trace, credentials)
    }

    private func search(_ trace: inout CredentialsTrace) async throws -> Found {
        for source in sources {
            do {
                switch try source.look() {
                case .absent(let reason): trace.steps.append(CredentialsTrace.Step(source: source.name, outcome: .skipped(reason)))
                case .found(let recipe):
                    let provider = recipe.provider(network, allowsMetadataVersion1: allowsMetadataVersion1)
                    if source.isProbe { _ = try await provider.credentials() }
                    trace.steps.append(CredentialsTrace.Step(source: source.name, outcome: .used(recipe.summary)))
                    return Found(source: source.name, recipe: recipe, provider: provider)
                }
            } catch {
                try Task.checkCancellation()
                let text = Self.text(of: error)
                trace.steps.append(CredentialsTrace.Step(source: source.name, outcome: source.isProbe ? .skipped(text) : .failed(text)))
                if !source.isProbe { throw error }
            }
        }
        throw ClientError(
            .credentialsNotFound,
            "no credentials: set OSS_ACCESS_KEY_ID and OSS_ACCESS_KEY_SECRET, or see with `waybill creds` where they are looked for")
    }

    /// An error's sentence, never its value.
    private static func text(of error: any Error) -> String { (error as? ClientError)?.message ?? "it failed" }
}
