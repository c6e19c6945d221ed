import GRDB
import GRDBSQLite
import Synchronization

/// Writes the catalogue's log back to its main file while commits go on.
///
/// SQLite does it within the commit that makes the log too long, and everybody waits there for tens of MiB. This does it on a connection and a
/// thread of its own; what was committed meanwhile is written back in one more, short round that the writer waits for, and then the log begins anew.
final class LogWriteBack: Sendable {
    private struct State {
        /// How long the log was after the last commit, and at which length something is to be done about it, in pages.
        var length = 0
        var due: Int
        var isRunning = false
        /// All but a little has been written back.
        var awaitsLastRound = false
    }

    private enum Step { case nothing, begin, finish }

    private let database: DatabaseQueue
    /// The log is written back from `soft` pages on. At `hard` pages the writer waits for it.
    private let (soft, hard): (Int, Int)
    private let state: Mutex<State>

    /// What the writer can wait for without being noticed, in pages.
    private static let littleRest = 256
    /// How often what has been added meanwhile is written back as well, in the hope that it gets little.
    private static let roundsAtOnce = 4

    /// - Parameters:
    ///   - path: the catalogue, which is open already.
    ///   - logBytes: how long the log may get.
    init(path: String, configuration: Configuration, logBytes: Int64) throws {
        var configuration = configuration
        configuration.label = "log"
        database = try DatabaseQueue(path: path, configuration: configuration)
        try SQLiteCatalogue.makeDurable(database)
        hard = Int(logBytes / 4096)
        soft = hard / 2
        state = Mutex(State(due: soft))
    }

    /// Has the connection that writes tell of each commit, in place of writing the log back itself. This object has to live longer than it.
    func follow(_ writer: Database) {
        _ = sqlite3_wal_hook(
            writer.sqliteConnection,
            { context, _, _, pages in
                Unmanaged<LogWriteBack>.fromOpaque(context!).takeUnretainedValue().committed(length: Int(pages))
                return SQLITE_OK
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    /// Waits for what is running, and ends. The log grows from then on.
    func close(_ writer: Database) throws {
        _ = sqlite3_wal_hook(writer.sqliteConnection, nil, nil)
        try database.close()
    }

    private func committed(length: Int) {
        switch state.withLock({ Self.step(&$0, length: length, soft: soft, hard: hard) }) {
        case .nothing: break
        case .begin: database.asyncWriteWithoutTransaction { [self] db in writeBack(db) }
        case .finish: try? database.writeWithoutTransaction { db in _ = try Self.round(db) }
        }
    }

    private static func step(_ state: inout State, length: Int, soft: Int, hard: Int) -> Step {
        // It began anew.
        if length < state.length { (state.due, state.awaitsLastRound) = (soft, false) }
        state.length = length
        if state.isRunning { return length >= max(hard, state.due) ? finishing(&state, soft: soft) : .nothing }
        if state.awaitsLastRound { return finishing(&state, soft: soft) }
        guard length >= state.due else { return .nothing }
        state.isRunning = true
        return .begin
    }

    /// A reader of old pages, or a disk that fails, may keep the log from beginning anew. The next attempt waits until there is more to do.
    private static func finishing(_ state: inout State, soft: Int) -> Step {
        state.awaitsLastRound = false
        state.due = state.length + max(1, soft / 4)
        return .finish
    }

    private func writeBack(_ db: Database) {
        var rest = Int.max
        for _ in 0..<Self.roundsAtOnce where rest > Self.littleRest {
            // After a failure the pages are still in the log, and the next attempt writes all of them again.
            guard let now = try? Self.round(db), now < rest else { break }
            rest = now
        }
        state.withLock { ($0.isRunning, $0.awaitsLastRound) = (false, true) }
    }

    /// - Returns: how many pages could not be written back, because they are new or a reader needs what they replace.
    private static func round(_ db: Database) throws -> Int {
        guard let row = try Row.fetchOne(db, sql: "PRAGMA wal_checkpoint(PASSIVE)") else { return 0 }
        let (length, written): (Int, Int) = (row[1], row[2])
        return length - written
    }
}
