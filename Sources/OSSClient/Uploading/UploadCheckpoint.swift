import HTTPTypes
import OSSSigning

/// What an upload in parts leaves behind, so that it can go on after a crash: which upload it is, and of which file. Which parts have arrived is
/// OSS's to say.
package struct UploadCheckpoint: Codable, Hashable, Sendable {
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
        private let file: CheckpointFile<UploadCheckpoint>
        private let expected: UploadCheckpoint

        /// `nil` when no checkpoint is to be kept.
        init?(content: UploadContent, requests: MultipartRequests, client: OSSClient, options: UploadOptions) {
            guard let folder = options.checkpointDirectory, case .file(let content) = content else { return nil }
            let endpoint = (client.configuration.endpoint ?? Endpoint(region: client.configuration.region)).description
            expected = UploadCheckpoint(
                checkpoint: currentVersion, endpoint: endpoint, bucket: requests.bucket.rawValue, key: requests.key.text, uploadID: "", partSize: 0,
                file: content.identity)
            // The object gets its headers when the upload begins, so a run with other headers cannot go on with it.
            let headers = requests.initiate.headers.map { "\($0.name.canonicalName):\($0.value)" }.sorted()
            file = CheckpointFile(
                folder: folder, kind: "waybill-upload", identity: [endpoint, expected.bucket, expected.key, content.path] + headers)
        }

        /// What an earlier run left, unless it is of another file, or cannot be read.
        func load() -> UploadCheckpoint? {
            guard let found = file.load() else { return nil }
            var comparable = found
            comparable.uploadID = ""
            comparable.partSize = 0
            guard comparable == expected, comparable.key.utf8.elementsEqual(expected.key.utf8) else { return nil }
            return found
        }

        /// Makes the folder, before anything is begun that only a checkpoint could end.
        func prepare() throws { try file.prepare() }

        func save(uploadID: String, plan: PartPlan) throws {
            var checkpoint = expected
            checkpoint.uploadID = uploadID
            checkpoint.partSize = plan.partSize
            try file.save(checkpoint)
        }

        func remove() { file.remove() }
    }
}
