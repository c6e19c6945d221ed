import ArgumentParser
import HTTPTypes
import NIOCore
import OSSClient
import OSSSigning

/// `waybill upload`: sends a file to wherever it shall go.
struct UploadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "upload", abstract: "Upload a file: to a presigned URL, with a waybill, or to oss://BUCKET/KEY.",
        discussion: """
            waybill upload photo.jpg 'https://examplebucket.oss-cn-hangzhou.aliyuncs.com/photo.jpg?x-oss-...' -H 'Content-Type: image/jpeg'
            waybill upload film.mp4 film.waybill.json
            pg_dump db | waybill upload - oss://examplebucket/db.sql

            Every upload is checked by its CRC-64. One in parts goes on where it stopped when the same command is run again: for a waybill by \
            asking which parts have arrived, for oss:// with what --checkpoint-dir keeps.

            An object at oss:// gets the Content-Type that belongs to the ending of its key, or of the file's name, unless --content-type says \
            another. With a presigned URL nothing is sent but what was signed and what the flags say.

            No credentials are needed for a presigned URL or a waybill.
            """)

    @Argument(help: "The file; - is stdin.", completion: .file())
    var file: String

    @Argument(help: "A presigned URL, a waybill's file or URL, or oss://BUCKET/KEY.", completion: .file())
    var target: String

    @OptionGroup(title: "Object") var object: StoredObjectOptions
    @OptionGroup(title: "Transfer") var transfer: TransferOptions
    @OptionGroup(title: "Progress") var progress: ProgressOptions
    @OptionGroup(title: "Credentials and connection") var client: ClientOptions

    @Flag(name: [.customShort("n"), .long], help: "Say what would be done, and send nothing.")
    var dryRun = false

    @OptionGroup var output: OutputOptions<Output>

    /// What is printed.
    enum Output: OutputDescription {
        static let words = "raw prints the answer of a callback, if there is one; json prints a receipt."
    }

    func run() async throws {
        do { try await send() } catch { throw CommandFailure(error) }
    }

    private func send() async throws {
        try object.checkStandardInput(isRead: file == "-")
        let source = file == "-" ? UploadSource.stream(StandardInput()) : .file(file)
        if file != "-" { _ = try LocalFile(path: file) }
        let transport = try client.transportConfiguration()
        let found = try await UploadTarget.find(target, file: file, transport: transport)
        guard !dryRun else { return Console.note("would upload \(file) to \(described(found))") }
        let display = progress.display
        let upload = try await upload(source, to: found, transport: transport)
        let receipt: UploadReceipt
        do {
            receipt = try await interruptible(advice: advice(found)) {
                try await upload.receipt { event in
                    switch event {
                    case .progress(let progress): display.show(done: progress.bytesSent, resumed: progress.bytesResumed, total: progress.totalBytes)
                    case .refreshed: display.note("fetched new URLs")
                    case .completed: break
                    }
                }
            }
        } catch {
            display.clear()
            throw error
        }
        report(receipt, on: display)
    }

    private func upload(_ source: UploadSource, to target: UploadTarget, transport: TransportConfiguration) async throws -> Upload {
        switch target {
        case .object(let bucket, let key):
            return try await client.client(bucket: bucket).upload(source, to: object.request(bucket, key, for: file), options: transfer.upload)
        case .presigned(let url):
            // Whatever was signed must be sent, so all that the flags say is.
            let upload = try PresignedUpload(url: url, headers: object.fields())
            return try uploader(transport).upload(source, to: upload, options: transfer.upload)
        case .waybill(let waybill):
            guard try object.fields().isEmpty else {
                throw CommandFailure.usage("what the object is stored with was signed into the waybill; give these flags to `waybill ticket`")
            }
            return try uploader(transport).upload(source, with: waybill, options: transfer.upload)
        }
    }

    private func uploader(_ transport: TransportConfiguration) throws -> Uploader {
        var uploader = try Uploader(transport)
        uploader.retry = try client.retryPolicy()
        return uploader
    }

    private func report(_ receipt: UploadReceipt, on display: ProgressDisplay) {
        let resumed = receipt.resumedPartCount > 0 ? ", \(receipt.resumedPartCount) of \(receipt.partCount) parts had arrived before" : ""
        display.finish("uploaded", bytes: receipt.size, detail: ", CRC-64 \(receipt.crc64)\(receipt.isChecked ? "" : " (not confirmed)")\(resumed)")
        switch output.format {
        case .raw: if let answer = receipt.callbackAnswer { Console.data(String(decoding: answer, as: UTF8.self)) }
        case .json: if let json = try? JSONText.encode(ReceiptDocument(receipt)) { Console.data(json) }
        }
    }

    private func described(_ target: UploadTarget) -> String {
        switch target {
        case .object(let bucket, let key): "oss://\(bucket)/\(key)"
        case .presigned(let url): "\(url.prefix { $0 != "?" }), a presigned URL"
        case .waybill(let waybill): waybill.description
        }
    }

    private func advice(_ target: UploadTarget) -> String {
        switch target {
        case .presigned: "nothing was stored"
        case .object where file == "-": "nothing was stored, and a stream begins anew"
        case .waybill where file == "-": "a stream cannot go on with this waybill; ask for a new one"
        case .object, .waybill: "run the same command again to go on"
        }
    }
}

/// What `--output-format json` prints.
private struct ReceiptDocument: Encodable {
    let schema = 1
    let size: Int64
    let crc64: String
    let crc64Checked: Bool
    let etag: String?
    let versionID: String?
    let requestID: String?
    let parts: Int
    let resumedParts: Int
    let callbackAnswer: String?

    enum CodingKeys: String, CodingKey {
        case schema, size, crc64, etag, parts
        case crc64Checked = "crc64_checked"
        case versionID = "version_id"
        case requestID = "request_id"
        case resumedParts = "resumed_parts"
        case callbackAnswer = "callback_answer"
    }

    init(_ receipt: UploadReceipt) {
        size = receipt.size
        // In a string, since most readers of JSON keep 53 bits of a number.
        crc64 = String(receipt.crc64)
        crc64Checked = receipt.isChecked
        etag = receipt.etag?.rawValue
        versionID = receipt.versionID
        requestID = receipt.requestID
        parts = receipt.partCount
        resumedParts = receipt.resumedPartCount
        callbackAnswer = receipt.callbackAnswer.map { String(decoding: $0, as: UTF8.self) }
    }
}
