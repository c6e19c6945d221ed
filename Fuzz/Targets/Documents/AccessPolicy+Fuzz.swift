import OSSAccess
import OSSSigning
import OSSWire

extension FuzzTarget {
    /// Policies of users, sessions and buckets, and the document of identities: what they decide does not depend on how often they are read, nor on
    /// the order of their statements.
    static let accessPolicy = FuzzTarget("access-policy") { input in
        for kind in [PolicyDocument.Kind.ram, .session, .bucket] {
            guard let document = reading({ try PolicyDocument(json: input, kind) }) else { continue }
            let again: PolicyDocument
            do { again = try PolicyDocument(json: document.json, kind) } catch { throw BrokenLaw("a policy that is kept can be read: \(error)") }
            let turned = reading { try PolicyDocument(json: turnedAround(document.json), kind) }
            for question in questions {
                let verdict = kindOfVerdict(document, kind, question)
                try BrokenLaw.unless(verdict == kindOfVerdict(again, kind, question), "a policy that is kept decides as it did")
                if let turned { try BrokenLaw.unless(verdict == kindOfVerdict(turned, kind, question), "the order of statements decides nothing") }
            }
            _ = (document.isPublic, document.hasConditions)
        }
        if let identities = reading({ try Identities(json: input) }) {
            let written = identities.json
            let again: Identities
            do { again = try Identities(json: written) } catch { throw BrokenLaw("identities that are kept can be read: \(error)") }
            try BrokenLaw.unless(again.json == written, "identities are written as they were read")
        }
        _ = ConditionKeySpelling.canonical(String(decoding: input.prefix(64), as: UTF8.self))
    }

    private static let questions: [AccessQuestion] = {
        let user = AccessRequester.user(RAMUserReference(account: .standard, id: "20000000000000001", name: "alice"))
        let objects = ["exampleobject", "inbox/a.txt", "中文/é"].map { text in
            AccessResource(.object(Fixed.bucket, Fixed.required { try ObjectKey(text) }))
        }
        var context = AccessContext()
        context["acs:SourceIp"] = ["192.0.2.7"]
        context["acs:SecureTransport"] = ["false"]
        context["acs:CurrentTime"] = ["2024-11-12T08:32:38Z"]
        context["oss:Prefix"] = ["inbox/"]
        context["oss:x-oss-acl"] = ["private"]
        var found: [AccessQuestion] = []
        for requester in [user, .anonymous] {
            for resource in objects + [AccessResource(.bucket(Fixed.bucket)), AccessResource(.service)] {
                for action in ["oss:GetObject", "oss:PutObject", "oss:ListObjects", "oss:PutBucketPolicy"] {
                    found.append(AccessQuestion(requester, AccessAction(action), resource))
                    found.append(AccessQuestion(requester, AccessAction(action), resource, context: context))
                }
            }
        }
        return found
    }()

    private enum Verdict { case allowed, denied, silent }

    private static func kindOfVerdict(_ document: PolicyDocument, _ kind: PolicyDocument.Kind, _ question: AccessQuestion) -> Verdict {
        var set = PolicySet()
        switch kind {
        case .ram: set.identity = [NamedPolicy(name: "fuzz", document: document)]
        case .session: set.session = document
        case .bucket: set.bucket = document
        }
        if case .bucket = kind { _ = set.nearestMiss(to: question)?.description }
        switch set.verdict(on: question) {
        case .allowed: return .allowed
        case .denied: return .denied
        case .silent: return .silent
        }
    }

    /// The same policy with its statements in the other order.
    private static func turnedAround(_ json: [UInt8]) -> [UInt8] {
        guard let document = reading({ try JSONReader.read(json) })?.object else { return json }
        return JSONValue.object(
            JSONObject(
                document.members.map { member in
                    guard let statements = member.value.array else { return member }
                    return JSONObject.Member(member.name, .array(statements.reversed()))
                })
        ).bytes
    }
}
