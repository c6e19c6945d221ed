import Testing

@testable import OSSAccess

/// Every operator of the reference, against values of the request that meet it and that do not.
@Suite("Conditions") struct ConditionTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        let values: String
        let met: [String]
        let unmet: [String]

        init(_ name: String, _ values: String, met: [String], unmet: [String]) {
            (self.name, self.values, self.met, self.unmet) = (name, values, met, unmet)
        }

        var testDescription: String { "\(name) \(values)" }
    }

    static let rows: [Row] = [
        Row("StringEquals", #""a""#, met: ["a"], unmet: ["A", "", "ab", "b"]),
        Row("StringEquals", #"["a","b*"]"#, met: ["a", "b*"], unmet: ["bc", "ab"]), Row("StringEquals", #""""#, met: [""], unmet: ["a"]),
        Row("StringEquals", #""é""#, met: ["é"], unmet: ["e\u{301}", "É"]),
        Row("StringNotEquals", #"["a","b"]"#, met: ["c", "A", ""], unmet: ["a", "b"]),
        Row("StringEqualsIgnoreCase", #"["Ab"]"#, met: ["ab", "AB", "aB"], unmet: ["abc", "a"]),
        Row("StringEqualsIgnoreCase", #""k""#, met: ["K"], unmet: ["\u{212A}"]), Row("StringEqualsIgnoreCase", #""é""#, met: ["é"], unmet: ["É"]),
        Row("StringNotEqualsIgnoreCase", #"["Ab","c"]"#, met: ["d", ""], unmet: ["aB", "C"]),
        Row("StringLike", #"["a*","?b"]"#, met: ["a", "abc", "xb", "éb"], unmet: ["b", "xxb", "A"]),
        Row("StringNotLike", #"["a*","?b"]"#, met: ["b", "xxb"], unmet: ["a", "ac", "xb"]),
        Row("NumericEquals", "10", met: ["10", "10.0", "010"], unmet: ["1", "100", "-10", "ten", "", "1e1", "+10"]),
        Row("NumericEquals", #"["10",2.50]"#, met: ["10", "2.5", "2.500"], unmet: ["2.51", "2"]),
        Row("NumericEquals", "9007199254740993", met: ["9007199254740993"], unmet: ["9007199254740992"]),
        Row("NumericEquals", #""0""#, met: ["-0", "0.0", "0"], unmet: ["0.1"]),
        Row("NumericNotEquals", #"[1,2]"#, met: ["3", "1.5", "one"], unmet: ["1", "2.0"]),
        Row("NumericLessThan", "5", met: ["4.99", "-5", "0"], unmet: ["5", "5.01", "10", "x"]),
        Row("NumericLessThan", "-5", met: ["-5.1", "-10"], unmet: ["-5", "-4.9", "0"]),
        Row("NumericLessThanEquals", "5", met: ["5", "5.0"], unmet: ["5.0001", "x"]),
        Row("NumericGreaterThan", #""5""#, met: ["5.01", "10"], unmet: ["5", "-10", "x"]),
        Row("NumericGreaterThan", "[5,50]", met: ["6"], unmet: ["5"]),
        Row("NumericGreaterThanEquals", "-1.5", met: ["-1.5", "-1.49", "0"], unmet: ["-1.51", "x"]),
        Row(
            "DateEquals", #""2024-11-12T08:32:38Z""#,
            met: ["2024-11-12T08:32:38Z", "2024-11-12T16:32:38+08:00", "2024-11-12T16:32:38+0800", "2024-11-12T08:32:38.5Z"],
            unmet: ["2024-11-12T08:32:39Z", "2024-11-12T08:32:38+08:00", "now", ""]),
        Row("DateNotEquals", #""2024-11-12T08:32:38Z""#, met: ["2024-11-12T08:32:39Z", "now"], unmet: ["2024-11-12T16:32:38+08:00"]),
        Row("DateLessThan", #""2024-11-12T08:32Z""#, met: ["2024-11-12T08:31:59Z"], unmet: ["2024-11-12T08:32:00Z", "2024-11-13T00:00:00Z", "x"]),
        Row("DateLessThanEquals", #""2024-11-12""#, met: ["2024-11-12T00:00:00Z", "1970-01-01T00:00:00Z"], unmet: ["2024-11-12T00:00:01Z"]),
        Row(
            "DateGreaterThan", #""2024-11-12T08:32:38+08:00""#, met: ["2024-11-12T00:32:39Z"],
            unmet: ["2024-11-12T00:32:38Z", "2024-11-11T23:00:00Z"]),
        Row("DateGreaterThanEquals", #""2024-11-12T08:32+0800""#, met: ["2024-11-12T00:32:00Z"], unmet: ["2024-11-12T00:31:59Z"]),
        Row("Bool", "true", met: ["true", "True", "TRUE"], unmet: ["false", "1", "yes", ""]),
        Row("Bool", #""true""#, met: ["true"], unmet: ["false"]),
        Row("Bool", #""False""#, met: ["false"], unmet: ["true"]), Row("Bool", "[true,false]", met: ["true", "false"], unmet: ["maybe"]),
        Row(
            "IpAddress", #"["10.0.0.0/8","2001:db8::/32","192.0.2.7"]"#,
            met: ["10.0.0.0", "10.255.255.255", "::ffff:10.1.2.3", "2001:db8:1::1", "192.0.2.7"],
            unmet: ["11.0.0.0", "192.0.2.8", "2001:db9::1", "::10.1.2.3", "", "010.0.0.1", "10.1"]),
        Row("IpAddress", #""::ffff:10.0.0.0/104""#, met: ["10.1.2.3", "::ffff:10.1.2.3"], unmet: ["11.0.0.0", "::1"]),
        Row("IpAddress", #""0.0.0.0/0""#, met: ["1.2.3.4"], unmet: ["::1"]),
        Row(
            "NotIpAddress", #"["10.0.0.0/8","192.0.2.7"]"#, met: ["11.0.0.0", "::1", "unreadable"],
            unmet: ["10.1.2.3", "192.0.2.7", "::ffff:10.0.0.1"]),
        Row("IpAddressIncludeBorder", #""192.0.2.0/24""#, met: ["192.0.2.0", "192.0.2.255", "192.0.2.9"], unmet: ["192.0.3.0", "192.0.1.255"]),
    ]

    static func set(_ conditions: String) throws -> PolicySet {
        try Asking.identity(#"{"Effect":"Allow","Action":"oss:*","Resource":"*","Condition":\#(conditions)}"#)
    }

    static func isMet(_ conditions: String, _ values: [String: String]) throws -> Bool {
        Outcome(try set(conditions).verdict(on: try Asking.question("oss:GetObject", "bucket/a", Asking.alice, values))) == .allowed
    }

    @Test("operators", arguments: rows) func operators(row: Row) throws {
        let conditions = #"{"\#(row.name)":{"acs:UserAgent":\#(row.values)}}"#
        for value in row.met { #expect(try Self.isMet(conditions, ["acs:UserAgent": value]), "\(value)") }
        for value in row.unmet { #expect(try !Self.isMet(conditions, ["acs:UserAgent": value]), "\(value)") }
        // A key that is missing is not one that is empty.
        #expect(try Self.isMet(conditions, [:]) == row.name.contains("Not"))
    }

    @Test("every operator has a row") func complete() {
        #expect(Set(Self.rows.map(\.name)) == Set(ConditionOperator.allCases.map(\.rawValue)))
    }

    @Test("operators and keys are joined by and, values by or") func joining() throws {
        let conditions = #"{"StringEquals":{"oss:Prefix":["a","b"],"oss:Delimiter":"/"},"Bool":{"acs:SecureTransport":true}}"#
        let all = ["oss:Prefix": "b", "oss:Delimiter": "/", "acs:SecureTransport": "true"]
        #expect(try Self.isMet(conditions, all))
        for (key, value) in [("oss:Prefix", "c"), ("oss:Delimiter", ""), ("acs:SecureTransport", "false")] {
            #expect(try !Self.isMet(conditions, all.merging([key: value]) { $1 }))
            #expect(try !Self.isMet(conditions, all.filter { $0.key != key }))
        }
    }

    @Test("one of a request's own values is enough, and too many for a negated operator") func manyValues() throws {
        var question = try Asking.question("oss:GetObject", "bucket/a")
        question.context["acs:UserAgent"] = ["x", "b"]
        #expect(Outcome(try Self.set(#"{"StringEquals":{"acs:UserAgent":["a","b"]}}"#).verdict(on: question)) == .allowed)
        #expect(Outcome(try Self.set(#"{"StringNotEquals":{"acs:UserAgent":["a","b"]}}"#).verdict(on: question)) == .silent)
    }

    static let keys: [(key: String, kind: ConditionKeys)] = [
        ("acs:SourceIp", .sourceIP), ("acs:SourceVpc", .sourceVPC), ("acs:UserAgent", .userAgent), ("acs:CurrentTime", .currentTime),
        ("acs:SecureTransport", .secureTransport), ("acs:AccessId", .accessID), ("acs:MFAPresent", .mfaPresent), ("oss:Prefix", .prefix),
        ("oss:Delimiter", .delimiter), ("oss:x-oss-acl", .bucketACL), ("oss:x-oss-object-acl", .objectACL), ("oss:BucketTag/Stage", .bucketTag),
        ("oss:ExistingObjectTag/Stage", .existingObjectTag), ("oss:RequestObjectTag/Stage", .requestObjectTag),
        ("oss:object-remaining-retention-days", .retentionDays), ("oss:DataAccessPointArn", .accessPoint),
    ]

    @Test("keys, in any case", arguments: keys) func key(key: String, kind: ConditionKeys) throws {
        let parts = key.split(separator: "/")
        let tag = parts.dropFirst().map { "/\($0)" }.joined()
        for spelling in [key, parts[0].lowercased() + tag, parts[0].uppercased() + tag] {
            let set = try Self.set(#"{"StringEquals":{"\#(spelling)":"v"}}"#)
            #expect(set.conditionKeys == kind && set.identity[0].document.statements[0].conditionKeys == kind)
            #expect(Outcome(set.verdict(on: try Asking.question("oss:GetObject", "bucket/a", Asking.alice, [key: "v"]))) == .allowed)
        }
    }

    @Test("tags keep their case and their bytes") func tags() throws {
        let conditions = #"{"StringEquals":{"oss:ExistingObjectTag/é":"v"}}"#
        #expect(try Self.isMet(conditions, ["OSS:existingobjecttag/é": "v"]))
        #expect(try !Self.isMet(conditions, ["oss:ExistingObjectTag/e\u{301}": "v"]))
        #expect(try !Self.isMet(#"{"StringEquals":{"oss:ExistingObjectTag/Stage":"v"}}"#, ["oss:ExistingObjectTag/stage": "v"]))
        #expect(try !Self.isMet(#"{"StringEquals":{"oss:ExistingObjectTag/Stage":"v"}}"#, ["oss:RequestObjectTag/Stage": "v"]))
        #expect(try Self.isMet(#"{"StringEquals":{"oss:BucketTag/a/b":"v"}}"#, ["oss:BucketTag/a/b": "v"]))
    }

    @Test("policies say together what they ask for") func union() throws {
        func document(_ key: String, _ kind: PolicyDocument.Kind) throws -> PolicyDocument {
            let principal = kind == .bucket ? #""Principal":"*","# : ""
            return try Asking.document(
                #"{"Effect":"Allow",\#(principal)"Action":"oss:*","Resource":"acs:oss:*:*:b","Condition":{"StringLike":{"\#(key)":"*"}}}"#, kind)
        }
        let set = PolicySet(
            identity: [
                NamedPolicy(name: "a", document: try document("oss:Prefix", .ram)),
                NamedPolicy(name: "b", document: try document("acs:AccessId", .ram)),
            ],
            session: try document("oss:BucketTag/K", .session), bucket: try document("oss:ExistingObjectTag/K", .bucket))
        #expect(set.conditionKeys == [.prefix, .accessID, .bucketTag, .existingObjectTag])
        #expect(PolicySet().conditionKeys.isEmpty)
    }
}
