public import OSSSigning

/// Credentials of the environment: `OSS_ACCESS_KEY_ID`, `OSS_ACCESS_KEY_SECRET` and `OSS_SESSION_TOKEN`, else `ALIBABA_CLOUD_ACCESS_KEY_ID`,
/// `ALIBABA_CLOUD_ACCESS_KEY_SECRET` and `ALIBABA_CLOUD_SECURITY_TOKEN`.
///
/// An empty variable counts as not set, and half a pair is a mistake rather than none. The two families are never mixed.
public struct EnvironmentCredentialsProvider: CredentialsProvider {
    private let variables: EnvironmentVariables

    /// Reads the process's environment whenever it is asked.
    public init() { self.init(.process) }

    package init(_ variables: EnvironmentVariables) { self.variables = variables }

    /// - Throws: ``ClientError`` with the codes `credentialsNotFound` when neither family is set, `credentialsUnavailable` when half of one is.
    public func credentials() throws -> Credentials {
        for names in [EnvironmentNames.oss, .alibabaCloud] {
            if let found = try names.credentials(in: variables) { return found }
        }
        throw ClientError(.credentialsNotFound, "no credentials: set OSS_ACCESS_KEY_ID and OSS_ACCESS_KEY_SECRET")
    }
}

/// One family of variables.
package struct EnvironmentNames: Sendable {
    package let accessKeyID: String
    package let accessKeySecret: String
    package let securityToken: String

    /// Those of OSS's SDKs and ossutil.
    package static let oss = EnvironmentNames(
        accessKeyID: "OSS_ACCESS_KEY_ID", accessKeySecret: "OSS_ACCESS_KEY_SECRET", securityToken: "OSS_SESSION_TOKEN")
    /// Those of every other SDK of Alibaba Cloud.
    package static let alibabaCloud = EnvironmentNames(
        accessKeyID: "ALIBABA_CLOUD_ACCESS_KEY_ID", accessKeySecret: "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
        securityToken: "ALIBABA_CLOUD_SECURITY_TOKEN")

    /// What the variables hold, if they hold anything.
    /// - Throws: `ClientError` for half a pair, and for an id that cannot be one.
    package func credentials(in variables: EnvironmentVariables) throws(ClientError) -> Credentials? {
        switch (variables[accessKeyID], variables[accessKeySecret]) {
        case (nil, nil): nil
        case (let id?, let secret?):
            try Credentials(checkingID: id, secret: secret, token: variables[securityToken], source: accessKeyID)
        case (nil, _): throw ClientError(.credentialsUnavailable, "\(accessKeySecret) is set and \(accessKeyID) is not")
        case (_, nil): throw ClientError(.credentialsUnavailable, "\(accessKeyID) is set and \(accessKeySecret) is not")
        }
    }
}

extension Credentials {
    /// Credentials from outside.
    /// - Throws: `ClientError` that names the source and none of the values.
    init(checkingID id: String, secret: String, token: String?, expiration: SigningTime? = nil, source: String) throws(ClientError) {
        do {
            self = try Credentials(accessKeyID: id, accessKeySecret: secret, securityToken: token, expiration: expiration)
        } catch .missingCredentials {
            throw ClientError(.credentialsUnavailable, "\(source): the access key's id or secret is empty")
        } catch .invalidName(.securityTokenCharacters) {
            throw ClientError(.credentialsUnavailable, "\(source): the security token has characters that no token has")
        } catch {
            throw ClientError(.credentialsUnavailable, "\(source): the access key's id has characters that no id has, or is too long")
        }
    }
}
