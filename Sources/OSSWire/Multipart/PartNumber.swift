import OSSSigning

/// The number of a part, 1 to 10,000.
///
/// OSS page: "UploadPart".
package struct PartNumber: Hashable, Comparable, Sendable {
    /// The numbers that parts may have.
    package static let range = 1...10_000

    package let rawValue: Int

    package init?(_ number: Int) {
        guard Self.range.contains(number) else { return nil }
        rawValue = number
    }

    /// Reads the parameter `partNumber`.
    /// - Throws: InvalidArgument.
    package init(_ text: String) throws(OSSError) {
        guard let number = ASCII.number(text.utf8), Self.range.contains(number) else { throw .invalidPartNumber(text) }
        rawValue = number
    }

    package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}
