import NIOCore

/// What a callback may cost.
struct CallbackLimits: Sendable {
    /// For one address: look-up, connection, TLS, request and answer together.
    var urlTimeout = TimeAmount.seconds(5)
    /// For all addresses of a callback together.
    var totalTimeout = TimeAmount.seconds(15)
    /// The largest answer.
    var replyBytes = 1 << 20
    /// Callbacks under way at the same time. One more fails at once.
    var inFlight = 128
}
