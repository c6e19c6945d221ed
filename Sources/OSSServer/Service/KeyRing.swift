public import OSSSigning
import Synchronization

/// The server's access keys, with their signing keys of the day.
public final class KeyRing: AccessKeyDirectory {
    private let keys: [AccessKeyID: RegisteredAccessKey]
    /// One per key and scope. A valid URL names a day of the last week; a scope that is refused never gets here. It is emptied when it grows all the same.
    private let derived = Mutex<[Entry: SigningKey]>([:])

    private struct Entry: Hashable {
        let id: AccessKeyID
        let scope: CredentialScope
    }

    /// A ring of these keys; of two with one id the last counts.
    public init(_ keys: [RegisteredAccessKey]) {
        self.keys = Dictionary(keys.map { ($0.accessKey.id, $0) }, uniquingKeysWith: { $1 })
    }

    public func accessKey(_ id: AccessKeyID) -> RegisteredAccessKey? { keys[id] }

    public func signingKey(for key: RegisteredAccessKey, scope: CredentialScope) -> SigningKey {
        let entry = Entry(id: key.accessKey.id, scope: scope)
        return derived.withLock { derived in
            if let kept = derived[entry] { return kept }
            if derived.count >= 256 { derived.removeAll() }
            let key = SigningKey(accessKey: key.accessKey, scope: scope)
            derived[entry] = key
            return key
        }
    }
}
