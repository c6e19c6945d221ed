import NIOCore
import OSSWire
import Synchronization

/// The digest of an upload: taken at once while the bytes are few, and of more of them by another thread while the next ones are received.
/// MD5 alone takes most of one core at the rate of a fast disk.
struct UploadDigest {
    /// Up to so many bytes, handing them to another thread would cost more than it gains.
    private static let bytesTakenHere: Int64 = 128 * 1024

    private var here = ContentDigest()
    private var behind: BackgroundDigest?

    /// Appends bytes, and waits while too many are under way.
    mutating func update(_ bytes: ByteBuffer) async {
        if behind == nil {
            guard here.size + Int64(bytes.readableBytes) > Self.bytesTakenHere else { return bytes.withUnsafeReadableBytes { here.update($0) } }
            behind = BackgroundDigest(goingOnFrom: here)
        }
        await behind?.update(bytes)
    }

    /// The digest of everything appended.
    func finish() async -> ContentDigest.Value {
        if let behind { await behind.finish() } else { here.finish() }
    }
}

/// A digest that is computed in Swift's cooperative pool, with less priority than commits: they do not wait behind it.
private struct BackgroundDigest {
    private final class Running: Sendable {
        let digest: Mutex<ContentDigest>

        init(_ digest: ContentDigest) { self.digest = Mutex(digest) }
    }

    private static let capacity = 256 * 1024

    private let running: Running
    private let queue: ByteQueue<Never>

    init(goingOnFrom digest: ContentDigest) {
        let running = Running(digest)
        self.running = running
        queue = ByteQueue(capacity: Self.capacity) { worker in
            Task.detached(priority: .utility) { worker() }
        } work: { batch in
            running.digest.withLock { digest in
                for bytes in batch { bytes.withUnsafeReadableBytes { digest.update($0) } }
            }
            return nil
        }
    }

    func update(_ bytes: ByteBuffer) async { await queue.append(bytes) }

    func finish() async -> ContentDigest.Value {
        await queue.finish()
        return running.digest.withLock { $0.finish() }
    }
}
