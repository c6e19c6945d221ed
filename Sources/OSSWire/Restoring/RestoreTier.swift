/// How fast the copy of an archived object is wanted. An open set: a tier that this library does not know survives.
///
/// OSS page: "RestoreObject".
public struct RestoreTier: RawRepresentable, Hashable, Sendable {
    /// `Expedited`.
    public let rawValue: String

    /// A tier by its name, known or not.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Within an hour.
    public static let expedited = RestoreTier(rawValue: "Expedited")
    /// Within a few hours.
    public static let standard = RestoreTier(rawValue: "Standard")
    /// Within half a day.
    public static let bulk = RestoreTier(rawValue: "Bulk")

    /// One of the tiers that this library knows.
    package init?(known text: String) {
        guard let known = [Self.expedited, .standard, .bulk].first(where: { $0.rawValue.utf8.elementsEqual(text.utf8) }) else { return nil }
        self = known
    }
}
