import HTTPTypes

/// Reads the signature of an `Authorization` header.
extension PresentedSignature {
    static func isInHeader(_ request: ReceivedRequest) -> Bool { request.fields.contains(.authorization) }

    static func inHeader(_ request: ReceivedRequest) throws(Reason) -> PresentedSignature {
        let values = request.fields[values: .authorization]
        guard values.count == 1, let value = values.first else { throw .severalCarriers }
        let scheme = value.prefix { $0 != " " }
        let rest = value.dropFirst(scheme.count + 1)
        switch scheme {
        case "OSS4-HMAC-SHA256": return try v4InHeader(rest, of: request)
        case "OSS": return try v1InHeader(rest, of: request)
        default: throw .unsupportedAuthorizationType
        }
    }

    /// `Credential=…,AdditionalHeaders=…,Signature=…` in any order, with or without blanks.
    private static func v4InHeader(_ text: Substring, of request: ReceivedRequest) throws(Reason) -> PresentedSignature {
        var parts: [String: String] = [:]
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = pair[0].drop { $0 == " " }
            guard pair.count == 2, ["Credential", "AdditionalHeaders", "Signature"].contains(name), parts[String(name)] == nil else {
                throw .malformedV4Authorization
            }
            parts[String(name)] = String(pair[1])
        }
        guard let credentialText = parts["Credential"], !credentialText.isEmpty, let signature = parts["Signature"], !signature.isEmpty else {
            throw .malformedV4Authorization
        }
        guard let credential = PresentedCredential(credentialText), credential.hasTerminator else { throw .malformedScope(.header) }
        let time = try signingTime(of: request)
        let additional = try additionalHeaders(parts["AdditionalHeaders"] ?? "", of: request)
        return PresentedSignature(
            carrier: .header, parameters: .v4(credential: credential, time: time, expires: nil, additionalHeaders: additional),
            signature: signature, securityToken: request.fields[.ossSecurityToken])
    }

    /// `x-oss-date`, else `Date`. A missing or repeated date refuses the request; it is never a check that is left out.
    private static func signingTime(of request: ReceivedRequest) throws(Reason) -> SigningTime {
        let own = request.fields[values: .ossDate]
        if !own.isEmpty {
            guard own.count == 1, let time = SigningTime(iso8601Basic: own[0]) else { throw .invalidDate(.header) }
            return time
        }
        let dates = request.fields[values: .date]
        guard !dates.isEmpty else { throw .missingDate }
        guard dates.count == 1, let time = SigningTime(httpDate: dates[0]) else { throw .invalidDate(.header) }
        return time
    }

    /// `OSS AccessKeyId:Signature`.
    private static func v1InHeader(_ text: Substring, of request: ReceivedRequest) throws(Reason) -> PresentedSignature {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count > 1 else { throw .malformedV1Authorization(text.isEmpty ? .empty : .noColon) }
        guard parts.count == 2 else { throw .malformedV1Authorization(.severalColons) }
        guard !parts[0].isEmpty else { throw .malformedV1Authorization(.noAccessKeyID) }
        guard !parts[1].isEmpty else { throw .malformedV1Authorization(.noSignature) }
        let (date, time) = try v1Date(of: request)
        return PresentedSignature(
            carrier: .header, parameters: .v1(accessKeyID: String(parts[0]), date: date, time: time), signature: String(parts[1]),
            securityToken: request.fields[.ossSecurityToken] ?? request.fields[.securityToken])
    }

    /// `x-oss-date` takes the place of `Date` in the string to sign; both are HTTP dates, and clients write the former in ISO form too.
    private static func v1Date(of request: ReceivedRequest) throws(Reason) -> ([UInt8], SigningTime) {
        let own = request.fields[values: .ossDate]
        let texts = own.isEmpty ? request.fields[values: .date] : own
        guard texts.count == 1, let time = SigningTime(httpDate: texts[0]) ?? SigningTime(iso8601Basic: texts[0]) else { throw .missingDate }
        return (Array(texts[0].utf8), time)
    }
}
