import OSSSigning
import OSSWire

/// `Action` or `NotAction` of a statement: names such as `oss:PutObject`, with wildcards, in any case.
struct ActionRule: Sendable {
    let patterns: [WildcardPattern]
    let isNegated: Bool

    init(_ patterns: [String], isNegated: Bool = false) {
        self.patterns = patterns.map { WildcardPattern($0.utf8, ignoresCase: true) }
        self.isNegated = isNegated
    }

    func matches(_ action: AccessAction) -> Bool { patterns.contains { $0.matches(action.name.utf8) } != isNegated }
}
