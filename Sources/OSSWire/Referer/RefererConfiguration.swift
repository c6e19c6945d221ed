import OSSSigning

/// From which pages a bucket may be used, going by the Referer header.
///
/// OSS pages: "PutBucketReferer", "GetBucketReferer".
public struct RefererConfiguration: Hashable, Sendable {
    /// Whether a request without Referer passes.
    public var allowsEmptyReferer: Bool
    /// Whether a Referer is compared without its query.
    public var truncatesQuery: Bool
    /// Whether a Referer is compared without its path and query.
    public var truncatesPath: Bool
    /// Those that pass. When there are none, all pass that are not in the other list.
    public var allowed: [String]
    /// Those that do not pass, even if they are in the other list.
    public var denied: [String]

    /// OSS names no limit; this one bounds what a request can cost.
    package static let maximumBytes = 64 * 1024

    /// What a bucket has until somebody sets another: everything passes.
    public init() {
        allowsEmptyReferer = true
        truncatesQuery = true
        truncatesPath = false
        allowed = []
        denied = []
    }

    /// Reads the body of PutBucketReferer. An empty `Referer` element counts as none, since SDKs send one to clear the list.
    /// - Throws: MalformedXML; InvalidArgument for a rule with control characters. OSS's documentation asks for `http://` or `https://`,
    ///   and OSS takes rules without, as its SDKs' suites show.
    package init(xml: [UInt8]) throws(OSSError) {
        self.init()
        let root = try XMLElement.configuration("RefererConfiguration", xml, maximumBytes: Self.maximumBytes)
        try root.checkContent(once: ["AllowEmptyReferer", "AllowTruncateQueryString", "TruncatePath", "RefererList", "RefererBlacklist"])
        allowsEmptyReferer = try root.boolean("AllowEmptyReferer") ?? true
        truncatesQuery = try root.boolean("AllowTruncateQueryString") ?? true
        truncatesPath = try root.boolean("TruncatePath") ?? false
        allowed = try Self.rules(root["RefererList"])
        denied = try Self.rules(root["RefererBlacklist"])
    }

    private static func rules(_ list: XMLElement?) throws(OSSError) -> [String] {
        guard let list else { return [] }
        try list.checkContent(once: [], often: ["Referer"])
        let rules = try list.leaves("Referer").filter { !$0.isEmpty }
        for rule in rules {
            guard rule.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
                throw .invalidArgument("The referer is invalid.", name: "Referer", value: rule)
            }
        }
        return rules
    }

    /// The document as XML. The list of denied referers is left out when it is empty.
    package var xml: [UInt8] {
        var writer = XMLWriter()
        writer.element("RefererConfiguration") { writer in
            writer.element("AllowEmptyReferer", allowsEmptyReferer)
            writer.element("AllowTruncateQueryString", truncatesQuery)
            writer.element("TruncatePath", truncatesPath)
            writer.element("RefererList") { writer in
                for rule in allowed { writer.element("Referer", rule) }
            }
            if !denied.isEmpty {
                writer.element("RefererBlacklist") { writer in
                    for rule in denied { writer.element("Referer", rule) }
                }
            }
        }
        return writer.bytes
    }
}

extension RefererConfiguration {
    /// Reads an answer.
    package init(answer xml: [UInt8]) throws(XMLReadError) {
        let root = try XMLElement.answer(xml, root: "RefererConfiguration")
        func rules(_ name: String) -> [String] { (root[name]?.all("Referer") ?? []).map(\.text).filter { !$0.isEmpty } }
        self.init()
        if root["AllowEmptyReferer"] != nil { allowsEmptyReferer = root.isTrue("AllowEmptyReferer") }
        if root["AllowTruncateQueryString"] != nil { truncatesQuery = root.isTrue("AllowTruncateQueryString") }
        if root["TruncatePath"] != nil { truncatesPath = root.isTrue("TruncatePath") }
        allowed = rules("RefererList")
        denied = rules("RefererBlacklist")
    }
}
