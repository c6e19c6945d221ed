import ArgumentParser
import HTTPTypes
import OSSClient
import OSSSigning
import OSSSnippets

/// `waybill presign`: prints a URL that anybody can use until it expires.
struct PresignCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "presign", abstract: "Print a presigned URL, for an upload unless told otherwise.",
        discussion: """
            waybill presign oss://examplebucket/exampleobject.txt --expires-duration 1h
            waybill presign oss://examplebucket/photo.jpg --content-type image/jpeg --output-format json
            waybill presign oss://examplebucket/photo.jpg --content-type image/jpeg --print curl
            waybill presign --method GET - < list-of-oss-urls
            waybill presign --method GET -r oss://examplebucket/photos/

            Everything that is signed must be sent exactly so by whoever uses the URL. Credentials come from the first that has \
            them: the flags, OSS_ACCESS_KEY_ID, OSS_ACCESS_KEY_SECRET and OSS_SESSION_TOKEN, ossutil's and the aliyun command line's variables and \
            files, a server that is running on the data folder here, the RAM role of the ECS instance. `waybill creds` shows which, and why.
            """)

    @OptionGroup var targets: TargetOptions

    @Option(name: [.long, .customLong("http-verb")], help: "The HTTP method that the URL is for.")
    var method = "PUT"

    @Option(help: ArgumentHelp("The endpoint in the URL, where the public reaches the bucket by another one than --endpoint.", valueName: "URL"))
    var publicEndpoint: String?

    @Flag(name: .shortAndLong, help: "A URL for each object whose key begins so, as OSS lists them.")
    var recursive = false

    @Flag(
        help: ArgumentHelp(
            "Warn when the signer lacks the permission that the URL needs.",
            discussion: """
                For a server that runs on the data folder, --check (or --check=simulation) judges by its users, policies and ACLs, and sends \
                nothing. --check-request (or --check=request) tries an upload to any endpoint with a request that cannot succeed: a PUT of one byte with the checksum of \
                another content, which does not overwrite. It shows in the bucket's logs.
                """))
    var check: PermissionCheckMode?

    @OptionGroup(title: "Credentials and connection") var client: ClientOptions
    @OptionGroup(title: "Validity") var expiry: ExpiryOptions
    @OptionGroup(title: "Signed headers") var headers: SignedHeaderOptions
    @OptionGroup(title: "In the URL") var query: SignedQueryOptions
    @OptionGroup(title: "Output") var output: PresignOutputOptions

    func run() async throws {
        let context = try client.context(bucket: targets.onlyBucket)
        let signer = try await context.signer(publicEndpoint: publicEndpoint)
        let template = try template(version: signer.version)
        let validity = try expiry.validity()
        let isBatch = targets.isBatch || recursive
        try output.check(isBatch: isBatch)
        let checker = try PermissionChecker(check, context, client, signer, isBatch: isBatch)
        var done = 0
        var failed = 0
        func presentOne(_ target: Result<Resource, CommandFailure>) throws {
            do {
                var request = template
                request.resource = try target.get()
                try present(request, signer, validity, try checker?.check(request))
                done += 1
            } catch let failure as CommandFailure where isBatch {
                Console.error(failure.message)
                failed += 1
            }
        }
        if check == .checkRequest {
            // One target: the batch was refused above.
            var request = template
            try targets.forEach(allowsBucket: template.method == .get || template.method == .head) { request.resource = try $0.get() }
            try present(request, signer, validity, await PermissionProbe(try client.transportConfiguration()).check(request, signer))
        } else if recursive {
            do { try await forEachObject { try presentOne(.success(.object($0, $1))) } } catch { throw CommandFailure(error) }
        } else {
            try targets.forEach(allowsBucket: template.method == .get || template.method == .head, presentOne)
        }
        if failed > 0 { throw ExitCode((done > 0 ? ExitStatus.partial : .usage).rawValue) }
    }

    /// Calls `body` with the objects whose keys begin as the targets say, as OSS lists them.
    private func forEachObject(_ body: (BucketName, ObjectKey) throws -> Void) async throws {
        for location in try targets.prefixes() {
            let prefix = location.prefix.isEmpty ? nil : location.prefix
            for try await entry in try await client.client(bucket: location.bucket).listObjects(bucket: location.bucket, prefix: prefix) {
                if let key = entry.item?.key { try body(location.bucket, key) }
            }
        }
    }

    private func present(
        _ request: UnsignedRequest, _ signer: RequestSigner, _ validity: ExpiryOptions.Validity, _ check: PermissionCheck?
    ) throws {
        do {
            let presigned = try signer.presign(request, expires: validity.expires, expiration: validity.expiration, at: validity.time)
            let trace = output.showsTrace ? try signer.trace(presigned, of: request, at: validity.time) : nil
            let hasToken = signer.credentials.accessKey?.securityToken != nil
            let report = EnforcementReport(presigned, of: request, version: signer.version, hasToken: hasToken)
            try output.write(presigned, key: request.resource.key, trace: trace, report: report, check: check)
            if let warning = check?.warning { output.warn(warning) }
        } catch let error as SigningError {
            throw CommandFailure.usage("\(error)")
        }
    }

    /// What all URLs of this call have in common; the resource is to be filled in.
    private func template(version: SignatureVersion) throws -> UnsignedRequest {
        guard let method = HTTPRequest.Method(method.uppercased()) else { throw CommandFailure.usage("--method: not a method") }
        guard !targets.readsStandardInput || !query.readsStandardInput else { throw CommandFailure.usage("stdin can be read once") }
        let isObject = !targets.keys.isEmpty || !targets.targets.isEmpty
        var (fields, additional) = try headers.fields(version: version, isObject: isObject)
        let additions = try query.additions()
        for field in additions.headers { fields.append(field) }
        if let language = output.language, language.needsContentType(method: method.rawValue), fields[.contentType]?.isEmpty ?? true {
            // What an object has that came without a type.
            fields[.contentType] = "application/octet-stream"
            output.note("\(language.rawValue) always sends a Content-Type: signed application/octet-stream; choose another with --content-type")
        }
        var request = UnsignedRequest(
            method, .service, headers: fields, parameters: additions.parameters, additionalHeaders: additional)
        request.impliedParameters = additions.implied
        return request
    }
}
