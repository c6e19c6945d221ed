import Crypto
import OSSSigning

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The file that a download makes, and the one beside it that holds what has arrived so far.
struct DownloadTarget: Hashable, Sendable {
    let path: String
    /// Where the bytes are until they are whole: `.NAME.waybill-part` in the same folder, so that it can be renamed.
    let partPath: String
    let folder: String
    /// What the file's mode will be: as it is, or as any new file's.
    let mode: mode_t

    /// - Throws: ``ClientError`` with the code `fileNotWritable` for what cannot be replaced by a file.
    init(path: String) throws {
        let bytes = Array(path.utf8)
        let slash = bytes.lastIndex(of: ASCII.slash)
        let name = slash.map { Array(bytes[($0 + 1)...]) } ?? bytes
        guard !name.isEmpty, !bytes.contains(0), name != Array(".".utf8), name != Array("..".utf8) else {
            throw ClientError(.fileNotWritable, "\(path) is not the name of a file")
        }
        let prefix = slash.map { String(decoding: bytes[...$0], as: UTF8.self) } ?? ""
        // File systems take names of up to 255 bytes.
        let isShort = name.count <= 255 - Self.suffix.utf8.count - 1
        let stem = isShort ? String(decoding: name, as: UTF8.self) : Hex.lowercase(Array(SHA256.hash(data: name)))
        self.path = path
        partPath = "\(prefix).\(stem)\(Self.suffix)"
        folder = prefix.isEmpty ? "." : prefix
        mode = try Self.mode(of: path)
    }

    private static let suffix = ".waybill-part"

    private static func mode(of path: String) throws -> mode_t {
        var status = stat()
        guard stat(path, &status) == 0 else { return 0o666 & ~newFileMask }
        // A folder cannot be replaced; a device or a pipe must not be.
        guard status.st_mode & S_IFMT == S_IFREG else { throw ClientError(.fileNotWritable, "\(path) is there already, and is not a regular file") }
        return status.st_mode & 0o777
    }

    /// The process's mask. It can only be read by setting it.
    private static let newFileMask: mode_t = {
        let mask = umask(0o077)
        umask(mask)
        return mask
    }()
}
