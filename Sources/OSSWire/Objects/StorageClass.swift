/// The storage classes, as headers and documents spell them.
///
/// OSS page: "Overview of storage classes".
package enum StorageClass: String, CaseIterable, Sendable {
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

    /// Whether objects of this class have to be restored before they can be read.
    package var isArchived: Bool {
        switch self {
        case .standard, .infrequentAccess: false
        case .archive, .coldArchive, .deepColdArchive: true
        }
    }
}
