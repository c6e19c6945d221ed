import OSSSigning

/// The name of a multipart upload: 32 upper-case hexadecimal digits. Text of another shape names no upload, so its error is NoSuchUpload.
///
/// OSS page: "InitiateMultipartUpload".
package struct UploadID: Hashable, Sendable {
    package let rawValue: String

    /// Reads the parameter `uploadId`; `nil` for what no upload is called.
    package init?(_ text: String) {
        guard text.utf8.count == 32, text.utf8.allSatisfy({ ASCII.isDigit($0) || (0x41...0x46).contains($0) }) else { return nil }
        rawValue = text
    }

    /// An id of two halves. Ids sort by the first one, and cannot be guessed because of the second.
    package init(time: UInt64, random: UInt64) {
        rawValue = Hex.uppercase([time, random].flatMap { half in (0..<8).map { UInt8(truncatingIfNeeded: half >> (56 - 8 * UInt64($0))) } })
    }
}

extension UploadID: CustomStringConvertible {
    package var description: String { rawValue }
}
