import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import OSSWire

/// One connection: HTTP/1.1 parts in, one answer for each request out, strictly in turn.
///
/// HummingbirdCore accepts and shuts down; the request loop is our own, because its loop reads a refused body to the end, however long.
struct ConnectionChannel: ServerChildChannel {
    typealias Value = NIOAsyncChannel<HTTPServerRequestPart, HTTPServerResponsePart>

    let responder: Responder
    let limits: ServerLimits
    let openConnections: ConnectionCount
    let tls: ServerTLS?
    let stop: ServerStop

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            var decoderLimits = NIOHTTPDecoderLimitConfiguration()
            decoderLimits.maxHeaderFieldSize = limits.headerBytes
            decoderLimits.maxHeaderListSize = limits.headerBytes + limits.targetBytes
            decoderLimits.maxHeaderFieldCount = limits.headerCount
            try channel.syncOptions?.setOption(.maxMessagesPerRead, value: Self.readsAtOnce)
            if let tls { try channel.pipeline.syncOperations.addHandlers([tls.handler(), RaggedEndHandler()]) }
            try channel.pipeline.syncOperations.configureHTTPServerPipeline(
                withPipeliningAssistance: false, withErrorHandling: false, withOutboundHeaderValidation: true,
                withEncoderConfiguration: .init(), withDecoderLimitConfiguration: decoderLimits)
            try channel.pipeline.syncOperations.addHandler(SlowPeerHandler(limits: limits))
            return try NIOAsyncChannel(
                wrappingChannelSynchronously: channel,
                configuration: .init(backPressureStrategy: Self.readAhead, isOutboundHalfClosureEnabled: true))
        }
    }

    /// A channel keeps a buffer of up to 64 KiB for each read that it makes at once, as long as it is open: of a thousand uploads that began fast
    /// and became slow, the usual four would be 256 MiB.
    private static let readsAtOnce: ChannelOptions.Types.MaxMessagesPerReadOption.Value = 1

    /// How many parts of requests wait for their handler while it is busy. A part of a body has up to 64 KiB.
    private static let readAhead = NIOAsyncSequenceProducerBackPressureStrategies.HighLowWatermark(lowWatermark: 1, highWatermark: 4)

    func handle(value: Value, logger: Logger) async {
        await withTaskExecutorPreference(EventLoopExecutor(value.channel.eventLoop)) { await serve(value, logger) }
    }

    private func serve(_ value: Value, _ logger: Logger) async {
        let isWithinLimit = openConnections.enter(limit: limits.connections)
        defer { openConnections.leave() }
        do {
            try await value.executeThenClose { inbound, outbound in
                let writer = ResponseWriter(outbound: outbound)
                if isWithinLimit {
                    try await serve(PartReader(inbound), writer, channel: value.channel)
                } else {
                    let refusal = responder.refusal(.serviceUnavailable, peer: value.channel.remoteAddress?.ipAddress)
                    try await sendLast(refusal, writer, channel: value.channel)
                }
            }
        } catch {
            logger.debug("connection closed", metadata: ["error": "\(type(of: error))"])
        }
    }

    private func serve(_ reader: PartReader, _ writer: ResponseWriter, channel: any Channel) async throws {
        do {
            while case .head(let head)? = try await reader.next() {
                guard try await answer(head, reader, writer, channel: channel) else { return }
            }
        } catch let error as HTTPParserError {
            try await sendLast(responder.refusal(Self.error(for: error), peer: channel.remoteAddress?.ipAddress), writer, channel: channel)
        }
    }

    /// - Returns: whether another request may follow.
    private func answer(_ head: HTTPRequestHead, _ reader: PartReader, _ writer: ResponseWriter, channel: any Channel) async throws -> Bool {
        let envelope: RequestEnvelope
        do { envelope = try RequestEnvelope(head, limits: limits) } catch {
            let refusal = responder.refusal(
                error, host: head.headers.first(name: "host") ?? "", isHead: head.method == .HEAD, peer: channel.remoteAddress?.ipAddress)
            try await sendLast(refusal, writer, channel: channel)
            return false
        }
        let body = RequestBody(envelope, reader: reader, sendContinue: writer.sendContinue)
        let response = await responder.respond(to: envelope, body: body, peer: channel.remoteAddress?.ipAddress)
        let mayFollow =
            !stop.hasBegun && envelope.keepsAlive && canGoOn(behind: body, of: envelope.method) && !response.leavesOutBody(for: envelope.method)
        if mayFollow {
            try await writer.send(response, keepsAlive: true)
            return try await body.discard(upTo: limits.drainBytes)
        }
        try await sendLast(response, writer, channel: channel)
        try await discardRest(of: body, channel: channel)
        return false
    }

    /// Sends an answer after which the connection ends, and returns when its last byte has been handed to the system: what is still queued
    /// when a channel is closed is lost. A client that does not read is given up by `SlowPeerHandler`.
    private func sendLast(_ response: Response, _ writer: ResponseWriter, channel: any Channel) async throws {
        try await writer.send(response, keepsAlive: false)
        let answered = channel.eventLoop.makePromise(of: Void.self)
        channel.triggerUserOutboundEvent(SlowPeerHandler.AwaitAnswers(promise: answered)).cascadeFailure(to: answered)
        try await answered.futureResult.get()
        writer.outbound.finish()
    }

    /// Whether the rest of the body is small enough to be read, so that the connection can go on.
    ///
    /// A client that waits for `100 Continue` may send its body after a refusal or not; nobody can tell, so that connection ends.
    private func canGoOn(behind body: RequestBody, of method: HTTPRequest.Method) -> Bool {
        if body.isComplete { return true }
        // oss2 announces a body with GET and sends none: what comes next on such a connection cannot be told from a body.
        if method == .get || method == .head, body.framing != .none { return false }
        guard !body.isAwaitingContinue, !body.hasFailed, let length = body.length else { return false }
        return length <= limits.drainBytes
    }

    /// Reads a bounded amount of what is still being sent after the last answer, and then leaves the connection as it is until the client ends it
    /// or the time is over. Closing at once would reset it, and a client whose next write fails may never look at the answer.
    private func discardRest(of body: RequestBody, channel: any Channel) async throws {
        let deadline = channel.eventLoop.scheduleTask(in: TimeAmount(limits.drainTimeout)) { channel.close(promise: nil) }
        defer { deadline.cancel() }
        let hasEnded = try? await body.discard(upTo: limits.drainBytes)
        // After a body was given up, it is `SlowPeerHandler` that reads on.
        if hasEnded == false || body.isGivenUp { _ = try? await channel.closeFuture.get() }
    }

    private static func error(for error: HTTPParserError) -> OSSError {
        switch error {
        case .headerOverflow: OSSError(status: 431, code: .badRequest, message: "The request's headers are too large.")
        default: .badRequest("The request is not well-formed HTTP.")
        }
    }
}
