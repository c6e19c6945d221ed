import OSSSigning
import OSSWire
import Testing

@testable import OSSAccess

/// The documentation's page "authorize a RAM user to access multiple directories": three graded policies.
@Suite("Policies") struct PolicyTests {
    @Test("reading known paths is reading, and nothing else") func readKnownPaths() throws {
        let json = """
            {"Version":"1","Statement":[{"Effect":"Allow","Action":"oss:GetObject",
            "Resource":["acs:oss:*:*:mybucket/hangzhou/2014/*","acs:oss:*:*:mybucket/hangzhou/2015/*"]}]}
            """
        let set = PolicySet(identity: [NamedPolicy(name: "read", document: try PolicyDocument(json: Array(json.utf8), .ram))])
        func isAllowed(_ action: String, _ key: String) throws -> Bool {
            let user = AccessRequester.user(RAMUserReference(account: .standard, id: "200000000000000001", name: "alice"))
            let question = AccessQuestion(
                user, AccessAction(action), AccessResource(.object(try BucketName("mybucket"), try ObjectKey(key))))
            if case .allowed = set.verdict(on: question) { return true }
            return false
        }
        #expect(try isAllowed("oss:GetObject", "hangzhou/2014/a.txt"))
        #expect(try !isAllowed("oss:GetObject", "hangzhou/2013/a.txt"))
        #expect(try !isAllowed("oss:PutObject", "hangzhou/2014/a.txt"))
    }
}
