import ArgumentParser
import OSSClient
import OSSSigning

/// `waybill rm`: removes objects, versions, uploads and buckets.
struct RemoveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rm", abstract: "Remove objects.",
        discussion: """
            waybill rm oss://examplebucket/exampleobject.txt
            waybill rm -r oss://examplebucket/tmp/ --exclude '*.keep'
            waybill rm -r --all-versions -b -f oss://examplebucket

            What was named is removed. Before more than that is, with -r, --all-versions or -b, it asks on the terminal; without one it wants -f.
            """)

    @Argument(help: ArgumentHelp("oss://BUCKET/KEY (repeatable); with -r what keys begin with.", valueName: "target"))
    var targets: [String]

    @Flag(name: .shortAndLong, help: "All objects whose keys begin so.")
    var recursive = false

    @Flag(name: .shortAndLong, help: "Do not ask.")
    var force = false

    @Flag(help: "All versions and delete markers: nothing is left to go back to.")
    var allVersions = false

    @Option(help: ArgumentHelp("This version of one object, for good.", valueName: "id"))
    var versionID: String?

    @Flag(name: [.customShort("m"), .customLong("multipart")], help: "The uploads in parts that are not finished, in the place of objects.")
    var multipart = false

    @Flag(name: [.customShort("b"), .customLong("bucket")], help: "The bucket too, when it is empty then.")
    var bucket = false

    @OptionGroup var names: NameFilterOptions
    @OptionGroup var encoding: KeyEncodingOption
    @OptionGroup(title: "Credentials and connection") var client: ClientOptions

    @Flag(name: [.customShort("n"), .long], help: "Say what would be removed, and remove nothing.")
    var dryRun = false

    @Flag(name: .shortAndLong, help: "Say nothing but errors.")
    var quiet = false

    @OptionGroup var output: OutputOptions<Output>

    /// What is printed.
    enum Output: OutputDescription {
        static let help: ArgumentHelp = "raw prints nothing; json prints an object for each thing that was removed."
    }

    func validate() throws {
        if versionID != nil, recursive || allVersions || multipart || targets.count > 1 {
            throw ValidationError("--version-id is for one object")
        }
        if multipart, allVersions { throw ValidationError("-m is for uploads and --all-versions for objects: say one of them") }
    }

    func run() async throws {
        do {
            let locations = try targets.map { try RemoteLocation($0, encoding: encoding) }
            try check(locations)
            if !force, !dryRun, recursive || allVersions || bucket { try Confirmation.ask(question(locations)) }
            let batch = BatchRun()
            try await interruptible(advice: "what was removed stays removed") {
                for location in locations { try await remove(location, batch) }
            }
            if !quiet, !dryRun { Console.note("removed \(batch.done)") }
            try batch.finish()
        } catch let exit as ExitCode { throw exit } catch { throw CommandFailure(error) }
    }

    private func check(_ locations: [RemoteLocation]) throws {
        for location in locations where location.prefix.isEmpty && !recursive {
            // An empty variable in oss://bucket/$NAME must not become the whole bucket.
            guard bucket, !allVersions, !multipart else {
                throw CommandFailure.usage("oss://\(location.bucket)/ names no object: say oss://\(location.bucket)/KEY, or -r for all of them")
            }
        }
        if bucket, !locations.allSatisfy({ $0.prefix.isEmpty }) { throw CommandFailure.usage("-b removes a bucket: say oss://BUCKET") }
    }

    private func question(_ locations: [RemoteLocation]) -> String {
        let what = multipart ? "unfinished uploads to" : allVersions ? "all versions of" : recursive ? "all objects of" : "the bucket"
        return "remove \(what) \(locations.map(\.description).joined(separator: ", "))\(bucket && recursive ? ", and the bucket" : "")"
    }

    private func remove(_ location: RemoteLocation, _ batch: BatchRun) async throws {
        let client = try await client.client(bucket: location.bucket)
        let removal = Removal(
            client: client, location: location, batch: batch, dryRun: dryRun, quiet: quiet, json: output.format == .json, encoding: encoding)
        let filter = names.filter
        if multipart {
            try await removal.uploads(filter, isExact: !recursive)
        } else if allVersions {
            try await removal.versions(filter, isExact: !recursive)
        } else if recursive {
            try await removal.objects(filter)
        } else if !location.prefix.isEmpty {
            try await removal.object(try location.key(), versionID: versionID)
        }
        guard bucket else { return }
        try await batch.attempt("oss://\(location.bucket)") {
            guard !dryRun else {
                Console.note("would remove oss://\(location.bucket)")
                return .skipped
            }
            try await client.deleteBucket(DeleteBucketRequest(bucket: location.bucket))
            return .done(bytes: 0)
        }
    }
}
