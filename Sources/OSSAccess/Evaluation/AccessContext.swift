import OSSWire

/// What is known of a request besides who, what and where: the values of the condition keys, `acs:SourceIp` for example.
///
/// A key that is not there is missing, which is another thing than empty.
package struct AccessContext: Sendable {
    /// A value, with what conditions make of it: a hundred statements may ask for the same address.
    struct Value: Sendable {
        let text: String
        /// Of `acs:SourceIp`.
        var address: IPAddress?
        /// Of `acs:CurrentTime`.
        var moment: ConditionMoment?
    }

    /// By the kind of key; those of tags are in ``tags``.
    private var values = [[Value]?](repeating: nil, count: 16)
    /// By folded key, in bytes: `String ==` would join two spellings of a tag.
    private var tags: [[UInt8]: [Value]] = [:]
    /// Names that are no keys of OSS's; no policy can ask for them.
    private var others: [[UInt8]: [String]] = [:]

    package init() {}

    /// - Parameter key: in any case, but for what stands behind a slash: `oss:ExistingObjectTag/Stage` is about the tag `Stage`.
    package subscript(key: String) -> [String]? {
        get { ConditionKey(key).map { self[$0]?.map(\.text) } ?? others[ConditionKey.folded(key)] }
        set {
            guard let known = ConditionKey(key) else { return others[ConditionKey.folded(key)] = newValue }
            let read = newValue?.map { Self.value($0, of: known) }
            if known.isShared { tags[known.folded] = read } else { values[known.slot] = read }
        }
    }

    subscript(key: ConditionKey) -> [Value]? { key.isShared ? tags[key.folded] : values[key.slot] }

    private static func value(_ text: String, of key: ConditionKey) -> Value {
        switch key.kind {
        case .sourceIP: Value(text: text, address: IPAddress(text)?.unmapped)
        case .currentTime: Value(text: text, moment: ConditionMoment(text))
        default: Value(text: text)
        }
    }
}

extension ConditionKey {
    /// Whether several keys are of this kind.
    fileprivate var isShared: Bool { !kind.isDisjoint(with: [.bucketTag, .existingObjectTag, .requestObjectTag, .accessPoint]) }
    fileprivate var slot: Int { kind.rawValue.trailingZeroBitCount }
}
