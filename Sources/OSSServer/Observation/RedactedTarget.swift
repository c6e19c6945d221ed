import OSSSigning

/// A request target without the values that open doors: signatures, security tokens, form policies, and what callbacks are told.
///
/// Names are compared decoded and whatever their case: whoever escapes a letter of `x-oss-signature` still sends a signature.
enum RedactedTarget {
    static let mark = Array("<redacted>".utf8)

    /// How many bytes of a query are read. The longest legal one is about 15 KB.
    private static let limit = 16 * 1024

    /// A raw query, its escapes as they came. What stands behind the first bytes that are read is left out.
    static func query(_ query: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(min(query.count, limit))
        var isFirst = true
        for pair in query.prefix(limit).split(separator: ASCII.ampersand, omittingEmptySubsequences: false) {
            if !isFirst { output.append(ASCII.ampersand) }
            isFirst = false
            let name = pair.prefix { $0 != ASCII.equals }
            guard name.count < pair.count else {
                output += path(pair)
                continue
            }
            output += path(name)
            output.append(ASCII.equals)
            output += isSecret(name) ? mark : path(pair[(name.endIndex + 1)...])
        }
        return output
    }

    /// A raw path, or a header that can hold a URL. Where a question mark was escaped by mistake, a whole presigned query is part of it.
    static func path(_ path: some Collection<UInt8>) -> [UInt8] {
        var bytes = Array(path)
        for name in ["signature", "token"] {
            var start = 0
            while let value = value(behind: Array(name.utf8), in: bytes, from: start) {
                bytes.replaceSubrange(value, with: mark)
                start = value.lowerBound + mark.count
            }
        }
        return bytes
    }

    private static func isSecret(_ name: ArraySlice<UInt8>) -> Bool {
        // An escape that is malformed makes the request one that is refused; its value is hidden all the same.
        guard let decoded = try? PercentEncoding.decode(name) else { return true }
        // A second escape, or a blank behind the name, hides nothing from whoever reads a log.
        let twice = (try? PercentEncoding.decode(decoded)) ?? decoded
        let lower = twice.map { ASCII.lowercased($0) }.filter { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || $0 == ASCII.hyphen }
        if lower.elementsEqual("continuation-token".utf8) { return false }
        return secretEndings.contains { lower.count >= $0.count && lower.suffix($0.count).elementsEqual($0) }
    }

    /// Ends of names, in lower case. The requests of the security token service have names of their own.
    private static let secretEndings = ["signature", "token", "secret", "password", "callback", "callback-var", "policy", "authorization", "sig"].map { Array($0.utf8) }

    /// Where the value stands behind `name=`, the equals sign escaped or not.
    private static func value(behind name: [UInt8], in bytes: [UInt8], from start: Int) -> Range<Int>? {
        guard bytes.count > name.count else { return nil }
        var index = start
        while index + name.count < bytes.count {
            defer { index += 1 }
            guard (0..<name.count).allSatisfy({ ASCII.lowercased(bytes[index + $0]) == name[$0] }) else { continue }
            let end = index + name.count
            var first = end
            if bytes[end] == ASCII.equals {
                first = end + 1
            } else if bytes[end...].prefix(3).map({ ASCII.lowercased($0) }).elementsEqual("%3d".utf8) {
                first = end + 3
            } else {
                continue
            }
            var last = first
            while last < bytes.count, bytes[last] != ASCII.ampersand, !bytes[last...].prefix(3).elementsEqual("%26".utf8) { last += 1 }
            if last > first, !bytes[first..<last].elementsEqual(mark) { return first..<last }
        }
        return nil
    }
}
