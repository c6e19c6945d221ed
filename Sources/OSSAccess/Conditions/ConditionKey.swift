import OSSSigning

/// The name of a value that conditions ask for: `acs:SourceIp`, `oss:ExistingObjectTag/Stage`. Names compare without regard to case, tags with
/// it.
struct ConditionKey: Hashable, Sendable {
    /// What is before the slash in lower case, and the rest as it is. Bytes: `String ==` would join two spellings of a tag.
    let folded: [UInt8]
    let kind: ConditionKeys

    /// - Returns: `nil` for a key that no request of OSS has, `acs:Referer` for example.
    init?(_ text: String) {
        folded = Self.folded(text)
        let name = folded.prefix { $0 != ASCII.slash }
        guard let entry = Self.names.first(where: { $0.name.utf8.elementsEqual(name) }) else { return nil }
        let isTag = !entry.kind.isDisjoint(with: [.bucketTag, .existingObjectTag, .requestObjectTag])
        guard isTag ? folded.count > name.count + 1 : folded.count == name.count else { return nil }
        kind = entry.kind
    }

    /// Whether services other than OSS know it, too.
    var isCommon: Bool { folded.starts(with: "acs:".utf8) }

    static func folded(_ key: String) -> [UInt8] {
        let name = key.utf8.prefix { $0 != ASCII.slash }
        return name.map(ASCII.lowercased(_:)) + key.utf8.dropFirst(name.count)
    }

    /// Every name before the slash, in lower case.
    static let names: [(name: String, kind: ConditionKeys)] = [
        ("acs:sourceip", .sourceIP), ("acs:sourcevpc", .sourceVPC), ("acs:useragent", .userAgent), ("acs:currenttime", .currentTime),
        ("acs:securetransport", .secureTransport), ("acs:accessid", .accessID), ("acs:mfapresent", .mfaPresent),
        ("oss:prefix", .prefix), ("oss:delimiter", .delimiter), ("oss:x-oss-acl", .bucketACL), ("oss:x-oss-object-acl", .objectACL),
        ("oss:buckettag", .bucketTag), ("oss:existingobjecttag", .existingObjectTag), ("oss:requestobjecttag", .requestObjectTag),
        ("oss:object-remaining-retention-days", .retentionDays), ("oss:dataaccesspointarn", .accessPoint),
        ("oss:dataaccesspointaccount", .accessPoint), ("oss:accesspointnetworkorigin", .accessPoint),
    ]
}
