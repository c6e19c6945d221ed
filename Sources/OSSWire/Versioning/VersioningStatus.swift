/// Whether a bucket keeps versions. What was enabled once can be suspended, and never goes away.
///
/// An open set: a status that this library does not know survives. OSS page: "PutBucketVersioning".
public struct VersioningStatus: RawRepresentable, Hashable, Sendable {
    /// `Enabled`.
    public let rawValue: String

    /// A status by its name, known or not.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Every write makes a version.
    public static let enabled = VersioningStatus(rawValue: "Enabled")
    /// Writes replace the version `null`, and older versions stay.
    public static let suspended = VersioningStatus(rawValue: "Suspended")

    /// One of the states that this library knows.
    package init?(known text: String) {
        guard let known = [Self.enabled, .suspended].first(where: { $0.rawValue.utf8.elementsEqual(text.utf8) }) else { return nil }
        self = known
    }
}
