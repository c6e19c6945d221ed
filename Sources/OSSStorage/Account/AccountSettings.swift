/// The settings of the account that owns everything in a storage.
package struct AccountSettings: Hashable, Sendable {
    /// Configurations by name, as documents that the storage does not look into.
    package var documents: [String: [UInt8]]

    package init(documents: [String: [UInt8]] = [:]) { self.documents = documents }
}

/// One change of the account's settings.
package enum AccountSetting: Hashable, Sendable {
    /// A configuration; `nil` removes it.
    case document(String, [UInt8]?)
}
