import HTTPTypes
import OSSSigning
import OSSWire

extension Responder {
    /// What is wrong with a refused request, if the server can tell; the first one's words are the value of `x-waybill-hint`.
    func findings(for error: any Error, _ envelope: RequestEnvelope, _ verifier: RequestVerifier?, at now: SigningTime) -> [Finding] {
        guard configuration.sendsHints, let verifier else { return [] }
        switch error {
        case let failure as VerificationFailure:
            let request = try? ReceivedRequest(
                method: envelope.method, target: envelope.target, authority: envelope.authority, fields: envelope.fields,
                addressing: configuration.addressing)
            return request.map { Diagnosis.findings(of: $0, failure: failure, verifier: verifier, at: now) } ?? []
        case let error as OSSError where [.noSuchBucket, .invalidBucketName].contains(error.code):
            guard let bucket = error.fields.first(where: { $0.name == "BucketName" })?.value, !bucket.isEmpty else { return [] }
            return [Diagnosis.missingBucket(bucket, authority: envelope.authority)]
        default: return []
        }
    }
}
