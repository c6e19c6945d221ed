/// The operators of RAM's grammar. The raw value is the name, whose case counts.
///
/// OSS page: "Policy syntax and elements".
enum ConditionOperator: String, CaseIterable, Sendable {
    case stringEquals = "StringEquals"
    case stringNotEquals = "StringNotEquals"
    case stringEqualsIgnoreCase = "StringEqualsIgnoreCase"
    case stringNotEqualsIgnoreCase = "StringNotEqualsIgnoreCase"
    case stringLike = "StringLike"
    case stringNotLike = "StringNotLike"
    case numericEquals = "NumericEquals"
    case numericNotEquals = "NumericNotEquals"
    case numericLessThan = "NumericLessThan"
    case numericLessThanEquals = "NumericLessThanEquals"
    case numericGreaterThan = "NumericGreaterThan"
    case numericGreaterThanEquals = "NumericGreaterThanEquals"
    case dateEquals = "DateEquals"
    case dateNotEquals = "DateNotEquals"
    case dateLessThan = "DateLessThan"
    case dateLessThanEquals = "DateLessThanEquals"
    case dateGreaterThan = "DateGreaterThan"
    case dateGreaterThanEquals = "DateGreaterThanEquals"
    case bool = "Bool"
    case ipAddress = "IpAddress"
    case notIPAddress = "NotIpAddress"
    /// The same as `IpAddress` here, whose networks contain their first and last address, too.
    case ipAddressIncludeBorder = "IpAddressIncludeBorder"

    init?(name: String) {
        guard let found = Self.allCases.first(where: { $0.rawValue.utf8.elementsEqual(name.utf8) }) else { return nil }
        self = found
    }

    /// Whether it holds when none of its values does, and for a key that is missing.
    var isNegated: Bool {
        switch self {
        case .stringNotEquals, .stringNotEqualsIgnoreCase, .stringNotLike, .numericNotEquals, .dateNotEquals, .notIPAddress: true
        default: false
        }
    }
}

/// How a value of the request is to stand to one of the policy.
enum ConditionOrder: Sendable {
    case equal, less, lessOrEqual, greater, greaterOrEqual

    func holds<Value: Comparable>(_ requested: Value, _ written: Value) -> Bool {
        switch self {
        case .equal: requested == written
        case .less: requested < written
        case .lessOrEqual: requested <= written
        case .greater: requested > written
        case .greaterOrEqual: requested >= written
        }
    }
}
