import ArgumentParser
import OSSClient
import OSSSigning
import OSSWire

/// `waybill cors`: from which pages a browser may use a bucket.
struct CORSCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cors", abstract: "Read, replace or remove the CORS rules of a bucket.",
        discussion: """
            waybill cors put oss://examplebucket --for-upload https://app.example.com
            waybill cors get oss://examplebucket --output-format json > cors.json
            waybill cors put oss://examplebucket cors.json
            waybill cors delete oss://examplebucket
            """, subcommands: [CORSGetCommand.self, CORSPutCommand.self, CORSDeleteCommand.self])
}

/// `waybill cors get`.
struct CORSGetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "get", abstract: "Print the CORS rules of a bucket.")

    @Argument(help: "oss://BUCKET")
    var bucket: BucketURL

    @Option(
        name: [.customLong("output-format"), .customLong("output")],
        help: "raw and xml print the document as OSS sends it; json prints what `cors put` reads, too.")
    var outputFormat = OutputFormat.raw

    @OptionGroup(title: "Credentials and connection") var client: ClientOptions

    enum OutputFormat: String, ExpressibleByArgument, CaseIterable { case raw, xml, json }

    func run() async throws {
        do {
            let result = try await client.client(bucket: bucket.name).getBucketCORS(GetBucketCORSRequest(bucket: bucket.name))
            switch outputFormat {
            case .raw, .xml: Console.data(String(decoding: result.document, as: UTF8.self).withoutControls(keeping: ["\n", "\t"]))
            case .json: Console.data(try JSONText.encode(CORSDocument(result.configuration)))
            }
        } catch {
            throw CommandFailure(error)
        }
    }
}

/// `waybill cors delete`.
struct CORSDeleteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "delete", abstract: "Remove the CORS rules of a bucket.")

    @Argument(help: "oss://BUCKET")
    var bucket: BucketURL

    @OptionGroup(title: "Credentials and connection") var client: ClientOptions

    func run() async throws {
        do { try await client.client(bucket: bucket.name).deleteBucketCORS(DeleteBucketCORSRequest(bucket: bucket.name)) } catch {
            throw CommandFailure(error)
        }
    }
}

/// `oss://BUCKET`, with or without a slash at its end, or the name alone.
struct BucketURL: ExpressibleByArgument {
    let name: BucketName

    init?(argument: String) {
        let text = argument.hasPrefix("oss://") ? argument.dropFirst(6) : argument[...]
        guard let name = try? BucketName(String(text.hasSuffix("/") ? text.dropLast() : text)) else { return nil }
        self.name = name
    }
}
