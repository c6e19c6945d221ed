import Foundation
import GRDB
import OSSStorage

/// The settings of the account.
extension CatalogueTables {
    func accountSettings() throws -> AccountSettings {
        guard let row = try row(of: .accountSettings, where: "id = 1", []) else { return AccountSettings() }
        return AccountSettings(documents: try CatalogueRow.documents(row.value(1)))
    }

    func putAccountSettings(_ settings: AccountSettings) throws {
        let bytes = try CatalogueRow.bytes(of: settings.documents)
        try SealedTable.accountSettings.put([1, Data(bytes)], db)
    }
}

extension CatalogueRow {
    /// Documents by their names.
    static func documents(_ data: Data) throws -> [String: [UInt8]] {
        Dictionary(try headers(data).fields.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
    }

    /// Documents as they are stored.
    static func bytes(of documents: [String: [UInt8]]) throws -> [UInt8] {
        let headers = StoredHeaders(documents.sorted { $0.key < $1.key }.map { .init(name: $0.key, value: $0.value) })
        guard let bytes = headers.serialized else { throw StorageError(.tooLarge, operation: "write catalogue") }
        return bytes
    }
}
