/// The storage classes, as headers and documents spell them.
///
/// OSS page: "Overview of storage classes".
package enum StorageClassName: String, CaseIterable, Sendable {
    case standard = "Standard"
    case infrequentAccess = "IA"
    case archive = "Archive"
    case coldArchive = "ColdArchive"
    case deepColdArchive = "DeepColdArchive"

    /// Reads the header `x-oss-storage-class`, or a form field or element of another name.
    /// - Throws: InvalidArgument.
    package init(_ text: String, argument: String = "x-oss-storage-class") throws(OSSError) {
        guard let known = Self(rawValue: text) else {
            throw .invalidArgument("The storage class you specified is invalid.", name: argument, value: text)
        }
        self = known
    }

    /// Whether an object has to be restored before it can be read.
    package var needsRestoring: Bool {
        switch self {
        case .standard, .infrequentAccess: false
        case .archive, .coldArchive, .deepColdArchive: true
        }
    }
}
