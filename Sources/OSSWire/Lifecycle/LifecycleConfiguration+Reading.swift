extension LifecycleConfiguration {
    /// Reads the body of PutBucketLifecycle.
    /// - Parameters:
    ///   - xml: The body.
    ///   - allowsSameActionOverlap: The header `x-oss-allow-same-action-overlap`: whether two rules may do the same thing to the same keys.
    ///   - makeID: Gives the ids of rules that have none; by default 32 random hexadecimal digits.
    /// - Throws: MalformedXML, also for no rule and for more than 1000; InvalidArgument, InvalidRequest; NotImplemented for what is not emulated.
    package init(
        xml: [UInt8], allowsSameActionOverlap: Bool = false, makeID: () -> String = LifecycleConfiguration.randomID
    ) throws(OSSError) {
        let root = try XMLElement.configuration("LifecycleConfiguration", xml, maximumBytes: Self.maximumBytes)
        try root.checkContent(once: [], often: ["Rule"])
        guard (1...Self.maximumRules).contains(root.children.count) else { throw .malformedXML }
        var rules: [LifecycleRule] = []
        var ids: Set<[UInt8]> = []
        for element in root.children {
            let rule = try LifecycleRule(element, makeID: makeID)
            guard ids.insert(Array(rule.id.utf8)).inserted else {
                throw .invalidArgument("Rule ID must be unique. Found same ID for more than one rule.", name: "ID", value: rule.id)
            }
            rules.append(rule)
        }
        self.init(rules: rules)
        if !allowsSameActionOverlap { try checkOverlaps() }
    }

    /// 32 random hexadecimal digits.
    package static func randomID() -> String {
        (0..<4).map { _ in
            let digits = String(UInt32.random(in: .min ... .max), radix: 16)
            return String(repeating: "0", count: 8 - digits.count) + digits
        }.joined()
    }

    /// Refuses two rules with the same action and the same tags, when the prefix of one begins with that of the other. Rules with a filter are
    /// left out, since a filter is how one rule makes room for another.
    ///
    /// Sorted by bytes, a prefix stands next to one that begins with it, so neighbours are all that need comparing.
    private func checkOverlaps() throws(OSSError) {
        var groups: [Group: [[UInt8]]] = [:]
        for rule in rules where rule.filter == nil {
            for action in rule.actions { groups[Group(action: action, tags: Set(rule.tags)), default: []].append(Array(rule.prefix.utf8)) }
        }
        for (group, prefixes) in groups {
            let sorted = prefixes.sorted { $0.lexicographicallyPrecedes($1) }
            for (shorter, longer) in zip(sorted, sorted.dropFirst()) where longer.starts(with: shorter) {
                let prefix = String(decoding: longer, as: UTF8.self)
                throw .invalidArgument("Overlap for same action type \(group.action)", name: "Prefix", value: prefix)
            }
        }
    }

    /// Rules that may get into each other's way.
    private struct Group: Hashable {
        let action: String
        let tags: Set<ResourceTag>
    }
}

extension LifecycleRule {
    fileprivate var actions: [String] {
        var actions: [String] = []
        if expiration != nil { actions.append("Expiration") }
        if abortMultipartUpload != nil { actions.append("AbortMultipartUpload") }
        if noncurrentDays != nil { actions.append("NoncurrentVersionExpiration") }
        return actions
    }
}
