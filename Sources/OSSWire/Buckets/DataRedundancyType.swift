/// How the data of a bucket are spread: in one zone or in several. An open set: a type that this library does not know survives.
///
/// OSS page: "PutBucket".
public struct DataRedundancyType: RawRepresentable, Hashable, Sendable {
    /// `LRS`.
    public let rawValue: String

    /// A type by its name, known or not.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// `LRS`, in one zone.
    public static let locallyRedundant = DataRedundancyType(rawValue: "LRS")
    /// `ZRS`, in several zones.
    public static let zoneRedundant = DataRedundancyType(rawValue: "ZRS")

    /// One of the types that this library knows.
    package init?(known text: String) {
        guard let known = [Self.locallyRedundant, .zoneRedundant].first(where: { $0.rawValue.utf8.elementsEqual(text.utf8) }) else { return nil }
        self = known
    }
}
