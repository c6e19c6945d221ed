import Crypto
import OSSSigning

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The file in which a transfer leaves what it needs to go on after a crash: JSON, in a folder that many transfers share.
struct CheckpointFile<Checkpoint: Codable & Sendable>: Sendable {
    private let folder: String
    private let path: String

    /// - Parameters:
    ///   - kind: the ending of the file's name.
    ///   - identity: what a later run must have in common with this one. The file's name is a hash of it.
    init(folder: String, kind: String, identity: [String]) {
        var hash = SHA256()
        for text in identity { hash.update(data: Array("\(text.utf8.count):\(text)".utf8)) }
        self.folder = folder
        path = "\(folder)/\(Hex.lowercase(Array(hash.finalize()))).\(kind)"
    }

    /// What an earlier run left; `nil` also for what cannot be read.
    func load() -> Checkpoint? {
        FileManager.default.contents(atPath: path).flatMap { try? JSONDecoder().decode(Checkpoint.self, from: $0) }
    }

    /// Makes the folder.
    /// - Throws: ``ClientError`` with the code `fileNotWritable`.
    func prepare() throws {
        do { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) } catch { throw unwritable(error) }
    }

    /// Writes the file at once and whole.
    /// - Throws: ``ClientError`` with the code `fileNotWritable`.
    func save(_ checkpoint: Checkpoint) throws {
        do { try JSONEncoder().encode(checkpoint).write(to: URL(filePath: path), options: .atomic) } catch { throw unwritable(error) }
    }

    func remove() { try? FileManager.default.removeItem(atPath: path) }

    private func unwritable(_ error: any Error) -> ClientError {
        ClientError(.fileNotWritable, "the checkpoint cannot be written in \(folder)", cause: error)
    }
}
