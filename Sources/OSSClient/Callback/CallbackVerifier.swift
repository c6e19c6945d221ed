public import HTTPTypes
import OSSSigning
public import OSSWire

/// Tells OSS's upload callbacks from what anybody may send to the same address: what an application server asks before it believes one.
///
/// ```swift
/// let verifier = try CallbackVerifier()
/// do {
///     try await verifier.verify(target: request.uri, headers: request.headers, body: body)
/// } catch {
///     return .forbidden                   // error says why
/// }
/// ```
///
/// A verifier is made once and shared: it keeps the keys that it has fetched.
///
/// OSS page: "Callback", the signature.
public final class CallbackVerifier: Sendable {
    private let hosts: [CallbackKeyHost]
    private let keys: CallbackKeyCache

    /// A verifier.
    ///
    /// - Parameters:
    ///   - hosts: whose keys are trusted besides OSS's own: the address of a local server, for example.
    ///   - configuration: how connections to them are made.
    /// - Throws: ``ClientError`` for trust roots that cannot be read.
    public convenience init(trusting hosts: [CallbackKeyHost] = [], _ configuration: TransportConfiguration = TransportConfiguration()) throws {
        self.init(trusting: hosts, transport: try AsyncHTTPTransport(configuration))
    }

    package init(
        trusting hosts: [CallbackKeyHost], transport: any HTTPTransport,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        self.hosts = [.oss] + hosts
        keys = CallbackKeyCache(transport: transport, now: now)
    }

    /// Checks who sent a callback, and that nothing of path, query and body was changed.
    ///
    /// It says nothing about how often a callback came: whoever sees one can send it again, so the work that it starts must bear that.
    /// - Parameters:
    ///   - target: path and query, as they stand in the request line.
    ///   - headers: `Authorization` and `x-oss-pub-key-url` are read.
    ///   - body: as it was received.
    /// - Throws: why it is not to be believed.
    public func verify(target: String, headers: HTTPFields, body: [UInt8]) async throws(CallbackVerificationError) {
        let callback = try PresentedCallback(target: target, headers: headers, body: body)
        guard let address = hosts.lazy.compactMap({ $0.address(of: callback.keyURL) }).first else {
            throw .foreignKeyHost(callback.keyURL.authority)
        }
        let kept = try await keys.key(at: address)
        do { try callback.verify(with: kept) } catch {
            // A local server that was started anew has another key under the same address.
            guard let fresh = await keys.newerKey(than: kept, at: address) else { throw error }
            try callback.verify(with: fresh)
        }
    }
}
