import HTTPTypes

/// What may have been different in the query.
enum QuerySuppositions {
    typealias Supposition = MismatchSearch.Supposition

    /// Parameters that the signer did not know of: each, then all together, then those of authentication itself.
    static func unsigned(in received: SupposedRequest) -> [Supposition] {
        let isSigned = { (name: [UInt8]) in received.version == .v4 || SubResources.isSigned(name) }
        var names: [[UInt8]] = []
        for parameter in received.parameters.prefix(64) where isSigned(parameter.name) && !names.contains(parameter.name) {
            names.append(parameter.name)
        }
        let own = names.filter { !isAuthentication($0) }
        var groups = own.prefix(12).map { [$0] }
        if own.count > 1 { groups.append(own) }
        var result = groups.map { group in
            let texts = group.map { String(decoding: $0, as: UTF8.self) }
            return Supposition(.parametersNotSigned(texts)) { $0.removeParameters(group) }
        }
        for name in names where isAuthentication(name) {
            let text = String(decoding: name, as: UTF8.self)
            let isToken = [ParameterName.securityToken, .v1SecurityToken].contains(ParameterName(text))
            result.append(Supposition(isToken ? .tokenNotSigned : .parametersNotSigned([text])) { $0.removeParameters([name]) })
        }
        if received.version == .v4, names.count > 1 { result.append(Supposition(.querySpelling(.notSigned)) { $0.parameters = [] }) }
        return result
    }

    static func isAuthentication(_ name: [UInt8]) -> Bool { ParameterName(String(decoding: name, as: UTF8.self)) != nil }

    /// The same parameters in other spellings.
    static func spellings(in received: SupposedRequest) -> [Supposition] {
        var result: [Supposition] = []
        func add(_ spelling: Finding.QuerySpelling, _ edit: @escaping ([UInt8]) -> [UInt8]) {
            let edited = received.parameters.map { SupposedRequest.Parameter(name: $0.name, value: edit($0.value)) }
            if edited != received.parameters { result.append(Supposition(.querySpelling(spelling)) { $0.parameters = edited }) }
        }
        add(.escapedTwice) { Array(PercentEncoding.encode($0).utf8) }
        add(.decodedOnceMore) { (try? PercentEncoding.decode($0)) ?? $0 }
        add(.plusForBlank) { $0.map { $0 == ASCII.space ? UInt8(ascii: "+") : $0 } }
        if received.parameters.contains(where: \.value.isEmpty) {
            result.append(Supposition(.querySpelling(.emptyValues)) { $0.writesEmptyValues = true })
        }
        if received.version == .v1 { result.append(Supposition(.querySpelling(.everythingSigned)) { $0.signsEveryParameter = true }) }
        if let last = received.parameters.last?.value {
            let kept = last.reversed().drop { isTrailing($0) }.reversed()
            let index = received.parameters.count - 1
            if kept.count < last.count { result.append(Supposition(.querySpelling(.trailingText)) { $0.parameters[index].value = Array(kept) }) }
        }
        return result
    }

    /// What stands behind a URL in prose, code and terminals.
    private static func isTrailing(_ byte: UInt8) -> Bool { byte <= ASCII.space || Array("\"'`>).,;".utf8).contains(byte) }

    /// Another validity, and the token in its other place.
    static func values(in request: ReceivedRequest, _ received: SupposedRequest) -> [Supposition] {
        guard received.version == .v4, let expires = received.parameter("x-oss-expires") else { return [] }
        var result: [Supposition] = []
        if let token = request.fields[.ossSecurityToken], received.parameter("x-oss-security-token") == nil {
            result.append(
                Supposition(.tokenMovedToHeader) {
                    $0.removeHeaders(["x-oss-security-token"])
                    $0.setParameter("x-oss-security-token", token.utf8)
                })
        }
        for value in ["3600", "900", "600", "300", "60", "1800", "7200", "86400", "604800"] where !expires.elementsEqual(value.utf8) {
            result.append(Supposition(.parameterChanged(name: "x-oss-expires", signed: value)) { $0.setParameter("x-oss-expires", value.utf8) })
        }
        return result
    }
}
