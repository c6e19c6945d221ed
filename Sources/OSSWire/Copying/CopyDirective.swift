import OSSSigning

/// Where a copy's metadata come from: header `x-oss-metadata-directive`.
///
/// OSS page: "CopyObject".
package enum MetadataDirective: Sendable {
    /// From the source.
    case copy
    /// From the request.
    case replace

    /// Reads the header, in any case; `nil` is copy.
    /// - Throws: InvalidArgument.
    package init(_ text: String?) throws(OSSError) {
        switch text.map({ ASCII.lowercased($0) }) {
        case nil, "copy"?: self = .copy
        case "replace"?: self = .replace
        case .some: throw .invalidArgument("Unknown metadata directive.", name: "x-oss-metadata-directive", value: text ?? "")
        }
    }
}

/// Where a copy's tags come from: header `x-oss-tagging-directive`.
///
/// OSS page: "CopyObject".
package enum TaggingDirective: Sendable {
    /// From the source.
    case copy
    /// From the request.
    case replace

    /// Reads the header, in any case; `nil` is copy.
    /// - Throws: InvalidArgument.
    package init(_ text: String?) throws(OSSError) {
        switch text.map({ ASCII.lowercased($0) }) {
        case nil, "copy"?: self = .copy
        case "replace"?: self = .replace
        case .some: throw .invalidArgument("Unknown tagging directive.", name: "x-oss-tagging-directive", value: text ?? "")
        }
    }
}
