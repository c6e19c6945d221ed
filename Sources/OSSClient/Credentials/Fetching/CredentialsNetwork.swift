import HTTPTypes
package import OSSSigning
import Synchronization

/// How sources of credentials are reached, and the clock by which they expire.
package struct CredentialsNetwork: Sendable {
    /// For STS; goes through the proxy, if there is one.
    package var transport: any HTTPTransport
    /// For the metadata of the instance and for credentials URIs; never goes through a proxy.
    package var direct: any HTTPTransport
    /// The time.
    package var now: @Sendable () -> SigningTime
    /// Where the metadata is.
    package var metadataEndpoint = "http://100.100.100.200"

    package init(transport: any HTTPTransport, direct: any HTTPTransport, now: @escaping @Sendable () -> SigningTime) {
        self.transport = transport
        self.direct = direct
        self.now = now
    }

    /// Over connections like a client's, made when the first is needed.
    package init(
        _ configuration: TransportConfiguration = TransportConfiguration(), now: @escaping @Sendable () -> SigningTime = ClientClock.machineTime
    ) {
        var bare = TransportConfiguration()
        bare.trust = configuration.trust
        self.init(
            transport: DeferredTransport { try AsyncHTTPTransport(configuration) },
            direct: DeferredTransport { [bare] in try AsyncHTTPTransport(bare) },
            now: now)
    }
}

/// A transport that is made when the first request is sent: most sources of credentials need none, and making one takes longer than signing.
private final class DeferredTransport: HTTPTransport {
    private let make: @Sendable () throws -> any HTTPTransport
    private let made = Mutex<(any HTTPTransport)?>(nil)

    init(_ make: @escaping @Sendable () throws -> any HTTPTransport) { self.make = make }

    func send(_ request: TransportRequest) async throws -> TransportResponse {
        let transport = try made.withLock { made throws in
            let transport = try made ?? make()
            made = transport
            return transport
        }
        return try await transport.send(request)
    }
}

/// A short answer, whole.
struct SmallAnswer: Sendable {
    let status: Int
    let body: [UInt8]
}

extension HTTPTransport {
    /// Sends a request whose answer is a small document.
    /// - Throws: `ClientError`, without the URL, which may hold secrets.
    func smallAnswer(to request: TransportRequest, from source: String, within limit: Duration) async throws -> SmallAnswer {
        do {
            return try await withTimeLimit(limit, source) {
                let response = try await self.send(request)
                return SmallAnswer(status: response.status, body: try await response.wholeBody(limit: CredentialsDocument.maximumBytes))
            }
        } catch let error as ClientError {
            throw ClientError(error.code, error.message.hasPrefix(source) ? error.message : "\(source): \(error.message)", cause: error.cause)
        }
    }
}
