import ArgumentParser
import HTTPTypes
import OSSClient
import OSSSigning

/// `waybill download`: fetches an object into a file.
struct DownloadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "download", abstract: "Download an object: from oss://BUCKET/KEY or with a presigned URL.",
        discussion: """
            waybill download oss://examplebucket/film.mp4
            waybill download 'https://examplebucket.oss-cn-hangzhou.aliyuncs.com/photo.jpg?x-oss-...' photos/
            waybill download oss://examplebucket/db.sql - | psql db

            The file has its name when it is whole and its CRC-64 is the one that OSS told; until then what was there stays. A large download goes \
            on where it stopped when the same command is run again, with what --checkpoint-dir keeps.

            No credentials are needed for a presigned URL.
            """)

    @Argument(help: "oss://BUCKET/KEY, or a URL that was presigned for GET.")
    var target: String

    @Argument(help: "The file, a folder to put it into, or - for stdout (default: the object's name here).", completion: .file())
    var file: String?

    @Option(help: ArgumentHelp("The version of the object.", valueName: "id"))
    var versionID: String?

    @Option(
        name: [.customShort("H"), .customLong("header")],
        help: ArgumentHelp("Another request header, for example one that was signed (repeatable).", valueName: "Name: value"))
    var headers: [HeaderArgument] = []

    @OptionGroup var encoding: KeyEncodingOption
    @OptionGroup(title: "Transfer") var transfer: TransferOptions
    @OptionGroup(title: "Progress") var progress: ProgressOptions
    @OptionGroup(title: "Credentials and connection") var client: ClientOptions

    @Flag(name: [.customShort("n"), .long], help: "Say what would be done, and send nothing.")
    var dryRun = false

    @OptionGroup var output: OutputOptions<Output>

    /// What is printed.
    enum Output: OutputDescription {
        static let help: ArgumentHelp = "raw prints nothing; json prints a receipt."
    }

    func run() async throws {
        do { try await fetch() } catch { throw CommandFailure(error) }
    }

    private func fetch() async throws {
        let source = try await DownloadOrigin.find(target, encoding: encoding, versionID: versionID, headers: headers.map(\.field), client: client)
        if file == "-" {
            guard !dryRun else { return Console.note("would download \(source.description) to stdout") }
            return try await interruptible(advice: "what was written is not the whole object") {
                try await source.stream(transfer.download).writeToStandardOutput()
            }
        }
        let path = try LocalPath.file(file, name: source.name, makesFolder: !dryRun)
        guard !dryRun else { return Console.note("would download \(source.description) to \(path.printable)") }
        SystemSignals.ignoreFileSizeLimit()
        let display = progress.display
        let options = transfer.download
        let receipt: DownloadReceipt
        do {
            receipt = try await interruptible(advice: "run the same command again to go on") {
                try await source.download(to: path, options).receipt { display.show($0) }
            }
        } catch {
            display.clear()
            throw error
        }
        let resumed = receipt.bytesResumed > 0 ? ", \(receipt.bytesResumed.humanBytes) had arrived before" : ""
        display.finish(
            "downloaded", bytes: receipt.size, detail: ", CRC-64 \(receipt.crc64)\(receipt.isChecked ? "" : " (not confirmed)")\(resumed)")
        if output.format == .json { try await StandardOutput.write(lines: [JSONText.encode(ReceiptDocument(receipt, path: path))]) }
    }
}

/// Where a download comes from.
enum DownloadOrigin: Sendable {
    case object(OSSClient, GetObjectRequest)
    case presigned(Downloader, PresignedDownload)

    /// Looks at what was given.
    static func find(
        _ text: String, encoding: KeyEncodingOption, versionID: String?, headers: [HTTPField], client: ClientOptions
    ) async throws -> DownloadOrigin {
        if RemoteLocation.isMeant(by: text) {
            let location = try RemoteLocation(text, encoding: encoding)
            var request = GetObjectRequest(bucket: location.bucket, key: try location.key(), versionID: versionID)
            request.extras.headers = HTTPFields(headers)
            return .object(try await client.client(bucket: location.bucket), request)
        }
        guard text.hasPrefix("http://") || text.hasPrefix("https://") else {
            throw CommandFailure.usage("say what to download: oss://BUCKET/KEY, or a presigned URL")
        }
        guard versionID == nil else {
            throw CommandFailure.usage("--version-id is for oss://BUCKET/KEY: a presigned URL says which version it is for")
        }
        var downloader = try Downloader(client.transportConfiguration())
        downloader.retry = try client.retryPolicy()
        return .presigned(downloader, try PresignedDownload(url: text, headers: HTTPFields(headers)))
    }

    func download(to path: String, _ options: DownloadOptions) -> Download {
        switch self {
        case .object(let client, let request): client.download(request, to: path, options: options)
        case .presigned(let downloader, let target): downloader.download(target, to: path, options: options)
        }
    }

    func stream(_ options: DownloadOptions) -> DownloadStream {
        switch self {
        case .object(let client, let request): client.stream(request, options: options)
        case .presigned(let downloader, let target): downloader.stream(target, options: options)
        }
    }

    /// The bytes of the key's last part: what its file is called.
    var name: [UInt8] {
        let path: [UInt8]
        switch self {
        case .object(_, let request): path = request.key.bytes
        case .presigned(_, let target):
            let address = target.address.utf8.drop { $0 != ASCII.slash }.dropFirst(2).drop { $0 != ASCII.slash }
            path = (try? PercentEncoding.decode(Array(address))) ?? Array(address)
        }
        return path.lastIndex(of: ASCII.slash).map { Array(path[($0 + 1)...]) } ?? path
    }

    /// Without a signature.
    var description: String {
        switch self {
        case .object(_, let request): "oss://\(request.bucket)/\(request.key.text.printable)"
        case .presigned(_, let target): "\(target.address), a presigned URL"
        }
    }
}

extension DownloadStream {
    func writeToStandardOutput() async throws {
        for try await chunk in self { try await StandardOutput.write(chunk) }
    }
}

extension ProgressDisplay {
    func show(_ event: DownloadEvent) {
        switch event {
        case .progress(let progress): show(done: progress.bytesReceived, resumed: progress.bytesResumed, total: progress.totalBytes)
        case .restarted: note("the object has changed since; beginning anew")
        case .completed: break
        }
    }
}

/// What `--output-format json` prints.
private struct ReceiptDocument: Encodable {
    let schema = 1
    let path: String
    let size: Int64
    let crc64: String
    let crc64Checked: Bool
    let etag: String?
    let versionID: String?
    let lastModified: String?
    let requestID: String?
    let resumedBytes: Int64

    enum CodingKeys: String, CodingKey {
        case schema, path, size, crc64, etag
        case crc64Checked = "crc64_checked"
        case versionID = "version_id"
        case lastModified = "last_modified"
        case requestID = "request_id"
        case resumedBytes = "resumed_bytes"
    }

    init(_ receipt: DownloadReceipt, path: String) {
        self.path = path
        size = receipt.size
        // In a string, since most readers of JSON keep 53 bits of a number.
        crc64 = String(receipt.crc64)
        crc64Checked = receipt.isChecked
        etag = receipt.etag?.rawValue
        versionID = receipt.versionID
        lastModified = receipt.lastModified?.rfc3339
        requestID = receipt.requestID
        resumedBytes = receipt.bytesResumed
    }
}
