import ArgumentParser
import HTTPTypes
import OSSClient
import OSSSigning
import OSSWire

/// `waybill stat`: says what OSS knows of an object or a bucket.
struct StatCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stat", abstract: "Show what is known of an object or a bucket.",
        discussion: """
            waybill stat oss://examplebucket/exampleobject.txt
            waybill stat oss://examplebucket --output-format json
            """)

    @Argument(help: "oss://BUCKET/KEY or oss://BUCKET")
    var target: String

    @Option(help: ArgumentHelp("The version of the object.", valueName: "id"))
    var versionID: String?

    @OptionGroup var encoding: KeyEncodingOption
    @OptionGroup(title: "Credentials and connection") var client: ClientOptions

    @OptionGroup var output: OutputOptions<Output>

    /// What is printed.
    enum Output: OutputDescription {
        static let help: ArgumentHelp = "raw prints a line for each fact; json prints one object."
    }

    func run() async throws {
        do {
            let location = try RemoteLocation(target, encoding: encoding)
            let client = try await client.client(bucket: location.bucket)
            let facts = location.prefix.isEmpty ? try await bucket(location.bucket, client) : try await object(location, client)
            try await StandardOutput.write(lines: output.format == .json ? [facts.json()] : facts.lines)
        } catch { throw CommandFailure(error) }
    }

    private func object(_ location: RemoteLocation, _ client: OSSClient) async throws -> FactSheet {
        let key = try location.key()
        let head = try await client.headObject(HeadObjectRequest(bucket: location.bucket, key: key, versionID: versionID))
        return FactSheet(object: head, bucket: location.bucket, key: key, encoding: encoding)
    }

    private func bucket(_ name: BucketName, _ client: OSSClient) async throws -> FactSheet {
        guard versionID == nil else { throw CommandFailure.usage("--version-id is for an object: say oss://BUCKET/KEY") }
        return FactSheet(bucket: try await client.getBucketInfo(GetBucketInfoRequest(bucket: name)).info)
    }
}

/// Names and values, printed as lines or as a JSON object.
struct FactSheet {
    private enum Value {
        case text(String)
        case number(Int64)
        case flag(Bool)
        case pairs([(String, String)])
    }

    /// The name of a header, or of an element, for people; the one in JSON; the value.
    private var facts: [(name: String, json: String, value: Value)] = []

    private mutating func add(_ name: String, _ json: String, _ value: String?) {
        if let value { facts.append((name, json, .text(value))) }
    }

    init(object: ObjectProperties, bucket: BucketName, key: ObjectKey, encoding: KeyEncodingOption) {
        facts.append(("Schema", "schema", .number(1)))
        add("Type", "type", "object")
        add("Bucket", "bucket", bucket.rawValue)
        add("Key", "key", key.text)
        if let size = object.contentLength { facts.append(("Content-Length", "size", .number(size))) }
        add("ETag", "etag", object.etag?.rawValue)
        add("Last-Modified", "last_modified", object.lastModified?.rfc3339)
        add("Content-Type", "content_type", object.contentType)
        add("Content-MD5", "content_md5", object.contentMD5)
        add("CRC-64", "crc64", object.crc64.map { String($0) })
        add("Storage-Class", "storage_class", object.storageClass?.rawValue)
        add("Object-Type", "object_type", object.objectType)
        add("Version-ID", "version_id", object.versionID)
        add("Cache-Control", "cache_control", object.cacheControl)
        add("Content-Disposition", "content_disposition", object.contentDisposition)
        add("Content-Encoding", "content_encoding", object.contentEncoding)
        add("Content-Language", "content_language", object.contentLanguage)
        add("Expires", "expires", object.expires)
        add("Server-Side-Encryption", "server_side_encryption", object.serverSideEncryption)
        add("Lifecycle-Expiration", "expiration", object.expiration)
        if let count = object.taggingCount { facts.append(("Tagging-Count", "tagging_count", .number(Int64(count)))) }
        if let position = object.nextAppendPosition { facts.append(("Next-Append-Position", "next_append_position", .number(position))) }
        let metadata = object.metadata.sorted { $0.key < $1.key }
        if !metadata.isEmpty { facts.append(("x-oss-meta-", "metadata", .pairs(metadata.map { ($0.key, $0.value) }))) }
        add("Request-ID", "request_id", object.requestID)
    }

    init(bucket: BucketInfo) {
        facts.append(("Schema", "schema", .number(1)))
        add("Type", "type", "bucket")
        add("Name", "bucket", bucket.name)
        add("Created", "created", bucket.creation?.rfc3339)
        add("Location", "location", bucket.location)
        add("Extranet-Endpoint", "extranet_endpoint", bucket.extranetEndpoint)
        add("Intranet-Endpoint", "intranet_endpoint", bucket.intranetEndpoint)
        add("ACL", "acl", bucket.acl?.rawValue)
        add("Storage-Class", "storage_class", bucket.storageClass?.rawValue)
        add("Redundancy-Type", "redundancy_type", bucket.dataRedundancyType?.rawValue)
        add("Versioning", "versioning", bucket.versioning?.rawValue)
        if let block = bucket.blockPublicAccess { facts.append(("Block-Public-Access", "block_public_access", .flag(block))) }
        add("Owner", "owner", bucket.owner?.id)
    }

    /// One line for each fact.
    var lines: [String] {
        facts.filter { $0.json != "schema" }.flatMap { fact -> [String] in
            switch fact.value {
            case .text(let text): ["\(fact.name.padded(24)): \(text.printable)"]
            case .number(let number): ["\(fact.name.padded(24)): \(number)"]
            case .flag(let flag): ["\(fact.name.padded(24)): \(flag)"]
            case .pairs(let pairs): pairs.map { "\((fact.name + $0.0).padded(24)): \($0.1.printable)" }
            }
        }
    }

    func json() -> String {
        let members = facts.sorted { $0.json < $1.json }.map { fact in
            let value =
                switch fact.value {
                case .text(let text): JSONQuoting.quote(text)
                case .number(let number): String(number)
                case .flag(let flag): String(flag)
                case .pairs(let pairs): "{" + pairs.map { "\(JSONQuoting.quote($0.0)):\(JSONQuoting.quote($0.1))" }.joined(separator: ",") + "}"
                }
            return "\"\(fact.json)\":\(value)"
        }
        return "{\(members.joined(separator: ","))}"
    }
}
