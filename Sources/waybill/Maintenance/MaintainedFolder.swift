import OSSStorage
import OSSStorageLocal

/// Opening a folder for a command that maintains it.
enum MaintainedFolder {
    static func inspector(of folder: String) throws -> FolderInspector {
        do {
            if let inspector = try FolderInspector(folder) { return inspector }
        } catch let error as StorageError where error.code == .corrupt {
            throw CommandFailure(status: .integrity, message: "the catalogue in \(folder) is damaged: \(error)")
        } catch {
            throw CommandFailure.local("cannot read the data folder \(folder): \(error)")
        }
        throw CommandFailure.local("there is no data folder at \(folder); name another one with --data")
    }
}
