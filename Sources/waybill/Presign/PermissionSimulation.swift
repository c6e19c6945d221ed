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

    /// - Parameter asker: the signer, as the server knows it.
    init(_ world: AccessWorld, _ asker: AccessSubject) { signer = .known(asker, in: world) }

    /// A signer whose requests are refused before anybody asks for permissions.
    init(refusing reason: String, ec: String) { signer = .refused(PermissionCheck(.denied, by: .simulation, reason, ec: ec)) }

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
                of: asker, permission.action, permission.resource, context: context(of: request), at: now, version: version)
            let report = simulation.report(makesBucket: makesBucket)
            guard report.isAllowed, report.notGiven.isEmpty else { return PermissionCheck(report) }
            last = report
        }
        return last.map(PermissionCheck.init) ?? PermissionCheck(.allowed, by: .simulation, "it needs no permission")
    }

    /// What the request will say of itself, as far as it is signed.
    private func context(of request: UnsignedRequest) -> [(key: String, values: [String])] {
        var context: [(key: String, values: [String])] = []
        func add(_ key: String, _ value: String?) { if let value { context.append((key, [value])) } }
        func header(_ name: String) -> String? { request.headers.first { $0.name.canonicalName == name }?.value }
        func parameter(_ name: String) -> String? { request.parameters.first { $0.name == name }?.value }
        add("oss:x-oss-acl", header("x-oss-acl"))
        add("oss:x-oss-object-acl", header("x-oss-object-acl"))
        add("oss:Prefix", parameter("prefix"))
        add("oss:Delimiter", parameter("delimiter"))
        if let tags = header("x-oss-tagging").flatMap({ try? ObjectTags(header: $0).tags }) {
            for tag in tags { add("oss:RequestObjectTag/\(tag.key)", tag.value) }
        }
        return context
    }
}
