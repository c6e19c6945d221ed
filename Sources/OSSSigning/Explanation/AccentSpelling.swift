/// The composed and the decomposed spelling of a text, for the letters that file systems spell in both ways: Latin, kana and hangul.
///
/// A `Character` equals its other spelling, so a table of the composed ones finds them all.
enum AccentSpelling {
    private static let composedScalars: [Character: Unicode.Scalar] = {
        var table: [Character: Unicode.Scalar] = [:]
        for range in [0xC0...0x24F, 0x1E00...0x1EFF, 0x3041...0x30FE] as [ClosedRange<UInt32>] {
            for value in range {
                if let scalar = Unicode.Scalar(value) { table[Character(scalar)] = scalar }
            }
        }
        return table
    }()

    /// Each composed letter with what it consists of.
    private static let parts: [Unicode.Scalar: [Unicode.Scalar]] = {
        var table: [Unicode.Scalar: [Unicode.Scalar]] = [:]
        let marks =
            ([0x300...0x304, 0x306...0x30C, 0x30F...0x30F, 0x311...0x311, 0x31B...0x31B, 0x323...0x328, 0x32D...0x331, 0x3099...0x309A]
            as [ClosedRange<UInt32>]).flatMap { $0 }.compactMap(Unicode.Scalar.init)
        let letters =
            ("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".unicodeScalars.map { $0 })
            + (0x3041...0x30FE as ClosedRange<UInt32>).compactMap(Unicode.Scalar.init)
        func add(_ base: [Unicode.Scalar]) {
            for mark in marks where mark.value < 0x3000 || base[0].value >= 0x3000 {
                let spelled = base + [mark]
                var text = ""
                text.unicodeScalars.append(contentsOf: spelled)
                guard text.count == 1, let composed = composedScalars[Character(text)], table[composed] == nil else { continue }
                table[composed] = spelled
            }
        }
        for letter in letters { add([letter]) }
        for spelled in Array(table.values) where spelled[0].value < 0x80 { add(spelled) }
        return table
    }()

    static func composed(_ text: String) -> String {
        var result = ""
        for character in text {
            guard character.unicodeScalars.count > 1 else {
                result.append(character)
                continue
            }
            if let scalar = composedScalars[character] ?? hangul(character) {
                result.unicodeScalars.append(scalar)
            } else {
                result.append(character)
            }
        }
        return result
    }

    static func decomposed(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { result.append(contentsOf: parts[scalar] ?? jamo(scalar) ?? [scalar]) }
        return String(result)
    }

    // Hangul syllables are numbered: leading consonant, vowel, trailing consonant.
    private static let (hangulBase, leadBase, vowelBase, tailBase): (UInt32, UInt32, UInt32, UInt32) = (0xAC00, 0x1100, 0x1161, 0x11A7)

    private static func jamo(_ scalar: Unicode.Scalar) -> [Unicode.Scalar]? {
        guard (0xAC00...0xD7A3).contains(scalar.value) else { return nil }
        let index = scalar.value - hangulBase
        let tail = index % 28
        let values = [leadBase + index / 588, vowelBase + index % 588 / 28] + (tail == 0 ? [] : [tailBase + tail])
        return values.compactMap(Unicode.Scalar.init)
    }

    private static func hangul(_ character: Character) -> Unicode.Scalar? {
        let values = character.unicodeScalars.map(\.value)
        guard (2...3).contains(values.count), (0x1100...0x1112).contains(values[0]), (0x1161...0x1175).contains(values[1]) else { return nil }
        let tail = values.count == 3 ? values[2] : tailBase
        guard (tailBase...0x11C2).contains(tail) else { return nil }
        return Unicode.Scalar(hangulBase + (values[0] - leadBase) * 588 + (values[1] - vowelBase) * 28 + tail - tailBase)
    }
}
