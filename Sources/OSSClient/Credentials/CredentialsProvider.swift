public import OSSSigning

/// Where credentials come from. It is asked for every request, so a provider that fetches them keeps what it has until shortly before it expires.
///
/// OSS page: "Configure access credentials".
public protocol CredentialsProvider: Sendable {
    /// The credentials to use now.
    /// - Throws: ``ClientError`` with the code `credentialsUnavailable`.
    func credentials() async throws -> Credentials
}

/// Credentials that stay what they are.
public struct StaticCredentialsProvider: CredentialsProvider {
    private let value: Credentials

    /// Always these.
    public init(_ credentials: Credentials) { value = credentials }

    /// An access key, and the token of a temporary one.
    /// - Throws: `SigningError` for an empty id or secret.
    public init(accessKeyID: String, accessKeySecret: String, securityToken: String? = nil) throws {
        value = try Credentials(accessKeyID: accessKeyID, accessKeySecret: accessKeySecret, securityToken: securityToken)
    }

    public func credentials() -> Credentials { value }
}

/// Credentials that a closure finds.
public struct ClosureCredentialsProvider: CredentialsProvider {
    private let find: @Sendable () async throws -> Credentials

    /// Calls `find` for every request.
    public init(_ find: @escaping @Sendable () async throws -> Credentials) { self.find = find }

    public func credentials() async throws -> Credentials { try await find() }
}

extension CredentialsProvider where Self == StaticCredentialsProvider {
    /// These credentials.
    public static func `static`(_ credentials: Credentials) -> Self { StaticCredentialsProvider(credentials) }
    /// No credentials: requests go out unsigned.
    public static var anonymous: Self { StaticCredentialsProvider(.anonymous) }
}
