import OSSSigning

extension FuzzTarget {
    /// Percent escapes, base 64, hexadecimal digits, and the names of objects and buckets.
    static let encodings = FuzzTarget("encodings") { input in
        try BrokenLaw.unless(reading { try PercentEncoding.decode(input) } == NaivePercentEncoding.decode(input), "both decoders agree")
        for keepsSlash in [false, true] {
            let encoded = Array(PercentEncoding.encode(input, keepingSlash: keepsSlash).utf8)
            try BrokenLaw.unless(encoded == NaivePercentEncoding.encode(input, keepingSlash: keepsSlash), "both encoders agree")
            try BrokenLaw.unless(reading { try PercentEncoding.decode(encoded) } == input, "what was escaped is read")
        }
        try BrokenLaw.unless(Base64.decode(Base64.encode(input).utf8) == input, "base 64 is read as it was written")
        if let bytes = Base64.decode(input) {
            try BrokenLaw.unless(Base64.encode(bytes).utf8.elementsEqual(input), "base 64 has one spelling")
        }
        try BrokenLaw.unless(Hex.decodeLowercase(Hex.lowercase(input).utf8) == input, "hexadecimal digits are read as they were written")
        if let bytes = Hex.decodeLowercase(input) {
            try BrokenLaw.unless(Hex.lowercase(bytes).utf8.elementsEqual(input), "hexadecimal digits have one spelling")
        }
        let isText = Array(String(decoding: input, as: UTF8.self).utf8) == input
        let isKey = isText && (1...1023).contains(input.count) && !input.contains(0)
        try BrokenLaw.unless((reading { try ObjectKey(bytes: input) } != nil) == isKey, "a key is 1 to 1023 bytes of UTF-8 without NUL")
        let isAlphanumeric: (UInt8) -> Bool = { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) }
        let isBucket =
            (3...63).contains(input.count) && input.allSatisfy { isAlphanumeric($0) || $0 == 0x2D } && input.first != 0x2D && input.last != 0x2D
        let text = String(decoding: input, as: UTF8.self)
        try BrokenLaw.unless((reading { try BucketName(text) } != nil) == isBucket, "a bucket's name is what OSS says")
    }
}
