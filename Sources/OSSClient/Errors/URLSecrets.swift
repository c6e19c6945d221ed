import OSSSigning

/// What of a URL must not get into messages: its signature and its token.
enum URLSecrets {
    private static let names = ["signature=", "security-token=", "secret="].map { Array($0.utf8) }
    private static let replacement = Array("<redacted>".utf8)

    /// The text with the values of such parameters left out, wherever they stand in it.
    static func removed(from text: String) -> String {
        let bytes = Array(text.utf8)
        var output: [UInt8] = []
        var index = 0
        while index < bytes.count {
            guard let name = names.first(where: { begins(bytes[index...], with: $0) }) else {
                output.append(bytes[index])
                index += 1
                continue
            }
            output += bytes[index..<(index + name.count)]
            index += name.count
            let end = bytes[index...].firstIndex(where: endsValue) ?? bytes.count
            if end > index { output += replacement }
            index = end
        }
        return output.count == bytes.count ? text : String(decoding: output, as: UTF8.self)
    }

    private static func begins(_ bytes: ArraySlice<UInt8>, with name: [UInt8]) -> Bool {
        bytes.count >= name.count
            && zip(bytes, name).allSatisfy { byte, letter in
                byte == letter || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) && byte + 32 == letter
            }
    }

    /// What cannot stand in a parameter's value.
    private static func endsValue(_ byte: UInt8) -> Bool { byte <= ASCII.space || "&\"'<>,;".utf8.contains(byte) }
}
