import ArgumentParser
import OSSClient
import OSSSigning

/// `waybill cat`: prints objects.
struct CatCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cat", abstract: "Print an object on stdout.",
        discussion: """
            waybill cat oss://examplebucket/exampleobject.txt
            waybill cat oss://examplebucket/log.txt --range -1000

            A connection that breaks is taken up again. The CRC-64 is compared at the end: exit status 6 says that what was printed is not what \
            OSS has.
            """)

    @Argument(help: ArgumentHelp("oss://BUCKET/KEY, or a URL that was presigned for GET (repeatable).", valueName: "target"))
    var targets: [String]

    @Option(help: ArgumentHelp("The version of the object.", valueName: "id"))
    var versionID: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Only these bytes: 0-99, 100- or -100 for the last hundred. They are not checked.", valueName: "range"))
    var range: RangeArgument?

    @OptionGroup var encoding: KeyEncodingOption
    @OptionGroup(title: "Credentials and connection") var client: ClientOptions

    func run() async throws {
        do {
            try await interruptible(advice: "what was written is not the whole object") {
                for target in targets { try await show(target) }
            }
        } catch { throw CommandFailure(error) }
    }

    private func show(_ target: String) async throws {
        let origin = try await DownloadOrigin.find(target, encoding: encoding, versionID: versionID, headers: [], client: client)
        guard let range else { return try await origin.stream(DownloadOptions()).writeToStandardOutput() }
        guard case .object(let client, var request) = origin else { throw CommandFailure.usage("--range is for oss://BUCKET/KEY") }
        request.range = range.range
        request.rangeBehavior = "standard"
        for try await chunk in try await client.getObject(request).body { try await StandardOutput.write(chunk) }
    }
}

/// `0-99`, `100-` or `-100`.
struct RangeArgument: ExpressibleByArgument {
    let range: ByteRange

    init?(argument: String) {
        let ends = argument.utf8.split(separator: ASCII.hyphen, omittingEmptySubsequences: false)
        guard ends.count == 2, ends.allSatisfy({ $0.allSatisfy(ASCII.isDigit) }) else { return nil }
        let (first, last) = (Int64(String(decoding: ends[0], as: UTF8.self)), Int64(String(decoding: ends[1], as: UTF8.self)))
        switch (ends[0].isEmpty, ends[1].isEmpty) {
        case (false, false):
            guard let first, let last, first <= last else { return nil }
            range = .bytes(first...last)
        case (false, true):
            guard let first else { return nil }
            range = .from(first)
        case (true, false):
            guard let last, last > 0 else { return nil }
            range = .last(last)
        case (true, true): return nil
        }
    }
}
