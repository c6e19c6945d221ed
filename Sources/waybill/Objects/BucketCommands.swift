import ArgumentParser
import OSSClient
import OSSSigning

/// `waybill mb`: makes a bucket.
struct MakeBucketCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mb", abstract: "Make a bucket.", discussion: "waybill mb oss://examplebucket --acl private --storage-class IA")

    @Argument(help: "oss://BUCKET")
    var bucket: String

    @Option(help: "private, public-read or public-read-write.")
    var acl: String?

    @Option(help: "The class of objects that name none: Standard, IA, Archive, ColdArchive or DeepColdArchive.")
    var storageClass: String?

    @Option(help: "LRS or ZRS.")
    var redundancyType: String?

    @OptionGroup(title: "Credentials and connection") var client: ClientOptions

    @Flag(name: [.customShort("n"), .long], help: "Say what would be done, and send nothing.")
    var dryRun = false

    @Flag(name: .shortAndLong, help: "Say nothing but errors.")
    var quiet = false

    func run() async throws {
        do {
            let name = try BucketArgument.name(bucket)
            guard !dryRun else { return Console.note("would make oss://\(name)") }
            let request = PutBucketRequest(
                bucket: name, acl: acl.map { BucketACL(rawValue: $0) }, storageClass: storageClass.map { StorageClass(rawValue: $0) },
                dataRedundancyType: redundancyType.map { DataRedundancyType(rawValue: $0) })
            try await client.client(bucket: name).putBucket(request)
            if !quiet { Console.note("made oss://\(name)") }
        } catch { throw CommandFailure(error) }
    }
}

/// `waybill rb`: removes a bucket that holds nothing.
struct RemoveBucketCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rb", abstract: "Remove an empty bucket.",
        discussion: "waybill rb oss://examplebucket\n\nwaybill rm -r -b oss://examplebucket removes one with all that it holds.")

    @Argument(help: "oss://BUCKET")
    var bucket: String

    @Flag(name: .shortAndLong, help: "For scripts of ossutil: it never asks.")
    var force = false

    @OptionGroup(title: "Credentials and connection") var client: ClientOptions

    @Flag(name: [.customShort("n"), .long], help: "Say what would be done, and send nothing.")
    var dryRun = false

    @Flag(name: .shortAndLong, help: "Say nothing but errors.")
    var quiet = false

    func run() async throws {
        do {
            let name = try BucketArgument.name(bucket)
            guard !dryRun else { return Console.note("would remove oss://\(name)") }
            try await client.client(bucket: name).deleteBucket(DeleteBucketRequest(bucket: name))
            if !quiet { Console.note("removed oss://\(name)") }
        } catch { throw CommandFailure(error) }
    }
}

/// `oss://BUCKET`, and nothing behind it.
enum BucketArgument {
    static func name(_ text: String) throws -> BucketName {
        guard let url = ObjectURL(argument: text), url.key.isEmpty else { throw CommandFailure.usage("say which bucket: oss://BUCKET") }
        do { return try BucketName(url.bucket) } catch { throw CommandFailure.usage("oss://\(url.bucket): \(error)") }
    }
}
