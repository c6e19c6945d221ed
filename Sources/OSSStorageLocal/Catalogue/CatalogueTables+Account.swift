import Foundation
import GRDB
import OSSStorage

/// The settings of the account.
extension CatalogueTables {
    func accountSettings() throws -> AccountSettings {
        let rows = try Row.fetchAll(db.cachedStatement(sql: "SELECT name, document FROM account_settings"))
        let documents = rows.map { row in (row[0] as String, Array(row[1] as Data)) }
        return AccountSettings(documents: Dictionary(documents, uniquingKeysWith: { $1 }))
    }

    func setAccountDocument(_ name: String, _ document: [UInt8]?) throws {
        if let document {
            try execute("INSERT OR REPLACE INTO account_settings (name, document) VALUES (?, ?)", [name, Data(document)])
        } else {
            try execute("DELETE FROM account_settings WHERE name = ?", [name])
        }
    }
}
