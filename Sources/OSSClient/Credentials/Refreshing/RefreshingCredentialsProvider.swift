public import OSSSigning

/// Credentials that are fetched, kept, and fetched again ahead of their expiry.
///
/// - One fetch serves everybody who waits, however many they are.
/// - In the last fifth of their life, and at most five minutes before their end, new ones are fetched in the background. Meanwhile, and if that
///   fails, the old ones are used as long as they are valid; after a failure the next attempt is half a minute away.
/// - Expired credentials are never handed out: then callers wait, and get the error if the fetch fails.
/// - Credentials without an expiration are kept for good.
///
/// ```swift
/// let credentials = RefreshingCredentialsProvider { try await myBackend.temporaryCredentials() }
/// ```
public actor RefreshingCredentialsProvider: CredentialsProvider {
    private let fetch: @Sendable () async throws -> Credentials
    private let now: @Sendable () -> SigningTime
    private let fetching = SharedFetch<Credentials>()
    private var kept: Kept?
    private var isRefreshing = false
    private var quietUntil: SigningTime?

    private struct Kept {
        let credentials: Credentials
        let refreshAt: SigningTime?

        var expiration: SigningTime? { credentials.accessKey?.expiration }
    }

    /// Fetches with a closure, whose credentials say when they expire.
    public init(_ fetch: @escaping @Sendable () async throws -> Credentials) { self.init(now: ClientClock.machineTime, fetch) }

    /// - Parameter now: the clock by which credentials expire.
    package init(now: @escaping @Sendable () -> SigningTime, _ fetch: @escaping @Sendable () async throws -> Credentials) {
        self.fetch = fetch
        self.now = now
    }

    public func credentials() async throws -> Credentials {
        let time = now()
        guard let kept, kept.expiration.map({ time < $0 }) ?? true else { return try await fetching.value { try await self.fetchAndKeep() } }
        if let refreshAt = kept.refreshAt, time >= refreshAt, quietUntil.map({ time >= $0 }) ?? true { refreshInBackground() }
        return kept.credentials
    }

    private func refreshInBackground() {
        guard !isRefreshing else { return }
        isRefreshing = true
        Task {
            do { _ = try await fetching.value { try await self.fetchAndKeep() } } catch {
                quietUntil = now().advanced(bySeconds: Self.pauseAfterFailure)
            }
            isRefreshing = false
        }
    }

    private func fetchAndKeep() async throws -> Credentials {
        let fetched = try await fetch()
        let time = now()
        if let expiration = fetched.accessKey?.expiration, expiration <= time {
            throw ClientError(.credentialsUnavailable, "the source gave credentials that have expired, or this machine's clock is wrong")
        }
        kept = Kept(credentials: fetched, refreshAt: Self.refreshTime(of: fetched, fetchedAt: time))
        quietUntil = nil
        return fetched
    }

    /// Five minutes before the end, or a fifth of the life if that is less.
    static func refreshTime(of credentials: Credentials, fetchedAt time: SigningTime) -> SigningTime? {
        guard let expiration = credentials.accessKey?.expiration else { return nil }
        return expiration.advanced(bySeconds: -min(300, time.seconds(until: expiration) / 5))
    }

    private static let pauseAfterFailure: Int64 = 30
}
