import Crypto
package import OSSSigning

/// Makes and opens security tokens.
///
/// A token is a version byte, a nonce, the sealed ``RoleSession`` and a tag, in base 64 with the alphabet for URLs: visible ASCII that goes into
/// a header and a query as it is. Sealing is ChaCha20-Poly1305 under a key that is derived from the ``TokenKey``; the secret of a temporary key
/// is derived from its id in the same way. So the server keeps nothing of a session, and a restart with the same key loses none.
package struct SecurityTokens: Sendable {
    /// The longest token: room for a session policy of 2,048 bytes.
    package static let maximumLength = 4096
    private static let version: UInt8 = 1

    private let sealingKey: SymmetricKey
    private let secretKey: SymmetricKey

    package init(key: TokenKey) {
        let material = SymmetricKey(data: key.bytes)
        func derived(_ purpose: String) -> SymmetricKey {
            HKDF<SHA256>.deriveKey(inputKeyMaterial: material, info: Array("waybill \(purpose)".utf8), outputByteCount: TokenKey.byteCount)
        }
        sealingKey = derived("security token 1")
        secretKey = derived("temporary secret 1")
    }

    /// The token of a session.
    /// - Throws: ``TokenTooLong``.
    package func seal(_ session: RoleSession) throws -> Secret {
        let box = try ChaChaPoly.seal(session.bytes, using: sealingKey, authenticating: [Self.version])
        let text = Base64URL.encode([Self.version] + Array(box.combined))
        guard text.utf8.count <= Self.maximumLength else { throw TokenTooLong() }
        return Secret(text)
    }

    /// The session of a token; `nil` for everything that this key has not sealed. It may have expired.
    package func open(_ token: String) -> RoleSession? {
        guard token.utf8.count <= Self.maximumLength, let bytes = Base64URL.decode(token), bytes.first == Self.version,
            let box = try? ChaChaPoly.SealedBox(combined: Array(bytes.dropFirst())),
            let opened = try? ChaChaPoly.open(box, using: sealingKey, authenticating: [Self.version])
        else { return nil }
        return RoleSession(bytes: Array(opened))
    }

    /// The secret of a temporary key: 43 visible characters.
    package func secret(of id: AccessKeyID) -> Secret {
        Secret(Base64URL.encode(Array(HMAC<SHA256>.authenticationCode(for: Array(id.rawValue.utf8), using: secretKey))))
    }

    /// The temporary key of a session, with its token.
    /// - Throws: ``TokenTooLong``.
    package func accessKey(of session: RoleSession) throws -> Credentials.AccessKey {
        let credentials = try Credentials(
            accessKeyID: session.accessKeyID.rawValue, accessKeySecret: secret(of: session.accessKeyID).exposed,
            securityToken: seal(session).exposed, expiration: session.expiration)
        guard let key = credentials.accessKey else { throw TokenTooLong() }
        return key
    }

    /// What the ids of temporary keys begin with.
    package static let idPrefix = "STS."

    /// An id for a new temporary key: `STS.` and 24 letters and digits that nobody can guess.
    package static func freshAccessKeyID() -> AccessKeyID {
        var generator = SystemRandomNumberGenerator()
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
        let digits = (0..<24).map { _ in alphabet[Int.random(in: alphabet.indices, using: &generator)] }
        guard let id = try? AccessKeyID(idPrefix + String(digits)) else { preconditionFailure("letters and digits make an access key id") }
        return id
    }
}

/// A session that does not fit into a token.
package struct TokenTooLong: Error, Hashable, Sendable {}
