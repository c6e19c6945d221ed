import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// A request as it came.
struct SmallRequest: Sendable {
    let method: String
    /// Path and query, as in the request line.
    let target: String
    let headers: HTTPFields
    let body: [UInt8]
    let remoteAddress: String
}

/// What is said to it.
struct SmallReply: Sendable {
    let status: Int
    var headers: [(name: String, value: String)] = []
    let body: [UInt8]

    /// A sentence, for people.
    static func text(_ status: Int, _ sentence: String, headers: [(name: String, value: String)] = []) -> SmallReply {
        SmallReply(status: status, headers: [(name: "Content-Type", value: "text/plain; charset=utf-8")] + headers, body: Array("\(sentence)\n".utf8))
    }
}

/// A small HTTP server beside the large one: one request for each connection, and a limit for everything.
struct SmallListener: Sendable {
    let host: String
    let port: Int
    /// The longest body, in bytes.
    var maximumBody = 1024 * 1024
    /// Connections at a time; more are closed.
    var maximumConnections = 64
    /// How long a connection may last, the answer included.
    var timeLimit = TimeAmount.seconds(30)

    /// Answers a request; what it returns besides is called when the answer has been sent.
    typealias Handler = @Sendable (SmallRequest) async -> (reply: SmallReply, whenSent: @Sendable () -> Void)
    private typealias Connection = NIOAsyncChannel<HTTPServerRequestPart, HTTPServerResponsePart>

    /// Listens until `ends` ends or the task is cancelled.
    /// - Throws: `CommandFailure` when the address is not to be had.
    func run(until ends: AsyncStream<Void>, onListening: @Sendable (Int) -> Void, handler: @escaping Handler) async throws {
        let server = try await bind()
        onListening(server.channel.localAddress?.port ?? port)
        let (over, ending) = AsyncStream.makeStream(of: Void.self)
        // It is not cancelled with this task: a connection that was accepted and is not being served yet would be let go without being closed,
        // which ends the process. It ends when there is nothing to accept any more.
        let accepting = Task {
            defer { ending.finish() }
            try await accept(server, handler)
        }
        let watching = Task {
            for await _ in ends {}
            ending.finish()
        }
        for await _ in over {}
        watching.cancel()
        server.channel.close(promise: nil)
        if case .failure(let error) = await accepting.result { throw CommandFailure.local("listening failed: \(error)") }
        try Task.checkCancellation()
    }

    private func bind() async throws -> NIOAsyncChannel<Connection, Never> {
        do {
            return try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .bind(host: host, port: port) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        let deadline = channel.eventLoop.scheduleTask(in: timeLimit) { channel.close(promise: nil) }
                        channel.closeFuture.whenComplete { _ in deadline.cancel() }
                        try channel.pipeline.syncOperations.configureHTTPServerPipeline(withPipeliningAssistance: false, withErrorHandling: true)
                        return try Connection(wrappingChannelSynchronously: channel)
                    }
                }
        } catch {
            throw CommandFailure.local("cannot listen on \(host):\(port): \(SystemError.words(for: error))")
        }
    }

    private func accept(_ server: NIOAsyncChannel<Connection, Never>, _ handler: @escaping Handler) async throws {
        let open = ConnectionCounter()
        try await server.executeThenClose { connections in
            try await withThrowingDiscardingTaskGroup { group in
                for try await connection in connections {
                    guard open.enter(limit: maximumConnections) else {
                        // A channel that nobody ever reads or writes must be closed all the same, and not just let go.
                        group.addTask { try? await connection.executeThenClose { _, _ in } }
                        continue
                    }
                    group.addTask {
                        defer { open.leave() }
                        // A connection that fails is its peer's problem.
                        try? await serve(connection, handler)
                    }
                }
                group.cancelAll()
            }
        }
    }

    private func serve(_ connection: Connection, _ handler: Handler) async throws {
        try await connection.executeThenClose { parts, _ in
            var iterator = parts.makeAsyncIterator()
            guard case .head(let head)? = try await iterator.next() else { return }
            if head.headers["expect"].contains(where: { $0.lowercased() == "100-continue" }) {
                try await connection.channel.writeAndFlush(HTTPServerResponsePart.head(.init(version: .http1_1, status: .continue))).get()
            }
            var body: [UInt8] = []
            while case .body(let bytes)? = try await iterator.next() {
                guard body.count + bytes.readableBytes <= maximumBody else {
                    return try await Self.send(.text(413, "the body is longer than \(maximumBody) bytes"), to: head.method, on: connection.channel)
                }
                body += bytes.readableBytesView
            }
            let request = SmallRequest(
                method: head.method.rawValue, target: head.uri, headers: Self.fields(head.headers), body: body,
                remoteAddress: connection.channel.remoteAddress?.ipAddress ?? "")
            let (reply, whenSent) = await handler(request)
            defer { whenSent() }
            try await Self.send(reply, to: head.method, on: connection.channel)
        }
    }

    /// Returns when the last byte has been handed to the system: what is still queued when a channel is closed is lost.
    private static func send(_ reply: SmallReply, to method: HTTPMethod, on channel: any Channel) async throws {
        var headers = HTTPHeaders(reply.headers)
        headers.add(name: "Content-Length", value: String(reply.body.count))
        headers.add(name: "Connection", value: "close")
        let head = HTTPResponseHead(version: .http1_1, status: .init(statusCode: reply.status), headers: headers)
        channel.write(HTTPServerResponsePart.head(head), promise: nil)
        if method != .HEAD { channel.write(HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(bytes: reply.body))), promise: nil) }
        try await channel.writeAndFlush(HTTPServerResponsePart.end(nil)).get()
    }

    private static func fields(_ headers: HTTPHeaders) -> HTTPFields {
        headers.reduce(into: HTTPFields()) { fields, header in
            if let name = HTTPField.Name(header.name) { fields.append(HTTPField(name: name, value: header.value)) }
        }
    }
}

/// The connections that are open now.
private final class ConnectionCounter: Sendable {
    private let count = Mutex(0)

    /// Counts one more, unless there are as many as may be.
    func enter(limit: Int) -> Bool {
        count.withLock { count in
            guard count < limit else { return false }
            count += 1
            return true
        }
    }

    func leave() { count.withLock { $0 -= 1 } }
}
