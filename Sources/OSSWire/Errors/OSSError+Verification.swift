public import OSSSigning

extension OSSError {
    /// The error document's content for a refused signature.
    ///
    /// Pairings of status, code and message that no real answer has shown are marked in `docs/compatibility.md`.
    /// - Parameter now: the server's time, which some documents state.
    public init(_ failure: VerificationFailure, at now: SigningTime) {
        let (status, code, message) = Self.answer(failure.reason)
        self.init(
            status: status, code: code, message: message, ec: failure.reason.ec, fields: Self.fields(of: failure, at: now))
    }

    private static func answer(_ reason: VerificationFailure.Reason) -> (Int, ErrorCode, String) {
        switch reason {
        case .anonymous: (403, .accessDenied, "Anonymous access is forbidden for this operation.")
        case .severalCarriers: (400, .invalidArgument, "The request carries more than one signature.")
        case .unsupportedAuthorizationType: (400, .invalidArgument, "Unsupported Authorization Type")
        case .unknownSignatureVersion: (400, .invalidArgument, "The x-oss-signature-version is invalid.")
        case .repeatedParameter(let name): (400, .invalidArgument, "The query parameter \(name) must occur once.")
        case .missingParameter(let name): (400, .invalidArgument, "The query parameter \(name) is missing.")
        case .emptyParameter(let name): (400, .invalidArgument, "The query parameter \(name) is empty.")
        case .incompleteV1Query:
            (403, .accessDenied, "Query-string authentication requires the Signature, Expires and OSSAccessKeyId parameters")
        case .v1ExpiresNotInteger: (403, .accessDenied, "Invalid date (should be seconds since epoch).")
        case .securityTokenInHeader: (400, .invalidRequest, "Security-token must be provided by query string parameter.")
        case .malformedV4Authorization, .malformedV1Authorization: (400, .invalidArgument, "Authorization header is invalid.")
        case .malformedAdditionalHeaders: (400, .invalidArgument, "Additional headers are invalid.")
        case .additionalHeaderAbsent(let name): (400, .invalidArgument, "The additional header \(name) is not in the request.")
        case .expiresOutOfRange: (400, .invalidArgument, "The x-oss-expires must be an integer between 1 and 604800.")
        case .form(let failure): answer(failure)
        case .missingDate, .invalidDate(.query), .invalidDate(.form): (403, .accessDenied, "OSS authentication requires a valid Date.")
        case .invalidDate(.header), .scopeDayMismatch: (400, .invalidArgument, "Invalid signing date in Authorization header.")
        case .unsupportedPayloadHash: (400, .invalidArgument, "The x-oss-content-sha256 must be UNSIGNED-PAYLOAD.")
        case .v1Forbidden: (403, .accessDenied, "V1 signature is forbidden.")
        case .ambiguousInV1:
            (403, .accessDenied, "This V1 signature is valid for two different requests, so it is refused. Sign with V4.")
        case .malformedScope: (400, .invalidArgument, "Invalid credential scope.")
        case .wrongRegion: (400, .invalidArgument, "Invalid signing region in Authorization header.")
        case .wrongProduct: (400, .invalidArgument, "Invalid signing product in Authorization header.")
        case .notYetValid: (403, .accessDenied, "Request is not valid yet.")
        case .expired: (403, .accessDenied, "Request has expired.")
        case .requestTimeTooSkewed:
            (403, .requestTimeTooSkewed, "The difference between the request time and the current time is too large.")
        case .unknownAccessKey: (403, .invalidAccessKeyID, "The OSS Access Key Id you provided does not exist in our records.")
        case .disabledAccessKey: (403, .invalidAccessKeyID, "The OSS Access Key Id you provided is disabled.")
        case .securityTokenMissing: (403, .invalidAccessKeyID, "The OSS Access Key Id you provided does not exist in our records.")
        case .securityTokenInvalid: (403, .invalidSecurityToken, "The security token you provided is invalid.")
        case .securityTokenOfAnotherKey:
            (403, .accessKeyIDAndSecurityTokenNotMatch, "The OSS Access Key Id you provided does not match the security token.")
        case .securityTokenExpired: (403, .securityTokenExpired, "The security token you provided has expired.")
        case .signatureMismatch, .boundElsewhere:
            (
                403, .signatureDoesNotMatch,
                "The request signature we calculated does not match the signature you provided. Check your key and signing method."
            )
        }
    }

    private static func answer(_ failure: VerificationFailure.FormFailure) -> (Int, ErrorCode, String) {
        switch failure {
        case .missing(let name): (400, .invalidArgument, missingFormFieldMessage(name))
        case .empty(let name): (400, .invalidArgument, "The form field \(name) is empty.")
        case .repeated(let name): (400, .invalidArgument, "The form field \(name) must occur once.")
        case .credential(.day): (400, .invalidArgument, "Invalid signing date in Authorization header.")
        case .credential(.region): (400, .invalidArgument, "Invalid signing region in Authorization header.")
        case .credential(.product): (400, .invalidArgument, "Invalid signing product in Authorization header.")
        case .credential: (400, .invalidArgument, "The x-oss-credential is invalid.")
        case .notYetValid: (403, .accessDenied, "Request is not valid yet.")
        case .expired: (403, .accessDenied, "Request has expired.")
        }
    }

    private static func fields(of failure: VerificationFailure, at now: SigningTime) -> [Field] {
        let keyField = Field("OSSAccessKeyId", failure.accessKeyID ?? "")
        let serverTime = Field("ServerTime", now.iso8601Milliseconds)
        switch failure.reason {
        case .expired(let end, _), .form(.expired(let end)): return [Field("Expires", end.iso8601Milliseconds), serverTime]
        case .notYetValid, .form(.notYetValid): return [serverTime]
        case .requestTimeTooSkewed(let time):
            return [
                Field("MaxAllowedSkewMilliseconds", String(RequestVerifier.maximumSkew * 1000)),
                Field("RequestTime", time.iso8601Milliseconds), serverTime,
            ]
        case .unknownAccessKey, .disabledAccessKey, .securityTokenMissing, .securityTokenOfAnotherKey: return [keyField]
        case .form(.missing(let name)), .form(.empty(let name)), .form(.repeated(let name)):
            return [Field("ArgumentName", name), Field("ArgumentValue", "")]
        case .form(.credential): return [Field("ArgumentName", FormFieldName.credential.rawValue), Field("ArgumentValue", "")]
        case .wrongRegion, .wrongProduct, .invalidDate(.header), .scopeDayMismatch: return [Field("Authorization", "")]
        case .signatureMismatch, .boundElsewhere: return [keyField] + evidence(of: failure)
        default: return []
        }
    }

    /// What lets a client compare its own strings with the server's.
    private static func evidence(of failure: VerificationFailure) -> [Field] {
        var fields = [Field("SignatureProvided", failure.signatureProvided?.exposed ?? "")]
        if let stringToSign = failure.stringToSign {
            fields.append(Field("StringToSign", stringToSign.text))
            fields.append(Field("StringToSignBytes", Hex.uppercase(stringToSign.bytes, separator: " ") + " "))
        }
        if let canonicalRequest = failure.canonicalRequest { fields.append(Field("CanonicalRequest", canonicalRequest.text)) }
        return fields
    }
}
