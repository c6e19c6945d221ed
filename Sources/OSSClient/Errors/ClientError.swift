import AsyncHTTPClient
import NIOCore
import NIOPosix
import NIOSSL

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Something that went wrong on this side, or between the two: a code to switch on, a sentence for people, and a cause.
///
/// What OSS itself refused is a ``ServiceError``. No error holds a secret, a signature or a presigned URL.
public struct ClientError: Error, Sendable {
    /// What kind of failure it is.
    public let code: Code
    /// A sentence for people.
    public let message: String
    /// What was thrown below, if anything was.
    public let cause: (any Error)?

    /// A failure.
    public init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    /// The kinds of failures, an open set.
    public struct Code: RawRepresentable, Hashable, Sendable {
        /// A stable word for machines.
        public let rawValue: String

        /// A kind by its word.
        public init(rawValue: String) { self.rawValue = rawValue }
        init(_ rawValue: String) { self.rawValue = rawValue }

        /// No connection was made: name resolution, refusal, no route.
        public static let connectionFailed = Code("connection_failed")
        /// The certificate was not accepted, or the handshake failed.
        public static let tlsFailed = Code("tls_failed")
        /// The connection ended before the answer did.
        public static let connectionLost = Code("connection_lost")
        /// Nothing moved for too long.
        public static let timeout = Code("timeout")
        /// The answer is not what OSS sends.
        public static let invalidResponse = Code("invalid_response")
        /// The answer points elsewhere. Redirects are never followed: a signature is for one address.
        public static let redirected = Code("redirected")
        /// The checksums of both sides differ.
        public static let checksumMismatch = Code("checksum_mismatch")
        /// The body failed halfway and cannot be sent again.
        public static let bodyNotReplayable = Code("body_not_replayable")
        /// The file changed while it was read.
        public static let fileChanged = Code("file_changed")
        /// The object changed while it was read.
        public static let objectChanged = Code("object_changed")
        /// A file could not be read.
        public static let fileNotReadable = Code("file_not_readable")
        /// A file could not be written.
        public static let fileNotWritable = Code("file_not_writable")
        /// The file does not fit the size that was signed, or the limits of OSS.
        public static let sizeMismatch = Code("size_mismatch")
        /// The URL, or the waybill, has expired; nothing was sent.
        public static let expired = Code("expired")
        /// The document is not a waybill that this version understands, or was changed.
        public static let invalidWaybill = Code("invalid_waybill")
        /// The text is not a presigned URL that can be sent.
        public static let invalidURL = Code("invalid_url")
        /// What was begun cannot be continued: the upload is gone, or belongs to something else.
        public static let notResumable = Code("not_resumable")
        /// New URLs were asked for and not given.
        public static let refreshFailed = Code("refresh_failed")
        /// No credentials are set up anywhere.
        public static let credentialsNotFound = Code("credentials_not_found")
        /// A source of credentials failed, or is set up by half.
        public static let credentialsUnavailable = Code("credentials_unavailable")
        /// A setting makes no sense.
        public static let invalidConfiguration = Code("invalid_configuration")
    }
}

extension ClientError: Equatable, CustomStringConvertible {
    public static func == (a: Self, b: Self) -> Bool { a.code == b.code }
    public var description: String { message }
}

extension ClientError {
    /// What the transport threw, in our words. Cancellation stays what it is.
    init(transport error: any Error) {
        switch error {
        case let error as ClientError: self = error
        case let error as HTTPClientError: self.init(error)
        case let error as NIOConnectionError:
            self.init(.connectionFailed, "no connection to \(error.host):\(error.port)", cause: error)
        case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError:
            self.init(.tlsFailed, "the TLS handshake failed: the certificate is not trusted, or the other side speaks no TLS", cause: error)
        case let error as ChannelError: self.init(error)
        case let error as IOError where [ECONNREFUSED, EHOSTUNREACH, ENETUNREACH].contains(error.errnoCode):
            self.init(.connectionFailed, "no connection: nobody answers at this address", cause: error)
        case let error as IOError: self.init(.connectionLost, "the connection was lost", cause: error)
        default: self.init(.connectionLost, "the request failed on its way", cause: error)
        }
    }

    private init(_ error: HTTPClientError) {
        switch error {
        case .connectTimeout, .tlsHandshakeTimeout, .httpProxyHandshakeTimeout, .socksHandshakeTimeout, .getConnectionFromPoolTimeout:
            self.init(.connectionFailed, "no connection within the time limit", cause: error)
        case .readTimeout, .writeTimeout, .deadlineExceeded: self.init(.timeout, "nothing moved for too long", cause: error)
        case .remoteConnectionClosed: self.init(.connectionLost, "the other side closed the connection before it answered", cause: error)
        case .proxyAuthenticationRequired: self.init(.connectionFailed, "the proxy wants a user and a password", cause: error)
        case .bodyLengthMismatch: self.init(.fileChanged, "there were more or fewer bytes to send than announced", cause: error)
        case .invalidURL, .emptyHost, .emptyScheme: self.init(.invalidURL, "this is not a URL that can be sent", cause: error)
        default: self.init(.connectionLost, "the request failed on its way", cause: error)
        }
    }

    private init(_ error: ChannelError) {
        switch error {
        case .connectTimeout: self.init(.connectionFailed, "no connection within the time limit", cause: error)
        case .connectPending, .ioOnClosedChannel, .alreadyClosed, .outputClosed, .inputClosed, .eof:
            self.init(.connectionLost, "the connection was lost", cause: error)
        default: self.init(.connectionLost, "the connection was lost", cause: error)
        }
    }
}
