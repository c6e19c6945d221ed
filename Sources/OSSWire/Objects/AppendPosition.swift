import OSSSigning

/// The parameter `position` of AppendObject: the length that the object must have, in bytes.
///
/// OSS page: "AppendObject".
package struct AppendPosition: Hashable, Sendable {
    package let rawValue: Int64

    /// - Throws: MissingArgument for no parameter, InvalidArgument for what is not a number that fits.
    package init(_ text: String?) throws(OSSError) {
        guard let text else { throw .missingArgument }
        guard !text.isEmpty, text.utf8.allSatisfy(ASCII.isDigit), let number = Int64(text) else {
            throw .invalidArgument("The position must be a non-negative integer.", name: "position", value: text)
        }
        rawValue = number
    }
}
