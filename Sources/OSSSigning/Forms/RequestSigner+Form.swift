/// Signs the policy of a form. What is in the policy is put together elsewhere.
///
/// OSS pages: "PostObject", "PostObject V4 signature".
extension RequestSigner {
    /// Where a form for a bucket is sent.
    /// - Throws: ``SigningError``.
    package func formURL(for bucket: BucketName) throws(SigningError) -> String {
        var url = ByteWriter(capacity: 128)
        try RequestAddress(.bucket(bucket), at: endpoint, style: addressing).append(to: &url)
        return url.text
    }

    /// The last moment of a form's validity: up to seven days with V4, as for a URL.
    /// - Throws: ``SigningError``.
    package func formExpiration(expires: Duration, expiration: SigningTime?, at time: SigningTime) throws(SigningError) -> SigningTime {
        try checkedExpiration(expires: expires, expiration: expiration, at: time)
    }

    /// The fields that say who signed and when. With V4 the policy must hold each of them as a condition.
    package func formIdentity(at time: SigningTime) -> [(field: FormFieldName, value: String)] {
        let token = accessKey.securityToken.map { [(field: FormFieldName.securityToken, value: $0.exposed)] } ?? []
        switch version {
        case .v1: return [(.v1AccessKeyID, accessKey.id.rawValue)] + token
        case .v4:
            let scope = CredentialScope(day: time, region: region, product: product)
            return [
                (.version, ParameterName.algorithm.description), (.credential, "\(accessKey.id)/\(scope)"), (.date, time.iso8601Basic),
            ] + token
        }
    }

    /// The field that holds the signature of a policy.
    /// - Parameter policy: in base 64, which is what is signed.
    package func formSignature(of policy: String, at time: SigningTime) -> (field: FormFieldName, value: String) {
        let stringToSign = StringToSign(bytes: Array(policy.utf8))
        switch version {
        case .v1: return (.v1Signature, Base64.encode(V1Signature.compute(stringToSign, secret: accessKey.secret)))
        case .v4: return (.signature, signingKey(at: time).signature(of: stringToSign))
        }
    }
}
