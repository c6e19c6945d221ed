import OSSSigning

/// The profiles of Alibaba Cloud's SDKs, `~/.alibabacloud/credentials`.
///
/// Alibaba Cloud page: "Manage access credentials".
package struct AlibabaCloudProfiles: Sendable {
    private let path: String
    private let document: INIDocument

    /// Reads a file.
    /// - Throws: `ClientError` with the code `invalidConfiguration` that names the line.
    package init(_ bytes: [UInt8], path: String) throws(ClientError) {
        self.path = path
        document = try INIDocument(bytes, path: path)
    }

    /// What a profile says.
    package func finding(_ name: String, variables: EnvironmentVariables) throws(ClientError) -> CredentialsSource.Finding {
        guard let section = document.sections.last(where: { $0.name.utf8.elementsEqual(name.utf8) }) else {
            return .absent("\(path) has no profile \(Printable(name))")
        }
        let profile = Fields(section: section)
        if profile["enable"].map(ASCII.lowercased) == "false" { return .absent("the profile \(Printable(name)) of \(path) is switched off") }
        return .found(try recipe(profile, variables: variables))
    }

    private func recipe(_ profile: Fields, variables: EnvironmentVariables) throws(ClientError) -> CredentialsRecipe {
        switch profile["type"] ?? "access_key" {
        case "access_key": return .fixed(try accessKey(profile, token: nil))
        case "sts":
            guard let token = profile["security_token"] ?? profile["sts_token"] else { throw failure(profile, "the type sts needs a security_token") }
            return .fixed(try accessKey(profile, token: token))
        case "ram_role_arn":
            return .role(
                try session(profile, variables: variables), source: .fixed(try accessKey(profile, token: profile["security_token"])))
        case "oidc_role_arn":
            guard let provider = profile["oidc_provider_arn"] ?? variables["ALIBABA_CLOUD_OIDC_PROVIDER_ARN"],
                let file = profile["oidc_token_file_path"] ?? variables["ALIBABA_CLOUD_OIDC_TOKEN_FILE"]
            else { throw failure(profile, "the type oidc_role_arn needs oidc_provider_arn and oidc_token_file_path") }
            return .oidc(OIDCRole(try session(profile, variables: variables), providerARN: provider, tokenFile: file))
        case "ecs_ram_role": return .ecsRole(profile["role_name"])
        case "credentials_uri":
            guard let uri = profile["credentials_uri"] else { throw failure(profile, "the type credentials_uri needs a credentials_uri") }
            return .uri(uri)
        case "rsa_key_pair": throw failure(profile, "the type rsa_key_pair is not supported; use access_key, ram_role_arn or oidc_role_arn")
        default: throw failure(profile, "the type \(Printable(profile["type"] ?? "")) is not supported")
        }
    }

    private func accessKey(_ profile: Fields, token: String?) throws(ClientError) -> Credentials {
        guard let id = profile["access_key_id"], let secret = profile["access_key_secret"] else {
            throw failure(profile, "access_key_id or access_key_secret is missing")
        }
        return try Credentials(checkingID: id, secret: secret, token: token, source: path)
    }

    private func session(_ profile: Fields, variables: EnvironmentVariables) throws(ClientError) -> RoleSession {
        guard let role = profile["role_arn"] ?? variables["ALIBABA_CLOUD_ROLE_ARN"] else { throw failure(profile, "role_arn is missing") }
        var session = RoleSession(
            roleARN: role, sessionName: profile["role_session_name"] ?? variables["ALIBABA_CLOUD_ROLE_SESSION_NAME"])
        if let text = profile["duration_seconds"] {
            guard let seconds = Int64(text), seconds >= 900 else { throw failure(profile, "duration_seconds is not a number from 900 on") }
            session.duration = .seconds(seconds)
        }
        session.policy = profile["policy"]
        session.externalID = profile["external_id"]
        session.endpoint = try STSEndpoint(
            region: profile["sts_region"], isInVPC: profile["enable_vpc"].map { ASCII.lowercased($0) == "true" }, variables: variables, source: path)
        return session
    }

    private func failure(_ profile: Fields, _ what: String) -> ClientError {
        ClientError(.invalidConfiguration, "\(path):\(profile.section.line): profile \(Printable(profile.section.name)): \(what)")
    }

    /// A profile's values; an empty one counts as not set. As in the SDKs, a `#` begins a comment wherever it stands, and keys have no case.
    private struct Fields {
        let section: INIDocument.Section

        subscript(key: String) -> String? {
            guard let value = section.entries.last(where: { ASCII.lowercased($0.key) == key })?.value.prefix(while: { $0 != "#" }) else { return nil }
            let text = String(value.reversed().drop(while: { $0 == " " || $0 == "\t" }).reversed())
            return text.isEmpty ? nil : text
        }
    }
}
