import OSSSigning
import OSSWire

extension ConditionTest {
    /// Reads the values of an operator.
    /// - Parameter values: At least one.
    /// - Throws: ``PolicyError`` when one of them is nothing that the operator compares.
    init(_ name: ConditionOperator, _ values: [JSONValue]) throws(PolicyError) {
        switch name {
        case .stringEquals, .stringNotEquals: self = .texts(try Self.texts(values, name))
        case .stringEqualsIgnoreCase, .stringNotEqualsIgnoreCase:
            self = .foldedTexts(try Self.texts(values, name).map { $0.utf8.map(ASCII.lowercased(_:)) })
        case .stringLike, .stringNotLike: self = .patterns(try Self.texts(values, name).map { WildcardPattern($0.utf8) })
        case .numericEquals, .numericNotEquals: self = .numbers(try Self.numbers(values, name), .equal)
        case .numericLessThan: self = .numbers(try Self.numbers(values, name), .less)
        case .numericLessThanEquals: self = .numbers(try Self.numbers(values, name), .lessOrEqual)
        case .numericGreaterThan: self = .numbers(try Self.numbers(values, name), .greater)
        case .numericGreaterThanEquals: self = .numbers(try Self.numbers(values, name), .greaterOrEqual)
        case .dateEquals, .dateNotEquals: self = .moments(try Self.moments(values, name), .equal)
        case .dateLessThan: self = .moments(try Self.moments(values, name), .less)
        case .dateLessThanEquals: self = .moments(try Self.moments(values, name), .lessOrEqual)
        case .dateGreaterThan: self = .moments(try Self.moments(values, name), .greater)
        case .dateGreaterThanEquals: self = .moments(try Self.moments(values, name), .greaterOrEqual)
        case .bool: self = .truth(try Self.truths(values))
        case .ipAddress, .notIPAddress, .ipAddressIncludeBorder: self = .networks(try Self.networks(values, name))
        }
    }

    private static func texts(_ values: [JSONValue], _ name: ConditionOperator) throws(PolicyError) -> [String] {
        try read(values, name, "a string") { $0.string }
    }

    /// JSON numbers, and strings that are numbers.
    private static func numbers(_ values: [JSONValue], _ name: ConditionOperator) throws(PolicyError) -> [ConditionNumber] {
        try read(values, name, "a decimal number") { value in
            switch value {
            case .integer(let number): ConditionNumber(String(number))
            case .decimal(let text), .string(let text): ConditionNumber(text)
            default: nil
            }
        }
    }

    private static func moments(_ values: [JSONValue], _ name: ConditionOperator) throws(PolicyError) -> [ConditionMoment] {
        try read(values, name, "a date such as 2024-11-12T08:32:38Z") { $0.string.flatMap(ConditionMoment.init) }
    }

    private static func truths(_ values: [JSONValue]) throws(PolicyError) -> [Bool] {
        try read(values, .bool, "true or false") { $0.boolean ?? $0.string.flatMap(truth) }
    }

    private static func networks(_ values: [JSONValue], _ name: ConditionOperator) throws(PolicyError) -> [IPNetwork] {
        try read(values, name, "an IP address or a CIDR block") { $0.string.flatMap { IPNetwork($0)?.unmapped } }
    }

    private static func read<Value>(
        _ values: [JSONValue], _ name: ConditionOperator, _ kind: String, _ convert: (JSONValue) -> Value?
    ) throws(PolicyError) -> [Value] {
        var read: [Value] = []
        for value in values {
            if let text = value.string { try PolicyError.checkCharacters(text) }
            guard let converted = convert(value) else { throw PolicyError("A value of \(name.rawValue) must be \(kind).") }
            read.append(converted)
        }
        return read
    }
}
