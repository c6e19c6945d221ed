/// Why a data folder was not opened.
package enum LocalStorageError: Error, Hashable {
    /// Another process uses the folder.
    case folderInUse(path: String)
    /// The folder holds other things than a data folder's.
    case notADataFolder(path: String)
    /// The folder belongs to another user.
    case foreignOwner(path: String)
    /// SQLite does not wait for the disk when it commits, although it was told to.
    case commitsNotSynchronous(level: Int)
    /// The catalogue was written by a newer version.
    case newerFormat(path: String)
    /// The catalogue was written by an older version, and a server has to bring it up to date first.
    case olderFormat(path: String)
}

extension LocalStorageError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .folderInUse(let path): "the data folder \(path) is in use by another process"
        case .notADataFolder(let path): "\(path) is not empty and is no data folder; choose an empty or a new one"
        case .foreignOwner(let path): "the data folder \(path) belongs to another user; run this as that user, for example with runuser -u NAME, or give the folder to this one"
        case .commitsNotSynchronous(let level): "SQLite reports synchronous level \(level); 2 (FULL) or more is needed to keep what was acknowledged"
        case .newerFormat(let path): "the data folder \(path) was written by a newer version"
        case .olderFormat(let path): "the data folder \(path) was written by an older version; a server that is started on it brings it up to date"
        }
    }
}
