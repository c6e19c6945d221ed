import ArgumentParser
import OSSSigning

/// A number of bytes as ossutil writes it: `10485760`, `10M`, `10Mi`, `10MiB`. 1K is 1024.
struct SizeArgument: ExpressibleByArgument, Equatable {
    let bytes: Int64

    /// `64M`: in the largest unit that divides it.
    var defaultValueDescription: String {
        var (rest, unit) = (bytes, 0)
        while rest != 0, rest % 1024 == 0, unit < 5 { (rest, unit) = (rest / 1024, unit + 1) }
        return "\(rest)\(["", "K", "M", "G", "T", "P"][unit])"
    }

    init?(argument: String) {
        let digits = argument.utf8.prefix(while: ASCII.isDigit)
        guard let number = Int64(String(decoding: digits, as: UTF8.self)) else { return nil }
        let unit = ASCII.lowercased(String(decoding: argument.utf8.dropFirst(digits.count), as: UTF8.self))
        let prefixes = ["k", "m", "g", "t", "p"]
        var shift: Int64 = 0
        if !["", "b"].contains(unit) {
            guard let power = prefixes.firstIndex(where: { [$0, $0 + "b", $0 + "i", $0 + "ib"].contains(unit) }) else { return nil }
            shift = Int64(power + 1) * 10
        }
        let (bytes, overflow) = number.multipliedReportingOverflow(by: 1 << shift)
        guard !overflow else { return nil }
        self.bytes = bytes
    }
}

extension Int64 {
    /// The number of bytes for people: `1.5 GiB`.
    var humanBytes: String {
        let units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"]
        var value = Double(self)
        var unit = 0
        while value >= 1024, unit < units.count - 1 {
            value /= 1024
            unit += 1
        }
        return unit == 0 ? "\(self) B" : "\((value * 10).rounded() / 10) \(units[unit])"
    }
}
