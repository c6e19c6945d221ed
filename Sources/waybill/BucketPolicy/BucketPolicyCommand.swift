import ArgumentParser
import OSSAccess
import OSSClient
import OSSSigning
import OSSWire

/// `waybill bucket-policy`: who else may use a bucket.
struct BucketPolicyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bucket-policy", abstract: "Read, replace or remove the policy of a bucket.",
        discussion: """
            waybill bucket-policy put oss://examplebucket policy.json
            waybill bucket-policy get oss://examplebucket > policy.json
            waybill bucket-policy status oss://examplebucket
            waybill bucket-policy delete oss://examplebucket
            """,
        subcommands: [
            BucketPolicyGetCommand.self, BucketPolicyPutCommand.self, BucketPolicyDeleteCommand.self, BucketPolicyStatusCommand.self,
        ])
}

/// `waybill bucket-policy get`.
struct BucketPolicyGetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "get", abstract: "Print the policy of a bucket as it was put.")

    @Argument(help: "oss://BUCKET")
    var bucket: BucketURL

    @OptionGroup(title: "Credentials and connection") var client: ClientOptions
    @OptionGroup var output: OutputOptions<Output>

    /// What is printed.
    enum Output: OutputDescription {
        static let words = "raw and json print the document; json refuses to print anything but JSON."
    }

    func run() async throws {
        do {
            let document = try await client.client(bucket: bucket.name).getBucketPolicy(GetBucketPolicyRequest(bucket: bucket.name)).document
            if output.format == .json, !JSONReader.isJSON(document) { throw CommandFailure(status: .refused, message: "the answer is no JSON") }
            Console.data(String(decoding: document, as: UTF8.self).withoutControls(keeping: ["\n", "\t"]))
        } catch {
            throw CommandFailure(error)
        }
    }
}

/// `waybill bucket-policy put`.
struct BucketPolicyPutCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "put", abstract: "Replace the policy of a bucket.",
        discussion: """
            waybill bucket-policy put oss://examplebucket policy.json
            sed s/BUCKET/examplebucket/ template.json | waybill bucket-policy put oss://examplebucket -

            The document is checked before it is sent: what is not understood would be a rule that nobody keeps. --no-check sends it as it is, for \
            elements that OSS knows and waybill does not.
            """)

    @Argument(help: "oss://BUCKET")
    var bucket: BucketURL

    @Argument(help: "The policy, a JSON document of at most 16 KiB; - is stdin.", completion: .file())
    var file: String

    @Flag(help: "Send the document without checking it.")
    var noCheck = false

    @OptionGroup(title: "Credentials and connection") var client: ClientOptions

    func run() async throws {
        do {
            let document = try document()
            try await client.client(bucket: bucket.name).putBucketPolicy(PutBucketPolicyRequest(bucket: bucket.name, document: document))
        } catch {
            throw CommandFailure(error)
        }
    }

    private func document() throws -> [UInt8] {
        let document = try BoundedFile.read(file, limit: InputText.maximumBytes)
        guard !noCheck else { return document }
        do { try PolicyDocument(json: document, .bucket).check(isOf: bucket.name) } catch {
            throw CommandFailure.usage("the policy: \(error.problem.withoutControls()) (--no-check sends it all the same)")
        }
        return document
    }
}

/// `waybill bucket-policy delete`.
struct BucketPolicyDeleteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "delete", abstract: "Remove the policy of a bucket.")

    @Argument(help: "oss://BUCKET")
    var bucket: BucketURL

    @OptionGroup(title: "Credentials and connection") var client: ClientOptions

    func run() async throws {
        do { try await client.client(bucket: bucket.name).deleteBucketPolicy(DeleteBucketPolicyRequest(bucket: bucket.name)) } catch {
            throw CommandFailure(error)
        }
    }
}

/// `waybill bucket-policy status`.
struct BucketPolicyStatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Say whether the policy of a bucket allows everybody something.")

    @Argument(help: "oss://BUCKET")
    var bucket: BucketURL

    @OptionGroup(title: "Credentials and connection") var client: ClientOptions
    @OptionGroup var output: OutputOptions<Output>

    /// What is printed.
    enum Output: OutputDescription {
        static let words = "raw prints `public` or `not public`; json prints {\"is_public\": true}."
    }

    private struct Status: Encodable {
        let isPublic: Bool
        enum CodingKeys: String, CodingKey { case isPublic = "is_public" }
    }

    func run() async throws {
        do {
            let isPublic = try await client.client(bucket: bucket.name).getBucketPolicyStatus(GetBucketPolicyStatusRequest(bucket: bucket.name))
                .isPublic
            Console.data(output.format == .json ? try JSONText.encode(Status(isPublic: isPublic)) : isPublic ? "public" : "not public")
        } catch {
            throw CommandFailure(error)
        }
    }
}
