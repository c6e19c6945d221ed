import OSSSigning
import OSSWire
import Testing

@Suite("Lifecycle sweeps") struct LifecycleSweepTests {
    static func time(_ text: String) -> SigningTime { SigningTime(rfc3339: text)! }

    static func rules(_ rules: String...) throws -> LifecycleConfiguration {
        let text = rules.map { "<Rule><Status>Enabled</Status>\($0)</Rule>" }.joined()
        return try LifecycleConfiguration(xml: Array("<LifecycleConfiguration>\(text)</LifecycleConfiguration>".utf8), allowsSameActionOverlap: true)
    }

    static func object(
        _ key: String = "k", size: Int64? = 10, modified: String = "2024-03-15T10:30:00Z", tags: [ResourceTag] = [],
        standing: LifecycleVersion.Standing = .current
    ) -> LifecycleVersion {
        LifecycleVersion(key: Array(key.utf8), size: size, lastModified: time(modified), tags: tags, standing: standing)
    }

    static let always = "<Expiration><Date>2000-01-01T00:00:00Z</Date></Expiration>"

    @Test(
        "days end with a day in UTC",
        arguments: [
            (1, "2024-03-15T10:30:00Z", "2024-03-17T00:00:00Z"), (3, "2014-01-15T10:30:00Z", "2014-01-19T00:00:00Z"),
            (1, "2024-03-15T00:00:00Z", "2024-03-16T00:00:00Z"), (1, "2024-03-15T00:00:01Z", "2024-03-17T00:00:00Z"),
            (1, "2024-03-15T23:59:59Z", "2024-03-17T00:00:00Z"), (1, "2024-02-28T12:00:00Z", "2024-03-01T00:00:00Z"),
            (365, "2023-12-31T01:00:00Z", "2024-12-31T00:00:00Z"),
        ])
    func days(days: Int, modified: String, due: String) throws {
        let rules = try Self.rules(
            "<Expiration><Days>\(days)</Days></Expiration><AbortMultipartUpload><Days>\(days)</Days></AbortMultipartUpload>"
                + "<NoncurrentVersionExpiration><NoncurrentDays>\(days)</NoncurrentDays></NoncurrentVersionExpiration>")
        let moment = Self.time(due)
        let before = try #require(moment.advanced(bySeconds: -1))
        let later = try #require(moment.advanced(bySeconds: 1_000_000))
        let noncurrent = Self.object(modified: "2001-01-01T00:00:00Z", standing: .noncurrent(since: Self.time(modified)))
        for (now, isDue) in [(before, false), (moment, true), (later, true), (Self.time("1970-01-01T00:00:00Z"), false)] {
            #expect(rules.action(for: Self.object(modified: modified), at: now) == (isDue ? .expire : .keep))
            #expect(rules.action(for: noncurrent, at: now) == (isDue ? .deleteVersion : .keep))
            #expect(rules.aborts(uploadOf: Array("k".utf8), initiated: Self.time(modified), at: now) == isDue)
        }
    }

    @Test("days beyond the calendar never end") func endlessDays() throws {
        let rules = try Self.rules("<Expiration><Days>2147483647</Days></Expiration>")
        #expect(rules.action(for: Self.object(), at: Self.time("9999-12-31T23:59:59Z")) == .keep)
        let nearEnd = try Self.rules("<Expiration><Days>1</Days></Expiration>")
        #expect(nearEnd.action(for: Self.object(modified: "9999-12-30T12:00:00Z"), at: Self.time("9999-12-31T23:59:59Z")) == .keep)
    }

    @Test("from a date on, every object expires, however young") func date() throws {
        let rules = try Self.rules("<Expiration><Date>2024-03-20T00:00:00Z</Date></Expiration>")
        #expect(rules.action(for: Self.object(), at: Self.time("2024-03-19T23:59:59Z")) == .keep)
        #expect(rules.action(for: Self.object(), at: Self.time("2024-03-20T00:00:00Z")) == .expire)
        #expect(rules.action(for: Self.object(modified: "2024-03-21T00:00:00Z"), at: Self.time("2024-03-22T00:00:00Z")) == .expire)
    }

    @Test("what was made before a date goes, and what was made at it stays") func createdBefore() throws {
        let rules = try Self.rules(
            "<Expiration><CreatedBeforeDate>2024-03-15T00:00:00Z</CreatedBeforeDate></Expiration>"
                + "<AbortMultipartUpload><CreatedBeforeDate>2024-03-15T00:00:00Z</CreatedBeforeDate></AbortMultipartUpload>")
        let now = Self.time("2024-06-01T00:00:00Z")
        for (modified, isDue) in [("2024-03-14T23:59:59Z", true), ("2024-03-15T00:00:00Z", false), ("2024-03-16T00:00:00Z", false)] {
            #expect(rules.action(for: Self.object(modified: modified), at: now) == (isDue ? .expire : .keep))
            #expect(rules.aborts(uploadOf: Array("k".utf8), initiated: Self.time(modified), at: now) == isDue)
        }
    }

    @Test(
        "prefixes are compared by bytes",
        arguments: [
            ("", "k", true), ("dir/", "dir/a", true), ("dir/", "dir/", true), ("dir/", "dir2/a", false), ("dir", "dir2/a", true),
            ("dir/", "Dir/a", false), ("é", "e\u{301}x", false), ("é", "éx", true), ("k1", "k", false),
        ])
    func prefix(prefix: String, key: String, covered: Bool) throws {
        let rules = try Self.rules("<Prefix>\(prefix)</Prefix>\(Self.always)")
        #expect(rules.action(for: Self.object(key), at: Self.time("2024-06-01T00:00:00Z")) == (covered ? .expire : .keep))
        let uploads = try Self.rules("<Prefix>\(prefix)</Prefix><AbortMultipartUpload><Days>1</Days></AbortMultipartUpload>")
        #expect(
            uploads.aborts(uploadOf: Array(key.utf8), initiated: Self.time("2024-01-01T00:00:00Z"), at: Self.time("2024-06-01T00:00:00Z")) == covered)
    }

    @Test("all tags are needed, others do not matter") func tags() throws {
        let rules = try Self.rules("<Tag><Key>a</Key><Value>1</Value></Tag><Tag><Key>b</Key><Value>2</Value></Tag>\(Self.always)")
        let a = ResourceTag(key: "a", value: "1")
        let b = ResourceTag(key: "b", value: "2")
        let now = Self.time("2024-06-01T00:00:00Z")
        for (tags, covered) in [
            ([], false), ([a], false), ([a, b], true), ([b, ResourceTag(key: "c", value: "3"), a], true),
            ([a, ResourceTag(key: "b", value: "3")], false),
        ] { #expect(rules.action(for: Self.object(tags: tags), at: now) == (covered ? .expire : .keep)) }
    }

    @Test("a filter leaves sizes, prefixes and tags alone") func filter() throws {
        let rules = try Self.rules(
            "<Prefix>d/</Prefix>\(Self.always)<Filter><ObjectSizeGreaterThan>10</ObjectSizeGreaterThan><ObjectSizeLessThan>20</ObjectSizeLessThan>"
                + "<Not><Prefix>d/keep/</Prefix></Not><Not><Prefix>d/some/</Prefix><Tag><Key>k</Key><Value>v</Value></Tag></Not>"
                + "<Not><Tag><Key>hold</Key><Value>1</Value></Tag></Not></Filter>")
        let now = Self.time("2024-06-01T00:00:00Z")
        let tag = ResourceTag(key: "k", value: "v")
        for (version, covered) in [
            (Self.object("d/a", size: 11), true), (Self.object("d/a", size: 10), false), (Self.object("d/a", size: 19), true),
            (Self.object("d/a", size: 20), false), (Self.object("d/keep/a", size: 15), false), (Self.object("d/some/a", size: 15), true),
            (Self.object("d/some/a", size: 15, tags: [tag]), false), (Self.object("d/other/a", size: 15, tags: [tag]), true),
            (Self.object("d/a", size: 15, tags: [ResourceTag(key: "hold", value: "1")]), false), (Self.object("d/a", size: nil), false),
        ] { #expect(rules.action(for: version, at: now) == (covered ? .expire : .keep), "\(version)") }
        let uploads = try Self.rules("<AbortMultipartUpload><Days>1</Days></AbortMultipartUpload><Filter><Not><Prefix>keep/</Prefix></Not></Filter>")
        #expect(uploads.aborts(uploadOf: Array("a".utf8), initiated: Self.time("2024-01-01T00:00:00Z"), at: now))
        #expect(!uploads.aborts(uploadOf: Array("keep/a".utf8), initiated: Self.time("2024-01-01T00:00:00Z"), at: now))
    }

    @Test(
        "each rule is about versions of one standing",
        arguments: [
            (always, LifecycleVersion.Standing.current, LifecycleAction.expire),
            (always, .noncurrent(since: time("2001-01-01T00:00:00Z")), .keep), (always, .currentDeleteMarker(isOnlyVersion: true), .keep),
            (
                "<Expiration><ExpiredObjectDeleteMarker>true</ExpiredObjectDeleteMarker></Expiration>", .currentDeleteMarker(isOnlyVersion: true),
                .deleteVersion
            ),
            (
                "<Expiration><ExpiredObjectDeleteMarker>true</ExpiredObjectDeleteMarker></Expiration>", .currentDeleteMarker(isOnlyVersion: false),
                .keep
            ),
            ("<Expiration><ExpiredObjectDeleteMarker>true</ExpiredObjectDeleteMarker></Expiration>", .current, .keep),
            (
                "<NoncurrentVersionExpiration><NoncurrentDays>1</NoncurrentDays></NoncurrentVersionExpiration>",
                .noncurrent(since: time("2001-01-01T00:00:00Z")), .deleteVersion
            ),
            ("<NoncurrentVersionExpiration><NoncurrentDays>1</NoncurrentDays></NoncurrentVersionExpiration>", .current, .keep),
            ("<AbortMultipartUpload><Days>1</Days></AbortMultipartUpload>", .current, .keep),
        ])
    func standing(rule: String, standing: LifecycleVersion.Standing, action: LifecycleAction) throws {
        #expect(try Self.rules(rule).action(for: Self.object(standing: standing), at: Self.time("2024-06-01T00:00:00Z")) == action)
    }

    @Test("a disabled rule does nothing, and a later one may be due") func severalRules() throws {
        let now = Self.time("2024-06-01T00:00:00Z")
        let disabled = try LifecycleConfiguration(
            xml: Array(
                ("<LifecycleConfiguration><Rule><Status>Disabled</Status>\(Self.always)<AbortMultipartUpload>"
                    + "<CreatedBeforeDate>2024-05-01T00:00:00Z</CreatedBeforeDate></AbortMultipartUpload></Rule></LifecycleConfiguration>").utf8))
        #expect(disabled.action(for: Self.object(), at: now) == .keep)
        #expect(!disabled.aborts(uploadOf: Array("k".utf8), initiated: Self.time("2001-01-01T00:00:00Z"), at: now))
        let two = try Self.rules("<Expiration><Days>3650</Days></Expiration>", Self.always)
        #expect(two.action(for: Self.object(), at: now) == .expire)
    }
}
