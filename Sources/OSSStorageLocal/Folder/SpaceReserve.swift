import OSSStorage
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Room on the disk that is kept for deleting: a file, `reserve` in the data folder, that is removed when a deletion finds the disk full.
///
/// A deletion has to be written to the catalogue's log before anything can be removed, so on a disk without a free block it would fail, and
/// nothing could ever be freed. From when the reserve is spent until there is as much room again uploads are refused: else they would take what was
/// given up for deleting.
final class SpaceReserve: Sendable {
    /// The length for a catalogue whose log may take so much: all of it can be written back, and again as much be deleted, up to many times what a
    /// request takes that deletes a thousand objects.
    static func length(forLogOf bytes: Int64) -> Int64 { bytes + min(bytes, 4 << 20) }

    private static let firstPause = Duration.milliseconds(500)
    private static let longestPause = Duration.seconds(5)

    private struct State {
        var isWatched = false
        var isClosed = false
    }

    private let path: String
    private let length: Int64
    private let pool: BlockingPool
    /// Asked for each upload, so it is not behind the lock that is held while the disk works.
    private let isSetAside = Atomic(true)
    private let state = Mutex(State())

    init(path: String, length: Int64, pool: BlockingPool) {
        self.path = path
        self.length = length
        self.pool = pool
    }

    /// Whether the room is set aside.
    var isWhole: Bool { isSetAside.load(ordering: .relaxed) }

    /// Sets the room aside, or begins to try. A disk that is full already is no reason not to start. It blocks.
    func prepare() {
        state.withLock { _ in isSetAside.store(make(), ordering: .relaxed) }
        if !isWhole { watch() }
    }

    /// Gives the room up. It blocks.
    func spend() {
        state.withLock { _ in
            isSetAside.store(false, ordering: .relaxed)
            _ = try? FileCalls.remove(path)
        }
        watch()
    }

    /// Nothing is set aside any more. It blocks.
    func close() { state.withLock { $0.isClosed = true } }

    /// Tries to set the room aside, with growing pauses, until that succeeds.
    private func watch() {
        let begins = state.withLock { state in
            defer { state.isWatched = true }
            return !state.isWatched
        }
        guard begins else { return }
        Task { [weak self, pool] in
            var pause = Self.firstPause
            while true {
                try? await Task.sleep(for: pause)
                pause = min(pause * 2, Self.longestPause)
                guard let self, try await pool.run({ self.isStillMissing() }) else { return }
            }
        }
    }

    private func isStillMissing() -> Bool {
        state.withLock { state in
            if !state.isClosed, !isWhole { isSetAside.store(make(), ordering: .relaxed) }
            state.isWatched = !state.isClosed && !isWhole
            return state.isWatched
        }
    }

    private func make() -> Bool {
        do {
            let descriptor = try FileCalls.openOrCreate(path)
            defer { FileCalls.close(descriptor) }
            if try FileCalls.length(of: descriptor) == length { return true }
            try FileCalls.allocate(descriptor, length: length)
            return true
        } catch let failure as POSIXFailure where failure.number == EFBIG {
            // Nobody may make a file of this length here, so there is no reserve; the disk is not full for that.
            _ = try? FileCalls.remove(path)
            return true
        } catch {
            // Half a reserve would only make the disk fuller.
            _ = try? FileCalls.remove(path)
            return false
        }
    }
}
