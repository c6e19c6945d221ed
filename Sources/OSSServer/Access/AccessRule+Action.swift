package import OSSAccess
import OSSSigning

extension AccessRule {
    /// What counts for an action when no policy says anything, as the operations that need it have it.
    package init(action: AccessAction, _ resource: AccessResource) {
        if let rule = Self.rules[action] {
            self = rule
        } else if case .object? = resource.resource {
            self = .ownersData
        } else {
            self = .management
        }
    }

    /// Whether any operation of this server needs the action.
    package static func isKnown(_ action: AccessAction) -> Bool { rules[action] != nil }

    /// An action that is an operation's own comes before one that others need besides theirs, under a circumstance.
    private static let rules: [AccessAction: AccessRule] = {
        let permissions = Operation.allCases.flatMap { $0.permissions ?? [] }
        let ordered = permissions.filter { $0.circumstance == .always } + permissions.filter { $0.circumstance != .always }
        var rules: [AccessAction: AccessRule] = [:]
        for permission in ordered {
            for name in [permission.action, permission.versionAction].compactMap(\.self) where rules[AccessAction(name)] == nil {
                rules[AccessAction(name)] = permission.rule
            }
        }
        return rules
    }()
}
