import ArgumentParser
import OSSClient
import OSSSigning

/// `waybill doctor`: looks at everything that an upload needs, before it is needed.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Check clock, name, connection, certificate, region, credentials and CORS.",
        discussion: """
            waybill doctor oss://examplebucket --origin https://app.example.com
            waybill doctor -e oss-cn-hangzhou.aliyuncs.com -b examplebucket
            pbpaste | waybill doctor --url - --origin https://app.example.com

            Nothing is written and nothing is uploaded. A line for each check: ok, warn or fail, what was measured, and what to do.

            Exit code 0: all is well, warnings apart. 2: something would be refused. 3: the network, or something on this machine, fails.
            """)

    @Argument(help: ArgumentHelp("The bucket to ask for.", valueName: "oss://BUCKET"))
    var target: BucketURL?

    @Option(name: [.customShort("b"), .long], help: ArgumentHelp("The bucket to ask for.", valueName: "bucket"))
    var bucket: BucketURL?

    @Option(help: ArgumentHelp("The page that a browser uploads from: what would the browser be told?", valueName: "https://app.example"))
    var origin: OriginArgument?

    @Option(
        help: ArgumentHelp(
            "A presigned URL to look at, in the place of a bucket; - reads it from stdin, file://PATH from a file. No credentials are needed.",
            valueName: "URL"))
    var url: String?

    @OptionGroup(title: "Credentials and connection") var client: ClientOptions

    @OptionGroup var output: OutputOptions<Output>

    /// What is printed.
    enum Output: OutputDescription {
        static let help: ArgumentHelp = "raw prints a line for each check; json prints one object at the end."
    }

    func validate() throws {
        guard target == nil || bucket == nil else { throw ValidationError("the bucket is named twice") }
        guard url == nil || client.endpoint == nil else { throw ValidationError("--url says where it points; leave --endpoint out") }
    }

    func run() async throws {
        do {
            let results = try await interruptible(advice: "the checks that were left are not done") { try await check() }
            if output.format == .json { Console.data(try JSONText.encode(DoctorReport(results))) }
            let status = DoctorReport.status(results)
            if status != .done { throw ExitCode(status.rawValue) }
        } catch let code as ExitCode {
            throw code
        } catch {
            throw CommandFailure(error)
        }
    }

    private func check() async throws -> [CheckResult] {
        var results: [CheckResult] = []
        let report = { (result: CheckResult) in
            results.append(result)
            if output.format == .raw { Console.data(DoctorReport.line(result)) }
        }
        let bucket = (target ?? bucket)?.name
        let setup: DoctorSetup
        if let url {
            setup = try DoctorSetup(client, bucket: bucket, url: try InputText.resolve(url, of: "--url"), origin: origin?.origin)
        } else {
            setup = try await DoctorSetup(client, bucket: bucket, origin: origin?.origin, report)
        }
        await Checkup(setup.subject, try Checkup.Means(setup.transport)).run(report)
        try Task.checkCancellation()
        return results
    }
}

/// `https://app.example.com`.
struct OriginArgument: ExpressibleByArgument {
    let origin: Origin

    init?(argument: String) {
        guard let origin = Origin(argument) else { return nil }
        self.origin = origin
    }
}
