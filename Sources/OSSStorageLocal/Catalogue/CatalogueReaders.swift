import Dispatch
import GRDB

/// Opens the connections that read, all of them, before the first request comes.
///
/// Left to itself the pool opens one when it is first needed, and for that SQLite touches its files: on a disk that hangs then, it waits, and with
/// it every other read, although what they want is in memory.
enum CatalogueReaders {
    /// It blocks until `count` connections have read something at the same time.
    static func open(_ database: DatabasePool, count: Int) {
        let arrived = DispatchSemaphore(value: 0)
        let leave = DispatchSemaphore(value: 0)
        for _ in 0..<count {
            database.asyncRead { result in
                // A failure arrives on the queue that hands out the connections, which must not wait. It shows again, as somebody's error.
                guard case .success(let db) = result else {
                    arrived.signal()
                    return
                }
                _ = try? Row.fetchOne(db, sql: "SELECT 1 FROM sqlite_master")
                arrived.signal()
                leave.wait()
            }
        }
        for _ in 0..<count { arrived.wait() }
        for _ in 0..<count { leave.signal() }
    }
}
