import OSSSigning

/// Text from outside as it stands in a line of a log.
enum LogEscaping {
    /// Between quotes: a quote, a backslash, and every byte that is not printable ASCII become `\xHH`, as nginx writes them. No client can end a
    /// field, a line, or the colour of a terminal.
    /// - Parameter limit: of the bytes read; what is behind them is left out.
    static func append(_ bytes: some Sequence<UInt8>, to line: inout [UInt8], limit: Int = 1024) {
        for byte in bytes.prefix(limit) {
            if (0x20..<0x7F).contains(byte), byte != UInt8(ascii: "\""), byte != ASCII.backslash {
                line.append(byte)
            } else {
                line += [ASCII.backslash, UInt8(ascii: "x"), digit(byte >> 4), digit(byte & 15)]
            }
        }
    }

    /// ``append(_:to:limit:)`` as a text of its own.
    static func quoted(_ bytes: some Sequence<UInt8>, limit: Int = 1024) -> String {
        var line: [UInt8] = []
        append(bytes, to: &line, limit: limit)
        return String(decoding: line, as: UTF8.self)
    }

    private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x37 + value }
}
