import OSSSigning

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The files below a folder, by the bytes of their names. Symbolic links to files are files; those to folders are not followed, so that there
/// is no circle.
struct FolderWalk: AsyncSequence, Sendable {
    let root: String

    /// A file, or what is told in its place.
    enum Element: Sendable {
        /// - Parameter relative: its path below the root.
        case file(path: String, relative: String)
        case problem(relative: String, CommandFailure)
        /// Neither a file nor a folder, or a link to a folder.
        case passedOver(relative: String, reason: String)
    }

    func makeAsyncIterator() -> Iterator { Iterator(root: root) }

    struct Iterator: AsyncIteratorProtocol {
        /// What is still to be looked at, the next one last; without a path where the name is one that no key can have.
        private var pending: [(path: String?, relative: String)]

        fileprivate init(root: String) { pending = [(root, "")] }

        mutating func next() async throws -> Element? {
            while let (path, relative) = pending.popLast() {
                guard let path else { return .problem(relative: relative, .local("the name is not UTF-8, which keys are")) }
                if let element = look(at: path, relative) { return element }
            }
            return nil
        }

        /// A file; for a folder, `nil`, and what is in it comes next.
        private mutating func look(at path: String, _ relative: String) -> Element? {
            var status = stat()
            guard stat(path, &status) == 0 else { return .problem(relative: relative, .local(String(cString: strerror(errno)))) }
            var link = stat()
            let isLink = !relative.isEmpty && lstat(path, &link) == 0 && link.st_mode & S_IFMT == S_IFLNK
            switch status.st_mode & S_IFMT {
            case S_IFREG: return .file(path: path, relative: relative)
            case S_IFDIR where isLink: return .passedOver(relative: relative, reason: "a link to a folder")
            case S_IFDIR:
                guard let names = Self.names(in: path) else { return .problem(relative: relative, .local(String(cString: strerror(errno)))) }
                let prefix = relative.isEmpty ? "" : relative + "/"
                let base = path.utf8.last == ASCII.slash ? path : path + "/"
                for name in names.reversed() {
                    let text = String(decoding: name, as: UTF8.self)
                    let isText = String(validating: name, as: UTF8.self) != nil
                    pending.append((isText ? base + text : nil, prefix + text))
                }
                return nil
            default: return .passedOver(relative: relative, reason: "neither a file nor a folder")
            }
        }

        /// The names in a folder, sorted; `nil`, and `errno`, when it cannot be read.
        private static func names(in path: String) -> [[UInt8]]? {
            guard let folder = opendir(path) else { return nil }
            defer { closedir(folder) }
            var names: [[UInt8]] = []
            while true {
                errno = 0
                guard let entry = readdir(folder) else { break }
                let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
                if !name.elementsEqual(".".utf8), !name.elementsEqual("..".utf8) { names.append(name) }
            }
            guard errno == 0 else { return nil }
            // A download that is not finished is nobody's file yet.
            let suffix = Array(".waybill-part".utf8)
            names.removeAll { $0.first == ASCII.period && $0.suffix(suffix.count).elementsEqual(suffix) }
            return names.sorted { $0.lexicographicallyPrecedes($1) }
        }
    }
}
