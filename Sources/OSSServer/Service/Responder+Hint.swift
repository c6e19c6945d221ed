import HTTPTypes
import OSSSigning
import OSSWire

extension Responder {
    /// What is wrong with a refused request, if the server can tell; the first one's words are the value of `x-waybill-hint`.
    func findings(
        for error: any Error, _ envelope: RequestEnvelope, _ verifier: RequestVerifier?, from origin: RequestOrigin, at now: SigningTime
    ) -> [Finding] {
        guard configuration.sendsHints, let verifier else { return [] }
        switch error {
        case let failure as VerificationFailure:
            guard explanations.take() else { return [] }
            let received = try? ReceivedRequest(
                method: envelope.method, target: envelope.target, authority: envelope.authority, fields: envelope.fields,
                addressing: configuration.addressing)
            guard let received else { return [] }
            let binding = (try? SourceBinding(received.query)) ?? nil
            guard case .boundElsewhere = failure.reason, let binding else {
                return Diagnosis.findings(of: received, failure: failure, verifier: verifier, at: now)
            }
            return findings(of: received, binding, failure, verifier, from: origin, at: now)
        case let error as OSSError where [.noSuchBucket, .invalidBucketName].contains(error.code):
            guard let bucket = error.fields.first(where: { $0.name == "BucketName" })?.value, !bucket.isEmpty else { return [] }
            return [Diagnosis.missingBucket(bucket, authority: envelope.authority)]
        case let denial as AccessDenial: return [denial.finding]
        default: return []
        }
    }

    /// A URL that is used from elsewhere. Where the signature alone knows from where it may be used, something else may be wrong in its place.
    private func findings(
        of request: ReceivedRequest, _ binding: SourceBinding, _ failure: VerificationFailure, _ verifier: RequestVerifier,
        from origin: RequestOrigin,
        at now: SigningTime
    ) -> [Finding] {
        let reading = binding.reading(origin)
        let bound = binding.finding(from: origin).map { [$0] } ?? []
        guard !reading.implied.isEmpty else { return bound }
        let others = Diagnosis.findings(of: request.setting(reading.implied), failure: failure, verifier: verifier, at: now)
        return others.filter { $0 != .unexplained } + bound
    }
}
