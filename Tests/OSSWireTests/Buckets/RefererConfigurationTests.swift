import OSSWire
import Testing

@Suite("Referer rules") struct RefererConfigurationTests {
    static func read(_ content: String) throws -> RefererConfiguration {
        try RefererConfiguration(xml: Array("<RefererConfiguration>\(content)</RefererConfiguration>".utf8))
    }

    @Test("a bucket without a configuration lets everything pass and says so") func defaults() throws {
        let configuration = RefererConfiguration()
        #expect(
            body(configuration.xml) == "<RefererConfiguration><AllowEmptyReferer>true</AllowEmptyReferer>"
                + "<AllowTruncateQueryString>true</AllowTruncateQueryString><TruncatePath>false</TruncatePath><RefererList></RefererList>"
                + "</RefererConfiguration>")
        #expect(try Self.read("") == configuration)
        for referer in [nil, "", "https://anybody.example", "nonsense"] as [String?] { #expect(configuration.allows(referer: referer)) }
    }

    @Test("what is set comes back in order") func roundTrip() throws {
        let content =
            "<AllowEmptyReferer>false</AllowEmptyReferer><AllowTruncateQueryString>false</AllowTruncateQueryString><TruncatePath>true</TruncatePath>"
            + "<RefererList><Referer>http://a.com</Referer><Referer>https://*.b.com/?x</Referer></RefererList>"
            + "<RefererBlacklist><Referer>https://c.b.com</Referer></RefererBlacklist>"
        let configuration = try Self.read(content)
        #expect(body(configuration.xml) == "<RefererConfiguration>\(content)</RefererConfiguration>")
        #expect(try RefererConfiguration(xml: configuration.xml) == configuration)
    }

    @Test("an empty Referer clears the list") func emptyReferer() throws {
        let configuration = try Self.read("<AllowEmptyReferer>false</AllowEmptyReferer><RefererList><Referer></Referer></RefererList>")
        #expect(configuration.allowed.isEmpty)
        #expect(configuration.allows(referer: nil))
    }

    @Test(
        "a rule needs no scheme, as OSS takes what oss2's suite sends",
        arguments: ["www.example.com", "*", "mibrowser:home", "阿里云", "http://a b.com", "HTTP://a.com"])
    func accepted(rule: String) throws {
        let configuration = try Self.read("<RefererList><Referer>\(rule)</Referer></RefererList>")
        #expect(configuration.allowed == [rule])
    }

    @Test("a rule has no control characters", arguments: ["http://a&#10;b", "a&#9;b", "&#127;"])
    func refused(rule: String) {
        for list in ["RefererList", "RefererBlacklist"] {
            let error = refusal(
                { xml throws(OSSError) in try RefererConfiguration(xml: xml) },
                "<RefererConfiguration><\(list)><Referer>\(rule)</Referer></\(list)></RefererConfiguration>")
            #expect(error?.code == .invalidArgument)
            #expect(error?.fields.first == OSSError.Field("ArgumentName", "Referer"))
        }
    }

    @Test(
        "another shape",
        arguments: [
            "<AllowEmptyReferer>yes</AllowEmptyReferer>", "<AllowEmptyReferer/>", "<RefererList>http://a.com</RefererList>",
            "<RefererList/><RefererList/>", "<Referer>http://a.com</Referer>", "<RefererList><Referer><a/></Referer></RefererList>",
        ])
    func shape(content: String) {
        #expect(
            refusal({ xml throws(OSSError) in try RefererConfiguration(xml: xml) }, "<RefererConfiguration>\(content)</RefererConfiguration>")?.code
                == .malformedXML)
    }

    struct Row: Sendable {
        var allowed: [String] = []
        var denied: [String] = []
        var empty = true
        var query = true
        var path = false
        let referer: String?
        let passes: Bool
    }

    static let rows: [Row] = [
        Row(allowed: ["https://a.com/*"], referer: "https://a.com/page", passes: true),
        Row(allowed: ["https://a.com/*"], referer: "https://a.com/", passes: true),
        Row(allowed: ["https://a.com/*"], referer: "http://a.com/page", passes: false),
        Row(allowed: ["https://a.com/*"], referer: "https://a.com.evil.org/page", passes: false),
        Row(allowed: ["https://a.com/*"], referer: "https://evil.org/https://a.com/", passes: false),
        Row(allowed: ["https://a.com"], referer: "https://a.com", passes: true),
        Row(allowed: ["https://a.com"], referer: "https://a.com/", passes: true),
        Row(allowed: ["https://a.com/"], referer: "https://a.com", passes: true),
        Row(allowed: ["https://a.com"], referer: "https://a.com/page", passes: true),
        Row(allowed: ["https://a.com"], referer: "https://a.com.org/page", passes: false),
        Row(allowed: ["https://a.com/dir"], referer: "https://a.com/dir2", passes: false),
        Row(allowed: ["https://a.com/dir"], referer: "https://a.com/dir/x", passes: true),
        Row(allowed: ["https://a.com"], path: true, referer: "https://a.com/page?x=1", passes: true),
        Row(allowed: ["https://a.com"], query: false, path: true, referer: "https://a.com?x=1", passes: true),
        Row(allowed: ["https://a.com"], path: true, referer: "https://a.com:8443/page", passes: false),
        Row(allowed: ["https://a.com:*"], path: true, referer: "https://a.com:8443/page", passes: true),
        Row(allowed: ["https://*.a.com"], path: true, referer: "https://www.a.com/", passes: true),
        Row(allowed: ["https://*.a.com"], path: true, referer: "https://a.com/", passes: false),
        Row(allowed: ["https://*.a.com"], path: true, referer: "https://evil.org/x.a.com", passes: false),
        Row(allowed: ["https://w?.a.com"], referer: "https://w1.a.com", passes: true),
        Row(allowed: ["https://w?.a.com"], referer: "https://w12.a.com", passes: false),
        Row(allowed: ["https://a.com/page"], referer: "https://a.com/page?x=1", passes: true),
        Row(allowed: ["https://a.com/page"], query: false, referer: "https://a.com/page?x=1", passes: false),
        Row(allowed: ["https://a.com/page?x=*"], query: false, referer: "https://a.com/page?x=1", passes: true),
        Row(allowed: ["https://b.com", "https://a.com"], referer: "https://a.com", passes: true),
        Row(allowed: ["https://a.com"], referer: nil, passes: true),
        Row(allowed: ["https://a.com"], referer: "", passes: true),
        Row(allowed: ["https://a.com"], empty: false, referer: nil, passes: false),
        Row(allowed: ["https://a.com"], empty: false, referer: "", passes: false),
        Row(empty: false, referer: nil, passes: true),
        Row(allowed: ["https://*"], denied: ["https://evil.org*"], referer: "https://evil.org/x", passes: false),
        Row(allowed: ["https://*"], denied: ["https://evil.org*"], referer: "https://good.org/x", passes: true),
        Row(denied: ["https://evil.org*"], referer: "https://evil.org/x", passes: false),
        Row(denied: ["https://evil.org*"], referer: "https://good.org/x", passes: true),
        Row(denied: ["https://evil.org*"], referer: nil, passes: true),
        Row(denied: ["https://evil.org*"], empty: false, referer: nil, passes: false),
        Row(allowed: ["https://a.com"], referer: "nonsense", passes: false),
        Row(allowed: ["https://a.com"], referer: "/", passes: false),
    ]

    @Test("who passes", arguments: rows.indices) func passes(index: Int) {
        let row = Self.rows[index]
        var configuration = RefererConfiguration()
        configuration.allowed = row.allowed
        configuration.denied = row.denied
        configuration.allowsEmptyReferer = row.empty
        configuration.truncatesQuery = row.query
        configuration.truncatesPath = row.path
        #expect(configuration.allows(referer: row.referer) == row.passes, "\(row)")
    }

    @Test("the refusal has OSS's words") func denial() {
        #expect(OSSError.deniedByReferer.status == 403)
        #expect(OSSError.deniedByReferer.code == .accessDenied)
        #expect(OSSError.deniedByReferer.message == "You are denied by bucket referer policy.")
    }
}
