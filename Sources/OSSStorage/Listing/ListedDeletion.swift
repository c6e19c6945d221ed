/// The deletion of a row as a listing showed it.
package struct ListedDeletion: Hashable, Sendable {
    /// The row, and with it where it stood among the versions of its key.
    package let row: VersionSummary
    /// Whether this version goes for good; else the key is deleted as by a client that names no version.
    package let removesVersion: Bool

    package init(_ row: VersionSummary, removesVersion: Bool) {
        self.row = row
        self.removesVersion = removesVersion
    }
}
