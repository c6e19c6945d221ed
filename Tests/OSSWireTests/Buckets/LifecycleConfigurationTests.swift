import OSSWire
import Testing

@Suite("Lifecycle documents") struct LifecycleConfigurationTests {
    static func document(_ rules: [String]) -> String {
        "<LifecycleConfiguration>" + rules.map { "<Rule>\($0)</Rule>" }.joined() + "</LifecycleConfiguration>"
    }

    static func read(_ rules: String..., overlap: Bool = false) throws(OSSError) -> LifecycleConfiguration {
        try LifecycleConfiguration(xml: Array(document(rules).utf8), allowsSameActionOverlap: overlap)
    }

    static func refused(_ rules: String...) -> OSSError? {
        refusal({ xml throws(OSSError) in try LifecycleConfiguration(xml: xml) }, document(rules))
    }

    static let day = "<Expiration><Days>1</Days></Expiration>"
    static let enabled = "<Status>Enabled</Status>"

    @Test("what is set comes back in order") func roundTrip() throws {
        let rules = [
            "<ID>r1</ID><Prefix>a/中&amp;</Prefix><Status>Enabled</Status><Expiration><Days>30</Days></Expiration>"
                + "<Tag><Key>k</Key><Value>v</Value></Tag><Tag><Key>l</Key><Value></Value></Tag>"
                + "<NoncurrentVersionExpiration><NoncurrentDays>7</NoncurrentDays></NoncurrentVersionExpiration>"
                + "<Filter><ObjectSizeGreaterThan>10</ObjectSizeGreaterThan><ObjectSizeLessThan>20</ObjectSizeLessThan>"
                + "<Not><Prefix>a/中&amp;/keep</Prefix><Tag><Key>x</Key><Value>y</Value></Tag></Not></Filter>",
            "<ID>r2</ID><Prefix>b/</Prefix><Status>Disabled</Status><Expiration><CreatedBeforeDate>2024-01-01T00:00:00.000Z</CreatedBeforeDate>"
                + "</Expiration><AbortMultipartUpload><CreatedBeforeDate>2024-01-01T00:00:00.000Z</CreatedBeforeDate></AbortMultipartUpload>",
            "<ID>r3</ID><Prefix>c/</Prefix><Status>Enabled</Status><Expiration><Date>2024-01-01T00:00:00.000Z</Date></Expiration>",
            "<ID>r4</ID><Prefix>d/</Prefix><Status>Enabled</Status><Expiration><ExpiredObjectDeleteMarker>true</ExpiredObjectDeleteMarker>"
                + "</Expiration>",
            "<ID>r5</ID><Prefix>e/</Prefix><Status>Enabled</Status><Expiration><Days>1</Days><ExpiredObjectDeleteMarker>false"
                + "</ExpiredObjectDeleteMarker></Expiration><AbortMultipartUpload><Days>2</Days></AbortMultipartUpload>",
        ]
        let text = Self.document(rules)
        let configuration = try LifecycleConfiguration(xml: Array(text.utf8))
        #expect(body(configuration.xml) == text)
        #expect(try LifecycleConfiguration(xml: configuration.xml) == configuration)
    }

    @Test("the order of elements is free, and an absent or empty prefix means every key") func order() throws {
        let configuration = try Self.read(Self.day + Self.enabled + "<ID>a</ID>")
        #expect(configuration.rules.first?.prefix == "")
        #expect(try Self.read("<Prefix/>" + Self.day + Self.enabled + "<ID>a</ID>") == configuration)
    }

    @Test("a rule without an id gets one") func ids() throws {
        var number = 0
        let text = Self.document(
            ["<Prefix>a</Prefix>", "<ID></ID><Prefix>b</Prefix>", "<ID>mine</ID><Prefix>c</Prefix>"].map { $0 + Self.day + Self.enabled })
        let configuration = try LifecycleConfiguration(xml: Array(text.utf8)) {
            number += 1
            return "made-\(number)"
        }
        #expect(configuration.rules.map(\.id) == ["made-1", "made-2", "mine"])
        let random = try LifecycleConfiguration(xml: Array(text.utf8)).rules.map(\.id)
        #expect(random[0] != random[1])
        #expect(random[0].utf8.count == 32)
        #expect(random[0].allSatisfy { $0.isHexDigit })
    }

    @Test(
        "rules that OSS refuses",
        arguments: [
            (
                "<Expiration><Days>1</Days><CreatedBeforeDate>2024-01-01T00:00:00.000Z</CreatedBeforeDate></Expiration>", "InvalidRequest",
                "0014-00000080"
            ),
            ("<Expiration><Days>1</Days><Date>2024-01-01T00:00:00.000Z</Date></Expiration>", "InvalidRequest", "0014-00000080"),
            (
                "<AbortMultipartUpload><Days>1</Days><CreatedBeforeDate>2024-01-01T00:00:00.000Z</CreatedBeforeDate></AbortMultipartUpload>",
                "InvalidRequest", "0014-00000080"
            ),
            (
                day + "<AbortMultipartUpload><CreatedBeforeDate>2024-01-01T00:00:00.000Z</CreatedBeforeDate></AbortMultipartUpload>",
                "InvalidRequest", "0014-00000080"
            ),
            ("<Expiration><Days>0</Days></Expiration>", "InvalidArgument", nil), ("<Expiration><Days>-1</Days></Expiration>", "InvalidArgument", nil),
            ("<Expiration><Days>2147483648</Days></Expiration>", "InvalidArgument", nil),
            ("<Expiration><Days>99999999999999999999999</Days></Expiration>", "InvalidArgument", nil),
            ("<Expiration><Days>1.5</Days></Expiration>", "MalformedXML", "0031-00000001"),
            ("<Expiration><Days></Days></Expiration>", "MalformedXML", "0031-00000001"),
            ("<Expiration/>", "MalformedXML", "0031-00000001"),
            ("<Expiration><Date>2024-01-01T08:00:00.000Z</Date></Expiration>", "InvalidArgument", nil),
            ("<Expiration><CreatedBeforeDate>2024-01-01T00:00:00.000+08:00</CreatedBeforeDate></Expiration>", "InvalidArgument", nil),
            ("<Expiration><Date>2024-02-30T00:00:00.000Z</Date></Expiration>", "MalformedXML", "0031-00000001"),
            ("<Expiration><Date>tomorrow</Date></Expiration>", "MalformedXML", "0031-00000001"),
            ("<Expiration><ExpiredObjectDeleteMarker>false</ExpiredObjectDeleteMarker></Expiration>", "MalformedXML", "0031-00000001"),
            ("<Expiration><Days>1</Days><ExpiredObjectDeleteMarker>true</ExpiredObjectDeleteMarker></Expiration>", "MalformedXML", "0031-00000001"),
            ("", "MalformedXML", "0031-00000001"), ("<AbortMultipartUpload/>", "MalformedXML", "0031-00000001"),
            ("<NoncurrentVersionExpiration/>", "MalformedXML", "0031-00000001"),
            ("<NoncurrentVersionExpiration><NoncurrentDays>0</NoncurrentDays></NoncurrentVersionExpiration>", "InvalidArgument", nil),
            (day + day, "MalformedXML", "0031-00000001"), (day + "<Surprise/>", "MalformedXML", "0031-00000001"),
            ("<AbortMultipartUpload><Days>1</Days></AbortMultipartUpload><Tag><Key>a</Key><Value>b</Value></Tag>", "InvalidRequest", nil),
            (day + "<Tag><Key>a</Key><Value>b</Value></Tag><Tag><Key>a</Key><Value>c</Value></Tag>", "RepeatedTags", nil),
            (day + "<Tag><Key></Key><Value>b</Value></Tag>", "InvalidTag", nil),
            (day + "<Filter><Not/></Filter>", "MalformedXML", "0031-00000001"),
            (day + "<Filter><Not><Prefix>other</Prefix></Not></Filter>", "InvalidArgument", nil),
            (day + "<Filter><Not><Prefix>p/</Prefix></Not></Filter>", "InvalidArgument", nil),
            (
                day + "<Filter><ObjectSizeGreaterThan>5</ObjectSizeGreaterThan><ObjectSizeLessThan>5</ObjectSizeLessThan></Filter>",
                "InvalidArgument", nil
            ),
            (
                "<AbortMultipartUpload><Days>1</Days></AbortMultipartUpload><Filter><ObjectSizeLessThan>5</ObjectSizeLessThan></Filter>",
                "InvalidRequest", nil
            ),
        ] as [(String, String, String?)])
    func refusals(content: String, code: String, ec: String?) {
        let error = Self.refused("<Prefix>p/</Prefix>" + Self.enabled + content)
        #expect(error?.status == 400)
        #expect(error?.code.rawValue == code)
        #expect(error?.ec == ec)
    }

    @Test("a status is needed, and there are two") func status() {
        #expect(Self.refused("<Prefix>p</Prefix>" + Self.day)?.code == .malformedXML)
        #expect(Self.refused("<Prefix>p</Prefix><Status>enabled</Status>" + Self.day)?.code == .malformedXML)
    }

    @Test(
        "what would not be enforced is not stored",
        arguments: [
            "<Transition><Days>30</Days><StorageClass>IA</StorageClass></Transition>",
            "<NoncurrentVersionTransition><NoncurrentDays>30</NoncurrentDays><StorageClass>IA</StorageClass></NoncurrentVersionTransition>",
            "<AtimeBase>1</AtimeBase>",
        ])
    func notEmulated(content: String) throws {
        let error = try #require(Self.refused(Self.enabled + Self.day + content))
        #expect(error.status == 501)
        #expect(error.code == .notImplemented)
        let name = try #require(content.dropFirst().split(separator: ">").first)
        #expect(error.fields == [OSSError.Field("Operation", "PutBucketLifecycle with \(name)")])
    }

    @Test("1000 rules, 255 bytes of id and 1023 of prefix are the limits") func limits() {
        func rules(_ count: Int) -> OSSError? {
            let rules = (0..<count).map { "<ID>\($0)</ID><Prefix>\($0)/</Prefix>" + Self.enabled + Self.day }
            return refusal({ xml throws(OSSError) in try LifecycleConfiguration(xml: xml) }, Self.document(rules))
        }
        #expect(rules(0)?.code == .malformedXML)
        #expect(rules(1000) == nil)
        #expect(rules(1001)?.code == .malformedXML)
        for (element, limit) in [("ID", 255), ("Prefix", 1023)] {
            for (count, code) in [(limit, nil), (limit + 1, ErrorCode.invalidArgument)] as [(Int, ErrorCode?)] {
                let text = String(repeating: "a", count: count)
                #expect(Self.refused("<\(element)>\(text)</\(element)>" + Self.enabled + Self.day)?.code == code)
            }
        }
        let tags = (0..<11).map { "<Tag><Key>k\($0)</Key><Value>v</Value></Tag>" }
        #expect(Self.refused(Self.enabled + Self.day + tags.dropLast().joined()) == nil)
        #expect(Self.refused(Self.enabled + Self.day + tags.joined())?.code.rawValue == "TooManyTags")
    }

    @Test("ids are unique") func uniqueIDs() {
        let rules = ["a", "b"].map { "<ID>same</ID><Prefix>\($0)</Prefix>" + Self.enabled + Self.day }
        #expect(Self.refused(rules[0], rules[1])?.code == .invalidArgument)
    }

    @Test(
        "two rules may not do the same to the same keys, unless the request says so",
        arguments: [
            ("<Prefix>a/</Prefix>", "<Prefix>b/</Prefix>", day, day, false), ("<Prefix>a/</Prefix>", "<Prefix>a/</Prefix>", day, day, true),
            ("<Prefix>a/b</Prefix>", "<Prefix>a/</Prefix>", day, day, true), ("", "<Prefix>a/</Prefix>", day, day, true),
            ("<Prefix>a/</Prefix>", "<Prefix>ab</Prefix>", day, day, false),
            ("", "", day, "<AbortMultipartUpload><Days>1</Days></AbortMultipartUpload>", false),
            ("", "", day, "<Expiration><Date>2024-01-01T00:00:00.000Z</Date></Expiration>", true),
            ("<Tag><Key>k</Key><Value>1</Value></Tag>", "<Tag><Key>k</Key><Value>2</Value></Tag>", day, day, false),
            ("<Tag><Key>k</Key><Value>1</Value></Tag>", "<Tag><Key>k</Key><Value>1</Value></Tag>", day, day, true),
            ("<Tag><Key>k</Key><Value>1</Value></Tag>", "", day, day, false),
            ("<Filter><Not><Prefix>a/</Prefix></Not></Filter>", "<Prefix>a/</Prefix>", day, day, false),
        ])
    func overlap(first: String, second: String, firstAction: String, secondAction: String, isRefused: Bool) throws {
        let rules = [first + Self.enabled + firstAction, second + Self.enabled + secondAction]
        #expect(Self.refused(rules[0], rules[1])?.code == (isRefused ? .invalidArgument : nil))
        #expect(try Self.read(rules[0], rules[1], overlap: true).rules.count == 2)
    }
}
