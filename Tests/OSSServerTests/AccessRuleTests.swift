import OSSAccess
import OSSSigning
import Testing

@testable import OSSServer

/// Which rule of ownership counts for an action.
@Suite("The rules of actions") struct AccessRuleTests {
    @Test(
        "names of actions are known in any case of ASCII letters",
        arguments: ["oss:GetObject", "OSS:GETOBJECT", "oss:putbucketacl", "oss:PutBucketAcl"])
    func known(name: String) { #expect(AccessRule.isKnown(AccessAction(name))) }

    /// `String.lowercased()` makes a k of U+212A.
    @Test("what only looks like a name is none", arguments: ["oss:PutBuc\u{212A}etAcl", "oss:GetObject\u{301}", "oss:GetObject ", "GetObject", ""])
    func unknown(name: String) { #expect(!AccessRule.isKnown(AccessAction(name))) }
}
