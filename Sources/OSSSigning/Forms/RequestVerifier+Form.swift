import Crypto

/// Checks the signature of a form as OSS does: fields, shape, scope, time, key, token, and the signature last.
///
/// OSS pages: "PostObject", "PostObject V4 signature".
extension RequestVerifier {
    /// How long a V4 form can be used from its `x-oss-date` on: 7 days.
    package static let formValidity: Int64 = 604_800

    /// Verifies the fields that stand before the file of a form.
    ///
    /// A header's or a URL's signature has no meaning for a form; whoever calls this does not look at them.
    /// - Throws: ``VerificationFailure``, for the first check that fails.
    package func verify(form fields: FormFields, at now: SigningTime) throws(VerificationFailure) -> FormAuthentication {
        let found: PresentedFormSignature?
        do { found = try PresentedFormSignature.find(in: fields) } catch { throw VerificationFailure(error) }
        guard let presented = found else { return .anonymous(fields) }
        do throws(VerificationFailure.Reason) {
            let key = try check(presented, at: now).accessKey
            return .signed(
                VerifiedForm(
                    fields: fields, accessKeyID: key.id, securityToken: key.securityToken, version: presented.version, policy: presented.policy))
        } catch {
            var failure = VerificationFailure(error)
            failure.stringToSign = StringToSign(bytes: presented.policy)
            failure.accessKeyID = presented.accessKeyID
            failure.signatureProvided = Secret(presented.signature)
            throw failure
        }
    }

    private func check(_ presented: PresentedFormSignature, at now: SigningTime) throws(VerificationFailure.Reason) -> RegisteredAccessKey {
        switch presented.parameters {
        case .v4(let credential, let time):
            try checkFormScope(credential.scope, time: time)
            try checkFormTime(time, at: now)
        case .v1:
            guard acceptsV1 else { throw .v1Forbidden }
        }
        let key = try keys.usableKey(presented.accessKeyID, securityToken: presented.securityToken, at: now)
        guard matches(presented, key: key) else { throw .signatureMismatch(presented.version, .form) }
        return key
    }

    private func checkFormScope(_ scope: CredentialScope, time: SigningTime) throws(VerificationFailure.Reason) {
        guard scope.isDay(of: time) else { throw .form(.credential(.day)) }
        guard scope.product == product.rawValue else { throw .form(.credential(.product)) }
        if let region, scope.region != region.rawValue { throw .form(.credential(.region)) }
    }

    private func checkFormTime(_ time: SigningTime, at now: SigningTime) throws(VerificationFailure.Reason) {
        guard now.seconds(until: time) <= Self.maximumSkew else { throw .form(.notYetValid(time)) }
        guard time.seconds(until: now) <= Self.formValidity else {
            throw .form(.expired(time.advanced(bySeconds: Self.formValidity) ?? time))
        }
    }

    /// Compares in constant time, so that the time of an answer does not tell how much of a guess was right.
    private func matches(_ presented: PresentedFormSignature, key: RegisteredAccessKey) -> Bool {
        let stringToSign = StringToSign(bytes: presented.policy)
        switch presented.parameters {
        case .v4(let credential, _):
            let signature = keys.signingKey(for: key, scope: credential.scope).signature(of: stringToSign)
            return ConstantTime.areEqual(signature, presented.signature)
        case .v1:
            guard let signature = Base64.decode(presented.signature.utf8) else { return false }
            return V1Signature.compute(stringToSign, secret: key.accessKey.secret) == signature
        }
    }
}
