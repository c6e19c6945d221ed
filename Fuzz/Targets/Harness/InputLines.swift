import HTTPTypes
import NIOHTTP1
import OSSSigning

/// An input in lines, for targets that take several things at once: seeds stay readable, and a fuzzer can move lines about.
struct InputLines {
    private var rest: ArraySlice<[UInt8]>

    init(_ input: [UInt8]) { rest = input.split(separator: ASCII.lineFeed, omittingEmptySubsequences: false).map(Array.init)[...] }

    /// The next line, empty behind the last.
    mutating func next() -> [UInt8] { rest.popFirst() ?? [] }

    /// The next line as text, U+FFFD for what is not UTF-8.
    mutating func text() -> String { String(decoding: next(), as: UTF8.self) }

    /// All lines that are left, with the line feeds between them.
    mutating func remainder() -> [UInt8] {
        defer { rest = [] }
        return Array(rest.joined(separator: [ASCII.lineFeed]))
    }

    /// The lines up to an empty one, which is taken too.
    mutating func paragraph() -> [[UInt8]] {
        let lines = Array(rest.prefix { !$0.isEmpty })
        rest = rest.dropFirst(lines.count + 1)
        return lines
    }
}

/// A request's head as an HTTP parser gives it: `METHOD target HTTP/1.1`, then a line for each header.
struct InputHead {
    let head: HTTPRequestHead

    init(_ lines: [[UInt8]]) {
        let words = (lines.first ?? []).split(separator: ASCII.space, maxSplits: 2, omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        var headers = HTTPHeaders()
        for line in lines.dropFirst() {
            let parts = line.split(separator: ASCII.colon, maxSplits: 1, omittingEmptySubsequences: false)
            // No parser lets such a name through.
            guard parts[0].allSatisfy({ $0 < 0x80 }) else { continue }
            let value = parts.count > 1 ? Array(parts[1]).withUnsafeBytes { Array(ASCII.trimmed($0)) } : []
            headers.add(name: String(decoding: parts[0], as: UTF8.self), value: String(decoding: value, as: UTF8.self))
        }
        let version = words.count > 2 && words[2] == "HTTP/1.0" ? HTTPVersion.http1_0 : .http1_1
        head = HTTPRequestHead(
            version: version, method: HTTPMethod(rawValue: words.first ?? ""), uri: words.count > 1 ? words[1] : "", headers: headers)
    }
}
