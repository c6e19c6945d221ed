import ArgumentParser
import HTTPTypes
import OSSSigning

/// `waybill presign`: prints a URL that anybody can use until it expires.
struct PresignCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "presign", abstract: "Print a presigned URL, for an upload unless told otherwise.",
        discussion: """
            waybill presign oss://examplebucket/exampleobject.txt --expires-duration 1h
            waybill presign oss://examplebucket/photo.jpg --content-type image/jpeg --output-format json

            Everything that is signed must be sent exactly so by whoever uses the URL. Credentials come from OSS_ACCESS_KEY_ID, \
            OSS_ACCESS_KEY_SECRET and OSS_SESSION_TOKEN, or from a server that is running on the data folder here.
            """)

    @Argument(help: "What the URL is for: oss://BUCKET/KEY.")
    var target: ObjectURL?

    @Option(help: "The bucket, in place of oss://BUCKET/KEY.")
    var bucket: String?

    @Option(help: "The object key, in place of oss://BUCKET/KEY.")
    var key: String?

    @Option(help: "The HTTP method that the URL is for.")
    var method = "PUT"

    @OptionGroup(title: "Credentials and connection") var client: ClientOptions

    @Option(help: ArgumentHelp("How long the URL is valid: 90, 30s, 15m, 1h, 7d (default: 15m).", valueName: "duration"))
    var expiresDuration: DurationArgument?

    @Option(help: ArgumentHelp("When the URL stops being valid; wins over --expires-duration.", valueName: "RFC3339"))
    var expiresDate: MomentArgument?

    @Option(help: "Sign this Content-Type; it must be sent.")
    var contentType: String?

    @Option(help: ArgumentHelp("Sign this Content-MD5 (base 64); it must be sent.", valueName: "base64"))
    var contentMd5: String?

    @Option(help: ArgumentHelp("Sign user metadata, x-oss-meta-K: V (repeatable).", valueName: "K=V"))
    var metadata: [PairArgument] = []

    @Option(name: [.customShort("H"), .customLong("header")], help: ArgumentHelp("Add a request header (repeatable).", valueName: "Name: value"))
    var headers: [HeaderArgument] = []

    @Option(help: ArgumentHelp("Add a query parameter (repeatable).", valueName: "K=V"))
    var queryParam: [PairArgument] = []

    @Option(help: ArgumentHelp("Let the signature cover this header too, for example content-length (repeatable, v4).", valueName: "name"))
    var additionalHeader: [String] = []

    @Option(help: ArgumentHelp("The signing time, for output that can be reproduced (default: now).", valueName: "RFC3339"))
    var at: MomentArgument?

    @Option(help: "raw prints the URL alone; json prints method, URL, expiration, signed headers and hazards.")
    var outputFormat = OutputFormat.raw

    enum OutputFormat: String, ExpressibleByArgument { case raw, json }

    func run() async throws {
        let request = try request()
        let signer = try await client.context(bucket: request.resource.bucket).signer()
        let presigned: PresignedRequest
        do {
            presigned = try signer.presign(
                request, expires: expiresDuration?.duration ?? .seconds(900), expiration: expiresDate?.time, at: at?.time ?? WallClock.now())
        } catch {
            throw CommandFailure.usage("\(error)")
        }
        switch outputFormat {
        case .raw:
            Console.data(presigned.url)
            for field in presigned.signedHeaders { Console.note("send with it: \(field.name.rawName): \(field.value)") }
            for hazard in presigned.hazards { Console.note("note: \(hazard)") }
        case .json: Console.data(try JSONText.encode(PresignOutput(presigned)))
        }
    }

    private func request() throws -> UnsignedRequest {
        guard let method = HTTPRequest.Method(method.uppercased()) else { throw CommandFailure.usage("--method: not a method") }
        var fields = HTTPFields(headers.map(\.field))
        if let contentType { fields[.contentType] = try Self.value(contentType, of: "--content-type") }
        if let contentMd5 { fields[HTTPField.Name("Content-MD5")!] = try Self.value(contentMd5, of: "--content-md5") }
        for pair in metadata {
            guard let name = HTTPField.Name("x-oss-meta-\(pair.name)") else { throw CommandFailure.usage("--metadata: \(pair.name) is not a name") }
            fields[name] = try Self.value(pair.value, of: "--metadata")
        }
        let parameters = queryParam.map { QueryParameter($0.name, $0.value) }
        return UnsignedRequest(method, try resource(), headers: fields, parameters: parameters, additionalHeaders: additionalHeader)
    }

    private func resource() throws -> Resource {
        guard (target == nil) != (bucket == nil) else {
            throw CommandFailure.usage(
                target == nil ? "say what the URL is for: oss://BUCKET/KEY, or --bucket B --key K" : "give either oss://BUCKET/KEY or --bucket")
        }
        guard target == nil || key == nil else { throw CommandFailure.usage("give either oss://BUCKET/KEY or --key") }
        let key = target?.key ?? self.key ?? ""
        // An empty variable in oss://bucket/$NAME must not become a URL that makes or deletes a bucket.
        guard target == nil || !key.isEmpty || ["GET", "HEAD"].contains(method.uppercased()) else {
            throw CommandFailure.usage("oss://\(target?.bucket ?? "")/ names no object; for an operation on the bucket itself, use --bucket alone")
        }
        do {
            let bucket = try BucketName(target?.bucket ?? bucket ?? "")
            return key.isEmpty && self.key == nil ? .bucket(bucket) : .object(bucket, try ObjectKey(key))
        } catch {
            throw CommandFailure.usage("\(error)")
        }
    }

    private static func value(_ text: String, of option: String) throws -> String {
        guard HTTPField.isValidValue(text) else { throw CommandFailure.usage("\(option): the value cannot stand in a header") }
        return text
    }
}

/// What `--output-format json` prints.
private struct PresignOutput: Encodable {
    let method: String
    let url: String
    let expiration: String
    let signedHeaders: [String: String]
    let hazards: [Hazard]

    struct Hazard: Encodable {
        let code: String
        let message: String
    }

    enum CodingKeys: String, CodingKey {
        case method, url, expiration, hazards
        case signedHeaders = "signed_headers"
    }

    init(_ presigned: PresignedRequest) {
        method = presigned.method.rawValue
        url = presigned.url
        expiration = presigned.expiration.rfc3339
        signedHeaders = Dictionary(presigned.signedHeaders.map { ($0.name.rawName, $0.value) }, uniquingKeysWith: { "\($0),\($1)" })
        hazards = presigned.hazards.map { Hazard(code: $0.code, message: $0.description) }
    }
}
