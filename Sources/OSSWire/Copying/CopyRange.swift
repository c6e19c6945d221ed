import OSSSigning

/// The header `x-oss-copy-source-range`: `bytes=first-last`, both counted from 0 and included. `bytes=first-` reaches to the end of the
/// source; a suffix does not exist here.
///
/// OSS page: "UploadPartCopy".
package struct CopyRange: Hashable, Sendable {
    package let first: Int64
    /// `nil` for the last byte of the source.
    package let last: Int64?

    /// - Throws: InvalidArgument. A number too large for any object still is a number.
    package init(_ text: String) throws(OSSError) {
        let prefix = "bytes="
        let parts = text.utf8.dropFirst(prefix.utf8.count).split(separator: ASCII.hyphen, maxSplits: 2, omittingEmptySubsequences: false)
        guard text.utf8.starts(with: prefix.utf8), parts.count == 2, let first = Self.number(parts[0]),
            let last = parts[1].isEmpty ? .some(nil) : Self.number(parts[1]).map(Optional.some), first <= last ?? .max
        else {
            throw .invalidArgument("The copy source range must be bytes=first-last.", name: "x-oss-copy-source-range", value: text)
        }
        self.first = first
        self.last = last
    }

    /// The stretch of an object of `size` bytes.
    /// - Throws: InvalidRange when it ends behind the object.
    package func resolve(size: Int64) throws(OSSError) -> Range<Int64> {
        let last = last ?? size - 1
        guard first <= last, last < size else { throw .invalidRange }
        return first..<last + 1
    }

    private static func number(_ digits: Substring.UTF8View) -> Int64? {
        guard !digits.isEmpty, digits.allSatisfy(ASCII.isDigit) else { return nil }
        return Int64(Substring(digits)) ?? .max
    }
}
