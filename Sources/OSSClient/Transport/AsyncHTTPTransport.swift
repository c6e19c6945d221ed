import AsyncHTTPClient
import Dispatch
import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOSSL
import Synchronization

/// The transport over AsyncHTTPClient: HTTP/1.1, no redirects, no decompression (checksums are of the bytes on the wire), no tracing (spans
/// would hold presigned URLs), no logging.
package final class AsyncHTTPTransport: HTTPTransport {
    private let settings: HTTPClient.Configuration
    private let idleTimeout: Duration
    private let client: HTTPClient
    /// One more for each time limit that requests have of their own; the limit belongs to a client and not to a request.
    private let impatientClients = Mutex<[Duration: HTTPClient]>([:])

    package init(_ configuration: TransportConfiguration = TransportConfiguration()) throws {
        var settings = HTTPClient.Configuration(redirectConfiguration: .disallow, decompression: .disabled)
        settings.tlsConfiguration = try Self.tls(configuration.trust)
        // AsyncHTTPClient's own limit for writing is on the source's silence, and not on the other side's: see `StallWatch`.
        settings.timeout = .init(connect: TimeAmount(configuration.connectTimeout), read: TimeAmount(configuration.idleTimeout))
        idleTimeout = configuration.idleTimeout
        settings.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = configuration.maximumConnections
        // Retrying is decided above, where it is known whether a request may be repeated.
        settings.connectionPool.retryConnectionEstablishment = false
        settings.proxy = configuration.proxy.map(HTTPClient.Configuration.Proxy.init)
        settings.httpVersion = .http1Only
        settings.localAddress = configuration.localAddress
        settings.tracing.tracer = nil
        self.settings = settings
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: settings)
    }

    deinit {
        // Connections are let go when nobody can ask for one any more; the closures keep the clients until then.
        client.shutdown(queue: .global()) { _ in }
        for client in impatientClients.withLock({ $0.values }) { client.shutdown(queue: .global()) { _ in } }
    }

    private func client(connectTimeout: Duration?) -> HTTPClient {
        guard let connectTimeout else { return client }
        return impatientClients.withLock { clients in
            if let client = clients[connectTimeout] { return client }
            var settings = settings
            settings.timeout.connect = TimeAmount(connectTimeout)
            let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: settings)
            clients[connectTimeout] = client
            return client
        }
    }

    /// Whose certificates are taken.
    static func tls(_ trust: TransportConfiguration.Trust) throws -> TLSConfiguration {
        var tls = TLSConfiguration.makeClientConfiguration()
        switch trust {
        case .system: break
        case .roots(let path):
            do { tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(path)) } catch {
                throw ClientError(.invalidConfiguration, "\(path) holds no certificates in PEM")
            }
        case .unverified: tls.certificateVerification = .none
        }
        return tls
    }

    package func send(_ request: TransportRequest) async throws -> TransportResponse {
        let watch = StallWatch()
        var outgoing = HTTPClientRequest(url: try WireURL.escaped(request.url))
        outgoing.method = HTTPMethod(rawValue: request.method.rawValue)
        for field in request.headers where field.name != HTTPField.Name("Host") {
            outgoing.headers.add(name: field.name.rawName, value: field.value)
        }
        switch request.body.content {
        case .none:
            // OSS wants a length with every PUT and POST.
            if request.method == .put || request.method == .post { outgoing.body = .bytes(ByteBuffer()) }
        case .bytes(let buffer): outgoing.body = .bytes(buffer)
        case .chunks(let chunks):
            let length = request.body.length
            outgoing.body = .stream(watch.watched(chunks), length: length.map { .known($0) } ?? .unknown)
        }
        do {
            // The limits that matter are those on silence: a large upload may take days.
            let client = client(connectTimeout: request.connectTimeout)
            let response = try await watch.run(limit: idleTimeout) { [outgoing] in try await client.execute(outgoing, deadline: .distantFuture) }
            return TransportResponse(
                status: Int(response.status.code), headers: HTTPFields(response.headers), body: ByteChunks(TranslatedChunks(response.body, of: self)))
        } catch {
            throw ClientError(transport: error)
        }
    }
}

/// The body of an answer, its failures in our words.
private struct TranslatedChunks: AsyncSequence, Sendable {
    let body: HTTPClientResponse.Body
    /// Kept, because connections end with it: whoever reads on need not hold the client.
    let transport: AsyncHTTPTransport

    init(_ body: HTTPClientResponse.Body, of transport: AsyncHTTPTransport) {
        self.body = body
        self.transport = transport
    }

    func makeAsyncIterator() -> Iterator { Iterator(base: body.makeAsyncIterator(), transport: transport) }

    struct Iterator: AsyncIteratorProtocol {
        var base: HTTPClientResponse.Body.AsyncIterator
        let transport: AsyncHTTPTransport
        mutating func next() async throws -> ByteBuffer? {
            do { return try await base.next() } catch { throw ClientError(transport: error) }
        }
    }
}

extension TimeAmount {
    init(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        // Beyond a century it is all the same.
        let (longest, shortest) = (Int64(100 * 366 * 86_400), Int64(0))
        self = .milliseconds(min(max(seconds, shortest), longest) * 1000 + attoseconds / 1_000_000_000_000_000)
    }
}

extension HTTPClient.Configuration.Proxy {
    init(_ proxy: TransportConfiguration.Proxy) {
        switch (proxy.kind, proxy.basicAuthorization) {
        case (.socks5, _): self = .socksServer(host: proxy.host, port: proxy.port)
        case (.http, nil): self = .server(host: proxy.host, port: proxy.port)
        case (.http, let account?):
            self = .server(
                host: proxy.host, port: proxy.port, authorization: .basic(username: account.user, password: account.password))
        }
    }
}

extension HTTPFields {
    /// Header fields as NIO has them; what is no field is left out.
    init(_ headers: HTTPHeaders) {
        self.init()
        reserveCapacity(headers.count)
        for (name, value) in headers {
            if let name = HTTPField.Name(name) { append(HTTPField(name: name, value: value)) }
        }
    }
}
