import Crypto

/// Looks for the change that makes a presented signature the right one, with bounded work.
struct MismatchSearch {
    /// One thing that may have been different when the request was signed.
    struct Supposition {
        let finding: Finding
        let edit: (inout SupposedRequest) -> Void

        init(_ finding: Finding, _ edit: @escaping (inout SupposedRequest) -> Void) {
            self.finding = finding
            self.edit = edit
        }
    }

    /// The most HMACs that one refusal may cost.
    static let maximumAuthentications = 200
    /// The most bytes that one search may write and hash.
    static let maximumBytes = 2 << 20

    private let presented: String
    private let received: SupposedRequest
    private let receivedKey: SymmetricKey
    private(set) var authentications: Int
    private(set) var bytes = 0
    private let limit: Int

    /// - Parameter limit: the most HMACs that this search may cost.
    init(_ received: SupposedRequest, presented: String, limit: Int) {
        self.limit = limit
        self.received = received
        self.presented = presented
        receivedKey = received.key.derived
        authentications = received.key.cost
    }

    /// How the signature was damaged, if the request is otherwise right.
    mutating func damage() -> Finding? {
        guard let code = code(of: received) else { return nil }
        return SignatureComparison.damage(of: presented, from: code, received.version).map { .signatureForm($0) }
    }

    /// The first supposition that explains the signature.
    mutating func first(of suppositions: [Supposition]) -> Finding? {
        for supposition in suppositions {
            var supposed = received
            supposition.edit(&supposed)
            if proves(supposed) { return supposition.finding }
        }
        return nil
    }

    /// The first pair of suppositions that explains the signature.
    mutating func first(of suppositions: [Supposition], with others: [Supposition]) -> Finding? {
        for supposition in suppositions {
            var supposed = received
            supposition.edit(&supposed)
            for other in others {
                var both = supposed
                other.edit(&both)
                if proves(both) { return .combination([supposition.finding, other.finding]) }
            }
        }
        return nil
    }

    private mutating func proves(_ supposed: SupposedRequest) -> Bool {
        guard let code = code(of: supposed) else { return false }
        return SignatureComparison.matches(presented, code, supposed.version)
    }

    /// `nil` when there has been enough work.
    private mutating func code(of supposed: SupposedRequest) -> [UInt8]? {
        let isReceivedKey = supposed.key == received.key
        let cost = 1 + (isReceivedKey ? 0 : supposed.key.cost)
        guard authentications + cost <= limit, bytes <= Self.maximumBytes else { return nil }
        authentications += cost
        let message = supposed.stringToSign
        bytes += supposed.canonicalRequestSize
        return supposed.key.authenticate(message, using: isReceivedKey ? receivedKey : supposed.key.derived)
    }
}

extension SupposedRequest {
    /// About how many bytes V4 hashes, with something for the work that each item is.
    var canonicalRequestSize: Int {
        path.count + parameters.reduce(0) { $0 + 64 + 3 * ($1.name.count + $1.value.count) }
            + headers.reduce(0) { $0 + 64 + $1.name.utf8.count + $1.value.count }
    }
}
