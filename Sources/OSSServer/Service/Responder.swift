import HTTPTypes
import Logging
import OSSAccess
import OSSSigning
import OSSStorage
import OSSWire

/// Turns a request into its answer: resource, operation, signature, authorisation, then the operation's handler.
struct Responder: Sendable {
    let configuration: ServerConfiguration
    let storage: ObjectStorage
    let authorizer: Authorizer
    let directories: AccessDirectories
    let clock: @Sendable () -> SigningTime
    let logger: Logger
    let listener: Listener
    let callbacks: CallbackService
    let securityTokenService = SecurityTokenService()
    let onRefusal: @Sendable (Refusal) -> Void
    let explanations = ExplanationBudget()
    var rate: RequestRate?
    let observers: RequestObservers

    func respond(to envelope: RequestEnvelope, body: RequestBody, peer: String?) async -> Response {
        let started = ContinuousClock.now
        let origin = RequestOrigin(
            peer: peer, fields: envelope.fields, networks: configuration.networks, isSecure: configuration.tls != nil)
        if let excess = rate?.excess(of: origin.client?.address, at: started) {
            return refusal(excess, host: envelope.authority, isHead: envelope.method == .head, peer: peer)
        }
        observers.requestBegan()
        let now = clock()
        let requestID = RequestID(secondsSinceEpoch: now.secondsSinceEpoch)
        var trace = RequestTrace()
        var response: Response
        do {
            let directory = try await directories.current()
            trace.verifier = verifier(directory)
            trace.accountID = directory.identities.account.rawValue
            let arrival = Arrival(
                body: body, now: now, requestID: requestID, authority: envelope.authority, origin: origin, directory: directory,
                account: try await storage.accountSettings())
            response = try await perform(envelope, arrival, trace: &trace)
        } catch {
            let answer = answer(to: error, requestID: requestID, trace: trace, at: now)
            trace.error = answer
            trace.signatureFailure = (error as? VerificationFailure)?.reason.label
            response = Response(answer, requestID: requestID, authority: envelope.authority, isHead: envelope.method == .head)
            let findings = findings(for: trace.anonymous ?? error, envelope, trace.verifier, from: origin, at: now)
            if let finding = findings.first { response.set("x-waybill-hint", finding.hint) }
            onRefusal(Refusal(envelope, answer, resource: trace.resource, findings: findings, requestID: requestID, at: now))
        }
        let duration = ContinuousClock.now - started
        decorate(&response, requestID: requestID, duration: duration, now: now)
        if let bucket = trace.bucket { response.setCORS(of: bucket, envelope, isPreflight: trace.destination == .operation(.optionObject)) }
        let circumstances = RequestRecord.Circumstances(
            time: now, requestID: requestID, clientIP: origin.clientIP, received: body.received, serverTime: duration)
        response.reportEnd(of: RequestRecord(envelope, response, trace, circumstances), started: started, to: observers)
        return response
    }

    /// The answer to something that is not a request yet.
    func refusal(_ error: OSSError, host: String = "", isHead: Bool = false, peer: String? = nil) -> Response {
        observers.requestBegan()
        let now = clock()
        let requestID = RequestID(secondsSinceEpoch: now.secondsSinceEpoch)
        var response = Response(error, requestID: requestID, authority: host, isHead: isHead)
        decorate(&response, requestID: requestID, duration: .zero, now: now)
        observers.requestEnded(RequestRecord(refusal: error, clientIP: peer ?? "", requestID: requestID, at: now))
        return response
    }

    /// Everything that refuses a request stands in this order, and before its body is asked for.
    private func perform(_ envelope: RequestEnvelope, _ arrival: Arrival, trace: inout RequestTrace) async throws -> Response {
        let addressed = Result { () throws(OSSError) in try received(envelope) }
        // Only where the path names no bucket: under a bucket's own host it is the key of an object.
        if case .failure(let error) = addressed, error.code == .invalidBucketName, CallbackService.isPublicKey(envelope) {
            return try await callbacks.publicKeyDocument(isHead: envelope.method == .head)
        }
        let request = try addressed.get()
        trace.resource = request.resource
        if request.resource.key?.beginsWithSeparator == true { throw OSSError.invalidObjectName() }
        if let answer = try await securityTokenAnswer(envelope, request, arrival) {
            trace.action = answer.action
            trace.signatureFailure = answer.error?.signatureLabel
            trace.error = answer.error.map { OSSError(status: $0.status, code: ErrorCode(rawValue: $0.code), message: $0.message) }
            return answer.response
        }
        let destination = Routes.destination(of: request)
        trace.destination = destination
        if destination.needsBucket, let name = request.resource.bucket {
            guard let bucket = try await storage.bucket(name) else { throw OSSError.noSuchBucket(name.rawValue) }
            trace.bucket = bucket
        }
        if destination == .operation(.optionObject) { return try Preflight.answer(request, trace.bucket) }
        if destination == .operation(.postObject), let bucket = trace.bucket { return try await postObject(arrival, request, bucket, trace: &trace) }
        let (operation, authorized) = try await authorized(request, destination, arrival, trace: &trace)
        return try await perform(Call(operation: operation, authorized: authorized, bucket: trace.bucket, arrival: arrival))
    }

    private func authorized(
        _ request: ReceivedRequest, _ destination: Routes.Destination, _ arrival: Arrival, trace: inout RequestTrace
    ) async throws -> (Operation, AuthorizedRequest) {
        let verified = try verified(request, arrival, trace: &trace)
        switch destination {
        case .operation(let operation):
            // Nobody signed what narrows this request (`x-oss-ac-*`), so nobody can say what it means; it is not ignored.
            if let failure = trace.anonymous, SourceBinding.isPresent(in: request.query) { throw failure }
            let subject = verified.map { arrival.directory.subject(of: $0) } ?? .anonymous
            trace.subject = subject
            // What is acted on is what was verified.
            let authorized = try await authorizer.authorize(
                verified?.request ?? request, operation, trace.bucket, by: subject, carrier: verified?.carrier, at: arrival.circumstances)
            return (operation, authorized)
        case .notAllowed(let type): throw OSSError.methodNotAllowed(request.method.rawValue, resourceType: type)
        case .unknown(let name): throw trace.anonymous ?? OSSError.notImplemented(operation: name)
        }
    }

    /// Checks the signature, and that the request comes from where it is bound to.
    /// - Returns: `nil` for a request that carries no signature.
    /// - Throws: VerificationFailure; InvalidArgument for a binding that cannot be read.
    private func verified(_ request: ReceivedRequest, _ arrival: Arrival, trace: inout RequestTrace) throws -> VerifiedRequest? {
        let reading = try SourceBinding(request.query)?.reading(arrival.origin) ?? OriginReading()
        do {
            return try verifier(arrival.directory).verify(request, reading, at: arrival.now)
        } catch {
            guard error.reason == .anonymous else { throw error }
            trace.anonymous = error
            return nil
        }
    }

    /// Checks signatures by the keys of a moment.
    func verifier(_ directory: AccessDirectory) -> RequestVerifier {
        RequestVerifier(region: configuration.region, acceptsV1: configuration.acceptsV1, keys: directory)
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

    private func perform(_ call: Call) async throws -> Response {
        switch call.operation {
        case .listBuckets: try await listBuckets(call)
        case .describeRegions: try describeRegions(call)
        case .putAccountPublicAccessBlock: try await putAccountPublicAccessBlock(call)
        case .getAccountPublicAccessBlock: getAccountPublicAccessBlock(call)
        case .deleteAccountPublicAccessBlock: try await deleteAccountPublicAccessBlock()
        case .putBucket: try await putBucket(call)
        case .deleteBucket: try await deleteBucket(BucketCall(call))
        case .getBucketInfo: try getBucketInfo(BucketCall(call))
        case .getBucketLocation: getBucketLocation()
        case .getBucketStat: try await getBucketStat(BucketCall(call))
        case .listLiveChannel: try listLiveChannel(call)
        case .putBucketACL: try await putBucketACL(BucketCall(call))
        case .getBucketACL: try getBucketACL(BucketCall(call))
        case .putPublicAccessBlock: try await putPublicAccessBlock(BucketCall(call))
        case .getPublicAccessBlock: try getPublicAccessBlock(BucketCall(call))
        case .deletePublicAccessBlock: try await deletePublicAccessBlock(BucketCall(call))
        case .putBucketVersioning: try await putBucketVersioning(BucketCall(call))
        case .getBucketVersioning: try getBucketVersioning(BucketCall(call))
        case .putBucketTags: try await putBucketTags(BucketCall(call))
        case .getBucketTags: try getBucketTags(BucketCall(call))
        case .deleteBucketTags: try await deleteBucketTags(BucketCall(call))
        case .putBucketCORS: try await putBucketCORS(BucketCall(call))
        case .getBucketCORS: try getBucketCORS(BucketCall(call))
        case .deleteBucketCORS: try await deleteBucketCORS(BucketCall(call))
        case .putBucketReferer: try await putBucketReferer(BucketCall(call))
        case .getBucketReferer: try getBucketReferer(BucketCall(call))
        case .putBucketLifecycle: try await putBucketLifecycle(BucketCall(call))
        case .getBucketLifecycle: try getBucketLifecycle(BucketCall(call))
        case .deleteBucketLifecycle: try await deleteBucketLifecycle(BucketCall(call))
        case .putBucketPolicy: try await putBucketPolicy(BucketCall(call))
        case .getBucketPolicy: try getBucketPolicy(BucketCall(call))
        case .deleteBucketPolicy: try await deleteBucketPolicy(BucketCall(call))
        case .getBucketPolicyStatus: try getBucketPolicyStatus(BucketCall(call))
        case .listObjects: try await listObjects(BucketCall(call), .v1)
        case .listObjectsV2: try await listObjects(BucketCall(call), .v2)
        case .listObjectVersions: try await listObjectVersions(BucketCall(call))
        case .listMultipartUploads: try await listMultipartUploads(BucketCall(call))
        case .putObject: try await putObject(ObjectCall(call))
        case .getObject: try await getObject(ObjectCall(call))
        case .headObject: try await headObject(ObjectCall(call))
        case .getObjectMeta: try await getObjectMeta(ObjectCall(call))
        case .deleteObject: try await deleteObject(ObjectCall(call))
        case .deleteMultipleObjects: try await deleteMultipleObjects(BucketCall(call))
        case .copyObject: try await copyObject(ObjectCall(call))
        case .appendObject: try await appendObject(ObjectCall(call))
        case .sealAppendObject: try await sealAppendObject(ObjectCall(call))
        case .putObjectACL: try await putObjectACL(ObjectCall(call))
        case .getObjectACL: try await getObjectACL(ObjectCall(call))
        case .putObjectTagging: try await putObjectTagging(ObjectCall(call))
        case .getObjectTagging: try await getObjectTagging(ObjectCall(call))
        case .deleteObjectTagging: try await deleteObjectTagging(ObjectCall(call))
        case .putSymlink: try await putSymlink(ObjectCall(call))
        case .getSymlink: try await getSymlink(ObjectCall(call))
        case .restoreObject: try await restoreObject(ObjectCall(call))
        case .cleanRestoredObject: try await cleanRestoredObject(ObjectCall(call))
        case .initiateMultipartUpload: try await initiateMultipartUpload(ObjectCall(call))
        case .uploadPart: try await uploadPart(ObjectCall(call))
        case .uploadPartCopy: try await uploadPartCopy(ObjectCall(call))
        case .completeMultipartUpload: try await completeMultipartUpload(ObjectCall(call))
        case .abortMultipartUpload: try await abortMultipartUpload(ObjectCall(call))
        case .listParts: try await listParts(ObjectCall(call))
        // Nobody authorises these two: they were answered on the way here.
        case .optionObject, .postObject: throw OSSError.internalError
        // What `Operation.support` says is not emulated; CompatibilityTests sees to it that nothing else ends here.
        default: throw OSSError.notImplemented(operation: call.operation.name)
        }
    }

    private func answer(to error: any Error, requestID: RequestID, trace: RequestTrace, at now: SigningTime) -> OSSError {
        switch error {
        case let error as OSSError: return error
        case let denial as AccessDenial: return denial.error
        case let failure as VerificationFailure: return OSSError(failure, at: now)
        case let failure as StorageError:
            let answer = OSSError(failure, resource: trace.resource)
            if answer.status >= 500 { StorageFailureLog(logger, trace.resource).record(failure, requestID: requestID) }
            return answer
        default:
            // The client hung up, or a bug: the type says which without repeating anything of the request.
            logger.info("request failed", metadata: ["request_id": "\(requestID.rawValue)", "error": "\(type(of: error))"])
            return .internalError
        }
    }

    private func decorate(_ response: inout Response, requestID: RequestID, duration: Duration, now: SigningTime) {
        response.set("Server", "AliyunOSS")
        response.set("Date", now.httpDate)
        response.set("x-oss-request-id", requestID.rawValue)
        response.set("X-Content-Type-Options", "nosniff")
        response.set("x-oss-server-time", String(duration.wholeMilliseconds))
    }
}

/// What became known of a request on its way, for its record.
struct RequestTrace {
    var resource = Resource.service
    var destination: Routes.Destination?
    /// Of the security token service.
    var action: SecurityTokenService.Action?
    var bucket: StoredBucket?
    /// What its signature was checked with.
    var verifier: RequestVerifier?
    /// That the request carries no signature, for the hint: it may have been cut off.
    var anonymous: VerificationFailure?
    /// Why the signature was refused, in a word.
    var signatureFailure: String?
    /// Who asks, once it is known.
    var subject: AccessSubject?
    /// Who owns the buckets.
    var accountID: String?
    var error: OSSError?
}
