import OSSSigning

/// A file of sections with `key = value` lines. Every entry knows its line, so that messages can name it.
///
/// Lines that begin with `#` or `;` are comments; so is what follows a blank and `#` or `;` behind a value. A value in quotes stands for what is
/// between them. A key may be given twice; the last one counts.
struct INIDocument: Sendable {
    var sections: [Section] = []

    struct Section: Sendable {
        /// What stands between the brackets, blanks around it left out.
        let name: String
        let line: Int
        var entries: [Entry] = []

        /// The last value of a key, which is compared by bytes.
        subscript(key: String) -> String? { entries.last { $0.key.utf8.elementsEqual(key.utf8) }?.value }
    }

    struct Entry: Hashable, Sendable {
        let key: String
        let value: String
        let line: Int
        /// Whether the line begins with a blank: it then belongs to the line above that does not, in files that nest.
        let isIndented: Bool
    }

    /// The most lines that are read.
    static let maximumLines = 20_000

    /// Reads a file.
    /// - Throws: `ClientError` with the code `invalidConfiguration` that names path and line and repeats nothing of the line.
    init(_ bytes: [UInt8], path: String) throws(ClientError) {
        let bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
        guard String(validating: bytes, as: UTF8.self) != nil, !bytes.contains(0) else {
            throw ClientError(.invalidConfiguration, "\(path) is not a text in UTF-8")
        }
        // By bytes: for Character, CR and LF together are one that is neither.
        let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        guard lines.count <= Self.maximumLines else { throw ClientError(.invalidConfiguration, "\(path) has more than \(Self.maximumLines) lines") }
        for (index, line) in lines.enumerated() {
            do throws(SyntaxError) { try read(line, number: index + 1) } catch {
                throw ClientError(.invalidConfiguration, "\(path):\(index + 1): \(error.message)")
            }
        }
    }

    private struct SyntaxError: Error {
        let message: String
    }

    private mutating func read(_ line: ArraySlice<UInt8>, number: Int) throws(SyntaxError) {
        let text = Self.trimmed(line)
        guard let first = text.first, first != UInt8(ascii: "#"), first != UInt8(ascii: ";") else { return }
        if first == UInt8(ascii: "[") {
            guard text.last == UInt8(ascii: "]") else { throw SyntaxError(message: "the section's name has no ] at its end") }
            let name = Self.trimmed(text.dropFirst().dropLast())
            guard !name.isEmpty else { throw SyntaxError(message: "the section has no name") }
            sections.append(Section(name: String(decoding: name, as: UTF8.self), line: number))
            return
        }
        guard let equals = text.firstIndex(of: ASCII.equals) else { throw SyntaxError(message: "this is neither [section] nor key = value") }
        let key = Self.trimmed(text[..<equals])
        guard !key.isEmpty else { throw SyntaxError(message: "there is no key before the equals sign") }
        guard !sections.isEmpty else { throw SyntaxError(message: "this stands before the first [section]") }
        sections[sections.count - 1].entries.append(
            Entry(
                key: String(decoding: key, as: UTF8.self), value: Self.value(text[text.index(after: equals)...]), line: number,
                isIndented: line.first.map(Self.isBlank) ?? false))
    }

    /// A value without its comment and its quotes.
    private static func value(_ text: ArraySlice<UInt8>) -> String {
        var value = trimmed(text)
        let quote = value.first
        if value.count >= 2, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'"), value.last == quote {
            return String(decoding: value.dropFirst().dropLast(), as: UTF8.self)
        }
        if let comment = value.indices.dropFirst().first(where: { (value[$0] == 0x23 || value[$0] == 0x3B) && isBlank(value[$0 - 1]) }) {
            value = trimmed(value[..<comment])
        } else if value.first == 0x23 || value.first == 0x3B, text.first.map(isBlank) ?? false {
            value = []
        }
        return String(decoding: value, as: UTF8.self)
    }

    private static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var text = text.drop(while: isBlank)
        while let last = text.last, isBlank(last) { text.removeLast() }
        return text
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }
}
