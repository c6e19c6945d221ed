import ArgumentParser
import HTTPTypes
import OSSClient
import OSSExplanation
import OSSSigning

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// `waybill explain`: says why a request was refused, or would be, and what to do about it.
struct ExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Say why a request was refused, or would be, and how to fix it.",
        discussion: """
            waybill explain "$URL"
            curl -v -T FILE "$URL" 2>&1 | waybill explain -
            waybill explain --har capture.har
            waybill explain --last

            The input is a presigned URL, damaged or not, a curl, wget or httpie command, the output of curl -v, an error document, an HTTP \
            archive or a log line; which of them, it finds out by itself. Nothing is sent anywhere. With the key, from OSS_ACCESS_KEY_ID and \
            OSS_ACCESS_KEY_SECRET or from a server that keeps its key in the data folder here, the signature is computed anew under each \
            supposition, and the one that matches is the cause.

            Exit code 0: nothing is wrong. 2: the request was refused, or would be. 1: there is nothing that can be explained. 3: a file \
            cannot be read.
            """)

    @Argument(help: ArgumentHelp("A URL, a command or another text; a file, or file://PATH; - for stdin.", valueName: "input"))
    var input: String?

    @Option(help: ArgumentHelp("An HTTP archive, as browsers save it.", valueName: "file"))
    var har: String?

    @Option(help: ArgumentHelp("An access log; its failed requests are explained, the last first.", valueName: "file"))
    var log: String?

    @Flag(help: "Explain what the local server refused last.")
    var last = false

    @Option(help: "Explain the request with this id, of an archive, a log or the local server.")
    var requestId: String?

    @Option(help: "The method that the URL is, or was, used with.")
    var method: String?

    @Option(
        name: [.customShort("H"), .customLong("header")],
        help: ArgumentHelp("A header that is, or was, sent (repeatable; then no others count).", valueName: "Name: value"))
    var headers: [HeaderArgument] = []

    @Option(help: ArgumentHelp("The time to judge by (default: the server's where the input tells it, else now).", valueName: "RFC3339"))
    var at: MomentArgument?

    @Option(help: "The bucket that the URL's host is bound to, if it is a custom domain (CNAME).")
    var bucket: String?

    @OptionGroup(title: "Credentials and connection") var client: ClientOptions

    @OptionGroup var output: OutputOptions<Output>

    @Flag(help: "Print the URL after its repair on stdout, and what was wrong on stderr. The URL holds the signature.")
    var printRepaired = false

    /// What is printed.
    enum Output: OutputDescription {
        static let words = "raw prints lines for people; json prints one object for each request."
    }

    func validate() throws {
        let sources = [input != nil, har != nil, log != nil, last].filter { $0 }.count
        guard sources <= 1 else { throw ValidationError("give one of: an input, --har, --log, --last") }
        guard sources == 1 || requestId != nil || isatty(0) == 0 else {
            throw ValidationError("nothing to explain: pass a URL, - for stdin, --har, --log or --last")
        }
    }

    func run() async throws {
        let (observations, text) = try ExplanationSource(self).observations()
        let explainer = try await explainer(for: text)
        let explanations = observations.map { observation in
            var observation = observation
            observation.add(method: method, headers: headers.map { ($0.field.name.rawName, $0.field.value) })
            return explainer.explain(observation, input: text)
        }
        guard !printRepaired else { return try printRepair(explanations) }
        for (index, explanation) in explanations.enumerated() {
            switch output.format {
            case .json: Console.data(explanation.json)
            case .raw: Console.data((index > 0 ? "\n" : "") + explanation.text.withoutControls(keeping: ["\n"]))
            }
        }
        if explanations.contains(where: \.isRefused) { throw ExitCode(ExitStatus.refused.rawValue) }
    }

    /// The repaired URL is data, and everything else is not. What has been repaired is no reason to refuse any more.
    private func printRepair(_ explanations: [Explanation]) throws {
        guard let explanation = explanations.first, let url = explanation.url else { throw CommandFailure.usage("the input holds no URL to repair") }
        Console.note(output.format == .json ? explanation.json : explanation.text.withoutControls(keeping: ["\n"]))
        Console.data(url)
        if explanation.isRefusedAfterRepair { throw ExitCode(ExitStatus.refused.rawValue) }
    }

    private func explainer(for text: [UInt8]) async throws -> Explainer {
        let settings = try ClientSettings(client)
        let kept = try? KeptAccessKey.load(from: client.data)?.credentials().accessKey
        var explainer = Explainer(keys: settings.accessKeysAtHand + [kept].compactMap { $0 }, now: at?.time ?? ClientClock.machineTime())
        explainer.isNowGiven = at != nil
        do {
            explainer.region = try client.region.map { try Region($0) }
            explainer.bucket = try bucket.map { try BucketName($0) }
        } catch {
            throw CommandFailure.usage("\(error)")
        }
        let server = RunningServer.find(in: client.data)
        let isOfServer =
            server.map { server in
                server.endpoint.split(separator: "/").last.map { String(decoding: text, as: UTF8.self).contains($0) } ?? false
            } ?? false
        explainer.defaultRegion = (isOfServer ? server?.region : settings.layered[.region]?.text).flatMap { try? Region($0) }
        return explainer
    }
}
