import OSSWire
import Synchronization

/// What has arrived of each stretch of a download, and tells it: some ten times a second to whoever watches, once a second to the checkpoint.
final class DownloadLedger: Sendable {
    /// A stretch of the object, of which the first bytes are there.
    struct Piece: Codable, Hashable, Sendable {
        var start: Int64
        var end: Int64
        /// Bytes that are in the file.
        var done: Int64 = 0
        /// Their CRC-64.
        var crc64: UInt64 = 0

        var rest: Range<Int64> { start + done..<end }
    }

    private struct State {
        var pieces: [Piece]
        var received: Int64
        var lastReport: ContinuousClock.Instant?
        var lastSave = ContinuousClock.now
    }

    private static let reportInterval = Duration.milliseconds(100)
    private static let saveInterval = Duration.seconds(1)

    private let state: Mutex<State>
    private let size: Int64
    private let resumed: Int64
    private let report: Download.Report
    private let save: @Sendable ([Piece]) -> Void

    init(_ pieces: [Piece], size: Int64, report: @escaping Download.Report, save: @escaping @Sendable ([Piece]) -> Void) {
        resumed = pieces.reduce(0) { $0 + $1.done }
        state = Mutex(State(pieces: pieces, received: resumed))
        self.size = size
        self.report = report
        self.save = save
    }

    /// The first stretch, and those behind it.
    static func pieces(size: Int64, first: Int64, partSize: Int64) -> [Piece] {
        var pieces = [Piece(start: 0, end: first)]
        var start = first
        while start < size {
            let end = size - start <= partSize ? size : start + partSize
            pieces.append(Piece(start: start, end: end))
            start = end
        }
        return pieces
    }

    var pieces: [Piece] { state.withLock { $0.pieces } }
    var bytesResumed: Int64 { resumed }
    /// Whether there is anything to go on with.
    var isEmpty: Bool { state.withLock { $0.received == 0 } }

    /// More bytes of a piece are in the file.
    func wrote(_ bytes: UnsafeRawBufferPointer, of piece: Int) {
        // One task writes a piece, so that its sum can be taken outside of the lock.
        var crc = CRC64(continuing: state.withLock { $0.pieces[piece].crc64 })
        crc.update(bytes)
        let (progress, saved): (DownloadProgress?, [Piece]?) = state.withLock { state in
            state.pieces[piece].crc64 = crc.value
            state.pieces[piece].done += Int64(bytes.count)
            state.received += Int64(bytes.count)
            let now = ContinuousClock.now
            var progress: DownloadProgress?
            if state.lastReport.map({ $0.duration(to: now) >= Self.reportInterval }) ?? true {
                state.lastReport = now
                progress = self.progress(state)
            }
            guard state.lastSave.duration(to: now) >= Self.saveInterval else { return (progress, nil) }
            state.lastSave = now
            return (progress, state.pieces)
        }
        if let progress { report(.progress(progress)) }
        if let saved { save(saved) }
    }

    /// Tells the last state, whenever the one before was told.
    func flush() { report(.progress(state.withLock { progress($0) })) }

    private func progress(_ state: State) -> DownloadProgress {
        DownloadProgress(bytesReceived: state.received, bytesResumed: resumed, totalBytes: size)
    }

    /// The checksum of the whole, when everything is there.
    var crc64: UInt64 {
        pieces.reduce(0) { CRC64.combine($0, $1.crc64, secondLength: UInt64($1.done)) }
    }
}
