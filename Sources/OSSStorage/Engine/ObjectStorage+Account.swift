extension ObjectStorage {
    /// The settings of the account. From the second time on they come from memory.
    package func accountSettings() async throws -> AccountSettings {
        let settings = try await account.row(TheAccount()) {
            try await StorageError.wrapping("look up account") { try await catalogue.accountSettings() }
        }
        return settings ?? AccountSettings()
    }

    /// Changes a setting of the account. Who asks for the settings afterwards sees it.
    package func configureAccount(_ setting: AccountSetting) async throws {
        defer { account.forget() }
        _ = try await change(.configureAccount(setting), operation: "configure account")
    }
}
