import OSSSigning

/// The name of one version of an object. Open text: each server makes its own. `null` is the version that was written without versioning.
///
/// OSS page: "Overview of versioning".
package struct VersionID: Hashable, Sendable {
    /// The longest id, in bytes.
    package static let maximumByteCount = 256
    /// The version of an object that was written while versioning was off or suspended.
    package static let null = VersionID(unchecked: "null")

    package let rawValue: String

    /// An id of visible ASCII; `nil` for what no version is called.
    package init?(_ text: String) {
        guard (1...Self.maximumByteCount).contains(text.utf8.count), text.utf8.allSatisfy(ASCII.isVisible) else { return nil }
        rawValue = text
    }

    private init(unchecked text: String) { rawValue = text }
}

extension VersionID: CustomStringConvertible {
    package var description: String { rawValue }
}
