/// The id of an access key: public, and part of every signed request.
public struct AccessKeyID: Hashable, Sendable, CustomStringConvertible {
    /// The id, for example `LTAI5tExample`, or `STS.xxxx` for a temporary key.
    public let rawValue: String

    /// Checks an id.
    /// - Throws: `NameError.accessKeyIDCharacters`.
    public init(_ id: some StringProtocol) throws(NameError) {
        let legal = id.utf8.allSatisfy { byte in
            ASCII.isVisible(byte) && byte != ASCII.slash && byte != ASCII.comma && byte != ASCII.colon
        }
        guard legal, (1...128).contains(id.utf8.count) else { throw .accessKeyIDCharacters }
        self.rawValue = String(id)
    }

    public var description: String { rawValue }
}

/// A text that no description, log line or error repeats.
public struct Secret: Hashable, Sendable {
    /// The text itself, for the computation that needs it.
    public let exposed: String

    /// Wraps a secret text.
    public init(_ text: String) { self.exposed = text }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "<redacted>" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// What a request is signed with.
///
/// ```swift
/// let credentials = try Credentials(accessKeyID: "LTAI5tExample", accessKeySecret: secret)
/// ```
public struct Credentials: Sendable, Hashable {
    /// The access key, or `nil` for anonymous credentials, with which nothing can be signed.
    public let accessKey: AccessKey?

    /// An id with its secret.
    public struct AccessKey: Sendable, Hashable {
        /// The public half.
        public let id: AccessKeyID
        /// The secret half.
        public let secret: Secret
        /// The STS token that belongs to a temporary key.
        public let securityToken: Secret?
        /// When a temporary key stops working, if that is known.
        public let expiration: SigningTime?
    }

    /// No credentials: requests go out unsigned, and presigning throws ``SigningError/anonymousCredentials``.
    public static let anonymous = Credentials(accessKey: nil)

    private init(accessKey: AccessKey?) { self.accessKey = accessKey }

    /// Credentials with an access key.
    ///
    /// - Parameters:
    ///   - accessKeyID: not empty; see ``AccessKeyID``.
    ///   - accessKeySecret: not empty.
    ///   - securityToken: of a temporary (STS) key; an empty token means none, as in the official SDKs.
    ///   - expiration: when a temporary key stops working. With it, presigning can tell that a URL outlives its token.
    /// - Throws: ``SigningError/missingCredentials`` when the id or the secret is empty, ``SigningError/invalidName(_:)`` for an id that
    ///   cannot be one.
    public init(
        accessKeyID: String, accessKeySecret: String, securityToken: String? = nil, expiration: SigningTime? = nil
    ) throws(SigningError) {
        guard !accessKeyID.isEmpty, !accessKeySecret.isEmpty else { throw .missingCredentials }
        let id: AccessKeyID
        do { id = try AccessKeyID(accessKeyID) } catch { throw .invalidName(error) }
        guard (securityToken ?? "").utf8.allSatisfy(ASCII.isVisible) else { throw .invalidName(.securityTokenCharacters) }
        let token = securityToken.flatMap { $0.isEmpty ? nil : Secret($0) }
        self.accessKey = AccessKey(id: id, secret: Secret(accessKeySecret), securityToken: token, expiration: expiration)
    }
}
