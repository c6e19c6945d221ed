import Logging
import OSSAccess
import OSSServer
import OSSSigning
import OSSStorage
import OSSTesting
import OSSWire
import ServiceLifecycle
import Synchronization

/// A server with users and roles, for sessions of them.
struct SessionServer: Sendable {
    static let start = SigningTime(rfc3339: "2024-11-12T08:32:38Z")!
    static let region = try! Region("cn-hangzhou")
    static let tokenKey = (0..<32).map { UInt8($0) }

    static let owner = try! Credentials(accessKeyID: "LTAI5tOwner", accessKeySecret: "OwnerSecret0123456789")
    /// May assume every role.
    static let alice = try! Credentials(accessKeyID: "LTAI5tAlice", accessKeySecret: "AliceSecret0123456789")
    /// May do nothing.
    static let bob = try! Credentials(accessKeyID: "LTAI5tBob", accessKeySecret: "BobSecret0123456789")
    static let bobsDisabled = try! Credentials(accessKeyID: "LTAI5tBobOff", accessKeySecret: "BobsOtherSecret0123456789")
    /// May assume two roles, one of which does not trust her, and only over the test's address.
    static let carol = try! Credentials(accessKeyID: "LTAI5tCarol", accessKeySecret: "CarolSecret0123456789")

    let port: Int
    let clock: ManualClock
    let identities: ChangingIdentities

    static func run(
        tokenKey: [UInt8] = tokenKey, at time: SigningTime = start, _ body: @escaping @Sendable (SessionServer) async throws -> Void
    ) async throws {
        let clock = ManualClock(time)
        let identities = ChangingIdentities(try Self.identities(), tokenKey: tokenKey)
        let (ports, found) = AsyncStream.makeStream(of: Int.self)
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let storage = ObjectStorage.inMemory()
        _ = try await storage.createBucket(BucketName("uploads"), at: time)
        let server = OSSServer(
            configuration: ServerConfiguration(port: 0, region: region), storage: storage,
            keys: KeyRing([RegisteredAccessKey(owner.accessKey!)]), identities: identities, clock: { clock.now }, logger: logger,
            onRunning: { port in found.yield(port) })
        let group = ServiceGroup(configuration: .init(services: [.init(service: server)], logger: logger))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            guard let port = await ports.first(where: { _ in true }) else { return }
            let result: Result<Void, any Error>
            do { result = .success(try await body(SessionServer(port: port, clock: clock, identities: identities))) } catch {
                result = .failure(error)
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
            try result.get()
        }
    }

    private static func identities() throws -> Identities {
        func policy(_ name: String, _ statements: String) throws -> RAMPolicy {
            let json = #"{"Version":"1","Statement":[\#(statements)]}"#
            return RAMPolicy(name: name, document: try PolicyDocument(json: Array(json.utf8), .ram))
        }
        func user(_ name: String, _ number: Int, _ policies: [String], _ keys: [(Credentials, Bool)]) -> RAMUser {
            RAMUser(
                name: name, id: "20000000000000000\(number)", created: start,
                keys: keys.map { key, isEnabled in
                    UserAccessKey(id: key.accessKey!.id, secret: key.accessKey!.secret, created: start, isEnabled: isEnabled)
                }, policies: policies)
        }
        func role(_ name: String, _ number: Int, _ policies: [String], trust: TrustPolicy = .wholeAccount, maximum: Int = 3600) -> RAMRole {
            RAMRole(
                name: name, id: "30000000000000000\(number)", created: start, policies: policies, trust: trust, maximumSession: maximum)
        }
        return Identities(
            users: [
                user("alice", 1, ["AliyunSTSAssumeRoleAccess"], [(alice, true)]),
                user("bob", 2, [], [(bob, true), (bobsDisabled, false)]),
                user("carol", 3, ["two-roles"], [(carol, true)]),
            ],
            roles: [
                role("uploader", 1, ["uploads-in"]),
                role("patient", 2, ["uploads-in"], maximum: 43_200),
                role("alices", 3, ["uploads-in"], trust: .users(["alice"])),
                role("Chain", 4, ["AliyunSTSAssumeRoleAccess"]),
            ],
            policies: [
                try policy(
                    "uploads-in",
                    #"{"Effect":"Allow","Action":["oss:PutObject","oss:GetObject"],"Resource":"acs:oss:*:*:uploads/in/*"}"#),
                try policy(
                    "two-roles",
                    """
                    {"Effect":"Allow","Action":"sts:AssumeRole",
                     "Resource":["acs:ram:*:1000000000000000:role/uploader","acs:ram:*:*:role/alices","acs:ram:*:*:role/ghost"],
                     "Condition":{"IpAddress":{"acs:SourceIp":"127.0.0.0/8"}}}
                    """),
            ])
    }

    /// Sends a text, and reads the answer to its end.
    func exchange(_ text: String) async throws -> HTTPAnswer {
        let answer = try await RawConnection.open(port: port) { stream in
            try await stream.send(text)
            return try await stream.readToEnd()
        }
        guard let answer, let parsed = HTTPAnswer(answer) else { throw NoAnswer(text: answer ?? "none") }
        return parsed
    }

    struct NoAnswer: Error { let text: String }

    /// What the service answers to a call.
    func answer(to call: STSCall) async throws -> HTTPAnswer { try await exchange(call.text(port: port)) }

    /// Assumes a role.
    func session(
        _ role: String = "uploader", by credentials: Credentials = alice, policy: String? = nil, seconds: Int? = nil
    ) async throws -> Credentials {
        var call = STSCall.assumeRole(role, by: credentials, at: clock.now)
        if let policy { call.parameters.append(("Policy", policy)) }
        if let seconds { call.parameters.append(("DurationSeconds", String(seconds))) }
        let answer = try await answer(to: call)
        guard answer.status == 200, let members = answer.json?["Credentials"]?.object, let id = members["AccessKeyId"]?.string,
            let secret = members["AccessKeySecret"]?.string, let token = members["SecurityToken"]?.string,
            let end = members["Expiration"]?.string.flatMap({ SigningTime(rfc3339: $0) })
        else { throw NoAnswer(text: answer.body) }
        return try Credentials(accessKeyID: id, accessKeySecret: secret, securityToken: token, expiration: end)
    }
}

/// Identities that a test changes while the server runs.
final class ChangingIdentities: IdentitySource {
    private let state: Mutex<(identities: Identities, generation: UInt64)>
    private let tokenKey: [UInt8]

    init(_ identities: Identities, tokenKey: [UInt8]) {
        state = Mutex((identities, 1))
        self.tokenKey = tokenKey
    }

    func current() -> IdentitySnapshot {
        state.withLock { IdentitySnapshot(identities: $0.identities, tokenKey: tokenKey, generation: $0.generation) }
    }

    func change(_ edit: (inout Identities) -> Void) {
        state.withLock { state in
            edit(&state.identities)
            state.generation += 1
        }
    }
}

/// An answer, split.
struct HTTPAnswer: Sendable {
    let status: Int
    let head: String
    let body: String

    init?(_ text: String) {
        guard let end = text.firstRange(of: "\r\n\r\n"), let status = Int(text.split(separator: " ", maxSplits: 2)[1]) else { return nil }
        self.status = status
        head = String(text[..<end.lowerBound])
        body = String(text[end.upperBound...])
    }

    var json: JSONObject? { (try? JSONReader.read(Array(body.utf8)))?.object }
    var xml: XMLElement? { try? XMLReader.read(Array(body.utf8)) }

    /// The error code, whatever the document is written in.
    var code: String? { json?["Code"]?.string ?? xml?.children.first { $0.name == "Code" }?.text }
}
