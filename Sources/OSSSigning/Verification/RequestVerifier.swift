import Crypto
import HTTPTypes

/// Checks the signature of received requests as OSS does: carrier, shape, scope, time, key, token, and the signature last.
///
/// A verifier is a value: the time is an argument, the keys come from a directory.
///
/// ```swift
/// let verifier = RequestVerifier(region: region, keys: directory)
/// let verified = try verifier.verify(received, at: now)
/// ```
///
/// OSS page: "Include a V4 signature in a URL".
public struct RequestVerifier: Sendable {
    /// The region that a V4 scope must name; `nil` accepts any.
    public let region: Region?
    /// The product that a V4 scope must name.
    public let product: SigningProduct
    /// Whether V1 signatures are accepted.
    public let acceptsV1: Bool
    /// Where keys are looked up.
    public let keys: any AccessKeyDirectory

    /// How far a header's date may be away, and how far in the future a URL's date may lie: 15 minutes.
    public static let maximumSkew: Int64 = 900

    /// A verifier for one region.
    public init(region: Region?, product: SigningProduct = .oss, acceptsV1: Bool = true, keys: any AccessKeyDirectory) {
        self.region = region
        self.product = product
        self.acceptsV1 = acceptsV1
        self.keys = keys
    }

    /// Verifies a request.
    ///
    /// A URL's validity is judged here, once: a transfer that began in time may take as long as it needs.
    /// - Throws: ``VerificationFailure``, for the first check that fails.
    public func verify(_ request: ReceivedRequest, at now: SigningTime) throws(VerificationFailure) -> VerifiedRequest {
        do { return try verifyInEitherQuery(request, at: now) } catch {
            guard case .signatureMismatch = error.reason, let reading = request.readingPathPlusAsBlank,
                let verified = try? verifyInEitherQuery(reading, at: now)
            else { throw error }
            return verified
        }
    }

    private func verifyInEitherQuery(_ request: ReceivedRequest, at now: SigningTime) throws(VerificationFailure) -> VerifiedRequest {
        if let reading = request.readingPlusAsBlank, let verified = try? verifyAsRead(reading, at: now) { return verified }
        return try verifyAsRead(request, at: now)
    }

    private func verifyAsRead(_ request: ReceivedRequest, at now: SigningTime) throws(VerificationFailure) -> VerifiedRequest {
        let presented: PresentedSignature
        do { presented = try present(request) } catch { throw VerificationFailure(error) }
        var evidence = Evidence(presented)
        do throws(Reason) {
            switch presented.parameters {
            case .v4(let credential, let time, let expires, let additionalHeaders):
                evidence.build(v4: request, time: time, scope: credential.scope, additionalHeaders: additionalHeaders)
                try checkPayloadHash(request)
                try checkScope(credential, time: time)
                let expiration = try checkTimeV4(time, expires: expires, at: now)
                return try conclude(request, presented, evidence, expiration: expiration, additionalHeaders: additionalHeaders, at: now)
            case .v1(_, let date, let time):
                guard acceptsV1 else { throw Reason.v1Forbidden }
                if let ambiguity = V1Ambiguity.find(resource: request.resource, query: request.query) { throw Reason.ambiguousInV1(ambiguity) }
                evidence.build(v1: request, date: date)
                try checkTimeV1(time, carrier: presented.carrier, at: now)
                return try conclude(
                    request, presented, evidence, expiration: presented.carrier == .query ? time : nil, additionalHeaders: [], at: now)
            }
        } catch {
            throw evidence.failure(error)
        }
    }

    private typealias Reason = VerificationFailure.Reason

    private func present(_ request: ReceivedRequest) throws(Reason) -> PresentedSignature {
        switch (PresentedSignature.isInHeader(request), PresentedSignature.isInQuery(request)) {
        case (false, false): throw .anonymous
        case (true, true): throw .severalCarriers
        case (true, false): return try PresentedSignature.inHeader(request)
        case (false, true): return try PresentedSignature.inQuery(request)
        }
    }

    private func checkPayloadHash(_ request: ReceivedRequest) throws(Reason) {
        for value in request.fields[values: .ossContentSHA256] where value != ParameterName.unsignedPayload.description {
            throw .unsupportedPayloadHash
        }
    }

    private func checkScope(_ credential: PresentedCredential, time: SigningTime) throws(Reason) {
        guard credential.scope.isDay(of: time) else { throw .scopeDayMismatch }
        guard credential.scope.product == product.rawValue else { throw .wrongProduct }
        if let region, credential.scope.region != region.rawValue { throw .wrongRegion }
    }

    /// - Returns: the end of a URL's validity.
    private func checkTimeV4(_ time: SigningTime, expires: Int64?, at now: SigningTime) throws(Reason) -> SigningTime? {
        guard let expires else {
            try checkSkew(time, at: now)
            return nil
        }
        guard now.seconds(until: time) <= Self.maximumSkew else { throw .notYetValid(time) }
        guard let end = time.advanced(bySeconds: expires) else { throw .expiresOutOfRange }
        guard now <= end else { throw .expired(end, .v4) }
        return end
    }

    private func checkTimeV1(_ time: SigningTime, carrier: SignatureCarrier, at now: SigningTime) throws(Reason) {
        switch carrier {
        case .query: guard now <= time else { throw .expired(time, .v1) }
        case .header, .form: try checkSkew(time, at: now)
        }
    }

    private func checkSkew(_ time: SigningTime, at now: SigningTime) throws(Reason) {
        guard abs(now.seconds(until: time)) <= Self.maximumSkew else { throw .requestTimeTooSkewed(requestTime: time) }
    }

    private func conclude(
        _ request: ReceivedRequest, _ presented: PresentedSignature, _ evidence: Evidence, expiration: SigningTime?,
        additionalHeaders: [String], at now: SigningTime
    ) throws(Reason) -> VerifiedRequest {
        guard let id = try? AccessKeyID(presented.accessKeyID) else { throw .unknownAccessKey }
        // A token in a V4 URL belongs into its query. One that was sent as a header is part of the canonical headers, so the signature decides first.
        let isInWrongPlace = presented.carrier == .query && request.fields.contains(.ossSecurityToken)
        let key: RegisteredAccessKey
        var tokenProblem: Reason?
        do { key = try keys.registeredKey(id, securityToken: presented.securityToken) } catch {
            guard isInWrongPlace, error == .securityTokenMissing, let token = request.fields[.ossSecurityToken] else { throw error }
            key = try keys.registeredKey(id, securityToken: token)
            tokenProblem = error
        }
        guard key.isEnabled else { throw .disabledAccessKey }
        tokenProblem = tokenProblem ?? key.tokenProblem(of: presented.securityToken, at: now)
        if let tokenProblem, !isInWrongPlace { throw tokenProblem }
        guard matches(presented, evidence, request, key: key) else { throw .signatureMismatch(presented.version, presented.carrier) }
        if let tokenProblem { throw tokenProblem }
        // A URL dies with its token.
        let end = expiration.map { end in key.accessKey.expiration.map { min($0, end) } ?? end }
        return VerifiedRequest(
            request: request, accessKeyID: id, securityToken: key.accessKey.securityToken, version: presented.version, carrier: presented.carrier,
            expiration: end, additionalHeaders: additionalHeaders)
    }

    /// Compares in constant time, so that the time of an answer does not tell how much of a guess was right.
    private func matches(
        _ presented: PresentedSignature, _ evidence: Evidence, _ request: ReceivedRequest, key: RegisteredAccessKey
    ) -> Bool {
        guard let stringToSign = evidence.stringToSign else { return false }
        switch presented.parameters {
        case .v4(let credential, _, _, _):
            let signature = keys.signingKey(for: key, scope: credential.scope).signature(of: stringToSign)
            return ConstantTime.areEqual(signature, presented.signature)
        case .v1(_, let date, _):
            guard let signature = Base64.decode(presented.signature.utf8) else { return false }
            if V1Signature.compute(stringToSign, secret: key.accessKey.secret) == signature { return true }
            return V1Reading.alternatives(request).contains { reading in
                V1Signature.compute(Evidence.stringToSign(v1: request, date: date, reading), secret: key.accessKey.secret) == signature
            }
        }
    }
}

/// What a failure shows besides its reason.
private struct Evidence {
    let presented: PresentedSignature
    private var canonicalRequest: CanonicalRequest?
    private(set) var stringToSign: StringToSign?

    init(_ presented: PresentedSignature) { self.presented = presented }

    mutating func build(v4 request: ReceivedRequest, time: SigningTime, scope: CredentialScope, additionalHeaders: [String]) {
        let canonical = CanonicalRequest(
            method: request.method.rawValue, resource: request.resource, query: request.query,
            headers: SignedHeaders(request.fields, additionalHeaders: additionalHeaders), additionalHeaders: additionalHeaders)
        canonicalRequest = canonical
        stringToSign = StringToSign(canonical, time: time, scope: scope)
    }

    mutating func build(v1 request: ReceivedRequest, date: [UInt8]) {
        stringToSign = Self.stringToSign(v1: request, date: date, .documented)
    }

    static func stringToSign(v1 request: ReceivedRequest, date: [UInt8], _ reading: V1Reading) -> StringToSign {
        StringToSign(
            v1Method: request.method.rawValue, resource: request.resource, query: request.query, headers: SignedHeaders(request.fields), date: date,
            reading: reading)
    }

    func failure(_ reason: VerificationFailure.Reason) -> VerificationFailure {
        var failure = VerificationFailure(reason)
        failure.canonicalRequest = canonicalRequest
        failure.stringToSign = stringToSign
        failure.accessKeyID = presented.accessKeyID
        failure.signatureProvided = Secret(presented.signature)
        return failure
    }
}
