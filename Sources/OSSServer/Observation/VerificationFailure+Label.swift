import OSSSigning

extension VerificationFailure.Reason {
    /// The reason as one of a short list, for the metric of refused signatures; `nil` for a request that carries none.
    var label: String? {
        switch self {
        case .anonymous: nil
        case .severalCarriers, .unsupportedAuthorizationType, .unknownSignatureVersion, .repeatedParameter, .missingParameter, .emptyParameter,
            .incompleteV1Query, .v1ExpiresNotInteger, .securityTokenInHeader, .malformedV4Authorization, .malformedV1Authorization,
            .malformedAdditionalHeaders, .additionalHeaderAbsent, .expiresOutOfRange, .missingDate, .invalidDate, .unsupportedPayloadHash,
            .malformedScope:
            "malformed"
        case .v1Forbidden: "v1_forbidden"
        case .ambiguousInV1: "ambiguous_in_v1"
        case .form(let failure): failure.label
        case .scopeDayMismatch: "wrong_day"
        case .wrongRegion: "wrong_region"
        case .wrongProduct: "wrong_product"
        case .notYetValid: "not_yet_valid"
        case .expired: "expired"
        case .requestTimeTooSkewed: "request_time_too_skewed"
        case .unknownAccessKey: "unknown_access_key"
        case .disabledAccessKey: "disabled_access_key"
        case .securityTokenMissing: "security_token_missing"
        case .securityTokenInvalid: "security_token_invalid"
        case .securityTokenOfAnotherKey: "security_token_of_another_key"
        case .securityTokenExpired: "security_token_expired"
        case .signatureMismatch: "signature_mismatch"
        case .boundElsewhere: "bound_elsewhere"
        }
    }
}

extension VerificationFailure.FormFailure {
    fileprivate var label: String {
        switch self {
        case .missing, .empty, .repeated, .credential(.malformed), .credential(.accessKeyID): "malformed"
        case .credential(.day): "wrong_day"
        case .credential(.region): "wrong_region"
        case .credential(.product): "wrong_product"
        case .notYetValid: "not_yet_valid"
        case .expired: "expired"
        }
    }
}

extension STSError {
    /// The same for a request to the security token service; `nil` when something else was wrong.
    var signatureLabel: String? {
        switch code {
        case "SignatureDoesNotMatch": "signature_mismatch"
        case "IncompleteSignature", "InvalidTimeStamp.Format": "malformed"
        case "InvalidTimeStamp.Expired": "request_time_too_skewed"
        case "SignatureNonceUsed": "nonce_used"
        case "InvalidAccessKeyId.NotFound": "unknown_access_key"
        case "InvalidAccessKeyId.Inactive": "disabled_access_key"
        case "MissingSecurityToken": "security_token_missing"
        case "InvalidSecurityToken.Malformed": "security_token_invalid"
        case "InvalidSecurityToken.MismatchWithAccessKey": "security_token_of_another_key"
        case "InvalidSecurityToken.Expired": "security_token_expired"
        default: nil
        }
    }
}
