import OSSAccess
import OSSSigning
import OSSStorage
import OSSStorageLocal

extension AccessWorld {
    /// What counts on a data folder now.
    ///
    /// - Parameter ramFile: the file whose identities count in place of the folder's.
    /// - Throws: `CommandFailure` for a folder or a file that cannot be read.
    static func load(data: String, ramFile: String?) throws -> AccessWorld {
        let catalogue: CatalogueReader?
        do { catalogue = try CatalogueReader(folder: data) } catch { throw CommandFailure.local("cannot read the data folder \(data): \(error)") }
        if let ramFile { return AccessWorld(identities: try identities(ofFile: ramFile), catalogue: catalogue) }
        guard let catalogue else {
            throw CommandFailure.local("there is no data folder \(data): name one with --data, or identities with --ram-file")
        }
        do {
            let stored = try catalogue.identities()?.document ?? []
            return AccessWorld(identities: stored.isEmpty ? Identities() : try Identities(json: stored), catalogue: catalogue)
        } catch {
            throw CommandFailure.local("cannot read the identities in \(data): \(error)")
        }
    }

    private static func identities(ofFile path: String) throws -> Identities {
        let bytes = try BoundedFile.read(path, limit: IdentityRules.maximumDocument)
        do { return try Identities(json: bytes) } catch { throw CommandFailure.usage("\(path): \(error)".withoutControls()) }
    }
}
