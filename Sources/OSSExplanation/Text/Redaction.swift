import OSSSigning

/// Keeps secrets out of what is shown. Everything that leaves this module as text has passed here, whatever it was made of.
struct Redaction {
    /// Texts of the input that must not come back: values behind names of signatures, tokens and the like, and the caller's secret.
    private var hidden: [[UInt8]] = []
    /// Access key ids, which are shown shortened.
    private var ids: Set<[UInt8]> = []

    private static let names = [
        "signature=", "signature%3d", "signature%253d", "security-token=", "security-token%3d", "security-token:", "authorization:", "cookie:",
        "signatureprovided>", "accesskeysecret=", "policy=", "<stringtosignbytes>",
    ]

    init(input: [UInt8], secrets: [String] = [], accessKeyIDs: [String] = []) {
        ids = Self.accessKeyIDs(in: input).union(accessKeyIDs.map { Array($0.utf8) }).filter { $0.count >= 6 }
        for secret in secrets where secret.utf8.count >= 4 { hidden.append(Array(secret.utf8)) }
        let lower = input.lowercased
        for name in Self.names {
            var start = 0
            while hidden.count < 256, let found = lower.position(of: name, from: start) {
                start = found + name.utf8.count
                let value = input[start...].prefix(8192).drop { $0 == ASCII.space }.prefix { !Self.isEnd($0) }
                if value.count >= 8 { hidden.append(Array(value)) }
                if let decoded = try? PercentEncoding.decode(value), decoded.count < value.count, decoded.count >= 8 { hidden.append(decoded) }
            }
        }
    }

    /// What stands before the day of a credential scope, and behind V1's name.
    private static func accessKeyIDs(in input: [UInt8]) -> Set<[UInt8]> {
        var found: Set<[UInt8]> = []
        for mark in ["/", "%2F", "%2f", "%252F", "%252f"] {
            var start = 0
            while found.count < 64, let slash = input.position(of: mark, from: start) {
                start = slash + mark.utf8.count
                let day = input[start...].prefix { ASCII.isDigit($0) }
                guard day.count == 8, day.first == UInt8(ascii: "2") else { continue }
                let id = input[..<slash].suffix(128).reversed().prefix { isOfID($0) }.reversed()
                found.insert(Array(id))
            }
        }
        for mark in ["OSSAccessKeyId=", "OSSAccessKeyId>"] {
            guard let place = input.position(ofAnyCase: mark) else { continue }
            found.insert(Array(input[(place + mark.utf8.count)...].prefix(128).prefix { isOfID($0) }))
        }
        return found
    }

    private static func isOfID(_ byte: UInt8) -> Bool {
        ASCII.isLowercaseAlphanumeric(ASCII.lowercased(byte)) || [ASCII.period, ASCII.hyphen, UInt8(ascii: "_")].contains(byte)
    }

    private static func isEnd(_ byte: UInt8) -> Bool { byte <= ASCII.space || Array("&\"'<>,".utf8).contains(byte) }

    /// The text without secrets, on one line, bounded.
    func callAsFunction(_ text: String, limit: Int = 600) -> String {
        var bytes = Array(text.utf8)
        for secret in hidden where bytes.count >= secret.count { bytes = bytes.replacing(secret.text, with: "<redacted>") }
        for id in ids where bytes.count >= id.count { bytes = bytes.replacing(id.text, with: Self.shortened(accessKeyID: id.text)) }
        bytes = Self.withoutNamedValues(bytes)
        bytes = Self.withoutLongHexadecimals(bytes)
        let line = bytes.map { $0 < ASCII.space || $0 == 0x7F ? ASCII.space : $0 }
        guard line.count > limit else { return line.text }
        return Array(line.prefix(limit)).text + "..."
    }

    /// A value behind `signature=` or `token=` goes, whoever put it there.
    private static func withoutNamedValues(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        for name in ["signature=", "-token=", "signature%3d", "-token%3d"] {
            var start = 0
            while let found = bytes.position(ofAnyCase: name, from: start) {
                let begin = found + name.utf8.count
                let length = bytes[begin...].prefix { !isEnd($0) }.count
                if length >= 8 { bytes.replaceSubrange(begin..<begin + length, with: "<redacted>".utf8) }
                start = begin
            }
        }
        return bytes
    }

    /// Forty and more hexadecimal digits in a row are a signature, or a hash that nobody needs to read.
    private static func withoutLongHexadecimals(_ bytes: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        var index = 0
        while index < bytes.count {
            let run = bytes[index...].prefix { Hex.value($0) != nil }
            if run.count >= 40 {
                output += Array("<redacted>".utf8)
            } else {
                output += run
            }
            index += run.count
            if index < bytes.count {
                output.append(bytes[index])
                index += 1
            }
        }
        return output
    }

    /// `LTAI5t…K9`: enough to recognise a key, too little to use it.
    static func shortened(accessKeyID id: String) -> String {
        let scalars = Array(id.unicodeScalars.prefix(200)).map { 0x20 < $0.value && $0.value < 0x7F ? Character($0) : "?" }
        switch scalars.count {
        case 0...2: return "…"
        case ...10: return String(scalars.prefix(2)) + "…" + String(scalars.suffix(1))
        default: return String(scalars.prefix(6)) + "…" + String(scalars.suffix(2))
        }
    }
}
