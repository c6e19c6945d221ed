extension VerificationFailure.Reason {
    /// OSS's error cause code, which names the rule more exactly than the error code; `nil` where none is documented.
    ///
    /// Pages: `https://help.aliyun.com/zh/oss/support/<EC>`.
    public var ec: String? {
        switch self {
        case .anonymous: "0003-00000905"
        case .severalCarriers: "0002-00000039"
        case .unsupportedAuthorizationType: "0002-00000002"
        case .unknownSignatureVersion: "0002-00000066"
        case .missingParameter(let name): Self.ec(ofParameter: name, empty: false)
        case .emptyParameter(let name), .repeatedParameter(let name): Self.ec(ofParameter: name, empty: true)
        case .incompleteV1Query(.expiresMissing): "0002-00000067"
        case .incompleteV1Query(.expiresEmpty): "0002-00000068"
        case .incompleteV1Query(.signatureMissing): "0002-00000074"
        case .incompleteV1Query(.accessKeyIDMissing): nil
        case .v1ExpiresNotInteger: "0002-00000070"
        case .form(let failure): Self.ec(of: failure)
        case .securityTokenInHeader, .additionalHeaderAbsent, .v1Forbidden, .ambiguousInV1: nil
        case .malformedV4Authorization: "0002-00000202"
        case .malformedV1Authorization(let detail): Self.ec(of: detail)
        case .malformedAdditionalHeaders: "0002-00000210"
        case .expiresOutOfRange: "0002-00000232"
        case .missingDate, .invalidDate(.query): "0002-00000502"
        case .invalidDate(.header): "0002-00000212"
        case .invalidDate(.form): "0002-00000709"
        case .unsupportedPayloadHash: "0002-00000214"
        case .malformedScope(.header): "0002-00000213"
        case .malformedScope(.query): "0002-00000224"
        case .malformedScope(.form): "0002-00000710"
        case .scopeDayMismatch: "0002-00000223"
        case .wrongRegion: "0002-00000226"
        case .wrongProduct: "0002-00000227"
        case .notYetValid: "0002-00000235"
        case .expired(_, .v4): "0002-00000236"
        case .expired(_, .v1): "0002-00000069"
        case .requestTimeTooSkewed: "0002-00000504"
        case .unknownAccessKey: "0002-00000902"
        case .disabledAccessKey: "0002-00000904"
        case .securityTokenMissing, .securityTokenInvalid, .securityTokenOfAnotherKey: nil
        case .securityTokenExpired: "0002-00000007"
        case .signatureMismatch(_, .form): "0002-00000705"
        case .signatureMismatch(.v4, _): "0002-00000201"
        case .signatureMismatch(.v1, _): "0002-00000040"
        case .boundElsewhere(.v4): "0002-00000225"
        case .boundElsewhere(.v1): "0002-00000602"
        }
    }

    private static func ec(ofParameter name: String, empty: Bool) -> String? {
        switch ParameterName(name) {
        case .expires: empty ? "0002-00000216" : "0002-00000215"
        case .credential: empty ? "0002-00000218" : "0002-00000217"
        case .signature: empty ? "0002-00000220" : "0002-00000219"
        default: nil
        }
    }

    private static func ec(of detail: VerificationFailure.MalformedV1Authorization) -> String {
        switch detail {
        case .empty: "0002-00000061"
        case .noColon: "0002-00000062"
        case .severalColons: "0002-00000063"
        case .noAccessKeyID: "0002-00000064"
        case .noSignature: "0002-00000065"
        }
    }

    private static func ec(of failure: VerificationFailure.FormFailure) -> String? {
        switch failure {
        case .missing(let name): missingFieldEC[name]
        case .empty(let name), .repeated(let name):
            name == FormFieldName.v1Signature.rawValue || name == FormFieldName.signature.rawValue ? "0002-00000704" : missingFieldEC[name]
        case .credential: "0002-00000710"
        case .notYetValid, .expired: "0002-00000709"
        }
    }

    private static let missingFieldEC = [
        FormFieldName.policy.rawValue: "0002-00000702", FormFieldName.v1Signature.rawValue: "0002-00000703",
        FormFieldName.signature.rawValue: "0002-00000703", FormFieldName.v1AccessKeyID.rawValue: "0002-00000706",
        FormFieldName.version.rawValue: "0002-00000066", FormFieldName.date.rawValue: "0002-00000709",
        FormFieldName.credential.rawValue: "0002-00000710",
    ]
}
