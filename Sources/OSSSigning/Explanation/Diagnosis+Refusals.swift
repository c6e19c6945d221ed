import HTTPTypes

extension Diagnosis {
    /// The refusals whose reason says nearly everything.
    static func refusals(of request: ReceivedRequest, failure: VerificationFailure, verifier: RequestVerifier, at now: SigningTime) -> [Finding] {
        if let finding = brokenURL(request, failure.reason) { return [finding] }
        return [carrierFinding(request, failure.reason) ?? laterFinding(request, failure, verifier: verifier, at: now)]
    }

    /// A query that was damaged while it was copied, whatever is missing because of it.
    private static func brokenURL(_ request: ReceivedRequest, _ reason: VerificationFailure.Reason) -> Finding? {
        switch reason {
        case .anonymous, .unknownSignatureVersion, .missingParameter, .emptyParameter, .incompleteV1Query, .invalidDate(.query): break
        default: return nil
        }
        let names = request.query.pairs.map { Array($0.name) }
        if names.contains(where: { $0.starts(with: "amp;".utf8) }) { return .ampersandsEscaped }
        if names.contains(where: { ASCII.lowercased(String(decoding: $0, as: UTF8.self)).hasPrefix("x-amz-") }) { return .s3Signature }
        if names.count == 1, QuerySuppositions.isAuthentication(names[0]) {
            return .queryCut(first: String(decoding: names[0], as: UTF8.self))
        }
        return nil
    }

    private static func carrierFinding(_ request: ReceivedRequest, _ reason: VerificationFailure.Reason) -> Finding? {
        switch reason {
        case .anonymous: .unsigned
        case .severalCarriers: .severalSignatures(several(request))
        case .unsupportedAuthorizationType: scheme(request)
        case .unknownSignatureVersion: version(request)
        case .repeatedParameter(let name): .repeatedParameter(name)
        case .missingParameter: .missingParameters(missing(request))
        case .emptyParameter(let name): .emptyParameter(name)
        case .incompleteV1Query(.expiresEmpty): .emptyParameter(ParameterName.v1Expires.text)
        case .incompleteV1Query(let detail): incomplete(request, detail)
        case .v1ExpiresNotInteger: .expiresIsNoMoment
        case .securityTokenInHeader: .tokenMovedToHeader
        case .malformedV4Authorization: .malformedAuthorization(.v4)
        case .malformedV1Authorization: .malformedAuthorization(.v1)
        case .malformedAdditionalHeaders: .malformedAdditionalHeaders
        case .additionalHeaderAbsent(let name): .additionalHeaderAbsent(name)
        case .expiresOutOfRange: .validityOutOfRange(isMoment: isMoment(request.query.first(.expires)))
        case .missingDate: .noDate
        case .invalidDate(.query) where !request.query.contains(.date): .missingParameters(missing(request))
        case .invalidDate(let carrier): .malformedDate(carrier)
        case .unsupportedPayloadHash: .payloadHash
        case .v1Forbidden: .v1Off
        case .ambiguousInV1: .v1Ambiguous
        case .malformedScope: .malformedScope
        default: nil
        }
    }

    private static func laterFinding(
        _ request: ReceivedRequest, _ failure: VerificationFailure, verifier: RequestVerifier, at now: SigningTime
    ) -> Finding {
        let presented = PresentedSignature(of: request)
        var scope = CredentialScope(day: "", region: "", product: "")
        var day = ""
        if case .v4(let credential, let time, _, _) = presented?.parameters { (scope, day) = (credential.scope, time.basicDay) }
        switch failure.reason {
        case .scopeDayMismatch: return .scopeDay(scope: scope.day, date: day)
        case .wrongRegion: return .wrongRegion(signed: scope.region, server: verifier.region?.rawValue ?? "")
        case .wrongProduct: return .wrongProduct(signed: scope.product, server: verifier.product.rawValue)
        case .notYetValid(let time): return .notYetValid(seconds: now.seconds(until: time), server: now)
        case .expired(let end, .v1) where end.secondsSinceEpoch < 31_536_000 * 10: return .expiresIsDuration
        case .expired(let end, _): return .expired(seconds: end.seconds(until: now), server: now)
        case .requestTimeTooSkewed(let time): return .skewed(seconds: now.seconds(until: time), server: now)
        case .unknownAccessKey: return .unknownKey(isDecorated: isDecorated(failure.accessKeyID ?? ""))
        case .disabledAccessKey: return .disabledKey
        case .securityTokenMissing: return .tokenMissing(presented?.carrier ?? .query, presented?.version ?? .v4)
        case .securityTokenInvalid:
            let key = (try? AccessKeyID(failure.accessKeyID ?? "")).flatMap { verifier.keys.accessKey($0) }
            return .tokenInvalid(isPermanent: key.map { $0.accessKey.securityToken == nil } ?? false)
        case .securityTokenOfAnotherKey: return .tokenOfAnotherKey
        case .securityTokenExpired: return .tokenExpired
        default: return .unexplained
        }
    }

    private static func several(_ request: ReceivedRequest) -> Finding.SeveralSignatures {
        if request.fields[values: .authorization].count > 1 { return .twoHeaders }
        return request.fields.contains(.authorization) ? .queryAndHeader : .twoVersions
    }

    private static func scheme(_ request: ReceivedRequest) -> Finding {
        let value = request.fields[.authorization] ?? ""
        if value.hasPrefix("AWS") { return .s3Signature }
        return value.hasPrefix("OSS2 ") ? .v2Signature : .unknownScheme
    }

    private static func version(_ request: ReceivedRequest) -> Finding {
        switch request.query.first(.version) {
        case nil: .missingParameters(missing(request))
        case "OSS2": .v2Signature
        default: .unknownVersion
        }
    }

    /// V4's parameters that are not there.
    private static func missing(_ request: ReceivedRequest) -> [String] {
        [ParameterName.version, .credential, .date, .expires, .signature].filter { !request.query.contains($0) }.map(\.text)
    }

    private static func incomplete(_ request: ReceivedRequest, _ detail: VerificationFailure.IncompleteV1Query) -> Finding {
        let names = [ParameterName.v1AccessKeyID, .v1Expires, .v1Signature]
        let missing = names.filter { !request.query.contains($0) }.map(\.text)
        guard missing.isEmpty else { return .missingParameters(missing) }
        return .emptyParameter((detail == .signatureMissing ? ParameterName.v1Signature : .v1AccessKeyID).text)
    }

    /// Whether a validity looks like a moment after the year 2001.
    private static func isMoment(_ text: String?) -> Bool {
        guard let text, let number = ASCII.number(text.utf8) else { return false }
        return number >= 1_000_000_000
    }

    private static func isDecorated(_ id: String) -> Bool {
        guard let first = id.utf8.first, let last = id.utf8.last else { return false }
        let marks = Array("\"'`".utf8)
        return [first, last].contains { $0 <= ASCII.space || marks.contains($0) }
    }
}
