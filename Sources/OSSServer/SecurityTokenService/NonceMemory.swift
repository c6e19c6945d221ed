import Crypto
import Synchronization

/// The nonces of accepted requests, for as long as their timestamps let them be sent again.
///
/// Only requests whose signature is right are remembered, so strangers cannot fill it.
final class NonceMemory: Sendable {
    /// Sixteen bytes of a digest: nonces are as long as clients like.
    private struct Entry: Hashable {
        let accessKeyID: String
        let high: UInt64
        let low: UInt64

        init(_ accessKeyID: String, _ nonce: String) {
            let digest = Array(SHA256.hash(data: Array("\(accessKeyID)\n\(nonce)".utf8)))
            self.accessKeyID = accessKeyID
            func number(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
            high = number(digest[0..<8])
            low = number(digest[8..<16])
        }
    }

    private struct State {
        var ends: [Entry: Int64] = [:]
        /// How many of them each key has, those included that have ended since the last sweep.
        var counts: [String: Int] = [:]
        var lastSweep: Int64 = 0

        mutating func sweep(at now: Int64) {
            ends = ends.filter { $0.value >= now }
            counts = [:]
            for entry in ends.keys { counts[entry.accessKeyID, default: 0] += 1 }
            lastSweep = now
        }
    }

    enum Outcome { case fresh, used, full }

    private let limit: Int
    private let share: Int
    private let state = Mutex(State())

    /// - Parameters:
    ///   - limit: how many are kept; 200,000 are some ten megabytes, and a hundred requests a second for half an hour.
    ///   - share: how many of one key, so that it cannot keep the others out.
    init(limit: Int = 200_000, share: Int = 20_000) { (self.limit, self.share) = (limit, share) }

    /// Remembers a nonce.
    ///
    /// - Parameters:
    ///   - end: the last second in which the request's timestamp is accepted.
    ///   - now: in seconds since the epoch.
    func use(_ nonce: String, by accessKeyID: String, until end: Int64, at now: Int64) -> Outcome {
        let entry = Entry(accessKeyID, nonce)
        return state.withLock { state in
            if (state.ends.count >= limit && now != state.lastSweep) || now - state.lastSweep >= 60 || now < state.lastSweep { state.sweep(at: now) }
            if let known = state.ends[entry], known >= now { return .used }
            // What is forgotten could be sent again, so nothing is: a full memory takes no more.
            guard state.ends.count < limit, state.counts[accessKeyID, default: 0] < share else { return .full }
            state.ends[entry] = end
            state.counts[accessKeyID, default: 0] += 1
            return .fresh
        }
    }
}
