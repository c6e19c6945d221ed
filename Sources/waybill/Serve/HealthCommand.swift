import ArgumentParser
import HTTPTypes
import OSSClient
import OSSSigning

/// `waybill health`: asks a server of ours whether requests should be sent to it. For containers, which have no other program to ask with.
struct HealthCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "health", abstract: "Ask a running server whether it is ready.",
        discussion: """
            waybill health
            waybill health --url http://127.0.0.1:9001

            Without --url the server is that of WAYBILL_ADMIN_URL, or else the one that runs on the data folder. Exit code 0 says that it is \
            ready, 3 that it is not, or that nobody answers.
            """)

    @Option(help: ArgumentHelp("The admin port, or one of its pages (default: its /readyz).", valueName: "URL"))
    var url: String?

    @Option(help: ArgumentHelp("The data folder of the server.", valueName: "dir"))
    var data = defaultDataFolder

    @Option(help: ArgumentHelp("How long to wait for an answer.", valueName: "duration"))
    var timeout = TimeoutArgument(argument: "5s")!

    @OptionGroup var output: OutputOptions<Output>

    /// What is printed.
    enum Output: OutputDescription {
        static let words = "raw prints the answer; json prints an object with ready, status, url and reasons."
    }

    func run() async throws {
        let page = try page()
        let answer = try await interruptible(advice: "nobody has answered yet") { try await ask(page) }
        let lines = answer.text.split(separator: "\n").map { $0.description.withoutControls() }
        let isReady = (200..<300).contains(answer.status)
        switch output.format {
        case .json:
            let report = HealthReport(ready: isReady, status: answer.status, url: page, reasons: isReady ? [] : lines)
            Console.data(try JSONText.encode(report))
        case .raw where isReady: Console.data(lines.joined(separator: "\n"))
        case .raw: break
        }
        guard isReady else { throw CommandFailure.local("not ready (\(answer.status)): \(lines.joined(separator: "; "))") }
    }

    /// The URL of what is asked.
    /// - Throws: `CommandFailure` when there is none, or it is none.
    private func page() throws -> String {
        let given = url ?? EnvironmentVariables.process["WAYBILL_ADMIN_URL"]
        if let given { return try Self.page(given) }
        guard let server = RunningServer.find(in: data) else {
            throw CommandFailure.local("no server runs on \(data); name its admin port with --url")
        }
        guard let admin = server.adminURL else {
            throw CommandFailure.local("the server on \(data) has no admin port: it was started with --no-admin")
        }
        return try Self.page(admin)
    }

    /// `http://host:port` asks for `/readyz`; a URL with a path is asked for as it is.
    static func page(_ text: String) throws(CommandFailure) -> String {
        let problem = CommandFailure.usage("--url is the address of an admin port, such as http://127.0.0.1:9001")
        guard let mark = text.firstRange(of: "://"), ["http", "https"].contains(ASCII.lowercased(text[..<mark.lowerBound])),
            text.utf8.allSatisfy(ASCII.isVisible)
        else { throw problem }
        let rest = text[mark.upperBound...]
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard Authority(authority) != nil else { throw problem }
        let path = rest[authority.endIndex...]
        return path.isEmpty || path == "/" ? "\(text[..<authority.endIndex])/readyz" : text
    }

    private func ask(_ page: String) async throws -> (status: Int, text: String) {
        var configuration = TransportConfiguration()
        (configuration.connectTimeout, configuration.idleTimeout) = (timeout.duration, timeout.duration)
        do {
            let response = try await AsyncHTTPTransport(configuration).send(TransportRequest(.get, url: page))
            let body = try await response.bodyPrefix(4096)
            return (response.status, String(decoding: body, as: UTF8.self))
        } catch let error as CancellationError {
            throw error
        } catch {
            throw CommandFailure.local("no answer from the server: \((error as? ClientError).map { "\($0)" } ?? "\(error)")")
        }
    }
}

/// What `waybill health --output-format json` prints.
private struct HealthReport: Encodable {
    let schema = "waybill.health/1"
    let ready: Bool
    let status: Int
    let url: String
    let reasons: [String]
}
