import Logging
import NIOPosix
import OSSAccess
import OSSServer
import Synchronization

/// The identities of `--ram-file`, read again when the file changes. A new version that cannot be read leaves the old one in force.
final class RAMFileIdentities: IdentitySource {
    private struct Kept {
        /// The state of the file that was looked at last, broken or not; `nil` when it has to be looked at again in any case.
        var stamp: RAMFile.Stamp?
        var bytes: [UInt8]
        var snapshot: IdentitySnapshot
        /// What was logged last about a version that is not in force.
        var complaint: String?
    }

    private let file: RAMFile
    private let logger: Logger
    private let kept: Mutex<Kept>
    private let loading = SerialWork()

    /// Reads the file for the first time.
    /// - Parameter tokenKey: of the data folder's catalogue.
    /// - Throws: `CommandFailure`: local when the file cannot be read, of usage when it is wrong.
    init(_ file: RAMFile, tokenKey: [UInt8], logger: Logger) throws {
        (self.file, self.logger) = (file, logger)
        let content = try file.read()
        let snapshot = IdentitySnapshot(identities: try file.identities(content.bytes), tokenKey: tokenKey, generation: 1)
        if content.stamp.isReadByOthers {
            Console.note("warning: \(file.path) holds secrets, and other users of this machine can read it: chmod 600 \(file.path)")
        }
        kept = Mutex(Kept(stamp: content.isSettled ? content.stamp : nil, bytes: content.bytes, snapshot: snapshot))
    }

    func current() async throws -> IdentitySnapshot {
        if let snapshot = unchanged() { return snapshot }
        return try await loading.run { [self] in
            if let snapshot = unchanged() { return snapshot }
            return try await NIOThreadPool.singleton.runIfActive { [self] in load() }
        }
    }

    private func unchanged() -> IdentitySnapshot? {
        let stamp = file.stamp()
        return kept.withLock { kept in
            // What was a pipe has nothing new to say, and a file that is gone is no new version.
            guard let known = kept.stamp, !known.isRegular || stamp == known else { return nil }
            return kept.snapshot
        }
    }

    private func load() -> IdentitySnapshot {
        var now = kept.withLock { $0 }
        do {
            // Reading a pipe would wait for whoever writes into it, and every request with it.
            if let stamp = file.stamp(), !stamp.isRegular { throw CommandFailure.local("\(file.path) is no regular file any more") }
            let content = try file.read()
            now.stamp = content.isSettled ? content.stamp : nil
            if content.bytes != now.bytes {
                now.bytes = content.bytes
                let identities = try file.identities(content.bytes)
                let (key, generation) = (now.snapshot.tokenKey, now.snapshot.generation + 1)
                now.snapshot = IdentitySnapshot(identities: identities, tokenKey: key, generation: generation)
                now.complaint = nil
                logger.notice("read the changed RAM file", metadata: ["file": "\(file.path)"])
            }
        } catch {
            let complaint = (error as? CommandFailure)?.message ?? "\(error)"
            if now.complaint != complaint {
                logger.error("the RAM file cannot be used; what it said before stays in force", metadata: ["error": "\(complaint)"])
            }
            now.complaint = complaint
        }
        kept.withLock { $0 = now }
        return now.snapshot
    }
}
