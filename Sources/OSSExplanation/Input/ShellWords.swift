import OSSSigning

/// Splits a command line as a shell does: quotes, backslashes, lines that go on.
struct ShellWords {
    private(set) var words: [[UInt8]] = []
    /// Whether an `&` stands in a URL without quotes, where a shell ends the command.
    private(set) var hasBareAmpersand = false

    private var word: [UInt8] = []
    private var isOpen = false

    /// Reads one command; a pipe, a semicolon or a line break ends it.
    init(_ text: [UInt8]) {
        var index = 0
        while index < text.count, words.count < 4096 {
            let byte = text[index]
            index += 1
            switch byte {
            case UInt8(ascii: "'"): index = quoted(text, from: index, by: byte, escapes: false)
            case UInt8(ascii: "\""): index = quoted(text, from: index, by: byte, escapes: true)
            case UInt8(ascii: "$") where index < text.count && text[index] == UInt8(ascii: "'") && word.isEmpty:
                index = quoted(text, from: index + 1, by: UInt8(ascii: "'"), escapes: true)
            case ASCII.backslash, UInt8(ascii: "^"), UInt8(ascii: "`"):
                index = escaped(byte, text, from: index)
            case ASCII.lineFeed:
                close()
                if !words.isEmpty { return }
            case UInt8(ascii: "|"), ASCII.semicolon, UInt8(ascii: ">"), UInt8(ascii: "<"):
                if byte == ASCII.semicolon, isOpen, word.contains("://") {
                    append(byte)
                } else {
                    close()
                    if byte == UInt8(ascii: "|") || byte == ASCII.semicolon { return }
                }
            case ASCII.ampersand:
                guard isOpen, word.contains("://"), index < text.count, text[index] > ASCII.space, text[index] != ASCII.ampersand else {
                    close()
                    return
                }
                hasBareAmpersand = true
                append(byte)
            case 0...ASCII.space: close()
            default: append(byte)
            }
        }
        close()
    }

    private mutating func append(_ byte: UInt8) {
        word.append(byte)
        isOpen = true
    }

    private mutating func close() {
        if isOpen { words.append(word) }
        word = []
        isOpen = false
    }

    private mutating func quoted(_ text: [UInt8], from start: Int, by quote: UInt8, escapes: Bool) -> Int {
        isOpen = true
        var index = start
        while index < text.count, text[index] != quote {
            let isEscape = escapes && text[index] == ASCII.backslash && index + 1 < text.count
            if isEscape, [quote, ASCII.backslash, UInt8(ascii: "$"), UInt8(ascii: "`")].contains(text[index + 1]) { index += 1 }
            word.append(text[index])
            index += 1
        }
        return index + 1
    }

    /// A backslash, or what the shells of Windows have in its place.
    private mutating func escaped(_ mark: UInt8, _ text: [UInt8], from index: Int) -> Int {
        guard index < text.count else { return index }
        if text[index] == ASCII.lineFeed { return index + 1 }
        if text[index] == 0x0D, index + 1 < text.count, text[index + 1] == ASCII.lineFeed { return index + 2 }
        guard mark == ASCII.backslash || text[index] == ASCII.ampersand else {
            append(mark)
            return index
        }
        append(text[index])
        return index + 1
    }
}
