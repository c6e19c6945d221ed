import OSSAccess
import OSSSigning
import OSSWire

/// A decision in words, for people and for programs.
struct SimulationReport: Encodable {
    enum Decision: String, Encodable { case allowed, denied }

    /// Who decided.
    enum Layer: String, Encodable, CaseIterable {
        case sessionPolicy = "session-policy"
        case ramPolicy = "ram-policy"
        case bucketPolicy = "bucket-policy"
        case bothPolicies = "ram-and-bucket-policy"
        case owner
        case bucketACL = "bucket-acl"
        case objectACL = "object-acl"
        case anonymous
        /// Nothing allows it, and no ACL can.
        case noPolicy = "no-policy"
        /// There is no such bucket.
        case noBucket = "no-bucket"
    }

    let decision: Decision
    let layer: Layer
    /// A sentence.
    let reason: String
    let action: String
    let resource: String
    /// What the server's answer would carry.
    let ec: String?
    /// The statement that decided, where one did.
    let statement: Statement?
    /// All of them, where several deny: a RAM policy and the bucket's can do so at once.
    let statements: [Statement]?
    /// `nil` where it is not known, and where the question is about no bucket.
    let bucketExists: Bool?
    /// The statement that would have allowed it but for one thing.
    let nearest: String?
    /// Condition keys that count for it and were not given: with them it may be another decision.
    let notGiven: [String]

    enum CodingKeys: String, CodingKey {
        case decision, layer, reason, action, resource, ec, statement, statements, nearest
        case bucketExists = "bucket_exists"
        case notGiven = "not_given"
    }

    struct Statement: Encodable, Equatable {
        /// ``Layer/ramPolicy``, ``Layer/sessionPolicy`` or ``Layer/bucketPolicy``.
        let source: Layer
        /// The RAM policy's name.
        let policy: String?
        /// Its place in the document, from 1.
        let number: Int
        let sid: String?

        init(_ reference: StatementReference) {
            switch reference.source {
            case .ram(let name): (source, policy) = (.ramPolicy, name)
            case .session: (source, policy) = (.sessionPolicy, nil)
            case .bucket: (source, policy) = (.bucketPolicy, nil)
            }
            (number, sid) = (reference.number, reference.sid)
        }
    }

    var isAllowed: Bool { decision == .allowed }

    /// - Parameter isWithoutBucket: whether it fails for want of the bucket, whatever policies say.
    init(_ simulation: Simulation, isWithoutBucket: Bool) {
        let asked = simulation.question
        let what = "\(asked.action) on \(asked.resource)".withoutControls()
        (action, resource) = (asked.action.name.withoutControls(), asked.resource.description.withoutControls())
        bucketExists = simulation.bucketExists
        if isWithoutBucket, let bucket = asked.resource.resource?.bucket {
            (decision, layer, reason) = (.denied, .noBucket, "there is no bucket \(bucket)")
            (ec, statement, statements, nearest, notGiven) = (OSSError.noSuchBucket(bucket.rawValue).ec, nil, nil, nil, [])
            return
        }
        let references: [StatementReference]
        switch simulation.decision {
        case .allowed(let ground):
            (decision, ec, nearest) = (.allowed, nil, nil)
            (layer, reason, references) = Self.words(ground, what)
        case .refused(let refusal):
            decision = .denied
            ec = OSSError(refusal, asked).ec
            nearest = simulation.policies.nearestMiss(to: asked).map { $0.description.withoutControls() }
            (layer, reason, references) = Self.words(refusal, what, simulation.lists)
        }
        notGiven = simulation.unknownKeys.map { $0.withoutControls() }
        let deciding = references.map(Statement.init)
        (statement, statements) = deciding.count > 1 ? (nil, deciding) : (deciding.first, nil)
    }

    private static func words(_ ground: AccessDecision.Ground, _ what: String) -> (Layer, String, [StatementReference]) {
        switch ground {
        case .statement(let reference): (Statement(reference).source, "\(reference) allows \(what)".withoutControls(), [reference])
        case .owner: (.owner, "the account's own keys may do everything that no policy denies", [])
        case .bucketACL: (.bucketACL, "the bucket's ACL gives it to everybody", [])
        case .objectACL: (.objectACL, "the object's ACL gives it to everybody", [])
        }
    }

    private static func words(_ refusal: AccessRefusal, _ what: String, _ lists: AccessLists) -> (Layer, String, [StatementReference]) {
        let blocked =
            lists.blocksPublicAccess && (lists.bucket != .private || lists.object.isPublic)
            ? " (public ones do not count: public access is blocked)" : ""
        return switch refusal {
        case .sessionPolicy(let reference?): (.sessionPolicy, "\(reference) denies \(what)".withoutControls(), [reference])
        case .sessionPolicy(nil): (.sessionPolicy, "the session policy does not allow \(what), whatever the role may do", [])
        case .bucketPolicy(let reference): (.bucketPolicy, "\(reference) denies \(what)".withoutControls(), [reference])
        case .ramPolicy(let reference): (.ramPolicy, "\(reference) denies \(what)".withoutControls(), [reference])
        case .bothPolicies(let ram, let bucket):
            (.bothPolicies, "\(ram) and \(bucket) deny \(what)".withoutControls(), [ram, bucket])
        case .nothingAllows: (.noPolicy, "no policy allows \(what), and no ACL can", [])
        case .bucketACL: (.bucketACL, "no policy allows \(what), and the bucket's ACL does not give it\(blocked)", [])
        case .objectACL: (.objectACL, "no policy allows \(what), and the object's own ACL does not give it\(blocked)", [])
        case .anonymousHasNoRight: (.anonymous, "no policy allows everybody \(what), and no ACL gives it\(blocked)", [])
        case .anonymousIsForbidden: (.anonymous, "no policy allows everybody \(what), and no ACL can", [])
        }
    }

    /// For people, the decision first.
    var lines: [String] {
        var lines = ["\(decision.rawValue): \(reason)", "layer: \(layer.rawValue)"]
        if let ec { lines.append("ec: \(ec)") }
        if let nearest { lines.append("nearest: \(nearest)") }
        if !notGiven.isEmpty { lines.append("not given: \(notGiven.joined(separator: ", "))") }
        return lines
    }
}
