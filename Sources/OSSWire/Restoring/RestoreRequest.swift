import OSSSigning

/// The body of RestoreObject, which may be empty: one day, in the standard tier.
///
/// OSS page: "RestoreObject".
package struct RestoreRequest: Hashable, Sendable {
    /// How long a restored copy may be kept, in days.
    package static let dayRange = 1...365
    /// The longest document, in bytes.
    package static let maximumBytes = 64 * 1024

    package let days: Int
    package let tier: Tier

    /// How fast the copy is wanted.
    package enum Tier: String, CaseIterable, Sendable {
        case expedited = "Expedited"
        case standard = "Standard"
        case bulk = "Bulk"
    }

    package init(days: Int = 1, tier: Tier = .standard) {
        self.days = days
        self.tier = tier
    }

    /// - Throws: MalformedXML; InvalidArgument for days out of range.
    package init(xml: [UInt8]) throws(OSSError) {
        guard !xml.isEmpty else {
            self.init()
            return
        }
        do { self = try Self.read(xml) } catch { throw .malformedXML(error, ec: "0016-00000608") }
        guard Self.dayRange.contains(days) else {
            throw .invalidArgument("The days to restore must be an integer between 1 and 365.", name: "Days", value: String(days))
        }
    }

    private static func read(_ xml: [UInt8]) throws(XMLReadError) -> RestoreRequest {
        let root = try XMLElement.read(xml, root: "RestoreRequest")
        let days = try root.only("Days")?.number() ?? 1
        guard let element = try root.only("JobParameters")?.only("Tier") else { return RestoreRequest(days: days) }
        guard let tier = Tier(rawValue: try element.word()) else { throw .invalid("Tier") }
        return RestoreRequest(days: days, tier: tier)
    }
}
