import Crypto
import OSSSigning

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What a download leaves behind, so that it can go on after a crash: which object it is, and which bytes of it are in the part file.
struct DownloadCheckpoint: Codable, Hashable, Sendable {
    static let currentVersion = 1
    private static let maximumPieces = 100_000

    var checkpoint = currentVersion
    /// The part file's, so that another file of its name is not taken for it.
    var inode: UInt64
    var size: Int64
    /// As OSS wrote it.
    var etag: String
    /// In decimal.
    var crc64: UInt64?
    var pieces: [DownloadLedger.Piece]

    enum CodingKeys: String, CodingKey { case checkpoint, inode, size, etag, crc64, pieces }

    /// Whether its pieces are the whole object, one after the other. The file may have been changed by hand.
    var isSound: Bool {
        guard checkpoint == Self.currentVersion, size >= 0, pieces.count <= Self.maximumPieces else { return false }
        var position: Int64 = 0
        for piece in pieces {
            guard piece.start == position, piece.end > position, piece.done >= 0, piece.done <= piece.end - piece.start else { return false }
            position = piece.end
        }
        return position == size
    }

    /// Where the checkpoint of one object and one file lies.
    struct Place: Sendable {
        private let folder: String
        private let path: String

        /// `nil` when no checkpoint is to be kept.
        init?(source: any DownloadSource, target: DownloadTarget, options: DownloadOptions) {
            guard let folder = options.checkpointDirectory else { return nil }
            let absolute = target.path.hasPrefix("/") ? target.path : "\(FileManager.default.currentDirectoryPath)/\(target.path)"
            let name = "\(source.identity)\n\(absolute)"
            self.folder = folder
            path = "\(folder)/\(Hex.lowercase(Array(SHA256.hash(data: Array(name.utf8))))).waybill-download"
        }

        /// What an earlier run left, unless it cannot be used.
        func load() -> DownloadCheckpoint? {
            guard let data = FileManager.default.contents(atPath: path),
                let found = try? JSONDecoder().decode(DownloadCheckpoint.self, from: data), found.isSound
            else { return nil }
            return found
        }

        /// A checkpoint that cannot be kept is no reason to stop: it is worth nothing once the file is there.
        func save(_ checkpoint: DownloadCheckpoint) {
            try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try? JSONEncoder().encode(checkpoint).write(to: URL(filePath: path), options: .atomic)
        }

        func remove() { try? FileManager.default.removeItem(atPath: path) }
    }
}
