import HTTPTypes

/// Reads the signature of a presigned URL.
extension PresentedSignature {
    typealias Reason = VerificationFailure.Reason

    static func isInQuery(_ request: ReceivedRequest) -> Bool { isV4(request.query) || isV1(request.query) }

    static func inQuery(_ request: ReceivedRequest) throws(Reason) -> PresentedSignature {
        guard isV4(request.query) else { return try v1InQuery(request) }
        guard !isV1(request.query) else { throw .severalCarriers }
        return try v4InQuery(request)
    }

    private static func isV4(_ query: Query) -> Bool {
        query.contains(.version) || query.contains(.signature) || query.contains(.credential)
    }

    private static func isV1(_ query: Query) -> Bool {
        query.contains(.v1AccessKeyID) || query.contains(.v1Signature)
    }

    private static func v4InQuery(_ request: ReceivedRequest) throws(Reason) -> PresentedSignature {
        let query = request.query
        if let name = query.repeatedV4Parameter { throw .repeatedParameter(name.text) }
        guard query.isFirst(.version, equalTo: ParameterName.algorithm) else { throw .unknownSignatureVersion }
        let expires = try required(.expires, in: query)
        let credentialText = try required(.credential, in: query)
        let signature = try required(.signature, in: query)
        guard let time = query.first(.date).flatMap({ SigningTime(iso8601Basic: $0) }) else { throw .invalidDate(.query) }
        guard let validity = ASCII.number(expires.utf8), (1...604_800).contains(validity) else { throw .expiresOutOfRange }
        guard let credential = PresentedCredential(credentialText), credential.hasTerminator else { throw .malformedScope(.query) }
        let additional = try additionalHeaders(query.first(.additionalHeaders) ?? "", of: request)
        return PresentedSignature(
            carrier: .query,
            parameters: .v4(credential: credential, time: time, expires: Int64(validity), additionalHeaders: additional),
            signature: signature, securityToken: query.first(.securityToken))
    }

    /// OSS documents that of a repeated V1 parameter the first counts. It is read here, once, and used everywhere.
    private static func v1InQuery(_ request: ReceivedRequest) throws(Reason) -> PresentedSignature {
        let query = request.query
        guard let expires = query.first(.v1Expires) else { throw .incompleteV1Query(.expiresMissing) }
        guard !expires.isEmpty else { throw .incompleteV1Query(.expiresEmpty) }
        guard let signature = query.first(.v1Signature), !signature.isEmpty else { throw .incompleteV1Query(.signatureMissing) }
        guard let accessKeyID = query.first(.v1AccessKeyID), !accessKeyID.isEmpty else { throw .incompleteV1Query(.accessKeyIDMissing) }
        guard let seconds = ASCII.number(expires.utf8), let end = SigningTime(secondsSinceEpoch: Int64(seconds)) else { throw .v1ExpiresNotInteger }
        guard !request.fields.contains(.ossSecurityToken), !request.fields.contains(.securityToken) else { throw .securityTokenInHeader }
        return PresentedSignature(
            carrier: .query, parameters: .v1(accessKeyID: accessKeyID, date: Array(expires.utf8), time: end), signature: signature,
            securityToken: query.first(.v1SecurityToken))
    }

    private static func required(_ name: ParameterName, in query: Query) throws(Reason) -> String {
        guard let value = query.first(name) else { throw .missingParameter(name.text) }
        guard !value.isEmpty else { throw .emptyParameter(name.text) }
        return value
    }

    /// A list of additional headers: in lower case, sorted, each once, none empty, all present in the request.
    static func additionalHeaders(_ list: String, of request: ReceivedRequest) throws(Reason) -> [String] {
        guard !list.isEmpty else { return [] }
        let names = list.split(separator: ";", omittingEmptySubsequences: false).map(String.init)
        let isSorted = zip(names, names.dropFirst()).allSatisfy { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        guard isSorted, !names.contains(""), !names.contains(where: { $0.utf8.contains(where: ASCII.isUppercase) }) else {
            throw .malformedAdditionalHeaders
        }
        for name in names where !request.fields.contains(where: { $0.name.canonicalName == name }) { throw .additionalHeaderAbsent(name) }
        return names
    }
}
