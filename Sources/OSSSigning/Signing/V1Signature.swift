import Crypto

/// V1's signature: HMAC-SHA1 with the secret itself as key.
enum V1Signature {
    static func compute(_ stringToSign: StringToSign, secret: Secret) -> HMAC<Insecure.SHA1>.MAC {
        HMAC<Insecure.SHA1>.authenticationCode(for: stringToSign.bytes, using: SymmetricKey(data: Array(secret.exposed.utf8)))
    }
}
