import OSSSigning

/// The parameter `position` of AppendObject: the length that the object must have, in bytes.
///
/// OSS page: "AppendObject".
package struct AppendPosition: Hashable, Sendable {
    package let rawValue: Int64

    /// - Throws: MissingArgument for no or an empty parameter, InvalidArgument for what is not a number of at most 18 digits.
    package init(_ text: String?) throws(OSSError) {
        guard let text, !text.isEmpty else { throw .missingArgument }
        guard let number = ASCII.number(text.utf8) else {
            throw .invalidArgument("The position must be a non-negative integer.", name: "position", value: text)
        }
        rawValue = Int64(number)
    }
}
