/// How the place that a request comes from bears on its signature (`x-oss-ac-*`).
///
/// OSS page: "Include a V4 signature in a URL".
package struct OriginReading {
    /// What the signature covers and the URL does not show: the server writes it, from where the request really comes.
    package var implied: [(name: String, value: String?)]
    /// What the URL shows, and the request's origin contradicts, with what is true of it.
    package var contradicted: [(name: String, value: String?)]

    /// Nothing is implied and nothing contradicted unless given.
    package init(implied: [(name: String, value: String?)] = [], contradicted: [(name: String, value: String?)] = []) {
        self.implied = implied
        self.contradicted = contradicted
    }
}

extension RequestVerifier {
    /// Verifies a request that may be bound to an address or VPC.
    ///
    /// Whatever else is wrong is told before a binding that does not hold. Its failure shows the string to sign of where the request really
    /// comes from, as OSS computes it.
    /// - Throws: ``VerificationFailure``.
    package func verify(_ request: ReceivedRequest, _ origin: OriginReading, at now: SigningTime) throws(VerificationFailure) -> VerifiedRequest {
        let completed = request.setting(origin.implied)
        let verified: VerifiedRequest
        do { verified = try verify(completed, at: now) } catch {
            guard !origin.implied.isEmpty, case .signatureMismatch(let version, _) = error.reason else { throw error }
            throw error.replacingReason(.boundElsewhere(version))
        }
        guard !origin.contradicted.isEmpty else { return verified }
        let reason = VerificationFailure.Reason.boundElsewhere(verified.version)
        do { _ = try verify(completed.setting(origin.contradicted), at: now) } catch { throw error.replacingReason(reason) }
        // Not reached as long as the values differ: no signature fits both. Refused in any case.
        throw VerificationFailure(reason)
    }
}

extension VerificationFailure {
    fileprivate func replacingReason(_ reason: Reason) -> VerificationFailure {
        var failure = self
        failure.reason = reason
        return failure
    }
}
