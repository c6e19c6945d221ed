import ArgumentParser
import OSSClient
import OSSSigning
import OSSWire

/// `waybill cors put`: replaces the rules by those of a file, or by one that flags describe.
struct CORSPutCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "put", abstract: "Replace the CORS rules of a bucket.",
        discussion: """
            waybill cors put oss://examplebucket --for-upload https://app.example.com
            waybill cors put oss://examplebucket --allowed-origin '*' --allowed-method GET --max-age 600
            waybill cors put oss://examplebucket cors.xml

            All rules of the bucket are replaced. `waybill doctor oss://BUCKET --origin ORIGIN` shows what a browser is told then.
            """)

    @Argument(help: "oss://BUCKET")
    var bucket: BucketURL

    @Argument(help: "The rules, in XML as OSS has it or in JSON as `cors get` prints it; - is stdin.", completion: .file())
    var file: String?

    @Option(help: ArgumentHelp("A page that may use the bucket, with one * at most (repeatable).", valueName: "origin"))
    var allowedOrigin: [String] = []

    @Option(help: ArgumentHelp("GET, PUT, POST, DELETE or HEAD (repeatable).", valueName: "method"))
    var allowedMethod: [String] = []

    @Option(help: ArgumentHelp("A header that requests may have, with one * at most (repeatable).", valueName: "name"))
    var allowedHeader: [String] = []

    @Option(help: ArgumentHelp("A header of answers that pages may read (repeatable).", valueName: "name"))
    var exposeHeader: [String] = []

    @Option(help: ArgumentHelp("For how long a browser may remember what it was told.", valueName: "seconds"))
    var maxAge: Int?

    @Option(help: ArgumentHelp("Everything that uploads from this page need (repeatable).", valueName: "origin"))
    var forUpload: [String] = []

    @Flag(help: "Have every answer say Vary: Origin, for caches between.")
    var varyOrigin = false

    @OptionGroup(title: "Credentials and connection") var client: ClientOptions

    func validate() throws {
        let hasFlags = !allowedOrigin.isEmpty || !allowedMethod.isEmpty || !allowedHeader.isEmpty || !exposeHeader.isEmpty || maxAge != nil
        if file != nil, hasFlags || !forUpload.isEmpty || varyOrigin { throw ValidationError("a file holds all rules; leave the flags out") }
        guard file == nil else { return }
        guard hasFlags || !forUpload.isEmpty else {
            throw ValidationError("name a file, --for-upload ORIGIN, or --allowed-origin and --allowed-method")
        }
        if hasFlags, allowedOrigin.isEmpty || allowedMethod.isEmpty {
            throw ValidationError("a rule has at least one --allowed-origin and one --allowed-method")
        }
        for origin in forUpload where origin != "*" && Origin(origin.replacing("*", with: "x")) == nil {
            throw ValidationError("--for-upload: an origin is scheme://host[:port], without a path and a slash at its end")
        }
    }

    func run() async throws {
        do {
            let document = try document()
            try await client.client(bucket: bucket.name).putBucketCORS(PutBucketCORSRequest(bucket: bucket.name, document: document))
        } catch {
            throw CommandFailure(error)
        }
    }

    private func document() throws -> [UInt8] {
        guard let file else { return try checked(CORSConfiguration(rules: rules, responseVary: varyOrigin)) }
        let text = Array(try InputText.resolve(file == "-" ? "-" : "file://\(file)", of: file).utf8)
        // XML goes to OSS as it is: it may know more than we do.
        guard text.first(where: { ![ASCII.space, ASCII.tab, ASCII.lineFeed, 0x0D].contains($0) }) == UInt8(ascii: "{") else { return text }
        return try checked(CORSDocument.read(text).configuration)
    }

    /// The document of rules that OSS will take. How many it takes is its own matter: its pages name two numbers.
    private func checked(_ configuration: CORSConfiguration) throws -> [UInt8] {
        for rule in configuration.rules { _ = try CORSConfiguration(xml: CORSConfiguration(rules: [rule]).xml) }
        guard !configuration.rules.isEmpty else { throw CommandFailure.usage("there is no rule; `waybill cors delete` removes all of them") }
        return configuration.xml
    }

    private var rules: [CORSConfiguration.Rule] {
        var rules = forUpload.map { CORSConfiguration.Rule(forUploadsFrom: $0) }
        if !allowedOrigin.isEmpty {
            rules.append(
                CORSConfiguration.Rule(
                    allowedOrigins: allowedOrigin, allowedMethods: allowedMethod.map { $0.uppercased() }, allowedHeaders: allowedHeader,
                    exposeHeaders: exposeHeader, maxAgeSeconds: maxAge))
        }
        return rules
    }
}

extension CORSConfiguration.Rule {
    /// What an upload page needs: every method that uploads, alone, in parts or by a form; every header; and the headers of the answer by which
    /// the page knows that everything has arrived.
    init(forUploadsFrom origin: String) {
        self.init(
            allowedOrigins: [origin], allowedMethods: ["PUT", "POST", "GET", "HEAD"], allowedHeaders: ["*"],
            exposeHeaders: ["ETag", "x-oss-request-id", "x-oss-hash-crc64ecma", "x-oss-version-id"], maxAgeSeconds: 600)
    }
}
