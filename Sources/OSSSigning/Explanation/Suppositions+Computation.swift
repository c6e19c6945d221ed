import HTTPTypes

/// What may have been different in the computation itself: layout, date, key.
enum ComputationSuppositions {
    typealias Supposition = MismatchSearch.Supposition

    static func layouts(in received: SupposedRequest) -> [Supposition] {
        var result = [Supposition(.layout(.lineFeedAtEnd)) { $0.endsInLineFeed = true }]
        guard received.version == .v4 else { return result }
        result.append(Supposition(.layout(.emptyLineMissing)) { $0.leavesEmptyLineOut = true })
        let emptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        result.append(Supposition(.layout(.hashOfBody)) { $0.payload = Array(emptyHash.utf8) })
        result.append(Supposition(.payloadLine) { $0.payload = [] })
        return result
    }

    static func dates(in request: ReceivedRequest, _ received: SupposedRequest) -> [Supposition] {
        var result: [Supposition] = []
        let date = request.fields[.date]
        let own = request.fields[.ossDate]
        if received.version == .v4, let time = SigningTime(iso8601Basic: String(decoding: received.date, as: UTF8.self)) {
            for seconds in [-1, 1] as [Int64] {
                if let other = time.advanced(bySeconds: seconds) {
                    result.append(Supposition(.dateLine(.otherSecond)) { $0.date = Array(other.iso8601Basic.utf8) })
                }
            }
            for hours in [8, -8] {
                if let other = time.advanced(bySeconds: Int64(hours) * 3600) {
                    result.append(Supposition(.dateLine(.shiftedHours(hours))) { $0.date = Array(other.iso8601Basic.utf8) })
                }
            }
            if let date, let other = SigningTime(httpDate: date), other != time {
                result.append(Supposition(.dateLine(.dateHeader)) { $0.date = Array(other.iso8601Basic.utf8) })
            }
        } else {
            if let date, !received.date.elementsEqual(date.utf8) {
                result.append(Supposition(.dateLine(.dateHeader)) { $0.date = Array(date.utf8) })
                result.append(
                    Supposition(.dateLine(.dateHeader)) {
                        $0.date = Array(date.utf8)
                        $0.removeHeaders(["x-oss-date"])
                    })
            }
            if let own, !received.date.elementsEqual(own.utf8) {
                result.append(Supposition(.dateLine(.ossDateHeader)) { $0.date = Array(own.utf8) })
            }
            result.append(Supposition(.dateLine(.empty)) { $0.date = [] })
        }
        return result
    }

    /// The secret with what editors, shells and configuration files put around it.
    static func secrets(_ secret: Secret, in received: SupposedRequest) -> [Supposition] {
        let text = secret.exposed
        var spellings: [(Finding.SecretSlip, String)] = [
            (.lineBreak, text + "\n"), (.blank, text + " "), (.quotes, "\"\(text)\""), (.lineBreak, text + "\r\n"), (.blank, " " + text),
        ]
        let trimmed = String(decoding: text.utf8.drop { $0 <= ASCII.space }.reversed().drop { $0 <= ASCII.space }.reversed(), as: UTF8.self)
        if trimmed.utf8.count < text.utf8.count { spellings.append((.blank, trimmed)) }
        return spellings.map { slip, spelling in
            let secret = Secret(spelling)
            let key = received.version == .v4 ? SupposedKey(v4: secret, scope: received.scope) : SupposedKey(v1: secret)
            return Supposition(.secretSpelling(slip)) { $0.key = key }
        }
    }

    /// V4's key derived in another way.
    static func derivations(_ secret: Secret, in received: SupposedRequest) -> [Supposition] {
        guard received.version == .v4 else { return [] }
        let scope = received.scope
        var result: [Supposition] = []
        func add(_ slip: Finding.DerivationSlip, _ key: SupposedKey) { result.append(Supposition(.derivation(slip)) { $0.key = key }) }
        add(.withoutPrefix, SupposedKey(v4: secret, prefix: "", scope: scope))
        add(.notDerived, SupposedKey(underived: secret))
        add(.s3Prefix, SupposedKey(v4: secret, prefix: "AWS4", scope: scope))
        for region in ["oss-\(scope.region)", "\(scope.region)-internal", "cn-hangzhou", ""] where region != scope.region {
            add(.region(region), SupposedKey(v4: secret, scope: CredentialScope(day: scope.day, region: region, product: scope.product)))
        }
        add(.product("s3"), SupposedKey(v4: secret, scope: CredentialScope(day: scope.day, region: scope.region, product: "s3")))
        guard let time = SigningTime(iso8601Basic: String(decoding: received.date, as: UTF8.self)) else { return result }
        for seconds in [SigningTime.secondsPerDay, -SigningTime.secondsPerDay] {
            guard let day = time.advanced(bySeconds: seconds)?.basicDay else { continue }
            add(.day(day), SupposedKey(v4: secret, scope: CredentialScope(day: day, region: scope.region, product: scope.product)))
        }
        return result
    }

    /// The region was another one when this was signed, and somebody wrote the server's over it.
    static func changedRegions(_ secret: Secret, accessKeyID: String, in received: SupposedRequest) -> [Supposition] {
        guard received.version == .v4 else { return [] }
        return ["oss-\(received.scope.region)", "cn-hangzhou", "cn-shanghai", "cn-beijing"].filter { $0 != received.scope.region }.map { region in
            let scope = CredentialScope(day: received.scope.day, region: region, product: received.scope.product)
            let key = SupposedKey(v4: secret, scope: scope)
            return Supposition(.regionChanged(signed: region)) {
                $0.scope = scope
                $0.key = key
                if $0.parameter("x-oss-credential") != nil { $0.setParameter("x-oss-credential", "\(accessKeyID)/\(scope)".utf8) }
            }
        }
    }
}
