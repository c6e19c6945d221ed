import HTTPTypes

/// Finds out why a request was refused. Pure: the request, the refusal and the verifier's facts go in, findings come out.
package enum Diagnosis {
    /// What is wrong with a refused request, the most certain first. Never empty.
    ///
    /// A wrong signature is explained by computing it anew under one supposition after another, with at most 200 HMACs, and only when
    /// the access key is known.
    package static func findings(of request: ReceivedRequest, failure: VerificationFailure, verifier: RequestVerifier, at now: SigningTime)
        -> [Finding]
    {
        switch failure.reason {
        case .signatureMismatch, .boundElsewhere: return mismatch(of: request, verifier: verifier).findings
        default: return refusals(of: request, failure: failure, verifier: verifier, at: now)
        }
    }

    /// Why a bucket may be missing, or be no bucket's name: host and path were read in another style than the client meant.
    ///
    /// - Parameter authority: as received; it decides whether the host named the bucket.
    package static func missingBucket(_ bucket: String, authority: String) -> Finding {
        let label = ASCII.lowercased("\(bucket).")
        return ASCII.lowercased(authority).utf8.starts(with: label.utf8)
            ? .bucketFromHost(bucket: bucket) : .bucketFromPath(bucket: bucket)
    }

    /// The findings, and how many HMACs they cost.
    static func mismatch(of request: ReceivedRequest, verifier: RequestVerifier) -> (findings: [Finding], authentications: Int) {
        guard let presented = PresentedSignature(of: request), let id = try? AccessKeyID(presented.accessKeyID),
            case .registered(let key) = verifier.keys.lookUp(id, securityToken: presented.securityToken ?? request.fields[.ossSecurityToken])
        else { return ([.unexplained], 0) }
        let secret = key.accessKey.secret
        var cost = 0
        let readings = [request, request.readingPlusAsBlank].compactMap { $0 }
        for reading in readings {
            guard let presented = PresentedSignature(of: reading), let received = SupposedRequest(reading, presented, secret: secret) else {
                continue
            }
            var search = MismatchSearch(received, presented: presented.signature, limit: MismatchSearch.maximumAuthentications / readings.count)
            let finding = search.finding(in: reading, received, secret: secret, accessKeyID: id.rawValue, region: verifier.region)
            cost += search.authentications
            if let finding { return ([finding], cost) }
        }
        let bound = additionalHeaders(of: presented)
        return (bound.isEmpty ? [.unexplained] : [.boundHeaders(bound), .unexplained], cost)
    }

    private static func additionalHeaders(of presented: PresentedSignature) -> [String] {
        guard case .v4(_, _, _, let names) = presented.parameters else { return [] }
        return names.filter { !SignedHeaders.isSignedByDefault($0) }
    }
}

extension PresentedSignature {
    /// The signature of a request that was complete enough to be compared.
    init?(of request: ReceivedRequest) {
        guard let presented = try? (Self.isInHeader(request) ? Self.inHeader(request) : Self.inQuery(request)) else { return nil }
        self = presented
    }
}

extension MismatchSearch {
    /// The likeliest first; pairs once the single ones are through.
    fileprivate mutating func finding(
        in request: ReceivedRequest, _ received: SupposedRequest, secret: Secret, accessKeyID: String, region: Region?
    ) -> Finding? {
        let unsignedHeaders = HeaderSuppositions.unsigned(in: received)
        let methods = HeaderSuppositions.methods(in: received)
        let unsignedParameters = QuerySuppositions.unsigned(in: received)
        if let damage = damage() { return damage }
        let likely =
            unsignedHeaders + methods + QuerySuppositions.spellings(in: received) + unsignedParameters
            + ResourceSuppositions.all(in: request, received.version)
            + HeaderSuppositions.additional(in: request, received, region: region) + HeaderSuppositions.repeated(in: request, received)
        if let finding = first(of: likely) { return finding }
        if let finding = first(of: Array(unsignedHeaders.prefix(6)), with: methods) { return finding }
        if let finding = first(of: ComputationSuppositions.layouts(in: received) + ComputationSuppositions.dates(in: request, received)) {
            return finding
        }
        if let finding = first(of: ComputationSuppositions.secrets(secret, in: received)) { return finding }
        if let finding = first(
            of: HeaderSuppositions.untrimmed(in: received) + HeaderSuppositions.changed(in: received)
                + QuerySuppositions.values(in: request, received))
        {
            return finding
        }
        if let finding = first(of: ComputationSuppositions.derivations(secret, in: received)) { return finding }
        return first(of: ComputationSuppositions.changedRegions(secret, accessKeyID: accessKeyID, in: received))
    }
}
