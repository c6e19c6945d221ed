import Logging
import OSSServer
import OSSSigning
import OSSTesting
import OSSWire
import ServiceLifecycle

/// A server with every sort of access key, for the table of signature failures.
struct FailureTableServer: Sendable {
    static let permanent = try! Credentials(accessKeyID: "LTAI5tTestKey", accessKeySecret: "TestSecret0123456789")
    static let disabled = try! Credentials(accessKeyID: "LTAI5tDisabled", accessKeySecret: "DisabledSecret0123456789")
    static let temporary = try! Credentials(
        accessKeyID: "STS.TestKey", accessKeySecret: "StsSecret0123456789", securityToken: "CAIS-right-token",
        expiration: start.advanced(bySeconds: 600))
    static let start = SigningTime(rfc3339: "2024-11-12T08:32:38Z")!
    static let region = try! Region("cn-hangzhou")

    let port: Int
    let clock: ManualClock

    static func run(
        acceptsV1: Bool = true, sendsHints: Bool = true, _ body: @escaping @Sendable (FailureTableServer) async throws -> Void
    ) async throws {
        let clock = ManualClock(start)
        let keys = KeyRing([
            RegisteredAccessKey(permanent.accessKey!), RegisteredAccessKey(disabled.accessKey!, isEnabled: false),
            RegisteredAccessKey(temporary.accessKey!),
        ])
        let (ports, found) = AsyncStream.makeStream(of: Int.self)
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let server = try await OSSServer.inMemory(
            configuration: ServerConfiguration(port: 0, region: region, acceptsV1: acceptsV1, sendsHints: sendsHints),
            buckets: [BucketName("uploads")], keys: keys, clock: { clock.now }, logger: logger, onRunning: { port in found.yield(port) })
        let group = ServiceGroup(configuration: .init(services: [.init(service: server)], logger: logger))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            guard let port = await ports.first(where: { _ in true }) else { return }
            let result: Result<Void, any Error>
            do { result = .success(try await body(FailureTableServer(port: port, clock: clock))) } catch { result = .failure(error) }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
            try result.get()
        }
    }

    /// Sends a request and reads the refusal, from the body or, for HEAD, from `x-oss-err`.
    func refusal(of request: WireRequest) async throws -> Refusal {
        let text = try await RawConnection.open(port: port) { stream in
            try await stream.send(request.text(port: port))
            return try await stream.readToEnd()
        }
        guard let text, let refusal = Refusal(text) else { throw NoRefusal(answer: text ?? "none") }
        return refusal
    }

    struct NoRefusal: Error { let answer: String }
}

/// A request as it is put on the wire.
struct WireRequest: Sendable {
    var method: String
    var path: String
    var query: [(name: String, value: String?)] = []
    var fields: [(name: String, value: String)] = []

    /// The parameter, escaped as it stands in the URL; `nil` removes it.
    subscript(parameter name: String) -> String? {
        get { query.first { $0.name == name }?.value }
        set {
            guard let newValue else { return query.removeAll { $0.name == name } }
            if let index = query.firstIndex(where: { $0.name == name }) { query[index].value = newValue } else { query.append((name, newValue)) }
        }
    }

    subscript(field name: String) -> String? {
        get { fields.first { $0.name.lowercased() == name.lowercased() }?.value }
        set {
            fields.removeAll { $0.name.lowercased() == name.lowercased() }
            if let newValue { fields.append((name, newValue)) }
        }
    }

    func text(port: Int) -> String {
        let pairs = query.map { pair in pair.value.map { "\(pair.name)=\($0)" } ?? pair.name }
        let target = pairs.isEmpty ? path : path + "?" + pairs.joined(separator: "&")
        let lines = ["\(method) \(target) HTTP/1.1", "Host: 127.0.0.1:\(port)", "Connection: close"] + fields.map { "\($0.name): \($0.value)" }
        return (lines + ["", ""]).joined(separator: "\r\n")
    }
}

/// An error answer.
struct Refusal: Sendable {
    let status: Int
    let headers: [String: String]
    /// The elements of the document in their order.
    let elements: [(name: String, value: String)]

    init?(_ answer: String) {
        guard let end = answer.firstRange(of: "\r\n\r\n") else { return nil }
        let lines = answer[..<end.lowerBound].split(separator: "\r\n")
        guard let first = lines.first, let status = Int(first.split(separator: " ")[1]) else { return nil }
        self.status = status
        let pairs = lines.dropFirst().map { line in
            let parts = line.split(separator: ":", maxSplits: 1)
            return (parts[0].lowercased(), parts.count > 1 ? String(parts[1].drop { $0 == " " }) : "")
        }
        headers = Dictionary(pairs, uniquingKeysWith: { "\($0), \($1)" })
        let body = Array(answer[end.upperBound...].utf8)
        let document = headers["x-oss-err"].flatMap { Base64.decode($0.utf8) } ?? body
        guard headers["x-oss-err"] == nil || body.isEmpty, let root = try? XMLReader.read(document), root.name == "Error" else { return nil }
        elements = root.children.map { ($0.name, $0.text) }
    }

    subscript(name: String) -> String? { elements.first { $0.name == name }?.value }

    /// The names of the elements that belong to this error alone.
    var ownElements: [String] {
        let common: Set = ["Code", "Message", "RequestId", "HostId", "EC", "RecommendDoc"]
        return elements.map(\.name).filter { !common.contains($0) }
    }
}
