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
        guard let entry = Self.names.first(where: { $0.folded.elementsEqual(name) }) else { return nil }
        guard entry.isOfTags ? folded.count > name.count + 1 : folded.count == name.count else { return nil }
        kind = entry.kind
    }

    /// Whether services other than OSS know it, too.
    var isCommon: Bool { folded.starts(with: "acs:".utf8) }

    static func folded(_ key: String) -> [UInt8] {
        let name = key.utf8.prefix { $0 != ASCII.slash }
        return name.map(ASCII.lowercased(_:)) + key.utf8.dropFirst(name.count)
    }

    /// A key without the tag.
    struct Name: Sendable {
        /// As OSS's pages spell it.
        let text: String
        let folded: [UInt8]
        let kind: ConditionKeys
        /// Whether a slash and a tag's key follow.
        var isOfTags: Bool { !kind.isDisjoint(with: [.bucketTag, .existingObjectTag, .requestObjectTag]) }
    }

    static let names: [Name] = [
        ("acs:SourceIp", .sourceIP), ("acs:SourceVpc", .sourceVPC), ("acs:UserAgent", .userAgent), ("acs:CurrentTime", .currentTime),
        ("acs:SecureTransport", .secureTransport), ("acs:AccessId", .accessID), ("acs:MFAPresent", .mfaPresent),
        ("oss:Prefix", .prefix), ("oss:Delimiter", .delimiter), ("oss:x-oss-acl", .bucketACL), ("oss:x-oss-object-acl", .objectACL),
        ("oss:BucketTag", .bucketTag), ("oss:ExistingObjectTag", .existingObjectTag), ("oss:RequestObjectTag", .requestObjectTag),
        ("oss:object-remaining-retention-days", .retentionDays), ("oss:DataAccessPointArn", .accessPoint),
        ("oss:DataAccessPointAccount", .accessPoint), ("oss:AccessPointNetworkOrigin", .accessPoint),
    ].map { Name(text: $0, folded: folded($0), kind: $1) }
}
