import ArgumentParser
import HTTPTypes
import OSSClient
import OSSSigning

/// `waybill ticket`: signs a whole upload in parts, for somebody without credentials.
struct TicketCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ticket", abstract: "Make a waybill: one JSON document that lets somebody upload a large file in parts, without credentials.",
        discussion: """
            waybill ticket oss://inbox/film.mp4 --size 20G --expires-duration 1d -o film.waybill.json
            waybill upload film.mp4 film.waybill.json

            The upload can stop at any point and go on later with the same document, as long as it is valid. With --refresh the uploader asks \
            that URL for new ones before these expire. Whoever has the document can write this one object: treat it like a password.
            """)

    @Argument(help: "What is uploaded: oss://BUCKET/KEY.")
    var target: ObjectURL

    @Option(help: ArgumentHelp("The size of the file. OSS then refuses parts of another length.", valueName: "size"))
    var size: SizeArgument?

    @Option(name: .customLong("for"), help: ArgumentHelp("Take the size from this file.", valueName: "file"), completion: .file())
    var sample: String?

    @Option(help: ArgumentHelp("Without a size: the largest file that it takes.", valueName: "size"))
    var maxSize = SizeArgument(argument: "1G")!

    @Option(help: ArgumentHelp("Bytes in a part, 100K to 5G (default: by the size).", valueName: "size"))
    var partSize: SizeArgument?

    @Option(help: ArgumentHelp("How long it is valid, up to 7d.", valueName: "duration"))
    var expiresDuration = DurationArgument(argument: "1d")!

    @Option(help: ArgumentHelp("Where the uploader gets new URLs, by a POST, before these expire.", valueName: "URL"))
    var refresh: String?

    @Option(help: ArgumentHelp("A header for that, for example an authorization (repeatable).", valueName: "Name: value"))
    var refreshHeader: [HeaderArgument] = []

    @Option(help: ArgumentHelp("The endpoint in its URLs, where it is not the one to talk to now.", valueName: "endpoint"))
    var publicEndpoint: String?

    @Flag(help: "Do not sign the length of each part, for uploaders that send parts chunked.")
    var noBindSizes = false

    @Flag(help: "Leave out the URL that gives the upload up.")
    var noAbort = false

    @Option(name: .shortAndLong, help: ArgumentHelp("Write it to this file, readable by its owner alone (default: stdout).", valueName: "file"))
    var output: String?

    @OptionGroup(title: "Object") var object: StoredObjectOptions
    @OptionGroup(title: "Credentials and connection") var client: ClientOptions

    func run() async throws {
        do { try await make() } catch { throw CommandFailure(error) }
    }

    private func make() async throws {
        try object.checkStandardInput(isRead: false)
        let bucket = try BucketName(target.bucket)
        let request = try object.request(bucket, ObjectKey(target.key))
        guard size == nil || sample == nil else { throw CommandFailure.usage("give either --size or --for") }
        let size = try sample.map { try LocalFile(path: $0).size } ?? size?.bytes
        var options = WaybillOptions()
        options.expires = expiresDuration.duration
        options.partSize = partSize?.bytes
        options.bindsSizes = !noBindSizes
        options.allowsAbort = !noAbort
        options.endpoint = try publicEndpoint.map { try Endpoint($0) }
        if let refresh {
            let headers = Dictionary(refreshHeader.map { ($0.field.name.rawName, $0.field.value) }, uniquingKeysWith: { $1 })
            options.refresh = Waybill.Refresh(url: refresh, headers: headers.isEmpty ? nil : headers)
        }
        let waybill = try await client.client(bucket: bucket).waybill(for: request, size: size, maximumSize: maxSize.bytes, options: options)
        let text = String(decoding: try waybill.json(), as: UTF8.self)
        guard let output else { return Console.data(text) }
        do { try PrivateFile.write(text, to: output) } catch { throw CommandFailure.local("\(output) cannot be written") }
        Console.note("\(output): \(waybill)")
    }
}
