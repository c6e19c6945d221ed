public import ArgumentParser
import HTTPTypes
public import OSSSigning

/// `oss://bucket/key`: everything behind the bucket's slash is the key, byte for byte.
struct ObjectURL: ExpressibleByArgument {
    let bucket: String
    let key: String

    init?(argument: String) {
        guard argument.hasPrefix("oss://") else { return nil }
        let rest = argument.dropFirst(6)
        let bucket = rest.prefix { $0 != "/" }
        guard !bucket.isEmpty else { return nil }
        self.bucket = String(bucket)
        // By bytes: a combining mark behind the slash would hide it from Character.
        key = String(decoding: rest.utf8.dropFirst(bucket.utf8.count + 1), as: UTF8.self)
    }
}

/// A duration as ossutil writes it: `90` or `30s`, `15m`, `1h`, `7d`, `1w`.
struct DurationArgument: ExpressibleByArgument {
    let duration: Duration

    init?(argument: String) {
        let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800]
        let unit = argument.last.flatMap { units[$0] }
        let digits = unit == nil ? Substring(argument) : argument.dropLast()
        let isNegative = digits.first == "-"
        guard let number = Int64(digits), isNegative || digits.utf8.allSatisfy(ASCII.isDigit) else { return nil }
        let (seconds, overflow) = number.multipliedReportingOverflow(by: unit ?? 1)
        guard !overflow else { return nil }
        duration = .seconds(seconds)
    }
}

/// A moment in RFC 3339.
struct MomentArgument: ExpressibleByArgument {
    let time: SigningTime

    init?(argument: String) {
        guard let time = SigningTime(rfc3339: argument) else { return nil }
        self.time = time
    }
}

/// A header as curl takes it: `Name: value`.
struct HeaderArgument: ExpressibleByArgument {
    let field: HTTPField

    init?(argument: String) {
        guard let colon = argument.utf8.firstIndex(of: UInt8(ascii: ":")),
            let name = HTTPField.Name(String(argument[..<colon]))
        else { return nil }
        let value = argument.utf8[argument.utf8.index(after: colon)...].drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        guard let text = String(Substring(value)) as String?, HTTPField.isValidValue(text) else { return nil }
        field = HTTPField(name: name, value: text)
    }
}

/// `name=value`, or a name alone.
struct PairArgument: ExpressibleByArgument {
    let name: String
    let value: String

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard let name = parts.first, !name.isEmpty else { return nil }
        self.name = String(name)
        value = parts.count > 1 ? String(parts[1]) : ""
    }
}

extension SignatureVersion: ExpressibleByArgument {}
extension AddressingStyle: ExpressibleByArgument {}
