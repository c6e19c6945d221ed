import OSSClient

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What transfers leave behind, decoded as they decode it.
enum Checkpoints {
    static func read(_ input: [UInt8]) {
        let decoder = JSONDecoder()
        _ = (try? decoder.decode(DownloadCheckpoint.self, from: Data(input)))?.isSound
        _ = try? decoder.decode(UploadCheckpoint.self, from: Data(input))
    }
}
