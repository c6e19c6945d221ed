/// Why a request was refused, with what it takes to see the difference: the server's canonical request and string to sign.
///
/// It never holds the signature that would have been right.
public struct VerificationFailure: Error, Hashable, Sendable {
    /// The first check that failed.
    public internal(set) var reason: Reason
    /// V4's canonical request, once the request was complete enough to have one.
    public internal(set) var canonicalRequest: CanonicalRequest?
    /// What the verifier signed, once the request was complete enough to have it.
    public internal(set) var stringToSign: StringToSign?
    /// The access key id that the request names.
    public internal(set) var accessKeyID: String?
    /// The signature that the request presents.
    public internal(set) var signatureProvided: Secret?

    init(_ reason: Reason) { self.reason = reason }
}

extension VerificationFailure: CustomStringConvertible {
    public var description: String { "VerificationFailure(\(reason))" }
}

extension VerificationFailure {
    /// The rule that was broken. The order of the cases is the order of the checks.
    public enum Reason: Error, Hashable, Sendable {
        // Carrier and shape.
        /// The request carries no signature.
        case anonymous
        /// Header and query both carry a signature, or two versions do.
        case severalCarriers
        /// The Authorization header has an unknown scheme.
        case unsupportedAuthorizationType
        /// `x-oss-signature-version` is missing or is not `OSS4-HMAC-SHA256`.
        case unknownSignatureVersion
        /// A V4 parameter stands in the query more than once.
        case repeatedParameter(String)
        /// A V4 parameter is missing from the query.
        case missingParameter(String)
        /// A V4 parameter in the query is empty.
        case emptyParameter(String)
        /// V1's three parameters are not all there.
        case incompleteV1Query(IncompleteV1Query)
        /// V1's `Expires` is not a plain integer.
        case v1ExpiresNotInteger
        /// The signature is in the query, and the security token in a header.
        case securityTokenInHeader
        /// V4's Authorization header lacks Credential or Signature, or repeats a part.
        case malformedV4Authorization
        /// V1's Authorization header is not `OSS AccessKeyId:Signature`.
        case malformedV1Authorization(MalformedV1Authorization)
        /// `x-oss-additional-headers` has an empty, repeated, unsorted or upper-case name.
        case malformedAdditionalHeaders
        /// A header named as additional is not in the request.
        case additionalHeaderAbsent(String)
        /// V4's `x-oss-expires` is not 1 to 604800.
        case expiresOutOfRange
        /// There is no date.
        case missingDate
        /// The date is no date.
        case invalidDate(SignatureCarrier)
        /// `x-oss-content-sha256` is not `UNSIGNED-PAYLOAD`.
        case unsupportedPayloadHash
        /// This verifier does not accept V1.
        case v1Forbidden
        /// The V1 signature fits two requests.
        case ambiguousInV1(V1Ambiguity)
        /// A form breaks a rule that only forms have.
        case form(FormFailure)

        // Scope.
        /// The credential does not have five parts, or does not end in `aliyun_v4_request`.
        case malformedScope(SignatureCarrier)
        /// The scope's day is malformed, or is not the day of the date.
        case scopeDayMismatch
        /// The scope's region is not this server's.
        case wrongRegion
        /// The scope's product is not this server's.
        case wrongProduct

        // Time.
        /// The URL's date is more than 15 minutes in the future.
        case notYetValid(SigningTime)
        /// The validity of the URL has ended.
        case expired(SigningTime, SignatureVersion)
        /// The header's date is more than 15 minutes away from the server's time.
        case requestTimeTooSkewed(requestTime: SigningTime)

        // Key, token, signature.
        /// Nobody has this access key.
        case unknownAccessKey
        /// The access key is disabled.
        case disabledAccessKey
        /// The key is a temporary one, and its security token is missing.
        case securityTokenMissing
        /// The security token is none, or none that this key can have.
        case securityTokenInvalid
        /// The security token is right, and another key's.
        case securityTokenOfAnotherKey
        /// The security token has expired.
        case securityTokenExpired
        /// The signature is not the one of this request.
        case signatureMismatch(SignatureVersion, SignatureCarrier)
        /// The signature is bound to another address or VPC than the one that the request comes from (`x-oss-ac-*`).
        case boundElsewhere(SignatureVersion)
    }

    /// The rule that a form breaks.
    public enum FormFailure: Hashable, Sendable {
        /// A field of the signature is missing.
        case missing(String)
        /// A field of the signature is empty.
        case empty(String)
        /// A field of the signature stands in the form more than once.
        case repeated(String)
        /// `x-oss-credential` is not right.
        case credential(FormCredentialFault)
        /// `x-oss-date` is more than 15 minutes in the future.
        case notYetValid(SigningTime)
        /// Seven days have passed since `x-oss-date`; the value is their end.
        case expired(SigningTime)
    }

    /// What is wrong with the credential of a form.
    public enum FormCredentialFault: Hashable, Sendable {
        /// It does not have five parts, or does not end in `aliyun_v4_request`.
        case malformed
        /// Its day is not the day of the date.
        case day
        /// Its region is not this server's.
        case region
        /// Its product is not this server's.
        case product
        /// Another field names another access key.
        case accessKeyID
    }

    /// What V1's query lacks.
    public enum IncompleteV1Query: Hashable, Sendable { case expiresMissing, expiresEmpty, signatureMissing, accessKeyIDMissing }

    /// What is wrong with V1's Authorization header.
    public enum MalformedV1Authorization: Hashable, Sendable { case empty, noColon, severalColons, noAccessKeyID, noSignature }
}
