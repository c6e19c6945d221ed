import OSSSigning
import Synchronization

/// The signing key of today. Deriving it costs more than a signature, and it changes with the day and the credentials only.
final class SigningCache: Sendable {
    private struct Entry {
        let credentials: Credentials
        let day: Substring
        let key: SigningKey
    }

    private let entry = Mutex<Entry?>(nil)

    /// The key of a signer for a moment.
    func key(of signer: RequestSigner, at time: SigningTime) -> SigningKey? {
        guard signer.version == .v4 else { return nil }
        let day = time.iso8601Basic.prefix(8)
        return entry.withLock { entry in
            if let entry, entry.day == day, entry.credentials == signer.credentials { return entry.key }
            let key = signer.signingKey(at: time)
            entry = Entry(credentials: signer.credentials, day: day, key: key)
            return key
        }
    }
}
