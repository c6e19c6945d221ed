import HTTPTypes
import OSSAccess
import OSSClient
import OSSServer
import OSSSigning
import OSSWire

/// Says by the data folder of a local server whether a signer may do what a URL is for.
struct PermissionSimulation {
    private enum Signer {
        case known(AccessSubject, in: AccessWorld)
        /// Whatever it is for, it is refused.
        case refused(PermissionCheck)
    }

    private let signer: Signer
    private let isSecure: Bool

    /// - Parameters:
    ///   - asker: the signer, as the server knows it.
    ///   - isSecure: whether the URLs are for HTTPS.
    init(_ world: AccessWorld, _ asker: AccessSubject, isSecure: Bool) {
        signer = .known(asker, in: world)
        self.isSecure = isSecure
    }

    /// A signer whose requests are refused before anybody asks for permissions.
    init(refusing reason: String, ec: String) {
        signer = .refused(PermissionCheck(.denied, by: .simulation, reason, ec: ec))
        isSecure = false
    }

    /// The first permission that is missing, or that none is.
    func check(_ request: UnsignedRequest, at now: SigningTime) throws -> PermissionCheck {
        switch signer {
        case .refused(let check): check
        case .known(let asker, let world): try check(request, asker, world, at: now)
        }
    }

    private func check(
        _ request: UnsignedRequest, _ asker: AccessSubject, _ world: AccessWorld, at now: SigningTime
    ) throws -> PermissionCheck {
        guard let needed = NeededPermission.all(of: request) else {
            return PermissionCheck(.unknown, by: .none, "the server has no such operation")
        }
        let makesBucket = needed.contains { $0.action == AccessAction("oss:PutBucket") }
        var last: SimulationReport?
        for permission in needed {
            let version = request.parameters.first { $0.name == "versionId" }.flatMap { VersionID($0.value) }
            let simulation = try world.simulation(
                of: asker, permission.action, permission.resource, at: now, version: version
            ) { context in
                context["acs:SecureTransport"] = [isSecure ? "true" : "false"]
                permission.describe(&context)
            }
            let report = simulation.report(makesBucket: makesBucket)
            guard report.isAllowed, report.notGiven.isEmpty else { return PermissionCheck(report) }
            last = report
        }
        return last.map(PermissionCheck.init) ?? PermissionCheck(.allowed, by: .simulation, "it needs no permission")
    }
}
