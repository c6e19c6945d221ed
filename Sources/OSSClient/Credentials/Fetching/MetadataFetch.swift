import HTTPTypes
package import OSSSigning

/// Credentials of the RAM role of this ECS instance, from the instance's metadata: a token first (version 2), and without one where the instance
/// is set up so (version 1), unless that is switched off.
///
/// ECS page: "Instance RAM roles", "Instance metadata".
package struct MetadataFetch: Sendable {
    package let roleName: String?
    package let allowsVersion1: Bool
    package let network: CredentialsNetwork

    package init(roleName: String?, allowsVersion1: Bool, network: CredentialsNetwork) {
        self.roleName = roleName
        self.allowsVersion1 = allowsVersion1
        self.network = network
    }

    package func credentials() async throws -> Credentials {
        let token = try await token()
        let role = if let roleName { roleName } else { try await role(token: token) }
        guard Self.isRoleName(role) else { throw ClientError(.credentialsUnavailable, "\(Self.source): this is not the name of a role") }
        return try CredentialsDocument.read(try await get(role, token: token), source: Self.source)
    }

    /// A token of six hours; `nil` where only version 1 is spoken.
    private func token() async throws -> String? {
        let answer = try await send(.put, path: "/latest/api/token", headers: [Self.lifetime: "21600"])
        let token = String(decoding: answer.body, as: UTF8.self)
        if answer.status == 200, HTTPField.isValidValue(token), !token.isEmpty { return token }
        guard allowsVersion1 else {
            throw ClientError(.credentialsUnavailable, "\(Self.source): no token (\(answer.status)), and version 1 is switched off")
        }
        return nil
    }

    /// The role that the instance has.
    private func role(token: String?) async throws -> String {
        let lines = String(decoding: try await get("", token: token), as: UTF8.self).split(whereSeparator: \.isWhitespace)
        return lines.first.map(String.init) ?? ""
    }

    private func get(_ name: String, token: String?) async throws -> [UInt8] {
        let path = "/latest/meta-data/ram/security-credentials/\(name)"
        var answer = try await send(.get, path: path, headers: token.map { [Self.token: $0] } ?? [:])
        if answer.status != 200, token != nil, allowsVersion1 { answer = try await send(.get, path: path, headers: [:]) }
        guard answer.status == 200 else {
            throw ClientError(
                .credentialsUnavailable,
                answer.status == 404
                    ? "\(Self.source): the instance has no\(name.isEmpty ? "" : " such") role" : "\(Self.source): the answer is \(answer.status)")
        }
        return answer.body
    }

    private func send(_ method: HTTPRequest.Method, path: String, headers: HTTPFields) async throws -> SmallAnswer {
        var request = TransportRequest(method, url: network.metadataEndpoint + path, headers: headers)
        request.headers[.userAgent] = "waybill"
        request.connectTimeout = .seconds(1)
        return try await network.direct.smallAnswer(to: request, from: Self.source, within: .seconds(5))
    }

    private static func isRoleName(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count) && text.utf8.allSatisfy { ASCII.isUnreserved($0) && $0 != UInt8(ascii: "~") }
    }

    private static let source = "ECS metadata"
    private static let token = HTTPField.Name("X-aliyun-ecs-metadata-token")!
    private static let lifetime = HTTPField.Name("X-aliyun-ecs-metadata-token-ttl-seconds")!
}

/// Credentials that an HTTP server gives, as a sidecar does.
package struct URIFetch: Sendable {
    package let uri: String
    package let network: CredentialsNetwork

    package init(_ uri: String, network: CredentialsNetwork) {
        self.uri = uri
        self.network = network
    }

    package func credentials() async throws -> Credentials {
        let source = "credentials URI"
        var request = TransportRequest(.get, url: uri, headers: [.userAgent: "waybill", .accept: "application/json"])
        request.connectTimeout = .seconds(5)
        let answer = try await network.direct.smallAnswer(to: request, from: source, within: .seconds(15))
        guard answer.status == 200 else { throw ClientError(.credentialsUnavailable, "\(source): the answer is \(answer.status)") }
        return try CredentialsDocument.read(answer.body, source: source)
    }
}
