#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What a download leaves behind, so that it can go on after a crash: which object it is, and which bytes of it are in the part file.
package struct DownloadCheckpoint: Codable, Hashable, Sendable {
    static let currentVersion = 1

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
    package var isSound: Bool {
        guard checkpoint == Self.currentVersion, (0...PartPlan.maximumSize).contains(size), pieces.count <= DownloadOptions.maximumCount + 2 else {
            return false
        }
        var position: Int64 = 0
        for piece in pieces {
            guard piece.start == position, piece.end > position, piece.done >= 0, piece.done <= piece.end - piece.start else { return false }
            position = piece.end
        }
        return position == size
    }
}

extension CheckpointFile<DownloadCheckpoint> {
    /// Where the checkpoint of one object and one file lies; `nil` when none is to be kept.
    init?(source: any DownloadSource, target: DownloadTarget, options: DownloadOptions) {
        guard let folder = options.checkpointDirectory else { return nil }
        let path = target.path.hasPrefix("/") ? target.path : "\(FileManager.default.currentDirectoryPath)/\(target.path)"
        self.init(folder: folder, kind: "waybill-download", identity: [source.identity, path])
    }
}
