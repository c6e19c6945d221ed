import OSSStorage

/// The configurations of the account, read from the documents that are kept for it.
extension AccountSettings {
    /// Whether public ACLs and policies have no effect in any bucket. An account of which nobody said so blocks nothing.
    var hasPublicAccessBlock: Bool { documents[AccountDocument.blocksPublicAccess] != nil }
}

/// The names under which configurations of the account are kept.
enum AccountDocument {
    /// Present when public access is blocked.
    static let blocksPublicAccess = "blocks-public-access"
}
