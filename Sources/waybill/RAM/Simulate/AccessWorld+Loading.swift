import OSSAccess
import OSSSigning
import OSSStorage
import OSSStorageLocal

extension AccessWorld {
    /// What counts on a data folder now.
    ///
    /// - Parameter ramFile: the file whose identities count in place of the folder's; a server that runs on the folder may name one itself.
    /// - Parameter region: that of the server, where none runs on the folder.
    /// - Throws: `CommandFailure` for a folder or a file that cannot be read.
    static func load(data: String, ramFile: String?, region: String? = nil) throws -> AccessWorld {
        let catalogue: CatalogueReader?
        do { catalogue = try CatalogueReader(folder: data) } catch { throw CommandFailure.local("cannot read the data folder \(data): \(error)") }
        let server = RunningServer.find(in: data)
        let region = region ?? server?.region
        do {
            if let path = ramFile ?? server?.ramFile {
                let file = RAMFile(path: path)
                return try AccessWorld(identities: file.identities(file.read().bytes), region: region, catalogue: catalogue)
            }
            guard let catalogue else {
                throw CommandFailure.local("there is no data folder \(data): name one with --data, or identities with --ram-file")
            }
            return try AccessWorld(identities: catalogue.identities()?.identities() ?? Identities(), region: region, catalogue: catalogue)
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            throw CommandFailure.local("cannot read the identities in \(data): \(error)")
        }
    }
}
