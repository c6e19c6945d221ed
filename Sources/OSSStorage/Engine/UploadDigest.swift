import NIOCore
import OSSWire
import Synchronization

/// The digest of an upload: taken at once while the bytes are few, and of more of them by another thread while the next ones are received.
/// MD5 alone takes most of one core at the rate of a fast disk.
struct UploadDigest {
    /// Up to so many bytes, handing them to another thread would cost more than it gains.
    private static let bytesTakenHere: Int64 = 128 * 1024

    private var digest = ContentDigest()
    private var behind: DigestBehind?
    /// The bytes so far.
    private(set) var size: Int64 = 0

    /// Appends bytes, and waits while too many are on their way.
    mutating func update(_ bytes: ByteBuffer) async {
        size += Int64(bytes.readableBytes)
        if behind == nil, size <= Self.bytesTakenHere { return bytes.withUnsafeReadableBytes { digest.update($0) } }
        let behind = behind ?? DigestBehind(goingOnFrom: digest)
        self.behind = behind
        await behind.update(bytes)
    }

    /// The digest of everything appended.
    func finish() async -> ContentDigest.Value {
        if let behind { await behind.finish() } else { digest.finish() }
    }
}

/// A digest that is computed in Swift's cooperative pool.
private final class DigestBehind: Sendable {
    private final class Running: Sendable {
        let digest: Mutex<ContentDigest>

        init(_ digest: ContentDigest) { self.digest = Mutex(digest) }
    }

    private static let room = 256 * 1024

    private let running: Running
    private let queue: ByteQueue<Never>

    init(goingOnFrom digest: ContentDigest) {
        let running = Running(digest)
        self.running = running
        queue = ByteQueue(room: Self.room) { worker in
            Task.detached { worker() }
        } work: { batch in
            running.digest.withLock { digest in
                for bytes in batch { bytes.withUnsafeReadableBytes { digest.update($0) } }
            }
            return nil
        }
    }

    func update(_ bytes: ByteBuffer) async { await queue.take(bytes) }

    func finish() async -> ContentDigest.Value {
        await queue.finish()
        return running.digest.withLock { $0.finish() }
    }
}
