import OSSSigning

/// The body of RestoreObject, which may be empty: one day, and the standard tier.
///
/// OSS page: "RestoreObject".
package struct RestoreRequest: Hashable, Sendable {
    /// How long a restored copy may be kept, in days.
    package static let dayRange = 1...365
    /// The longest document, in bytes.
    package static let maximumBytes = 64 * 1024

    package let days: Int
    /// What the body asks for, if it does: archives cannot be asked for one, only cold ones.
    package let tier: RestoreTier?

    package init(days: Int = 1, tier: RestoreTier? = nil) {
        self.days = days
        self.tier = tier
    }

    /// - Throws: MalformedXML; InvalidArgument for days out of range and for an unknown tier.
    package init(xml: [UInt8]) throws(OSSError) {
        guard !xml.isEmpty else {
            self.init()
            return
        }
        let (days, word): (Int, String?)
        do { (days, word) = try Self.read(xml) } catch { throw .malformedXML(error, ec: "0016-00000608") }
        let tier = word.flatMap { RestoreTier(known: $0) }
        if let word, tier == nil { throw .invalidArgument("The tier to restore in is invalid.", name: "Tier", value: word) }
        self.init(days: days, tier: tier)
        guard Self.dayRange.contains(days) else {
            throw .invalidArgument("The days to restore must be an integer between 1 and 365.", name: "Days", value: String(days))
        }
    }

    private static func read(_ xml: [UInt8]) throws(XMLReadError) -> (days: Int, tier: String?) {
        let root = try XMLElement.read(xml, root: "RestoreRequest")
        return (try root.only("Days")?.number() ?? 1, try root.only("JobParameters")?.only("Tier")?.word())
    }
}

extension RestoreRequest {
    /// The document as XML.
    package var xml: [UInt8] {
        var writer = XMLWriter()
        writer.element("RestoreRequest") { writer in
            writer.element("Days", String(days))
            if let tier { writer.element("JobParameters") { $0.element("Tier", tier.rawValue) } }
        }
        return writer.bytes
    }
}
