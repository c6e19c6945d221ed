/// What one client may cost. Every limit answers with an OSS error, or closes the connection.
public struct ServerLimits: Sendable {
    /// The longest request target. The longest legal one (two callbacks, a fully escaped key, a token) is about 15.5 KB.
    public var targetBytes = 32 * 1024
    /// All header fields of a request together.
    public var headerBytes = 64 * 1024
    /// The number of header fields; 8 KB of short metadata names fit.
    public var headerCount = 500
    /// The largest body of a single upload: 5 GiB.
    public var bodyBytes: Int64 = 5 << 30
    /// Connections at a time; one more is answered 503 and closed.
    public var connections = 8192
    /// How long a new connection may take to send its first head.
    public var headTimeout = Duration.seconds(10)
    /// How long a kept-alive connection may stay silent, and a client may leave an answer unread.
    public var idleTimeout = Duration.seconds(60)
    /// After this grace, a body arrives at ``minimumBodyRate`` or is refused with RequestTimeout.
    public var bodyGrace = Duration.seconds(30)
    /// Bytes per second.
    public var minimumBodyRate = 1024
    /// What is read of a refused body, so that the client gets to read its answer.
    public var drainBytes = 256 * 1024
    /// How long a client that is still sending a refused body has to end the connection. Then it is closed.
    public var drainTimeout = Duration.seconds(2)
    /// How many requests a second are answered in all; `nil` for as many as come.
    public var requestsPerSecond: Int?
    /// How many requests a second are answered to one client: an IPv4 address, or an IPv6 network of 64 bits. `nil` for as many as come.
    public var requestsPerSecondOfClient: Int?
    /// How long running requests may go on after the server was asked to stop. An upload that takes longer is answered ServiceUnavailable.
    public var shutdownGrace = Duration.seconds(30)

    /// The defaults.
    public init() {}
}
