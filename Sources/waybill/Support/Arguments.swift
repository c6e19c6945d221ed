public import ArgumentParser
import HTTPTypes
public import OSSSigning

/// `oss://bucket/key`: everything behind the bucket's slash is the key, byte for byte.
struct ObjectURL: ExpressibleByArgument, Equatable {
    let bucket: String
    let key: String

    init?(argument: String) {
        // By bytes: a combining mark behind a slash would hide it from Character.
        let prefix = "oss://".utf8
        guard argument.utf8.starts(with: prefix) else { return nil }
        let rest = argument.utf8.dropFirst(prefix.count)
        let bucket = rest.prefix { $0 != ASCII.slash }
        guard !bucket.isEmpty else { return nil }
        self.bucket = String(decoding: bucket, as: UTF8.self)
        key = String(decoding: rest.dropFirst(bucket.count + 1), as: UTF8.self)
    }
}

/// A duration as ossutil writes it: `90`, `500ms`, `30s`, `15m`, `1h30m`, `7d`, `1w`. A bare number counts seconds.
struct DurationArgument: ExpressibleByArgument {
    let duration: Duration

    /// `10m`: in the largest unit that divides it.
    var defaultValueDescription: String {
        let seconds = duration.components.seconds
        let units: [(Int64, String)] = [(86_400, "d"), (3600, "h"), (60, "m")]
        let (size, unit) = units.first { seconds >= $0.0 && seconds % $0.0 == 0 } ?? (1, "s")
        return "\(seconds / size)\(unit)"
    }

    init?(argument: String) {
        let isNegative = argument.utf8.first == ASCII.hyphen
        var rest = argument.utf8.dropFirst(isNegative ? 1 : 0)
        guard !rest.isEmpty else { return nil }
        var milliseconds: Int64 = 0
        var isFirst = true
        while !rest.isEmpty {
            let digits = rest.prefix(while: ASCII.isDigit)
            rest = rest.dropFirst(digits.count)
            let unit = rest.prefix { !ASCII.isDigit($0) }
            rest = rest.dropFirst(unit.count)
            guard let number = Int64(String(decoding: digits, as: UTF8.self)),
                let factor = Self.milliseconds(in: String(decoding: unit, as: UTF8.self), isAlone: isFirst && rest.isEmpty)
            else { return nil }
            let (product, isTooLarge) = number.multipliedReportingOverflow(by: factor)
            let (sum, overflows) = milliseconds.addingReportingOverflow(product)
            guard !isTooLarge, !overflows else { return nil }
            milliseconds = sum
            isFirst = false
        }
        duration = .milliseconds(isNegative ? -milliseconds : milliseconds)
    }

    private static func milliseconds(in unit: String, isAlone: Bool) -> Int64? {
        switch unit {
        case "": isAlone ? 1000 : nil
        case "ms": 1
        case "s": 1000
        case "m": 60_000
        case "h": 3_600_000
        case "d": 86_400_000
        case "w": 604_800_000
        default: nil
        }
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
        let parts = argument.utf8.split(separator: ASCII.equals, maxSplits: 1, omittingEmptySubsequences: false)
        guard let name = parts.first, !name.isEmpty else { return nil }
        self.name = String(decoding: name, as: UTF8.self)
        value = parts.count > 1 ? String(decoding: parts[1], as: UTF8.self) : ""
    }
}

extension SignatureVersion: ExpressibleByArgument {}
extension AddressingStyle: ExpressibleByArgument {}

/// The command line's arguments, with `--name=value` split where the parser, which looks at characters, would not see the equals sign because
/// the value begins with a combining mark.
enum CommandLineArguments {
    /// - Throws: `CommandFailure` of usage for a way to check that there is not.
    static func separated(_ arguments: [String]) throws -> [String] {
        let end = arguments.firstIndex(of: "--") ?? arguments.endIndex
        let isPresign = arguments.first { !$0.hasPrefix("-") } == "presign"
        return try arguments.enumerated().flatMap { index, argument -> [String] in
            if isPresign, index < end, argument.utf8.starts(with: checkPrefix.utf8) {
                return [try checkFlag(String(decoding: argument.utf8.dropFirst(checkPrefix.utf8.count), as: UTF8.self))]
            }
            guard argument.hasPrefix("--"), !argument.contains("="), let equals = argument.utf8.firstIndex(of: ASCII.equals) else {
                return [argument]
            }
            let name = String(decoding: argument.utf8[..<equals], as: UTF8.self)
            return [name, String(decoding: argument.utf8[argument.utf8.index(after: equals)...], as: UTF8.self)]
        }
    }

    /// Flags take no values; `presign --check` reads better with one.
    private static let checkPrefix = "--check="

    private static func checkFlag(_ mode: String) throws -> String {
        switch mode {
        case "simulation": "--check"
        case "request": "--check-request"
        default:
            throw CommandFailure.usage(
                "--check: say simulation (or nothing) or request, not \(mode.isEmpty ? "an empty word" : mode.withoutControls())")
        }
    }

    /// A message of the parser without the arguments that it repeats, where these may be a presigned URL, a header or a key.
    static func redacted(_ message: String) -> String {
        let arguments = CommandLine.arguments.dropFirst()
        var message = message
        let secretFlags = ["-H", "--header", "--access-key", "-k", "--access-key-secret", "-t", "--sts-token", "--proxy"]
        for (previous, argument) in zip([""] + arguments, arguments) {
            let isSecret =
                secretFlags.contains(previous) || argument.contains("?") || argument.contains("ignature=") || argument.contains("oken=")
                || ["-k", "-t"].contains { argument.utf8.starts(with: $0.utf8) && argument.utf8.count > 2 }
            if isSecret, argument.utf8.count > 2 { message = message.replacing(argument, with: "<redacted>") }
            if let equals = argument.firstIndex(of: "="), secretFlags.contains(String(argument[..<equals])) {
                let value = argument[argument.index(after: equals)...]
                // An empty one stands between every two characters.
                if !value.isEmpty { message = message.replacing(value, with: "<redacted>") }
            }
        }
        return message
    }
}
