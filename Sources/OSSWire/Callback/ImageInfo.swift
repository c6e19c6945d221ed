/// The size and format of an image, read from its first bytes. Nothing is decoded.
package struct ImageInfo: Hashable, Sendable {
    /// The formats that are told apart, in OSS's spelling.
    package enum Format: String, Sendable { case png, jpg, gif, bmp, webp }

    /// Pixels.
    package let width: Int
    /// Pixels.
    package let height: Int
    package let format: Format

    /// How much of an object is worth reading: the size of a JPEG stands behind its metadata, which may be long.
    package static let prefixBytes = 256 * 1024

    /// `nil` when the bytes are no image of a known format, or end before its size.
    package init?(prefix: [UInt8]) {
        let bytes = ByteView(bytes: prefix)
        let found =
            if bytes.holds([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], at: 0) {
                Self.png(bytes)
            } else if bytes.holds("GIF87a", at: 0) || bytes.holds("GIF89a", at: 0) {
                Self.sized(.gif, bytes.little(6, count: 2), bytes.little(8, count: 2))
            } else if bytes.holds([0xFF, 0xD8, 0xFF], at: 0) {
                Self.jpeg(bytes)
            } else if bytes.holds("RIFF", at: 0), bytes.holds("WEBP", at: 8) {
                Self.webp(bytes)
            } else if bytes.holds("BM", at: 0) {
                Self.bmp(bytes)
            } else {
                ImageInfo?.none
            }
        guard let found else { return nil }
        self = found
    }

    private init(width: Int, height: Int, format: Format) {
        self.width = width
        self.height = height
        self.format = format
    }

    private static func sized(_ format: Format, _ width: Int?, _ height: Int?) -> ImageInfo? {
        guard let width, let height, width > 0, height > 0 else { return nil }
        return ImageInfo(width: width, height: height, format: format)
    }

    private static func png(_ bytes: ByteView) -> ImageInfo? {
        guard bytes.holds("IHDR", at: 12) else { return nil }
        return sized(.png, bytes.big(16, count: 4), bytes.big(20, count: 4))
    }

    /// A negative height means that the rows run from top to bottom.
    private static func bmp(_ bytes: ByteView) -> ImageInfo? {
        guard let header = bytes.little(14, count: 4) else { return nil }
        if header == 12 { return sized(.bmp, bytes.little(18, count: 2), bytes.little(20, count: 2)) }
        guard header >= 40, let width = bytes.little(18, count: 4), let height = bytes.little(22, count: 4) else { return nil }
        let rows = Int32(truncatingIfNeeded: height).magnitude
        return sized(.bmp, width, Int(rows))
    }

    private static func webp(_ bytes: ByteView) -> ImageInfo? {
        if bytes.holds("VP8 ", at: 12), bytes.holds([0x9D, 0x01, 0x2A], at: 23) {
            return sized(.webp, bytes.little(26, count: 2).map { $0 & 0x3FFF }, bytes.little(28, count: 2).map { $0 & 0x3FFF })
        }
        if bytes.holds("VP8L", at: 12), bytes.holds([0x2F], at: 20), let bits = bytes.little(21, count: 4) {
            return sized(.webp, bits & 0x3FFF + 1, (bits >> 14) & 0x3FFF + 1)
        }
        guard bytes.holds("VP8X", at: 12) else { return nil }
        return sized(.webp, bytes.little(24, count: 3).map { $0 + 1 }, bytes.little(27, count: 3).map { $0 + 1 })
    }

    /// Walks from marker to marker until the start of a frame.
    private static func jpeg(_ bytes: ByteView) -> ImageInfo? {
        var position = 2
        while bytes.holds([0xFF], at: position), let marker = bytes.big(position + 1, count: 1) {
            switch marker {
            case 0xFF: position += 1
            case 0x01, 0xD0...0xD8: position += 2
            case 0xC0...0xC3, 0xC5...0xC7, 0xC9...0xCB, 0xCD...0xCF:
                return sized(.jpg, bytes.big(position + 7, count: 2), bytes.big(position + 5, count: 2))
            case 0xD9, 0xDA, 0x00: return nil
            default:
                guard let length = bytes.big(position + 2, count: 2), length >= 2 else { return nil }
                position += 2 + length
            }
        }
        return nil
    }
}

/// Bytes that are read at an offset, or not at all.
private struct ByteView {
    let bytes: [UInt8]

    func holds(_ expected: [UInt8], at offset: Int) -> Bool { offset < bytes.count && bytes[offset...].starts(with: expected) }
    func holds(_ expected: String, at offset: Int) -> Bool { holds(Array(expected.utf8), at: offset) }

    /// A number of up to four bytes, the most significant one first.
    func big(_ offset: Int, count: Int) -> Int? {
        guard offset + count <= bytes.count else { return nil }
        return bytes[offset..<offset + count].reduce(0) { $0 << 8 | Int($1) }
    }

    func little(_ offset: Int, count: Int) -> Int? {
        guard offset + count <= bytes.count else { return nil }
        return bytes[offset..<offset + count].reversed().reduce(0) { $0 << 8 | Int($1) }
    }
}
