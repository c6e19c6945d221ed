import HTTPTypes
import Logging
import OSSSigning
import OSSStorage
import OSSWire

/// Turns a request into its answer: resource, operation, signature, authorisation, then the operation's handler.
struct Responder: Sendable {
    let configuration: ServerConfiguration
    let storage: ObjectStorage
    let verifier: RequestVerifier
    let clock: @Sendable () -> SigningTime
    let logger: Logger
    let listener: Listener

    func respond(to envelope: RequestEnvelope, body: RequestBody) async -> Response {
        let started = ContinuousClock.now
        let now = clock()
        let requestID = RequestID(secondsSinceEpoch: now.secondsSinceEpoch)
        var trace = RequestTrace()
        var response: Response
        do {
            response = try await perform(envelope, body: body, at: now, trace: &trace)
        } catch {
            let answer = answer(to: error, requestID: requestID, trace: trace, at: now)
            trace.error = answer
            response = Response(answer, requestID: requestID, authority: envelope.authority, isHead: envelope.method == .head)
            if let hint = hint(for: error, envelope, at: now) { response.set("x-waybill-hint", hint) }
        }
        let duration = ContinuousClock.now - started
        decorate(&response, requestID: requestID, duration: duration, now: now)
        log(envelope, response, requestID: requestID, duration: duration, trace: trace)
        return response
    }

    /// The answer to something that is not a request yet.
    func refusal(_ error: OSSError, host: String = "", isHead: Bool = false, logLevel: Logger.Level = .info) -> Response {
        let now = clock()
        let requestID = RequestID(secondsSinceEpoch: now.secondsSinceEpoch)
        var response = Response(error, requestID: requestID, authority: host, isHead: isHead)
        decorate(&response, requestID: requestID, duration: .zero, now: now)
        logger.log(
            level: logLevel, "request",
            metadata: ["request_id": "\(requestID.rawValue)", "status": "\(error.status)", "code": "\(error.code)", "operation": "-"])
        return response
    }

    /// Everything that refuses a request stands in this order, and before its body is asked for.
    private func perform(_ envelope: RequestEnvelope, body: RequestBody, at now: SigningTime, trace: inout RequestTrace) async throws -> Response {
        let request = try received(envelope)
        trace.resource = request.resource
        if request.resource.key?.beginsWithSeparator == true { throw OSSError.invalidObjectName() }
        let operation = Operation(request)
        trace.operation = operation.name
        if operation.needsBucket, let bucket = request.resource.bucket, try await storage.bucket(bucket) == nil {
            throw OSSError.noSuchBucket(bucket.rawValue)
        }
        if case .optionObject = operation { throw Preflight.answer(request) }
        let verified = try verifier.verify(request, at: now)
        let authorized = try Authorizer().authorize(verified)
        return try await perform(operation, authorized, body: body, at: now)
    }

    private func received(_ envelope: RequestEnvelope) throws(OSSError) -> ReceivedRequest {
        do {
            return try ReceivedRequest(
                method: envelope.method, target: envelope.target, authority: envelope.authority, fields: envelope.fields,
                addressing: configuration.addressing)
        } catch {
            switch error {
            case .malformedHost: throw .badRequest("The host is malformed.")
            case .invalidBucketName(let name): throw .invalidBucketName(name)
            case .invalidObjectKey(let rule): throw .invalidObjectName(rule)
            case .malformedEscape: throw .invalidObjectName()
            case .malformedQuery: throw .badRequest("A percent escape in the query is malformed.")
            }
        }
    }

    private func perform(_ operation: Operation, _ request: AuthorizedRequest, body: RequestBody, at now: SigningTime) async throws -> Response {
        switch operation {
        case .listBuckets: try await listBuckets(request)
        case .putBucket(let bucket): try await putBucket(bucket, request, body: body, at: now)
        case .deleteBucket(let bucket): try await deleteBucket(bucket, request)
        case .listObjects(let bucket, let version): try await listObjects(bucket, version, request)
        case .putObject(let bucket, let key): try await putObject(bucket, key, request, body: body, at: now)
        case .getObject(let bucket, let key): try await getObject(bucket, key, request)
        case .headObject(let bucket, let key): try await headObject(bucket, key, request)
        case .getObjectMeta(let bucket, let key): try await getObjectMeta(bucket, key, request)
        case .deleteObject(let bucket, let key): try await deleteObject(bucket, key, request, at: now)
        case .optionObject: throw Preflight.answer(request.request)
        case .notEmulated(let name): throw OSSError.notImplemented(operation: name)
        case .notAllowed(let type): throw OSSError.methodNotAllowed(request.request.method.rawValue, resourceType: type)
        }
    }

    private func answer(to error: any Error, requestID: RequestID, trace: RequestTrace, at now: SigningTime) -> OSSError {
        switch error {
        case let error as OSSError: return error
        case let failure as VerificationFailure: return OSSError(failure, at: now)
        case let failure as StorageError:
            let answer = OSSError(failure, resource: trace.resource)
            if answer.status >= 500 { logger.error("storage", metadata: ["request_id": "\(requestID.rawValue)", "error": "\(failure)"]) }
            return answer
        default:
            // The client hung up, or a bug: the type says which without repeating anything of the request.
            logger.info("request failed", metadata: ["request_id": "\(requestID.rawValue)", "error": "\(type(of: error))"])
            return .internalError
        }
    }

    private func decorate(_ response: inout Response, requestID: RequestID, duration: Duration, now: SigningTime) {
        let (seconds, attoseconds) = duration.components
        response.set("Server", "AliyunOSS")
        response.set("Date", now.httpDate)
        response.set("x-oss-request-id", requestID.rawValue)
        response.set("x-oss-server-time", String(seconds * 1000 + attoseconds / 1_000_000_000_000_000))
    }

    /// One line for a request. The key is escaped, and the query, which may hold a signature, is left out.
    private func log(_ envelope: RequestEnvelope, _ response: Response, requestID: RequestID, duration: Duration, trace: RequestTrace) {
        var metadata: Logger.Metadata = [
            "request_id": "\(requestID.rawValue)", "method": "\(envelope.method.rawValue)", "status": "\(response.status)",
            "operation": "\(trace.operation)", "duration": "\(duration)",
        ]
        if let bucket = trace.resource.bucket { metadata["bucket"] = "\(bucket)" }
        if let key = trace.resource.key { metadata["key"] = "\(PercentEncoding.encode(key.bytes, keepingSlash: true))" }
        if let error = trace.error {
            metadata["code"] = "\(error.code)"
            if let ec = error.ec { metadata["ec"] = "\(ec)" }
        }
        logger.info("request", metadata: metadata)
    }
}

/// What became known of a request on its way, for the log.
private struct RequestTrace {
    var resource = Resource.service
    var operation = "-"
    var error: OSSError?
}
