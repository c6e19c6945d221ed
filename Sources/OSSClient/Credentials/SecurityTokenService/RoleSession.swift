import OSSSigning
import OSSWire

/// Which RAM role to assume, and for how long: what AssumeRole and AssumeRoleWithOIDC have in common.
public struct RoleSession: Hashable, Sendable {
    /// The role, `acs:ram::123456789012****:role/uploader`.
    public var roleARN: String
    /// What the session is called in logs; `waybill` and the time unless given.
    public var sessionName: String?
    /// How long the session lasts: from 15 minutes to what the role allows.
    public var duration = Duration.seconds(3600)
    /// A policy, in JSON, that narrows what the session may do.
    public var policy: String?
    /// What the role's trust policy asks of a third party. Not for OIDC.
    public var externalID: String?
    /// Where STS is asked.
    public var endpoint = STSEndpoint.central

    /// A session of an hour.
    public init(roleARN: String, sessionName: String? = nil) {
        self.roleARN = roleARN
        self.sessionName = sessionName
    }
}

extension RoleSession {
    /// The request, not yet signed.
    func request(action: String, at time: SigningTime) -> RPCRequest {
        var request = RPCRequest()
        request.query = [("Action", action), ("Format", "JSON"), ("Version", "2015-04-01"), ("Timestamp", time.rfc3339)]
        request.form = [
            ("RoleArn", roleARN), ("RoleSessionName", sessionName ?? "waybill-\(time.secondsSinceEpoch)"),
            ("DurationSeconds", String(duration.components.seconds)),
        ]
        if let policy { request.form.append(("Policy", policy)) }
        return request
    }

    /// Sends a request to STS and reads the credentials.
    /// - Throws: `ClientError` that names STS's code and not its sentence, which may repeat what was signed.
    func credentials(for request: RPCRequest, action: String, over transport: any HTTPTransport) async throws -> Credentials {
        let answer = try await transport.smallAnswer(to: request.transportRequest(to: endpoint), from: action, within: .seconds(20))
        let object = (try? JSONReader.read(answer.body))?.object
        guard answer.status == 200 else {
            let code = ErrorWord(object?["Code"]?.string)
            throw ClientError(
                .credentialsUnavailable,
                "\(action): STS refused with \(answer.status) \(code)\(Self.advice(code.description)) [request \(ErrorWord(object?["RequestId"]?.string))]",
                cause: object?["Code"].map { _ in STSRefusal(status: answer.status, code: code.description) })
        }
        guard let credentials = object?["Credentials"]?.object else {
            throw ClientError(.credentialsUnavailable, "\(action): the answer of STS holds no credentials")
        }
        return try CredentialsDocument.read(credentials, source: action)
    }

    private static func advice(_ code: String) -> String {
        switch code {
        case "EntityNotExist.Role": ": there is no such role"
        case "NoPermission": ": the role does not trust this identity, or the identity may not call AssumeRole"
        case "InvalidParameter.DurationSeconds", "InvalidDurationSeconds": ": the role allows no session of this length"
        case "SignatureDoesNotMatch", "IncompleteSignature": ": the access key's secret is wrong"
        case "InvalidAccessKeyId.NotFound", "InvalidAccessKeyId.Inactive": ": the access key is unknown or disabled"
        case "InvalidSecurityToken.Expired": ": the security token has expired"
        case "InvalidTimeStamp.Expired": ": this machine's clock is wrong"
        default: ""
        }
    }
}

/// Assumes a RAM role with the credentials of somebody who may.
///
/// Alibaba Cloud page: "AssumeRole".
package struct RoleFetch: Sendable {
    package let session: RoleSession
    package let source: any CredentialsProvider
    package let network: CredentialsNetwork

    package init(_ session: RoleSession, source: any CredentialsProvider, network: CredentialsNetwork) {
        self.session = session
        self.source = source
        self.network = network
    }

    package func credentials() async throws -> Credentials {
        guard let key = try await source.credentials().accessKey else {
            throw ClientError(.credentialsUnavailable, "AssumeRole: anonymous credentials cannot assume a role")
        }
        var request = session.request(action: "AssumeRole", at: network.now())
        if let externalID = session.externalID { request.form.append(("ExternalId", externalID)) }
        request.sign(with: key, nonce: Hex.lowercase((0..<16).map { _ in UInt8.random(in: 0...255) }))
        return try await session.credentials(for: request, action: "AssumeRole", over: network.transport)
    }
}

/// A role that an OpenID Connect token allows to assume, as pods of ACK have them.
public struct OIDCRole: Hashable, Sendable {
    /// The role and the session in it.
    public var session: RoleSession
    /// The identity provider, `acs:ram::123456789012****:oidc-provider/ack-rrsa`.
    public var providerARN: String
    /// The file that holds the token. It is read for every session, since it is renewed.
    public var tokenFile: String

    /// A role that a token in a file allows to assume.
    public init(_ session: RoleSession, providerARN: String, tokenFile: String) {
        self.session = session
        self.providerARN = providerARN
        self.tokenFile = tokenFile
    }
}

/// Assumes a RAM role with an OpenID Connect token.
///
/// Alibaba Cloud page: "AssumeRoleWithOIDC".
package struct OIDCFetch: Sendable {
    package let role: OIDCRole
    package let network: CredentialsNetwork

    package init(_ role: OIDCRole, network: CredentialsNetwork) {
        self.role = role
        self.network = network
    }

    package func credentials() async throws -> Credentials {
        guard let file = try SmallFile.read(role.tokenFile) else {
            throw ClientError(.credentialsUnavailable, "AssumeRoleWithOIDC: there is no token file at \(role.tokenFile)")
        }
        let token = String(decoding: file.bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace).first
        guard let token else { throw ClientError(.credentialsUnavailable, "AssumeRoleWithOIDC: the token file \(role.tokenFile) is empty") }
        var request = role.session.request(action: "AssumeRoleWithOIDC", at: network.now())
        request.form += [("OIDCProviderArn", role.providerARN), ("OIDCToken", String(token))]
        return try await role.session.credentials(for: request, action: "AssumeRoleWithOIDC", over: network.transport)
    }
}
