import HTTPTypes
import OSSSigning

/// A request to the security token service, read and not yet believed.
struct STSRequest {
    let method: HTTPRequest.Method
    let fields: HTTPFields
    let query: STSParameters
    /// Query and form together.
    let parameters: STSParameters
    let body: [UInt8]

    /// The two ways to sign: parameters in the RPC style, or a header.
    enum Style { case rpc, acs3 }

    var style: Style { fields.contains(.authorization) ? .acs3 : .rpc }

    /// The action and its version stand where the signature does.
    var action: String? { style == .acs3 ? fields[.acsAction] : parameters["Action"] }
    var version: String? { style == .acs3 ? fields[.acsVersion] : parameters["Version"] }

    /// Answers are XML unless JSON is asked for; today's SDKs, which sign in a header, read nothing but JSON.
    var wantsJSON: Bool {
        if let format = parameters["Format"], !format.isEmpty { return ASCII.lowercased(format) == "json" }
        return style == .acs3
    }

    /// The longest body.
    static let maximumBody = 64 * 1024

    /// Whether a request to the service `/` can be for the security token service, as far as its head says.
    enum Candidacy { case no, yes, ifTheFormHasAnAction }

    static func candidacy(_ envelope: RequestEnvelope, _ request: ReceivedRequest) -> Candidacy {
        guard request.resource == .service, [.get, .post].contains(envelope.method) else { return .no }
        if envelope.fields.contains(.authorization) {
            let values = envelope.fields[values: .authorization]
            return values.allSatisfy { $0.hasPrefix(ACS3Signature.algorithm) } ? .yes : .no
        }
        let ossNames = ["x-oss-signature", "x-oss-signature-version", "x-oss-credential", "OSSAccessKeyId"]
        guard !ossNames.contains(where: request.query.contains) else { return .no }
        if request.query.contains("Action") || envelope.fields.contains(.acsAction) { return .yes }
        return envelope.method == .post && isForm(envelope.fields) ? .ifTheFormHasAnAction : .no
    }

    /// Reads what arrived.
    /// - Throws: ``STSError``.
    init(_ envelope: RequestEnvelope, body: [UInt8]) throws(STSError) {
        method = envelope.method
        fields = envelope.fields
        self.body = body
        var parameters = STSParameters()
        try parameters.add(formEncoded: envelope.target.query)
        query = parameters
        if Self.isForm(envelope.fields) { try parameters.add(formEncoded: body) }
        self.parameters = parameters
    }

    /// Whether a form names an action. One that cannot be read names none.
    static func formHasAction(_ body: [UInt8]) -> Bool {
        var parameters = STSParameters()
        do { try parameters.add(formEncoded: body) } catch { return false }
        return parameters.contains("Action")
    }

    private static func isForm(_ fields: HTTPFields) -> Bool {
        let type = fields[.contentType]?.split(separator: ";", maxSplits: 1, omittingEmptySubsequences: false).first ?? ""
        return ASCII.lowercased(type.filter { $0 != " " }) == "application/x-www-form-urlencoded"
    }
}

extension HTTPField.Name {
    static let acsAction = HTTPField.Name("x-acs-action")!
    static let acsVersion = HTTPField.Name("x-acs-version")!
    static let acsDate = HTTPField.Name("x-acs-date")!
    static let acsSignatureNonce = HTTPField.Name("x-acs-signature-nonce")!
    static let acsContentSHA256 = HTTPField.Name("x-acs-content-sha256")!
    static let acsSecurityToken = HTTPField.Name("x-acs-security-token")!
}
