import OSSSigning
import OSSWire

extension FuzzTarget {
    /// The policy of a form, as JSON and in base 64, and its conditions.
    static let postPolicy = FuzzTarget("post-policy") { input in
        let plain = reading { try PostPolicy(json: input) }
        let encoded = reading { try PostPolicy(base64: Base64.encode(input).utf8) }
        try BrokenLaw.unless((plain == nil) == (encoded == nil), "base 64 changes nothing")
        guard let plain, let encoded else { return }
        try BrokenLaw.unless(plain.expiration == encoded.expiration && plain.conditions.count == encoded.conditions.count, "base 64 changes nothing")
        try BrokenLaw.unless(!plain.conditions.isEmpty, "a policy has a condition")
        for condition in plain.conditions {
            _ = condition.description
            switch condition {
            case .contentLength(let range): try BrokenLaw.unless(range.lowerBound >= 0, "no file is smaller than nothing")
            case .field(_, .equals(let text)):
                guard case .field(_, let test) = condition else { continue }
                try BrokenLaw.unless(test.isMet(by: Array(text.utf8)), "what equals is met by itself")
            case .field(_, let test):
                _ = test.isMet(by: [])
                _ = test.isMet(by: input)
            }
        }
        try checkForm(input)
    }

    /// A form with this policy, signed with the key that never changes.
    private static func checkForm(_ policy: [UInt8]) throws {
        let signer = try RequestSigner(credentials: Fixed.credentials, region: Fixed.region)
        let text = Base64.encode(policy)
        var fields = signer.formIdentity(at: Fixed.now).map { FormFields.Field($0.field.rawValue, Array($0.value.utf8)) }
        let signature = signer.formSignature(of: text, at: Fixed.now)
        fields += [
            FormFields.Field("key", Array("inbox/${filename}".utf8)), FormFields.Field("policy", Array(text.utf8)),
            FormFields.Field(signature.field.rawValue, Array(signature.value.utf8)),
        ]
        let verifier = RequestVerifier(region: Fixed.region, keys: Fixed.Keys())
        let authentication: FormAuthentication
        do { authentication = try verifier.verify(form: FormFields(fields), at: Fixed.now) } catch {
            throw BrokenLaw("a form that is signed verifies, and not: \(error.reason)")
        }
        let file = FormFile(name: Array("a.txt".utf8), contentType: nil)
        let first = try? PostForm(authentication, file: file, bucket: Fixed.bucket, at: Fixed.now)
        let second = try? PostForm(authentication, file: file, bucket: Fixed.bucket, at: Fixed.now)
        try BrokenLaw.unless(first?.key == second?.key && first?.sizes == second?.sizes, "the same form, the same verdict")
    }
}
