import ArgumentParser
import OSSClient
import OSSSigning
import OSSWire
import Synchronization

/// `waybill callback listen`: an application server to try callbacks with.
struct CallbackListenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "listen", abstract: "Receive upload callbacks, check OSS's signature, and print them.",
        discussion: """
            waybill serve --callback-allow 127.0.0.1/32
            waybill callback listen --port 9001
            waybill callback listen --once --output-format json | jq .variables

            The key of OSS itself is trusted, that of the local server which runs on the data folder here, and those of the hosts given. \
            Every callback is answered, whether its signature is right or not, unless --strict is given.

            Exit code 5 when it is interrupted; with --once 0 after one callback, and with --strict 2 when it was not verified.
            """)

    @Option(help: "The port to listen on; 0 picks a free one.")
    var port = 9001

    @Option(help: "The address to listen on.")
    var host = "127.0.0.1"

    @Flag(help: "End after one callback.")
    var once = false

    @Option(
        help: ArgumentHelp("What is answered: JSON, - for stdin, or file://PATH.", valueName: "JSON"))
    var reply = #"{"Status":"OK"}"#

    @Option(help: "The status of the answer. OSS takes 200 only.")
    var status = 200

    @Flag(help: "Answer 403 to a callback that is not verified, as an application should.")
    var strict = false

    @Option(help: ArgumentHelp("A host whose public key is trusted, too (repeatable).", valueName: "HOST[:PORT]"))
    var allowKeyHost: [CallbackKeyHostArgument] = []

    @Option(help: ArgumentHelp("The data folder of a local server whose key is trusted.", valueName: "dir"))
    var data = defaultDataFolder

    @OptionGroup var output: OutputOptions<Output>

    /// What is printed.
    enum Output: OutputDescription {
        static let words = "raw prints a block for each callback; json prints an object a line."
    }

    func validate() throws {
        guard (0...65_535).contains(port) else { throw ValidationError("--port is 0 to 65535") }
        guard (200...599).contains(status) else { throw ValidationError("--status is 200 to 599") }
    }

    func run() async throws {
        let body = Array(try InputText.resolve(reply, of: "--reply").utf8)
        if status == 200, !JSONReader.isJSON(body) {
            Console.note("note: --reply is not JSON, so OSS will tell the uploader that the callback failed")
        }
        let receiver = CallbackReceiver(
            verifier: try verifier(), reply: CallbackReply(status: status, body: body), isStrict: strict, isOnce: once,
            print: { print($0) })
        let listener = SmallListener(host: host, port: port)
        let (ends, ending) = AsyncStream.makeStream(of: Void.self)
        do {
            try await interruptible(advice: "listening ended") {
                try await listener.run(until: ends, onListening: { announce(port: $0) }) { request in
                    let reply = await receiver.receive(request)
                    return (reply.small, { if receiver.isFinished { ending.finish() } })
                }
            }
        } catch {
            throw CommandFailure(error)
        }
        if strict, receiver.unverifiedCount > 0 { throw CommandFailure(status: .refused, message: "the callback was not verified") }
    }

    private func verifier() throws -> CallbackVerifier {
        var hosts = allowKeyHost.map(\.host)
        if let server = RunningServer.find(in: data), let endpoint = try? Endpoint(server.endpoint), let host = CallbackKeyHost(endpoint.authority) {
            hosts.append(host)
        }
        do { return try CallbackVerifier(trusting: hosts) } catch { throw CommandFailure(error) }
    }

    private func announce(port: Int) {
        let name = host.utf8.contains(ASCII.colon) ? "[\(host)]" : host
        Console.note("listening on http://\(name):\(port)/")
    }

    private func print(_ report: CallbackReport) {
        switch output.format {
        case .raw: Console.data(report.text)
        case .json: if let json = try? JSONText.encode(report) { Console.data(json) }
        }
    }
}

/// `HOST` or `HOST:PORT`.
struct CallbackKeyHostArgument: ExpressibleByArgument {
    let host: CallbackKeyHost

    init?(argument: String) {
        guard let host = CallbackKeyHost(argument) else { return nil }
        self.host = host
    }
}
