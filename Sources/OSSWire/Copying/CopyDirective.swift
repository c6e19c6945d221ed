import OSSSigning

/// Where the metadata of a copy come from, and where its tags do: headers `x-oss-metadata-directive` and `x-oss-tagging-directive`.
///
/// OSS page: "CopyObject".
public enum CopyDirective: String, Hashable, Sendable {
    /// From the source.
    case copy = "COPY"
    /// From the request.
    case replace = "REPLACE"

    /// Reads `x-oss-metadata-directive`, in any case; `nil` is copy.
    /// - Throws: InvalidArgument.
    package init(metadata text: String?) throws(OSSError) { try self.init(text, of: "metadata") }

    /// Reads `x-oss-tagging-directive`, in any case; `nil` is copy.
    /// - Throws: InvalidArgument.
    package init(tagging text: String?) throws(OSSError) { try self.init(text, of: "tagging") }

    private init(_ text: String?, of what: String) throws(OSSError) {
        switch text.map({ ASCII.lowercased($0) }) {
        case nil, "copy"?: self = .copy
        case "replace"?: self = .replace
        case .some: throw .invalidArgument("Unknown \(what) directive.", name: "x-oss-\(what)-directive", value: text ?? "")
        }
    }
}
