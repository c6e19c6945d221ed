import ArgumentParser
import OSSSigning

/// A number of bytes as ossutil writes it: `1000`, `64K`, `8M`, `1.5G`, `2T`, also `8MiB` and `8MB`. K is 1024.
struct SizeArgument: ExpressibleByArgument {
    let bytes: Int64

    init?(argument: String) {
        var text = Substring(argument)
        for suffix in ["iB", "ib", "IB", "B", "b"] where text.hasSuffix(suffix) {
            text = text.dropLast(suffix.count)
            break
        }
        let units: [Character: Int] = ["K": 10, "M": 20, "G": 30, "T": 40, "P": 50]
        let shift = text.last.flatMap { units[Character($0.uppercased())] }
        if shift != nil { text = text.dropLast() }
        guard text.utf8.count <= 18, text.utf8.allSatisfy({ ASCII.isDigit($0) || $0 == ASCII.period }), let number = Double(text), number >= 0,
            let bytes = Int64(exactly: (number * Double(Int64(1) << Int64(shift ?? 0))).rounded())
        else { return nil }
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
