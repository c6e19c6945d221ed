import ArgumentParser
import OSSClient
import OSSSigning

/// `waybill ls`: lists buckets, objects, versions and uploads.
struct ListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ls", abstract: "List buckets, or what a bucket holds.",
        discussion: """
            waybill ls
            waybill ls oss://examplebucket/photos/ --human-readable
            waybill ls oss://examplebucket -d
            waybill ls oss://examplebucket --all-versions --output-format json

            One line each, by the bytes of the keys: time, size, class, entity tag, name. Counts go to stderr.
            """)

    @Argument(help: "oss://BUCKET or oss://BUCKET/PREFIX; all buckets when it is left out, or is oss://.")
    var target: String?

    @Flag(name: .shortAndLong, help: "Everything below the prefix, which is how it is listed anyway.")
    var recursive = false

    @Flag(name: [.customShort("d"), .customLong("directory")], help: "Only one level: objects, and what the others have in common up to a slash.")
    var directory = false

    @Flag(help: "All versions and delete markers.")
    var allVersions = false

    @Flag(name: [.customShort("m"), .customLong("multipart")], help: "The uploads in parts that are not finished.")
    var multipart = false

    @Flag(name: [.customShort("s"), .customLong("short-format")], help: "Names only.")
    var shortFormat = false

    @Flag(name: [.customShort("H"), .customLong("human-readable")], help: "Sizes like 1.5 MiB.")
    var humanReadable = false

    @Option(help: ArgumentHelp("At most so many lines.", valueName: "count"))
    var limitedNum: Int?

    @Option(help: ArgumentHelp("Begin behind this key.", valueName: "key"))
    var startAfter: String?

    @OptionGroup var names: NameFilterOptions
    @OptionGroup var encoding: KeyEncodingOption
    @OptionGroup(title: "Credentials and connection") var client: ClientOptions

    @Flag(name: .shortAndLong, help: "Say nothing but errors.")
    var quiet = false

    @OptionGroup var output: OutputOptions<Output>

    /// What is printed.
    enum Output: OutputDescription {
        static let help: ArgumentHelp = "raw prints a line for each; json prints an object a line."
    }

    func validate() throws {
        if let limitedNum, limitedNum < 1 { throw ValidationError("--limited-num is at least 1") }
        if recursive, directory { throw ValidationError("-r lists everything and -d one level: say one of them") }
        if allVersions, multipart { throw ValidationError("--all-versions is of objects and -m of uploads: say one of them") }
        if startAfter != nil, allVersions || multipart { throw ValidationError("--start-after is for objects only") }
    }

    func run() async throws {
        do {
            let target = target ?? "oss://"
            if target == "oss://" { try await listBuckets() } else { try await list(try RemoteLocation(target, encoding: encoding)) }
        } catch { throw CommandFailure(error) }
    }

    private func listBuckets() async throws {
        let buckets = try await client.client().listBuckets(pageSize: pageSize)
        try await printAll(buckets) { bucket in
            names.filter.takes(bucket.name.utf8) ? ListedLine(bucket: bucket) : nil
        }
    }

    private func list(_ location: RemoteLocation) async throws {
        let client = try await client.client(bucket: location.bucket)
        let (bucket, prefix) = (location.bucket, location.prefix.isEmpty ? nil : location.prefix)
        let delimiter = directory ? "/" : nil
        let filter = names.filter
        func entry<Item>(_ entry: ListEntry<Item>, _ line: (Item) -> ListedLine) -> ListedLine? {
            let found =
                switch entry {
                case .item(let item): line(item)
                case .commonPrefix(let prefix): ListedLine(prefix: prefix, in: location)
                }
            return found.key.map { filter.takes($0.bytes) } ?? true ? found : nil
        }
        if multipart {
            let uploads = client.listMultipartUploads(bucket: bucket, prefix: prefix, delimiter: delimiter, pageSize: pageSize)
            try await printAll(uploads) { entry($0) { ListedLine(upload: $0, in: location) } }
        } else if allVersions {
            let versions = client.listObjectVersions(bucket: bucket, prefix: prefix, delimiter: delimiter, pageSize: pageSize)
            try await printAll(versions) { entry($0) { ListedLine(version: $0, in: location) } }
        } else {
            let after = try startAfter.map { try encoding.decoded($0) }
            let objects = client.listObjects(bucket: bucket, prefix: prefix, delimiter: delimiter, startAfter: after, pageSize: pageSize)
            try await printAll(objects) { entry($0) { ListedLine(object: $0, in: location) } }
        }
    }

    /// What is left out counts as little as if it were not there, so that a filter needs whole pages.
    private var pageSize: Int { names.isEmpty ? min(limitedNum ?? 1000, 1000) : 1000 }

    /// Prints what a list yields, a page's worth at a time.
    private func printAll<Entries: AsyncSequence>(_ entries: Entries, _ line: (Entries.Element) -> ListedLine?) async throws {
        var lines: [String] = []
        var count = 0
        for try await entry in entries {
            guard let line = line(entry) else { continue }
            lines.append(try text(line))
            count += 1
            if count == limitedNum { break }
            if lines.count >= 1000 {
                try await StandardOutput.write(lines: lines)
                lines.removeAll(keepingCapacity: true)
            }
        }
        try await StandardOutput.write(lines: lines)
        if !quiet, output.format == .raw, !shortFormat { Console.note("\(count) listed") }
    }

    private func text(_ line: ListedLine) throws -> String {
        if output.format == .json { return try JSONText.encode(line) }
        return shortFormat ? line.name(encoding) : line.text(encoding, humanReadable: humanReadable)
    }
}
