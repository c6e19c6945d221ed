import OSSSigning

extension Inquiry {
    /// What the request says about itself.
    func facts(_ signature: SignatureCheck) -> RequestFacts {
        var facts = observation.facts
        facts.method = method ?? signature.method
        facts.client = observation.client == .unknown ? nil : observation.client.rawValue
        facts.status = observation.response?.status.flatMap { $0 > 0 ? $0 : nil }
        facts.requestID = observation.requestID
        facts.ec = document?.ec
        facts.isVerified = signature.isVerified
        guard !isBare else { return facts }
        if observation.url != nil { facts.host = target?.authority ?? observation.field("Host") ?? observation.facts.host }
        let resource = try? request(method ?? "PUT").resource
        facts.bucket = resource?.bucket?.rawValue ?? facts.bucket
        facts.key = resource?.key?.description ?? facts.key
        facts.accessKeyID = presentedAccessKeyID.map(Redaction.shortened(accessKeyID:))
        if let credential = query.value("x-oss-credential") ?? view?.scope {
            let parts = credential.utf8.split(separator: ASCII.slash).map { String(decoding: $0, as: UTF8.self) }
            if parts.count >= 4 { facts.region = parts[parts.count - 3] }
        }
        facts.signature =
            query.contains("x-oss-credential") || view?.version == .v4 ? "v4" : query.contains("OSSAccessKeyId") || view?.version == .v1 ? "v1" : nil
        if isPresigned {
            if query.contains("x-oss-date") { facts.issued = signingTime?.description }
            facts.expires = end?.description
            facts.validitySeconds = validity
        }
        return facts
    }
}

extension RequestFacts {
    func redacted(by redaction: Redaction) -> RequestFacts {
        var facts = self
        facts.method = method.map { redaction($0, limit: 40) }
        facts.bucket = bucket.map { redaction($0, limit: 80) }
        facts.key = key.map { redaction($0, limit: 1100) }
        facts.host = host.map { redaction($0, limit: 260) }
        facts.region = region.map { redaction($0, limit: 80) }
        facts.accessKeyID = accessKeyID.map { redaction($0, limit: 40) }
        facts.requestID = requestID.map { redaction($0, limit: 64) }
        facts.ec = ec.map { redaction($0, limit: 40) }
        return facts
    }
}
