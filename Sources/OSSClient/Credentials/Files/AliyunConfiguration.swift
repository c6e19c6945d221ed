import OSSSigning
import OSSWire

/// The profiles of the aliyun command line, `~/.aliyun/config.json`.
///
/// Alibaba Cloud page: "Configure Alibaba Cloud CLI".
package struct AliyunConfiguration: Sendable {
    private let path: String
    private let current: String
    private let profiles: [JSONObject]

    /// Reads a file.
    /// - Throws: `ClientError` with the code `invalidConfiguration`.
    package init(_ bytes: [UInt8], path: String) throws(ClientError) {
        var limits = JSONLimits()
        limits.bytes = SmallFile.maximumBytes
        let document: JSONObject?
        do throws(JSONReadError) { document = try JSONReader.read(bytes, limits: limits).object } catch {
            throw ClientError(.invalidConfiguration, "\(path) is not JSON that can be read: \(Self.word(for: error))")
        }
        guard let document, let profiles = document["profiles"]?.array else {
            throw ClientError(.invalidConfiguration, "\(path) has no list of profiles")
        }
        self.path = path
        self.profiles = profiles.compactMap(\.object)
        current = document["current"]?.string.flatMap { $0.isEmpty ? nil : $0 } ?? "default"
    }

    private static func word(for error: JSONReadError) -> String {
        if case .unknownCharacter = error { "a character where none of this kind belongs" } else { "\(error)" }
    }

    /// What a profile says.
    ///
    /// - Parameter name: the profile; the current one when `nil`.
    package func finding(_ name: String?, variables: EnvironmentVariables) throws(ClientError) -> CredentialsSource.Finding {
        let name = name ?? current
        guard profile(name) != nil else { return .absent("\(path) has no profile \(Printable(name))") }
        guard let recipe = try recipe(name, variables: variables, seen: []) else {
            return .absent("the profile \(Printable(name)) of \(path) has no access key")
        }
        return .found(recipe)
    }

    private func profile(_ name: String) -> JSONObject? { profiles.last { $0["name"]?.string?.utf8.elementsEqual(name.utf8) ?? false } }

    private func recipe(_ name: String, variables: EnvironmentVariables, seen: [String]) throws(ClientError) -> CredentialsRecipe? {
        guard let object = profile(name) else { throw failure(name, "there is no such profile, and another one names it as its source") }
        let profile = Fields(object: object)
        switch ASCII.lowercased(profile["mode"] ?? "AK") {
        case "ak", "ststoken": return try accessKey(profile, name: name, wantsToken: ASCII.lowercased(profile["mode"] ?? "") == "ststoken")
        case "ramrolearn":
            guard let source = try accessKey(profile, name: name, wantsToken: false) else { throw failure(name, "there is no access key") }
            return .role(try session(profile, name: name, variables: variables), source: source)
        case "ramrolearnwithecs": return .role(try session(profile, name: name, variables: variables), source: .ecsRole(profile["ram_role_name"]))
        case "chainableramrolearn":
            guard let previous = profile["source_profile"] else { throw failure(name, "there is no source_profile") }
            guard !seen.contains(where: { $0.utf8.elementsEqual(previous.utf8) }), previous != name, seen.count < 16 else {
                throw failure(name, "the source profiles go round in a circle")
            }
            guard let source = try recipe(previous, variables: variables, seen: seen + [name]) else {
                throw failure(previous, "there is no access key")
            }
            return .role(try session(profile, name: name, variables: variables), source: source)
        case "ecsramrole": return .ecsRole(profile["ram_role_name"])
        case "oidc":
            guard let provider = profile["oidc_provider_arn"], let file = profile["oidc_token_file"] else {
                throw failure(name, "the mode OIDC needs oidc_provider_arn and oidc_token_file")
            }
            return .oidc(OIDCRole(try session(profile, name: name, variables: variables), providerARN: provider, tokenFile: file))
        case "external":
            guard let words = CommandWords.split(profile["process_command"] ?? ""), !words.isEmpty else {
                throw failure(name, "the mode External needs a process_command, its quotes closed")
            }
            return .process(words)
        case "credentialsuri":
            guard let uri = profile["credentials_uri"] else { throw failure(name, "the mode CredentialsURI needs a credentials_uri") }
            return .uri(uri)
        case "cloudsso", "oauth":
            throw failure(name, "sign-in in a browser is not supported here; use a profile of mode AK, StsToken, RamRoleArn, OIDC or External")
        default: throw failure(name, "the mode \(Printable(profile["mode"] ?? "")) is not supported")
        }
    }

    private func accessKey(_ profile: Fields, name: String, wantsToken: Bool) throws(ClientError) -> CredentialsRecipe? {
        let id = profile["access_key_id"], secret = profile["access_key_secret"]
        if id == nil, secret == nil { return nil }
        guard let id, let secret else { throw failure(name, "the access key has no id, or no secret") }
        if wantsToken, profile["sts_token"] == nil { throw failure(name, "the mode StsToken needs an sts_token") }
        let expiration = profile.integer("sts_expiration").flatMap { $0 > 0 ? SigningTime(secondsSinceEpoch: $0) : nil }
        return .fixed(
            try Credentials(
                checkingID: id, secret: secret, token: profile["sts_token"], expiration: profile["sts_token"] == nil ? nil : expiration,
                source: path))
    }

    private func session(_ profile: Fields, name: String, variables: EnvironmentVariables) throws(ClientError) -> RoleSession {
        guard let role = profile["ram_role_arn"] ?? variables["ALIBABA_CLOUD_ROLE_ARN"] else { throw failure(name, "there is no ram_role_arn") }
        var session = RoleSession(
            roleARN: role,
            sessionName: profile["ram_session_name"] ?? profile["role_session_name"] ?? variables["ALIBABA_CLOUD_ROLE_SESSION_NAME"])
        if let seconds = profile.integer("expired_seconds"), seconds > 0 { session.duration = .seconds(seconds) }
        guard session.duration >= .seconds(900) else { throw failure(name, "expired_seconds is less than 900") }
        session.policy = profile["policy"]
        session.externalID = profile["external_id"]
        session.endpoint = try STSEndpoint(
            region: profile["sts_region"], isInVPC: profile.object["enable_vpc"]?.boolean, variables: variables, source: path)
        return session
    }

    private func failure(_ profile: String, _ what: String) -> ClientError {
        ClientError(.invalidConfiguration, "\(path), profile \(Printable(profile)): \(what)")
    }

    /// A profile's texts; an empty one counts as not set.
    private struct Fields {
        let object: JSONObject
        subscript(name: String) -> String? { object[name]?.string.flatMap { $0.isEmpty ? nil : $0 } }
        func integer(_ name: String) -> Int64? { object[name]?.integer }
    }
}

/// A name out of a file, for a message: one line of at most 64 characters.
struct Printable: CustomStringConvertible {
    let description: String

    init(_ text: String) {
        let scalars = text.unicodeScalars.prefix(64).map { $0.properties.generalCategory == .control ? "?" as Unicode.Scalar : $0 }
        description = String(String.UnicodeScalarView(scalars))
    }
}
