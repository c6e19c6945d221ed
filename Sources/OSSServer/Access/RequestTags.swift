import HTTPTypes
import OSSSigning
import OSSWire

/// The tags that a request gives an object, as conditions on `oss:RequestObjectTag` see them: only what counts for the operation, since anybody
/// can sign a header that is then ignored.
enum RequestTags: Sendable {
    /// Those of `x-oss-tagging`.
    case header
    /// Whatever its headers say, it gives none of its own.
    case none
    /// They are in its document, which has not been read yet.
    case unread
    /// These.
    case known([ResourceTag])

    init(_ operation: Operation, _ fields: HTTPFields) {
        switch operation {
        case .putObjectTagging: self = .unread
        case .copyObject: self = (try? CopyDirective(tagging: fields[.ossTaggingDirective])) == .replace ? .header : .none
        case .putObject, .postObject, .appendObject, .putSymlink, .initiateMultipartUpload, .uploadPart, .uploadPartCopy,
            .completeMultipartUpload:
            self = .header
        default: self = .none
        }
    }

    var isUnread: Bool { if case .unread = self { true } else { false } }

    /// The tags; what cannot be read is refused by whoever acts on it.
    func tags(_ fields: HTTPFields) -> [ResourceTag] {
        switch self {
        case .header: fields[.ossTagging].flatMap { try? ObjectTags(header: $0).tags } ?? []
        case .none, .unread: []
        case .known(let tags): tags
        }
    }
}
