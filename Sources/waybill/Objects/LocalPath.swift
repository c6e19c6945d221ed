import OSSSigning

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Names of files that are made out of keys. A key is anybody's text: what it names must lie in the folder that the user named.
enum LocalPath {
    /// Where one object goes: a file, or into a folder under the object's own name.
    ///
    /// - Parameters:
    ///   - given: what the user said; `nil` for the folder here.
    ///   - name: the bytes of the key's last part.
    static func file(_ given: String?, name: [UInt8]) throws -> String {
        let given = given ?? "."
        guard !given.isEmpty else { throw CommandFailure.usage("an empty text is the name of no file") }
        guard given.utf8.last == ASCII.slash || isFolder(given) else { return given }
        let path = try inside(given, name)
        if given.utf8.last == ASCII.slash { try makeFolder(given) }
        return path
    }

    /// The path below a folder that a key, or the rest of one behind a prefix, stands for. The folders on the way are not made yet.
    ///
    /// - Throws: `CommandFailure` for a key that could lead out of the folder, or that stands for a file that another key stands for.
    static func inside(_ folder: String, _ key: [UInt8]) throws -> String {
        let parts = key.split(separator: ASCII.slash, omittingEmptySubsequences: false)
        let shown = String(decoding: key, as: UTF8.self).printable
        guard let last = parts.last, !last.isEmpty else { throw CommandFailure.usage("\"\(shown)\" gives a file no name; say which FILE to write") }
        for part in parts {
            guard !part.isEmpty, !part.elementsEqual(".".utf8), !part.elementsEqual("..".utf8), !part.contains(0) else {
                throw CommandFailure.local("the key has a part that is no name of a file: \"\(shown)\"; download it alone, to a FILE of another name")
            }
        }
        guard !last.reversed().starts(with: ".waybill-part".utf8.reversed()) else {
            throw CommandFailure.local("the name is one that unfinished downloads have; download it alone, to a FILE of another name")
        }
        #if os(Windows)
        guard !key.contains(ASCII.backslash), !key.contains(UInt8(ascii: ":")) else {
            throw CommandFailure.local("the key has a backslash or a colon; download it alone, to a FILE of another name")
        }
        #endif
        let root = folder.utf8.last == ASCII.slash ? folder : folder + "/"
        return root + String(decoding: key, as: UTF8.self)
    }

    /// Makes the folders that lead from a folder to a path below it.
    ///
    /// - Throws: `CommandFailure` where one of them is a symbolic link, which might lead elsewhere, or a file.
    static func makeFolders(from folder: String, to path: String) throws {
        try makeFolder(folder)
        let root = folder.utf8.last == ASCII.slash ? folder : folder + "/"
        var current = String(decoding: root.utf8.dropLast(), as: UTF8.self)
        let rest = path.utf8.dropFirst(root.utf8.count).split(separator: ASCII.slash)
        for part in rest.dropLast() {
            current += "/" + String(decoding: part, as: UTF8.self)
            var status = stat()
            guard lstat(current, &status) == 0 else {
                guard mkdir(current, 0o777) == 0 || errno == EEXIST else { throw failure(current) }
                continue
            }
            switch status.st_mode & S_IFMT {
            case S_IFDIR: break
            case S_IFLNK: throw CommandFailure.local("\(current.printable) is a symbolic link, which a key must not follow")
            default: throw CommandFailure.local("\(current.printable) is a file, and the key wants a folder there")
            }
        }
    }

    /// Makes a folder, and those that lead to it.
    static func makeFolder(_ path: String) throws {
        guard !isFolder(path) else { return }
        var current = path.utf8.first == ASCII.slash ? "/" : ""
        for part in path.utf8.split(separator: ASCII.slash) {
            current += String(decoding: part, as: UTF8.self)
            guard mkdir(current, 0o777) == 0 || errno == EEXIST || isFolder(current) else { throw failure(current) }
            current += "/"
        }
        guard isFolder(path) else { throw CommandFailure.local("\(path.printable) is not a folder") }
    }

    static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    private static func failure(_ path: String) -> CommandFailure { .local("\(path.printable): \(String(cString: strerror(errno)))") }
}

/// What is to be known of a file before it is written, or left alone.
struct LocalFileFacts: Hashable, Sendable {
    let size: Int64
    /// Seconds since 1970.
    let modified: Int64
    /// What tells a file from others, whatever they are called.
    let device: UInt64
    let inode: UInt64

    /// `nil` where there is no file.
    init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        #if canImport(Darwin)
        modified = Int64(status.st_mtimespec.tv_sec)
        #else
        modified = Int64(status.st_mtim.tv_sec)
        #endif
        size = Int64(status.st_size)
        device = UInt64(truncatingIfNeeded: status.st_dev)
        inode = UInt64(status.st_ino)
    }
}
