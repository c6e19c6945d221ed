import ArgumentParser
import HTTPTypes
import OSSClient
import OSSServer
import OSSSigning
import OSSWire

/// `waybill verify`: says offline whether OSS would accept a URL.
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Check a presigned URL offline, as OSS would.",
        discussion: """
            waybill verify "$URL" --method PUT -H 'Content-Type: image/jpeg'

            The key comes from OSS_ACCESS_KEY_ID and OSS_ACCESS_KEY_SECRET, or from a server that is running on the data folder here. \
            Exit code 0: OSS would accept the request. 2: it would not, and the reason is printed. 1: the question was malformed.
            """)

    @Argument(help: "The presigned URL.")
    var url: String

    @Option(help: "The method that the URL would be used with.")
    var method: String

    @Option(
        name: [.customShort("H"), .customLong("header")], help: ArgumentHelp("A header that would be sent (repeatable).", valueName: "Name: value"))
    var headers: [HeaderArgument] = []

    @Option(help: ArgumentHelp("The time to judge by (default: now).", valueName: "RFC3339"))
    var at: MomentArgument?

    @Option(name: .customLong("from"), help: ArgumentHelp("The address that would send it, for a URL that is bound to one.", valueName: "IP"))
    var source: String?

    @Option(name: .customLong("from-vpc"), help: ArgumentHelp("The VPC that it would be sent from, for a URL that is bound to one.", valueName: "id"))
    var sourceVPC: String?

    @Option(help: "The bucket that the URL's host is bound to, if it is a custom domain (CNAME).")
    var bucket: String?

    @OptionGroup(title: "Credentials and connection") var client: ClientOptions

    func run() async throws {
        let request = try received()
        let settings = try ClientSettings(client)
        let now = at?.time ?? ClientClock.machineTime()
        let verifier = RequestVerifier(
            region: try expectedRegion(settings), product: endpoint?.cloudBoxID == nil ? .oss : .ossCloudBox, keys: try await keys(settings))
        let (reading, caveat) = try originReading(of: request)
        do {
            let verified = try verifier.verify(request, reading, at: now)
            Console.data(
                "accepted: \(verified.version.rawValue), signed by \(verified.accessKeyID)\(verified.expiration.map { ", valid until \($0)" } ?? "")\(caveat)"
            )
        } catch {
            report(error, at: now)
            throw ExitCode(ExitStatus.refused.rawValue)
        }
    }

    /// What the place that the request would come from means for its signature; or where it may come from, if nobody says where it would.
    private func originReading(of request: ReceivedRequest) throws -> (reading: OriginReading, caveat: String) {
        if let source, SourceNetwork(source)?.isMasked != false { throw CommandFailure.usage("--from: an address such as 203.0.113.7") }
        let binding: SourceBinding?
        do { binding = try SourceBinding(request.query) } catch {
            Console.data("refused: \(error)")
            throw ExitCode(ExitStatus.refused.rawValue)
        }
        guard let binding else { return (OriginReading(), "") }
        if source != nil || sourceVPC != nil { return (binding.reading(from: source ?? "", vpcID: sourceVPC), "") }
        guard !binding.hidesAddress else {
            throw CommandFailure.usage("the URL does not show the address that it is bound to: say with --from where it would be sent from")
        }
        return (OriginReading(), binding.places.map { ", only from \($0)" }.joined())
    }

    private var endpoint: Endpoint? { (try? RequestTarget(url))?.authority.flatMap { try? Endpoint($0) } }

    private func received() throws -> ReceivedRequest {
        guard let method = HTTPRequest.Method(method.uppercased()) else { throw CommandFailure.usage("--method: not a method") }
        let target: RequestTarget
        do { target = try RequestTarget(url) } catch { throw CommandFailure.usage("the URL is malformed: is it complete, and quoted?") }
        guard let authority = target.authority else { throw CommandFailure.usage("the URL has no host") }
        var fields = HTTPFields(headers.map(\.field))
        if !fields.contains(HTTPField.Name("Host")!) { fields[HTTPField.Name("Host")!] = authority }
        var addressing = HostAddressing()
        do {
            if let bucket, let host = endpoint?.host { addressing.cnames[host] = try BucketName(bucket) }
            return try ReceivedRequest(method: method, target: target, authority: authority, fields: fields, addressing: addressing)
        } catch let error as NameError {
            throw CommandFailure.usage("--bucket: \(error)")
        } catch {
            throw CommandFailure.usage("the URL names no object: \(error); for a custom domain, say with --bucket which bucket it is bound to")
        }
    }

    /// What the flag says, else what the host says, else what else is set.
    private func expectedRegion(_ settings: ClientSettings) throws -> Region? {
        guard
            let text = client.region ?? (endpoint?.cloudBoxID ?? endpoint?.regionID)?.rawValue ?? settings.layered[.region]?.text
                ?? RunningServer.find(in: client.data)?.region
        else { return nil }
        return try ClientContext.region(SettingValue(text, origin: "--region"))
    }

    /// The key that is set up, else the one that a local server keeps, whether it runs or not.
    private func keys(_ settings: ClientSettings) async throws -> OneAccessKey {
        let credentials: Credentials?
        do {
            credentials = settings.configured == nil ? nil : try await settings.provider.credentials()
        } catch let error as ClientError {
            throw CommandFailure(credentials: error)
        }
        guard let key = try credentials?.accessKey ?? KeptAccessKey.load(from: client.data)?.credentials().accessKey else {
            throw CommandFailure.usage("no key to verify with: set OSS_ACCESS_KEY_ID and OSS_ACCESS_KEY_SECRET")
        }
        return OneAccessKey(key: RegisteredAccessKey(key))
    }

    /// The token, which is as good as a password, is left out of what is shown; so is the signature.
    private func report(_ failure: VerificationFailure, at now: SigningTime) {
        let answer = OSSError(failure, at: now)
        Console.data("refused: \(answer)")
        switch failure.reason {
        case .signatureMismatch, .boundElsewhere: break
        default: return
        }
        if let canonical = failure.canonicalRequest { Console.data("canonical request:\n\(RedactedText.signing(canonical.text))") }
        if let string = failure.stringToSign { Console.data("string to sign:\n\(RedactedText.signing(string.text))") }
    }
}

/// A directory with the one key that the user has.
private struct OneAccessKey: AccessKeyDirectory {
    let key: RegisteredAccessKey

    func accessKey(_ id: AccessKeyID) -> RegisteredAccessKey? { id == key.accessKey.id ? key : nil }
}
