import HTTPTypes
import OSSWire

/// Fetches keys, each address once in a while, however many callbacks ask.
actor CallbackKeyCache {
    private typealias Answer = Result<CallbackPublicKey, CallbackVerificationError>

    private struct Entry {
        let fetching: Task<Answer, Never>
        let began: ContinuousClock.Instant
        /// When the address was last asked.
        var asked: ContinuousClock.Instant
        var answer: Answer?

        var hasKey: Bool { if case .success = answer { true } else { false } }
    }

    private let transport: any HTTPTransport
    private let now: @Sendable () -> ContinuousClock.Instant
    private var entries: [String: Entry] = [:]

    /// How long a key is kept.
    static let lifetime = Duration.seconds(3600)
    /// How long an address is left alone: after it failed, and before a key that fits nothing is fetched anew.
    static let pause = Duration.seconds(10)
    /// How many addresses are remembered.
    static let maximumEntries = 16
    /// How many keys are fetched at the same time.
    static let maximumFetches = 4
    /// How long fetching may take from beginning to end.
    static let timeLimit = Duration.seconds(10)

    init(transport: any HTTPTransport, now: @escaping @Sendable () -> ContinuousClock.Instant) {
        self.transport = transport
        self.now = now
    }

    /// The key at an address, fetched when it is not at hand.
    func key(at address: String) async throws(CallbackVerificationError) -> CallbackPublicKey {
        if let entry = entries[address] {
            let limit = if case .failure = entry.answer { Self.pause } else { Self.lifetime }
            if entry.began.duration(to: now()) < limit { return try await answer(of: entry, at: address) }
        }
        return try await fetch(address)
    }

    /// The key that stands at an address by now, if it is another one; `nil` also when the address was asked just before, or does not answer.
    func newerKey(than key: CallbackPublicKey, at address: String) async -> CallbackPublicKey? {
        guard var kept = entries[address] else { return nil }
        let current: CallbackPublicKey?
        if kept.asked.duration(to: now()) < Self.pause {
            current = try? await answer(of: kept, at: address)
        } else {
            kept.asked = now()
            current = try? await fetch(address)
            // What was right a moment ago is not given up because the other side is away.
            if current == nil { entries[address] = kept }
        }
        return current == key ? nil : current
    }

    private func fetch(_ address: String) async throws(CallbackVerificationError) -> CallbackPublicKey {
        guard entries.values.count(where: { $0.answer == nil }) < Self.maximumFetches else { throw .keyUnavailable("too many are asked for") }
        makeRoom()
        let entry = Entry(fetching: Task { [transport] in await Self.fetch(address, transport) }, began: now(), asked: now())
        entries[address] = entry
        return try await answer(of: entry, at: address)
    }

    private func answer(of entry: Entry, at address: String) async throws(CallbackVerificationError) -> CallbackPublicKey {
        let answer = await entry.fetching.value
        if entries[address]?.began == entry.began { entries[address]?.answer = answer }
        return try answer.get()
    }

    /// Keys stay longest: whoever names many addresses without one does not drive them out.
    private func makeRoom() {
        guard entries.count >= Self.maximumEntries else { return }
        let oldest = entries.min { ($0.value.hasKey ? 1 : 0, $0.value.began) < ($1.value.hasKey ? 1 : 0, $1.value.began) }
        if let oldest { entries[oldest.key] = nil }
    }

    private static func fetch(_ address: String, _ transport: any HTTPTransport) async -> Answer {
        do {
            let pem = try await withTimeLimit(timeLimit, "the key") {
                let response = try await transport.send(TransportRequest(.get, url: address, headers: [.userAgent: "waybill"]))
                guard response.status == 200 else { throw ClientError(.invalidResponse, "the answer is \(response.status)") }
                return try await response.wholeBody(limit: CallbackPublicKey.maximumBytes)
            }
            return .success(try CallbackPublicKey(pem: pem))
        } catch let error as CallbackVerificationError {
            return .failure(error)
        } catch {
            return .failure(.keyUnavailable((error as? ClientError)?.message ?? "the request failed on its way"))
        }
    }
}
