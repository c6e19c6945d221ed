import HTTPTypes
import OSSSigning
import OSSWire

extension Responder {
    /// The value of `x-waybill-hint`: what is wrong with a refused request, if the server can tell.
    func hint(for error: any Error, _ envelope: RequestEnvelope, at now: SigningTime) -> String? {
        guard configuration.sendsHints else { return nil }
        switch error {
        case let failure as VerificationFailure:
            let request = try? ReceivedRequest(
                method: envelope.method, target: envelope.target, authority: envelope.authority, fields: envelope.fields,
                addressing: configuration.addressing)
            return request.flatMap { Diagnosis.findings(of: $0, failure: failure, verifier: verifier, at: now).first?.hint }
        case let error as OSSError where [.noSuchBucket, .invalidBucketName].contains(error.code):
            guard let bucket = error.fields.first(where: { $0.name == "BucketName" })?.value, !bucket.isEmpty else { return nil }
            return Diagnosis.missingBucket(bucket, authority: envelope.authority).hint
        default: return nil
        }
    }
}
