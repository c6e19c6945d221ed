import Crypto
import OSSSigning
import OSSWire

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What an upload in parts leaves behind, so that it can go on after a crash: which upload it is, and of which file. Which parts have arrived is
/// OSS's to say.
struct UploadCheckpoint: Codable, Hashable, Sendable {
    static let currentVersion = 1

    var checkpoint: Int
    var endpoint: String
    var bucket: String
    var key: String
    var uploadID: String
    var partSize: Int64
    var file: LocalFile.Identity

    enum CodingKeys: String, CodingKey {
        case checkpoint, endpoint, bucket, key, file
        case uploadID = "upload_id"
        case partSize = "part_size"
    }

    /// Where the checkpoint of one file and one object lies.
    struct Place: Sendable {
        private let folder: String
        private let path: String
        private let expected: UploadCheckpoint

        /// `nil` when no checkpoint is to be kept.
        init?(content: UploadContent, requests: MultipartRequests, client: OSSClient, options: UploadOptions) throws {
            guard let folder = options.checkpointDirectory, case .file(let file) = content else { return nil }
            let endpoint = (client.configuration.endpoint ?? Endpoint(region: client.configuration.region)).description
            expected = UploadCheckpoint(
                checkpoint: currentVersion, endpoint: endpoint, bucket: requests.bucket.rawValue, key: requests.key.text, uploadID: "", partSize: 0,
                file: file.identity)
            self.folder = folder
            let name = "\(endpoint)\n\(requests.bucket)\n\(requests.key)\n\(file.path)"
            path = "\(folder)/\(Hex.lowercase(Array(SHA256.hash(data: Array(name.utf8))))).waybill-upload"
        }

        /// What an earlier run left, unless it is of another file, or cannot be read.
        func load() throws -> UploadCheckpoint? {
            guard let data = FileManager.default.contents(atPath: path),
                let found = try? JSONDecoder().decode(UploadCheckpoint.self, from: data)
            else { return nil }
            var comparable = found
            comparable.uploadID = ""
            comparable.partSize = 0
            guard comparable == expected, comparable.key.utf8.elementsEqual(expected.key.utf8) else { return nil }
            return found
        }

        /// Makes the folder, before anything is begun that only a checkpoint could end.
        func prepare() throws {
            do { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) } catch { throw unwritable(error) }
        }

        private func unwritable(_ error: any Error) -> ClientError {
            ClientError(.fileNotWritable, "the checkpoint cannot be written in \(folder)", cause: error)
        }

        func save(uploadID: String, plan: PartPlan) throws {
            var checkpoint = expected
            checkpoint.uploadID = uploadID
            checkpoint.partSize = plan.partSize
            do {
                try Data(JSONEncoder().encode(checkpoint)).write(to: URL(filePath: path), options: .atomic)
            } catch {
                throw unwritable(error)
            }
        }

        func remove() { try? FileManager.default.removeItem(atPath: path) }
    }
}
