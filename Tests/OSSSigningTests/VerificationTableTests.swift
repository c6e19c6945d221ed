import OSSSigning
import Testing

/// One fault, and the EC codes that OSS documents for it. Where it documents several for one shape, any of them will do.
struct Fault: Sendable, CustomTestStringConvertible {
    let name: String
    let form: HandSigned.Form
    let codes: Set<String>
    /// Before the signature is made, so that the fault is all that is wrong.
    var edit: @Sendable (inout HandSigned) -> Void = { _ in }
    /// After it.
    var forge: @Sendable (inout Sent) -> Void = { _ in }

    init(
        _ form: HandSigned.Form, _ name: String, _ numbers: Int..., edit: @escaping @Sendable (inout HandSigned) -> Void = { _ in },
        forge: @escaping @Sendable (inout Sent) -> Void = { _ in }
    ) {
        self.init(form, name, codes: Set(numbers.map(ec)), edit: edit, forge: forge)
    }

    private init(
        _ form: HandSigned.Form, _ name: String, codes: Set<String>, edit: @escaping @Sendable (inout HandSigned) -> Void,
        forge: @escaping @Sendable (inout Sent) -> Void
    ) {
        self.name = name
        self.form = form
        self.codes = codes
        self.edit = edit
        self.forge = forge
    }

    var testDescription: String { "\(form.rawValue): \(name)" }

    static func parameter(_ form: HandSigned.Form, _ name: String, _ value: String?, _ numbers: Int...) -> Fault {
        Fault(
            form, value.map { "\(name)=\($0)" } ?? "no \(name)", codes: Set(numbers.map(ec)), edit: { $0[parameter: name] = value }, forge: { _ in })
    }

    var request: Sent {
        var request = HandSigned(form)
        edit(&request)
        var sent = request.sent()
        forge(&sent)
        return sent
    }
}

@Suite("OSS's table of signature failures") struct VerificationTableTests {
    @Test("what is signed by hand and without a fault is accepted", arguments: HandSigned.Form.allCases)
    func accepted(form: HandSigned.Form) throws {
        let verified = try HandSigned(form).sent().verified()
        #expect(verified.accessKeyID.rawValue == HandSigned.accessKeyID)
        #expect(verified.carrier == (HandSigned(form).isURL ? .query : .header))
        #expect(verified.version == (HandSigned(form).isV4 ? .v4 : .v1))
        #expect(verified.expiration == (HandSigned(form).isURL ? HandSigned.now.advanced(bySeconds: HandSigned.validity) : nil))
    }

    @Test("each fault of a V4 URL has its EC", arguments: v4QueryFaults) func v4Query(fault: Fault) throws { try check(fault) }
    @Test("each fault of V4's header has its EC", arguments: v4HeaderFaults) func v4Header(fault: Fault) throws { try check(fault) }
    @Test("each fault of a V1 URL has its EC", arguments: v1QueryFaults) func v1Query(fault: Fault) throws { try check(fault) }
    @Test("each fault of V1's header has its EC", arguments: v1HeaderFaults) func v1Header(fault: Fault) throws { try check(fault) }

    @Test("a disabled key has an EC of its own", arguments: HandSigned.Form.allCases) func disabled(form: HandSigned.Form) throws {
        let failure = try #require(try HandSigned(form).sent().refusal(by: .example(isEnabled: false)))
        #expect(failure.reason.ec == ec(904))
    }

    @Test("a request without a signature is anonymous") func anonymous() throws {
        let sent = Sent(method: "GET", path: "/a", authority: "examplebucket.oss-cn-hangzhou.aliyuncs.com", query: [], fields: [])
        #expect(try sent.refusal()?.reason == .anonymous)
        #expect(try sent.refusal()?.reason.ec == "0003-00000905")
    }

    private func check(_ fault: Fault) throws {
        let failure = try #require(try fault.request.refusal(), "accepted")
        #expect(fault.codes.contains(failure.reason.ec ?? "none"), "\(failure.reason) \(failure.reason.ec ?? "none")")
    }
}

extension VerificationTableTests {
    static let v4QueryFaults: [Fault] =
        [
            .parameter(.v4Query, "x-oss-expires", nil, 215), .parameter(.v4Query, "x-oss-expires", "", 216),
            .parameter(.v4Query, "x-oss-credential", nil, 217), .parameter(.v4Query, "x-oss-credential", "", 218),
            Fault(.v4Query, "no x-oss-signature", 219, forge: { $0[parameter: "x-oss-signature"] = nil }),
            Fault(.v4Query, "empty x-oss-signature", 220, forge: { $0[parameter: "x-oss-signature"] = "" }),
            .parameter(.v4Query, "x-oss-date", nil, 502), .parameter(.v4Query, "x-oss-date", "", 502),
            Fault(.v4Query, "x-oss-content-sha256 of a body", 214) {
                $0.fields.append(Pair("x-oss-content-sha256", String(repeating: "0", count: 64)))
            },
            Fault(.v4Query, "the request also has an Authorization header", 39) { $0.fields.append(Pair("Authorization", "OSS AK:c2ln")) },
            Fault(.v4Query, "V1's parameters beside V4's", 39) {
                $0.query += [Pair("OSSAccessKeyId", HandSigned.accessKeyID), Pair("Expires", "1731403958"), Pair("Signature", "c2lnbmF0dXJl")]
            },
            Fault(.v4Query, "empty additional header", 210) {
                $0.fields.append(Pair("abc", "value"))
                $0.query.append(Pair("x-oss-additional-headers", "abc;;host"))
            },
        ]
        + [
            "0", "-1", "+5", "05", "604801", "9223372036854775807", "9223372036854775808", "18446744073709552616", "3600 ", "3.6e3", "0x10", "٣٦٠٠",
            "-0",
        ]
        .map { .parameter(.v4Query, "x-oss-expires", $0, 232) }
        + ["OSS4-HMAC-SHA1", "oss4-hmac-sha256", "OSS4-HMAC-SHA256 ", "OSS1", ""]
        .map { .parameter(.v4Query, "x-oss-signature-version", $0, 66) }
        + (badDates + [" 20241112T083238Z"]).map { .parameter(.v4Query, "x-oss-date", $0, 502) }
        + scopes.map { scope in
            Fault(.v4Query, scope.name, scope.query) { $0[parameter: "x-oss-credential"] = scope.credential }
        }
        + signatures(.v4Query)

    static let v4HeaderFaults: [Fault] =
        [
            Fault(.v4Header, "no Credential", 202) { $0.layout = { _, _, signature in "OSS4-HMAC-SHA256 Signature=\(signature)" } },
            Fault(.v4Header, "no Signature", 202) { $0.layout = { credential, _, _ in "OSS4-HMAC-SHA256 Credential=\(credential)" } },
            Fault(.v4Header, "nothing behind the scheme", 202) { $0.layout = { _, _, _ in "OSS4-HMAC-SHA256 " } },
            Fault(.v4Header, "empty additional header", 210) {
                $0.fields.append(Pair("abc", "value"))
                $0.additionalHeaders = "abc;;host"
            },
            Fault(.v4Header, "no x-oss-date", 212, 502) { $0[field: "x-oss-date"] = nil },
            Fault(.v4Header, "x-oss-content-sha256 of a body", 214) { $0[field: "x-oss-content-sha256"] = String(repeating: "0", count: 64) },
            Fault(.v4Header, "a V4 URL's parameters beside the header", 39) { $0.query = HandSigned(.v4Query).sent().query },
            Fault(.v4Header, "a V1 URL's parameters beside the header", 39) { $0.query = HandSigned(.v1Query).sent().query },
            Fault(.v4Header, "an unknown scheme", 2) { $0.layout = { credential, _, _ in "AWS4-HMAC-SHA256 Credential=\(credential)" } },
            Fault(.v4Header, "a scheme that only begins like ours", 2) {
                $0.layout = { credential, _, _ in "OSS4-HMAC-SHA2567 Credential=\(credential)" }
            },
        ]
        + badDates.map { date in Fault(.v4Header, "x-oss-date: \(date)", 212) { $0[field: "x-oss-date"] = date } }
        + scopes.map { scope in
            Fault(.v4Header, scope.name, scope.header) { $0.credential = scope.credential }
        }
        + signatures(.v4Header)

    static let v1QueryFaults: [Fault] =
        [
            .parameter(.v1Query, "Expires", nil, 67), .parameter(.v1Query, "Expires", "", 68),
            Fault(.v1Query, "no Signature", 74, forge: { $0[parameter: "Signature"] = nil }),
            .parameter(.v1Query, "OSSAccessKeyId", "LTAI5tUnknown", 902),
            Fault(.v1Query, "an Authorization header too", 39) { $0.fields.append(Pair("Authorization", "OSS AK:c2ln")) },
        ]
        + ["tomorrow", "1731403958.5", "1731403958 ", "Tue, 12 Nov 2024 09:32:38 GMT", "١٧٣١٤٠٣٩٥٨", "0x6733"]
        .map { .parameter(.v1Query, "Expires", $0, 70) }
        + ["0", "1", "1731400357"].map { .parameter(.v1Query, "Expires", $0, 69) }
        + ["-1", "+1731403958", "01731403958", "9223372036854775808", "18446744073709551616", "99999999999999999999999"]
        .map { .parameter(.v1Query, "Expires", $0, 69, 70) }
        + signatures(.v1Query)

    static let v1HeaderFaults: [Fault] =
        ["OSS", "OSS ", "OSS LTAI5tExampleAKc2ln", "OSS :c2lnbmF0dXJl", "OSS LTAI5tExampleAK:", "OSS :", "OSS LTAI5tExampleAK:c2ln:c2ln"]
        .map { (value: String) in Fault(.v1Header, "Authorization: \(value)", 2, 61, 62, 63, 64, 65, forge: { $0[field: "Authorization"] = value }) }
        + ["Basic dXNlcjpwdw==", "Bearer abc", "OSSLTAI5tExampleAK:c2ln"]
        .map { (value: String) in Fault(.v1Header, "Authorization: \(value)", 2, forge: { $0[field: "Authorization"] = value }) }
        + [
            Fault(.v1Header, "no Date", 502) { $0[field: "Date"] = nil },
            Fault(.v1Header, "a V1 URL's parameters beside the header", 39) { $0.query = HandSigned(.v1Query).sent().query },
        ]
        + ["1731400358", "tomorrow", "Tue, 31 Nov 2024 08:32:38 GMT"].map { (date: String) in
            Fault(.v1Header, "Date: \(date)", 502) { $0[field: "Date"] = date }
        }
        + signatures(.v1Header)

    static let badDates = [
        "20241112", "20241112T083238", "2024-11-12T08:32:38Z", "20241112T083238z", "20241112t083238Z", "20241112T083260Z", "20241112T240000Z",
        "20241131T083238Z", "20241112T08323٨Z", "Tue, 12 Nov 2024 08:32:38 GMT", "1731400358",
    ]

    struct Scope: Sendable {
        let name: String
        let credential: String
        let query: Int
        let header: Int

        init(_ credential: String, _ query: Int, _ header: Int? = nil) {
            name = "credential \(credential)"
            self.credential = HandSigned.accessKeyID + credential
            self.query = query
            self.header = header ?? query
        }
    }

    static let scopes = [
        Scope("", 224, 213), Scope("/20241112/cn-hangzhou/oss", 224, 213), Scope("/20241112/cn-hangzhou/oss/aws4_request", 224, 213),
        Scope("/20241112/cn-hangzhou/oss/aliyun_v4_request ", 224, 213), Scope("/20241112/cn-hangzhou/oss/", 224, 213),
        Scope("/20241113/cn-hangzhou/oss/aliyun_v4_request", 223), Scope("/20241111/cn-hangzhou/oss/aliyun_v4_request", 223),
        Scope("/2024111/cn-hangzhou/oss/aliyun_v4_request", 223), Scope("/2024111a/cn-hangzhou/oss/aliyun_v4_request", 223),
        Scope("//cn-hangzhou/oss/aliyun_v4_request", 223), Scope("/020241112/cn-hangzhou/oss/aliyun_v4_request", 223),
        Scope("/20241112/cn-beijing/oss/aliyun_v4_request", 226), Scope("/20241112/oss-cn-hangzhou/oss/aliyun_v4_request", 226),
        Scope("/20241112/cn-hangzhou-internal/oss/aliyun_v4_request", 226), Scope("/20241112/CN-HANGZHOU/oss/aliyun_v4_request", 226),
        Scope("/20241112//oss/aliyun_v4_request", 226), Scope("/20241112/cn-hangzhou/s3/aliyun_v4_request", 227),
        Scope("/20241112/cn-hangzhou/OSS/aliyun_v4_request", 227), Scope("/20241112/cn-hangzhou/oss-cloudbox/aliyun_v4_request", 227),
        Scope("/20241112/cn-hangzhou//aliyun_v4_request", 227), Scope("X/20241112/cn-hangzhou/oss/aliyun_v4_request", 902),
    ]

    /// Signatures that are not the right one: of other bytes, length, case and alphabet.
    static func signatures(_ form: HandSigned.Form) -> [Fault] {
        let code = form == .v4Query || form == .v4Header ? 201 : 40
        let changes: [(String, @Sendable (String) -> String)] = [
            ("the last digit is another", { $0.dropLast() + ($0.last == "0" ? "1" : "0") }),
            ("the first digit is another", { ($0.first == "0" ? "1" : "0") + $0.dropFirst() }),
            ("cut off", { String($0.dropLast()) }), ("one digit longer", { $0 + "0" }), ("doubled", { $0 + $0 }), ("of one digit", { _ in "0" }),
            ("of another alphabet", { $0.dropLast() + "!" }), ("not ASCII", { $0.dropLast() + "é" }),
            ("in the other case", { $0 == $0.uppercased() ? $0.lowercased() : $0.uppercased() }),
        ]
        return changes.map { change in
            Fault(
                form, "signature \(change.0)", code,
                forge: { sent in
                    for name in ["x-oss-signature", "Signature"] { if let value = sent[parameter: name] { sent[parameter: name] = change.1(value) } }
                    guard let header = sent[field: "Authorization"] else { return }
                    let marker: Character = code == 201 ? "=" : ":"
                    // The base 64 padding is also an equals sign, so the last colon marks V1's signature.
                    let start = header.index(after: header.lastIndex(of: marker)!)
                    sent[field: "Authorization"] = header[..<start] + change.1(String(header[start...]))
                })
        } + [Fault(form, "signature by another secret", code) { $0.secret = "AnotherSecret" }]
    }
}
