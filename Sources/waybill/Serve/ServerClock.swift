import OSSClient
import OSSSigning

/// The clock that a server goes by: the machine's, the machine's put forward or back, or one that stands still.
///
/// `--clock` sets it for tests of expiry. Everything that the server dates or judges goes by it, the sweep included.
enum ServerClock: Equatable {
    case machine
    case frozen(SigningTime)
    /// Seconds ahead of the machine's clock, or behind it when negative.
    case offset(Int64)

    /// The longest offset: a hundred years.
    static let maximumOffset: Int64 = 100 * 365 * SigningTime.secondsPerDay

    /// Reads `frozen:2024-11-12T08:32:38Z` or `offset:+15m`.
    /// - Throws: `CommandFailure` that says what is wrong.
    init(_ text: String) throws(CommandFailure) {
        let bytes = text.utf8
        if let moment = Self.rest(of: bytes, behind: "frozen:") {
            guard let time = SigningTime(rfc3339: moment) else {
                throw .usage("--clock frozen: takes a moment such as 2024-11-12T08:32:38Z, from 1970 to 9999")
            }
            self = .frozen(time)
        } else if let duration = Self.rest(of: bytes, behind: "offset:") {
            guard let seconds = Self.seconds(duration.utf8), seconds.magnitude <= Self.maximumOffset.magnitude else {
                throw .usage("--clock offset: takes a duration of at most 100 years such as +15m, -2h, 30s, 7d or 1h30m")
            }
            self = .offset(seconds)
        } else {
            throw .usage("--clock takes frozen:MOMENT or offset:DURATION, as in frozen:2024-11-12T08:32:38Z and offset:+15m")
        }
    }

    /// The time that it shows. An offset stops at the ends of what can be written.
    func now() -> SigningTime {
        let machine = ClientClock.machineTime()
        switch self {
        case .machine: return machine
        case .frozen(let time): return time
        case .offset(let seconds):
            let sum = machine.secondsSinceEpoch + seconds
            let range = SigningTime.range
            return SigningTime(secondsSinceEpoch: min(max(sum, range.lowerBound), range.upperBound)) ?? machine
        }
    }

    private static func rest(of text: String.UTF8View, behind prefix: String) -> String? {
        text.starts(with: prefix.utf8) ? String(decoding: text.dropFirst(prefix.utf8.count), as: UTF8.self) : nil
    }

    /// A sign, if any, then numbers with a unit each, the larger units first: `-1d12h`. `nil` for anything else.
    private static func seconds(_ text: String.UTF8View) -> Int64? {
        var rest = text[...]
        let isNegative = rest.first == ASCII.hyphen
        if isNegative || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
        var total: Int64 = 0
        var lastUnit = Int64.max
        repeat {
            let digits = rest.prefix(while: ASCII.isDigit)
            guard (1...12).contains(digits.count), let number = Int64(String(decoding: digits, as: UTF8.self)) else { return nil }
            rest = rest.dropFirst(digits.count)
            guard let name = rest.popFirst(), let unit = unit(name), unit < lastUnit else { return nil }
            lastUnit = unit
            let (product, overflow) = number.multipliedReportingOverflow(by: unit)
            let (sum, sumOverflow) = total.addingReportingOverflow(product)
            guard !overflow, !sumOverflow else { return nil }
            total = sum
        } while !rest.isEmpty
        return isNegative ? -total : total
    }

    private static func unit(_ name: UInt8) -> Int64? {
        switch name {
        case UInt8(ascii: "s"): 1
        case UInt8(ascii: "m"): 60
        case UInt8(ascii: "h"): 3600
        case UInt8(ascii: "d"): SigningTime.secondsPerDay
        default: nil
        }
    }
}
