import ArgumentParser
import OSSAccess
import OSSClient
import OSSSigning

/// How `presign --check` finds out.
enum PermissionCheckMode: String, EnumerableFlag {
    /// By what a local server's data folder says.
    case check
    /// By a request that cannot succeed.
    case checkRequest
}

/// Says of URLs whether their signer may do what they are for, without a request: possible only for a server whose data folder is at hand.
struct PermissionChecker {
    private let simulation: PermissionSimulation?
    /// Why nothing is known.
    private let obstacle: String

    /// - Returns: `nil` where nothing is to be checked without a request.
    /// - Throws: `CommandFailure` where the flags do not fit together, or for a data folder that cannot be read.
    init?(_ mode: PermissionCheckMode?, _ context: ClientContext, _ client: ClientOptions, _ signer: RequestSigner, isBatch: Bool) throws {
        switch mode {
        case nil: return nil
        case .checkRequest:
            guard !isBatch else { throw CommandFailure.usage("--check-request tries one URL") }
            return nil
        case .check: break
        }
        switch try Self.simulation(context, client, signer) {
        case .success(let simulation): (self.simulation, obstacle) = (simulation, "")
        case .failure(let obstacle): (simulation, self.obstacle) = (nil, obstacle.words)
        }
    }

    func check(_ request: UnsignedRequest) throws -> PermissionCheck {
        guard let simulation else { return PermissionCheck(.unknown, by: .none, obstacle) }
        return try simulation.check(request, at: ClientClock.machineTime())
    }

    private struct Obstacle: Error { let words: String }

    private static func simulation(
        _ context: ClientContext, _ client: ClientOptions, _ signer: RequestSigner
    ) throws -> Result<PermissionSimulation, Obstacle> {
        guard let server = RunningServer.find(in: client.data), let endpoint = try? Endpoint(server.endpoint), endpoint == context.endpoint else {
            return .failure(
                Obstacle(words: "only the service itself knows, and nothing was sent to it; --check-request tries an upload that cannot succeed"))
        }
        let world = try AccessWorld.load(data: client.data, ramFile: nil)
        let isSecure = signer.endpoint.scheme == .https
        guard let key = signer.credentials.accessKey else { return .success(PermissionSimulation(world, .anonymous, isSecure: isSecure)) }
        var asker: AccessSubject
        if let token = key.securityToken {
            guard let session = world.session(of: token, keyID: key.id) else {
                return .failure(Obstacle(words: "the security token is none of this server's"))
            }
            guard ClientClock.machineTime() < session.expiration else {
                return .success(PermissionSimulation(refusing: "the security token has expired", ec: "0002-00000007"))
            }
            asker = world.identities.subject(of: session.reference, session.policy)
        } else if try server.accessKeyID == key.id.rawValue || KeptAccessKey.load(from: client.data)?.accessKeyID == key.id.rawValue {
            asker = world.identities.owner()
        } else {
            guard let user = world.identities.users.first(where: { $0.keys.contains { $0.id == key.id } }) else {
                return .failure(Obstacle(words: "the data folder has no such key; the server may have been given it when it was started"))
            }
            if user.keys.contains(where: { $0.id == key.id && !$0.isEnabled }) {
                return .success(PermissionSimulation(refusing: "the key of the RAM user \(user.name) is disabled", ec: "0002-00000904"))
            }
            asker = world.identities.subject(of: user)
        }
        asker.accessKeyID = key.id
        return .success(PermissionSimulation(world, asker, isSecure: isSecure))
    }
}
