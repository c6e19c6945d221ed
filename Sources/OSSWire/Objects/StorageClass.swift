/// A storage class, as headers and documents spell it. An open set: a class that this library does not know survives.
///
/// OSS page: "Overview of storage classes".
public struct StorageClass: RawRepresentable, Hashable, Sendable {
    /// `Standard`, `IA`.
    public let rawValue: String

    /// A class by its name, known or not.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// `Standard`.
    public static let standard = StorageClass(rawValue: "Standard")
    /// `IA`.
    public static let infrequentAccess = StorageClass(rawValue: "IA")
    /// `Archive`.
    public static let archive = StorageClass(rawValue: "Archive")
    /// `ColdArchive`.
    public static let coldArchive = StorageClass(rawValue: "ColdArchive")
    /// `DeepColdArchive`.
    public static let deepColdArchive = StorageClass(rawValue: "DeepColdArchive")
}

extension StorageClass: CaseIterable, CustomStringConvertible {
    /// The classes that this library knows.
    public static let allCases: [StorageClass] = [.standard, .infrequentAccess, .archive, .coldArchive, .deepColdArchive]

    public var description: String { rawValue }

    /// One of the classes that this library knows.
    package init?(known text: String) {
        guard let known = Self.allCases.first(where: { $0.rawValue.utf8.elementsEqual(text.utf8) }) else { return nil }
        self = known
    }

    /// Reads the header `x-oss-storage-class`, or a form field or element of another name.
    /// - Throws: InvalidArgument.
    package init(_ text: String, argument: String = "x-oss-storage-class") throws(OSSError) {
        guard let known = Self(known: text) else {
            throw .invalidArgument("The storage class you specified is invalid.", name: argument, value: text)
        }
        self = known
    }

    /// Whether objects of this class have to be restored before they can be read. Of a class that is not known, nobody can say.
    package var isArchived: Bool { [.archive, .coldArchive, .deepColdArchive].contains(self) }
}
