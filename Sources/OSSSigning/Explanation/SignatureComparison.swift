/// Compares a presented signature with a computed one, allowing for what happens to signatures on their way.
///
/// A signature that was cut off is recognised only when enough of it is there that nobody can have guessed it. Anything less would let a
/// client find the right signature digit by digit.
enum SignatureComparison {
    static func text(of code: [UInt8], _ version: SignatureVersion) -> String {
        version == .v4 ? Hex.lowercase(code) : Base64.encode(code)
    }

    static func matches(_ presented: String, _ code: [UInt8], _ version: SignatureVersion) -> Bool {
        ConstantTime.areEqual(presented, text(of: code, version))
    }

    /// How a right signature was damaged; `nil` when it is not a right one.
    static func damage(of presented: String, from code: [UInt8], _ version: SignatureVersion) -> Finding.SignatureSlip? {
        guard presented.utf8.count <= 1024 else { return nil }
        let right = text(of: code, version)
        let other = version == .v4 ? Base64.encode(code) : Hex.lowercase(code)
        let lowered = ASCII.lowercased(presented)
        if ConstantTime.areEqual(lowered, ASCII.lowercased(right)) { return .caseChanged }
        if ConstantTime.areEqual(presented, other) { return version == .v4 ? .base64 : .hexadecimal }
        if version == .v4 {
            let digits = presented.utf8.drop { Hex.value($0) == nil }.prefix { Hex.value($0) != nil }
            if ConstantTime.areEqual(String(decoding: digits, as: UTF8.self), right) { return .textAround }
            return isBeginning(lowered, of: right, atLeast: 32) ? .cutOff : nil
        }
        if ConstantTime.areEqual(replacing(presented, [ASCII.space: UInt8(ascii: "+")]), right) { return .blankForPlus }
        if let decoded = try? PercentEncoding.decode(presented.utf8), decoded.count < presented.utf8.count,
            ConstantTime.areEqual(String(decoding: decoded, as: UTF8.self), right)
        {
            return .escapedTwice
        }
        let standard = replacing(presented, [ASCII.hyphen: UInt8(ascii: "+"), UInt8(ascii: "_"): ASCII.slash])
        if ConstantTime.areEqual(standard, right) || ConstantTime.areEqual(standard + "=", right) {
            return standard == presented ? .paddingLost : .otherAlphabet
        }
        let isDigit = { (byte: UInt8) in ASCII.isLowercaseAlphanumeric(ASCII.lowercased(byte)) || byte == UInt8(ascii: "+") || byte == ASCII.slash }
        let digits = presented.utf8.drop { !isDigit($0) }.prefix { isDigit($0) || $0 == ASCII.equals }
        if ConstantTime.areEqual(String(decoding: digits, as: UTF8.self), right) { return .textAround }
        return isBeginning(presented, of: right, atLeast: 22) ? .cutOff : nil
    }

    private static func isBeginning(_ text: String, of right: String, atLeast count: Int) -> Bool {
        guard text.utf8.count >= count, text.utf8.count < right.utf8.count else { return false }
        return ConstantTime.areEqual(text, String(decoding: right.utf8.prefix(text.utf8.count), as: UTF8.self))
    }

    private static func replacing(_ text: String, _ table: [UInt8: UInt8]) -> String {
        String(decoding: text.utf8.map { table[$0] ?? $0 }, as: UTF8.self)
    }
}
