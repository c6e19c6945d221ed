import OSSSigning

/// The encoding of mails: a `=` with two digits for a byte, and one at the end of a line that goes on.
enum QuotedPrintable {
    static func decode(_ text: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        var index = 0
        while index < text.count {
            let byte = text[index]
            index += 1
            guard byte == ASCII.equals, index < text.count else {
                output.append(byte)
                continue
            }
            if text[index] == ASCII.lineFeed {
                index += 1
            } else if index + 1 < text.count, !ASCII.isLowercase(text[index]), let high = Hex.value(text[index]), let low = Hex.value(text[index + 1])
            {
                output.append(high << 4 | low)
                index += 2
            } else {
                output.append(byte)
            }
        }
        return output
    }

    /// Takes soft line breaks away, but not the `=` of a parameter whose value begins on the next line.
    static func withoutSoftBreaks(_ text: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        var index = 0
        while index < text.count {
            let isBreak = text[index] == ASCII.equals && index + 1 < text.count && text[index + 1] == ASCII.lineFeed
            let isName = AuthenticationNames.all.contains { output.suffix($0.utf8.count).elementsEqual($0.utf8) }
            if isBreak, !isName {
                index += 2
            } else {
                output.append(text[index])
                index += 1
            }
        }
        return output
    }
}
