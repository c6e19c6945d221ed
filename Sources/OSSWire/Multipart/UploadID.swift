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

    /// An id from 16 random bytes; `nil` for another number of bytes.
    package init?(bytes: [UInt8]) {
        guard bytes.count == 16 else { return nil }
        rawValue = Hex.uppercase(bytes)
    }
}

extension UploadID: CustomStringConvertible {
    package var description: String { rawValue }
}
