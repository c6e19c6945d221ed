import OSSSigning
import OSSWire

/// An operator with its values, read once; whether it is negated is left aside.
enum ConditionTest: Sendable {
    case texts([String])
    /// In lower case.
    case foldedTexts([[UInt8]])
    case patterns([WildcardPattern])
    case numbers([ConditionNumber], ConditionOrder)
    case moments([ConditionMoment], ConditionOrder)
    case truth([Bool])
    case networks([IPNetwork])

    /// Whether one value of the request fits one of these. A value that cannot be read fits none.
    func holds(_ requested: AccessContext.Value) -> Bool {
        let value = requested.text
        switch self {
        case .texts(let texts): return texts.contains { $0.utf8.elementsEqual(value.utf8) }
        case .foldedTexts(let texts): return texts.contains { $0.elementsEqual(value.utf8.lazy.map(ASCII.lowercased(_:))) }
        case .patterns(let patterns): return patterns.contains { $0.matches(value.utf8) }
        case .numbers(let numbers, let order):
            guard let number = ConditionNumber(value) else { return false }
            return numbers.contains { order.holds(number, $0) }
        case .moments(let moments, let order):
            guard let moment = requested.moment ?? ConditionMoment(value) else { return false }
            return moments.contains { order.holds(moment, $0) }
        case .truth(let truths):
            guard let truth = Self.truth(value) else { return false }
            return truths.contains(truth)
        case .networks(let networks):
            guard let address = requested.address ?? IPAddress(value)?.unmapped else { return false }
            return networks.contains { $0.contains(address) }
        }
    }

    /// Whether only requests with one of a few values hold: no wildcards, and networks no larger than IPv4's /8 and IPv6's /32.
    var isFixed: Bool {
        switch self {
        case .texts, .foldedTexts: true
        case .patterns(let patterns): patterns.allSatisfy { $0.literal != nil }
        case .networks(let networks): networks.allSatisfy { $0.prefixLength >= ($0.address.family == .v4 ? 8 : 32) }
        case .numbers, .moments, .truth: false
        }
    }

    /// `true` or `false`, in any case.
    static func truth(_ text: String) -> Bool? {
        switch ASCII.lowercased(text) {
        case "true": true
        case "false": false
        default: nil
        }
    }
}
