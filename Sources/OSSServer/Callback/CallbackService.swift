import HTTPTypes
import NIOCore
import OSSSigning
import OSSWire
import Synchronization

/// Tells application servers of uploads. One for a server.
///
/// A callback runs inside of the request that asked for it, so a server that shuts down gracefully waits for its callbacks, and
/// ``CallbackLimits/totalTimeout`` bounds how long.
final class CallbackService: Sendable {
    private let loadKey: @Sendable () throws -> CallbackKey
    private let loadedKey = Mutex<CallbackKey?>(nil)
    private let sender: GuardedSender
    private let endpoint: @Sendable () -> String
    private let inFlight = Mutex(0)

    /// - Parameters:
    ///   - key: gives the key that signs, when it is first needed: making one takes a while, and most servers never call back.
    ///   - endpoint: the server's own address, without a slash at its end, under which application servers find the public key.
    init(key: @escaping @Sendable () throws -> CallbackKey, sender: GuardedSender, endpoint: @escaping @Sendable () -> String) {
        loadKey = key
        self.sender = sender
        self.endpoint = endpoint
    }

    /// Where the public key is to be had. The first segment cannot be a bucket: no bucket's name has an underscore.
    static let publicKeyPath = "/_waybill/callback_pub_key_v1.pem"

    /// Whether a request reads the public key, if its path is no object's: under a host that names a bucket it is.
    static func isPublicKey(_ envelope: RequestEnvelope) -> Bool {
        envelope.target.path.elementsEqual(publicKeyPath.utf8) && [.get, .head].contains(envelope.method)
    }

    /// The answer to a GET or HEAD of ``publicKeyPath``, which needs no signature.
    func publicKeyDocument(isHead: Bool = false) async throws -> Response {
        let document = Array(try await key().publicPEM.utf8)
        return Response(
            status: 200, headers: [("Content-Type", "application/x-pem-file")],
            body: isHead ? .omitted(length: Int64(document.count)) : .bytes(document))
    }

    /// Refuses a callback to a host that is unknown or not to be connected to. To be called before anything is stored.
    ///
    /// The same is judged once more when the callback is sent: a name may mean something else by then.
    /// - Throws: the 400 that OSS answers.
    func check(_ callback: UploadCallback) async throws(OSSError) {
        let deadline = NIODeadline.now() + sender.limits.urlTimeout
        for url in callback.configuration.urls {
            do { try await sender.check(url, before: deadline) } catch {
                switch error {
                case .privateAddress: throw .callbackPrivateAddress(url: url.host)
                case .unknownHost: throw .callbackUnknownHost(url: url.host)
                case .unsupportedFamily: throw .callbackInvalid("url", value: url.host)
                }
            }
        }
    }

    /// Tries the addresses one after the other until one succeeds. To be called when the object is stored.
    func perform(_ callback: UploadCallback, _ context: CallbackContext, at now: SigningTime) async -> CallbackOutcome {
        guard enter() else { return .failed(.tooMany) }
        defer { leave() }
        let configuration = callback.configuration
        guard let body = configuration.body.render(configuration.bodyType, context, variables: configuration.variables) else {
            return .failed(.noConnection)
        }
        let deadline = NIODeadline.now() + sender.limits.totalTimeout
        var failure = CallbackFailure.noConnection
        for url in configuration.urls where NIODeadline.now() < deadline {
            do {
                let request = try CallbackRequest(
                    to: url, configuration, body: body, context: context, key: try await key(), publicKeyURL: endpoint() + Self.publicKeyPath, at: now
                )
                return .answered(try CallbackAnswer(try await sender.send(request, before: deadline)))
            } catch {
                failure = error as? CallbackFailure ?? .noConnection
            }
        }
        return .failed(failure)
    }

    private func key() async throws -> CallbackKey {
        if let key = loadedKey.withLock({ $0 }) { return key }
        // Making one computes for long: not on the thread of a connection, on which others are served.
        return try await Task.detached { [self] in
            try loadedKey.withLock { loaded in
                let key = try loaded ?? loadKey()
                loaded = key
                return key
            }
        }.value
    }

    private func enter() -> Bool {
        inFlight.withLock { count in
            guard count < sender.limits.inFlight else { return false }
            count += 1
            return true
        }
    }

    private func leave() { inFlight.withLock { $0 -= 1 } }
}
