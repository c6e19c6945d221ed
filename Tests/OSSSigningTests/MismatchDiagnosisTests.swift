import HTTPTypes
import Testing

@testable import OSSSigning

/// A request is signed correctly, then broken: the first finding names what was broken.
@Suite("Why a signature does not match") struct MismatchDiagnosisTests {
    /// How a correct request was broken, and what has to be found.
    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        let forms: [HandSigned.Form]
        let signed: @Sendable (inout HandSigned) -> Void
        let broken: @Sendable (inout Sent) -> Void
        let expected: Finding

        /// Signed in an odd way, then broken.
        init(
            _ name: String, _ expected: Finding, _ forms: [HandSigned.Form] = HandSigned.Form.allCases,
            signed: @escaping @Sendable (inout HandSigned) -> Void, broken: @escaping @Sendable (inout Sent) -> Void
        ) {
            self.name = name
            self.forms = forms
            self.signed = signed
            self.broken = broken
            self.expected = expected
        }

        /// Signed in the usual way, then broken.
        init(
            _ name: String, _ expected: Finding, _ forms: [HandSigned.Form] = HandSigned.Form.allCases,
            broken: @escaping @Sendable (inout Sent) -> Void
        ) {
            self.init(name, expected, forms, signed: { _ in }, broken: broken)
        }

        /// Signed in a wrong way, and sent as it is.
        static func mistaken(
            _ name: String, _ expected: Finding, _ forms: [HandSigned.Form] = HandSigned.Form.allCases,
            signing: @escaping @Sendable (inout HandSigned) -> Void
        ) -> Row {
            Row(name, expected, forms, signed: signing, broken: { _ in })
        }

        var testDescription: String { name }
    }

    static let v4: [HandSigned.Form] = [.v4Query, .v4Header]
    static let v1: [HandSigned.Form] = [.v1Query, .v1Header]
    static let urls: [HandSigned.Form] = [.v4Query, .v1Query]

    static let headers: [Row] = [
        Row("a Content-Type was added", .headersNotSigned(["content-type"])) { $0.fields.append(Pair("Content-Type", "image/jpeg")) },
        Row("a form's Content-Type was added", .headersNotSigned(["content-type"])) {
            $0.fields.append(Pair("content-type", "application/x-www-form-urlencoded"))
        },
        Row("a Content-MD5 was added", .headersNotSigned(["content-md5"])) { $0.fields.append(Pair("Content-MD5", "1B2M2Y8AsgTpgAmY7PhCfg==")) },
        Row("an x-oss-meta header was added", .headersNotSigned(["x-oss-meta-a"])) { $0.fields.append(Pair("X-Oss-Meta-A", "1")) },
        Row("an ACL was added to a signed Content-Type", .headersNotSigned(["x-oss-object-acl"])) {
            $0[field: "Content-Type"] = "image/png"
        } broken: {
            $0.fields.append(Pair("x-oss-object-acl", "public-read"))
        },
        Row("a browser added its type and an x-oss header", .headersNotSigned(["content-type", "x-oss-meta-a"])) {
            $0.fields += [Pair("Content-Type", "image/jpeg"), Pair("x-oss-meta-a", "1")]
        },
        Row("three headers were added", .headersNotSigned(["content-md5", "content-type", "x-oss-meta-a"])) {
            $0.fields += [Pair("Content-Type", "image/jpeg"), Pair("x-oss-meta-a", "1"), Pair("Content-MD5", "1B2M2Y8AsgTpgAmY7PhCfg==")]
        },
        Row("a signed Content-Type was left out", .headerNotSent(name: "content-type", signed: "image/jpeg")) {
            $0[field: "Content-Type"] = "image/jpeg"
        } broken: {
            $0[field: "Content-Type"] = nil
        },
        Row("the library put another type", .headerChanged(name: "content-type", signed: "application/json")) {
            $0[field: "Content-Type"] = "application/json"
        } broken: {
            $0[field: "Content-Type"] = "application/octet-stream"
        },
        Row("the library put a charset behind the type", .headerChanged(name: "content-type", signed: "text/csv")) {
            $0[field: "Content-Type"] = "text/csv"
        } broken: {
            $0[field: "Content-Type"] = "text/csv;charset=UTF-8"
        },
        Row("x-oss-forbid-overwrite was signed and not sent", .headerNotSent(name: "x-oss-forbid-overwrite", signed: "true")) {
            $0[field: "x-oss-forbid-overwrite"] = "true"
        } broken: {
            $0[field: "x-oss-forbid-overwrite"] = nil
        },
        Row("a header was signed with a blank behind it", .headerNotTrimmed("x-oss-meta-a")) {
            $0[field: "x-oss-meta-a"] = "1 "
        } broken: {
            $0[field: "x-oss-meta-a"] = "1"
        },
        Row("a header was sent twice", .repeatedHeader("x-oss-meta-a")) {
            $0[field: "x-oss-meta-a"] = "1"
        } broken: {
            $0.fields.append(Pair("x-oss-meta-a", "2"))
        },
        Row("an additional header was not signed", .additionalHeadersNotSigned(["content-language"]), [.v4Header]) {
            $0[field: "Content-Language"] = "de"
        } broken: {
            $0[field: "Authorization"] = $0[field: "Authorization"]!.replacing(",Signature", with: ",AdditionalHeaders=content-language,Signature")
        },
        Row("a proxy changed a signed host", .headerChanged(name: "host", signed: "examplebucket.localhost:9000"), [.v4Header]) {
            ($0.additionalHeaders, $0.authority) = ("host", "examplebucket.localhost:9000")
        } broken: {
            $0.authority = "examplebucket.oss-cn-hangzhou.aliyuncs.com"
            $0.fields.append(Pair("X-Forwarded-Host", "examplebucket.localhost:9000"))
        },
        Row("a signed host lost its port", .headerChanged(name: "host", signed: "examplebucket.localhost:80"), [.v4Header]) {
            ($0.additionalHeaders, $0.authority) = ("host", "examplebucket.localhost:80")
        } broken: {
            $0.authority = "examplebucket.localhost"
        },
        Row("another size than the signed one", .boundHeaders(["content-length"]), [.v4Header]) {
            $0.additionalHeaders = "content-length"
            $0[field: "Content-Length"] = "5"
        } broken: {
            $0[field: "Content-Length"] = "6"
        },
    ]

    static let methods: [Row] = [
        Row("a PUT URL was used with GET", .otherMethod(signed: "PUT", sent: "GET")) { $0.method = "GET" },
        Row("a PUT URL was used with POST", .otherMethod(signed: "PUT", sent: "POST")) { $0.method = "POST" },
        Row("a GET URL was used with HEAD", .otherMethod(signed: "GET", sent: "HEAD")) {
            $0.method = "GET"
        } broken: {
            $0.method = "HEAD"
        },
        Row("a DELETE URL was used with GET", .otherMethod(signed: "DELETE", sent: "GET")) {
            $0.method = "DELETE"
        } broken: {
            $0.method = "GET"
        },
        Row(
            "POST with a type, where PUT without one was signed",
            .combination([.headersNotSigned(["content-type"]), .otherMethod(signed: "PUT", sent: "POST")])
        ) {
            $0.method = "POST"
            $0.fields.append(Pair("Content-Type", "application/x-www-form-urlencoded"))
        },
    ]

    static let resources: [Row] = [
        Row("the key was escaped before it was signed", .keySpelling(.escapedTwice), v4) {
            $0.key = "a%20b.txt"
        } broken: {
            $0.path = "/a%20b.txt"
        },
        Row("the escaped key was signed in V1", .keySpelling(.escaped), v1) {
            $0.key = "a%20b.txt"
        } broken: {
            $0.path = "/a%20b.txt"
        },
        Row("the path was escaped once more", .keySpelling(.decodedOnceMore)) {
            $0.key = "a b.txt"
        } broken: {
            $0.path = "/a%2520b.txt"
        },
        Row("a blank was signed as a plus", .keySpelling(.plusForBlank)) {
            $0.key = "a+b.txt"
        } broken: {
            $0.path = "/a%20b.txt"
        },
        Row("a plus was signed as a blank", .keySpelling(.blankForPlus)) {
            $0.key = "a b.txt"
        } broken: {
            $0.path = "/a%2Bb.txt"
        },
        Row("the key was signed decomposed", .keySpelling(.decomposed)) {
            $0.key = "re\u{301}sume\u{301} \u{30AB}\u{3099}.txt"
        } broken: {
            $0.path = "/" + HandSigned.escape("r\u{E9}sum\u{E9} \u{30AC}.txt")
        },
        Row("the key was signed composed", .keySpelling(.composed)) {
            $0.key = "\u{1EC7}\u{D55C}.txt"
        } broken: {
            $0.path = "/" + HandSigned.escape("e\u{323}\u{302}\u{1112}\u{1161}\u{11AB}.txt")
        },
        Row("the key was signed with a slash before it", .keySpelling(.leadingSlash)) {
            $0.key = "/a.txt"
        } broken: {
            $0.path = "/a.txt"
        },
        Row("the path was resolved before signing", .keySpelling(.normalized)) {
            $0.key = "a/c.txt"
        } broken: {
            $0.path = "/a/b/../c.txt"
        },
        Row("the slash at the end was lost", .keySpelling(.trailingSlash)) {
            $0.key = "folder/"
        } broken: {
            $0.path = "/folder"
        },
        Row("path style on a bucket's host", .resource(.bucketOnceMoreInPath)) { $0.path = "/examplebucket/exampleobject.txt" },
        Row("the bucket was signed twice", .resource(.bucketTwice)) {
            $0.key = "examplebucket/exampleobject.txt"
        } broken: {
            $0.path = "/exampleobject.txt"
        },
        Row("the bucket was not signed", .resource(.bucketMissing)) {
            ($0.bucket, $0.key) = ("folder", "a.txt")
        } broken: {
            $0.path = "/folder/a.txt"
        },
    ]

    static let queries: [Row] = [
        Row("a tracker added a parameter", .parametersNotSigned(["utm_source"]), v4) { $0.query.append(Pair("utm_source", "mail")) },
        Row("a sub-resource was added", .parametersNotSigned(["acl"])) { $0.query.append(Pair("acl", "")) },
        Row("two parameters were added", .parametersNotSigned(["a", "b"]), v4) { $0.query += [Pair("a", "1"), Pair("b", "2")] },
        Row("the query was not signed", .parametersNotSigned(["uploads"]), [.v4Header]) { $0.query.append(Pair("uploads", "")) },
        Row("the values were escaped once more", .querySpelling(.decodedOnceMore)) {
            $0.query.append(Pair("response-content-type", "text/plain"))
        } broken: {
            $0[parameter: "response-content-type"] = "text%2Fplain"
        },
        Row("the values were escaped before signing", .querySpelling(.escapedTwice), [.v4Header] + v1) {
            $0.query.append(Pair("response-content-type", "text%2Fplain"))
        } broken: {
            $0[parameter: "response-content-type"] = "text/plain"
        },
        Row("a plus became a blank", .querySpelling(.plusForBlank)) {
            $0.query.append(Pair("response-content-disposition", "a+b"))
        } broken: {
            $0[parameter: "response-content-disposition"] = "a b"
        },
        Row("a quote was copied behind the URL", .querySpelling(.trailingText), [.v4Header]) {
            $0.query.append(Pair("versionId", "v1"))
        } broken: {
            $0[parameter: "versionId"] = "v1\""
        },
        Row("list parameters were signed in V1", .querySpelling(.everythingSigned), [.v1Header]) {
            $0.query.append(Pair("x-oss-p", "1"))
            $0.query.append(Pair("prefix", "a"))
        } broken: {
            let unsigned = HandSigned(.v1Header).sent()[field: "Authorization"]!
            $0[field: "Authorization"] = V1EverythingSigned.authorization(instead: unsigned)
        },
        Row("the validity was changed", .parameterChanged(name: "x-oss-expires", signed: "3600"), [.v4Query]) {
            $0[parameter: "x-oss-expires"] = "604800"
        },
    ]

    static let computations: [Row] = [
        .mistaken("the secret was read with its line break", .secretSpelling(.lineBreak), signing: { $0.secret += "\n" }),
        .mistaken("the secret has a blank behind it", .secretSpelling(.blank), signing: { $0.secret += " " }),
        .mistaken("the secret has quotes around it", .secretSpelling(.quotes), signing: { $0.secret = "\"\($0.secret)\"" }),
        .mistaken("another secret", .unexplained, signing: { $0.secret = "AnotherSecret" }),
        Row(
            "the URL's region was changed after signing", .regionChanged(signed: "oss-cn-hangzhou"), v4,
            signed: { $0.replaceInCredential("/cn-hangzhou/", "/oss-cn-hangzhou/") },
            broken: {
                $0[parameter: "x-oss-credential"] = $0[parameter: "x-oss-credential"]?.replacing("/oss-cn-", with: "/cn-")
                $0[field: "Authorization"] = $0[field: "Authorization"]?.replacing("/oss-cn-", with: "/cn-")
            }),
        Row("the Date was signed, and x-oss-date was sent too", .dateLine(.dateHeader), [.v1Header]) {
            $0.fields.append(Pair("x-oss-date", "Tue, 12 Nov 2024 08:32:40 GMT"))
        },
    ]

    static let damages: [Row] = [
        Row("a V4 signature in upper case", .signatureForm(.caseChanged), v4) { $0.editSignature { $0.uppercased() } },
        Row("a signature was cut off", .signatureForm(.cutOff)) { $0.editSignature { String($0.dropLast(4)) } },
        Row("a quote behind the signature", .signatureForm(.textAround)) { $0.editSignature { $0 + "\"" } },
        Row("a full stop behind the signature", .signatureForm(.textAround)) { $0.editSignature { $0 + "." } },
        Row("a line break behind the signature", .signatureForm(.textAround), urls) { $0.editSignature { $0 + "\r\n" } },
        Row("the padding was lost", .signatureForm(.paddingLost), v1) { $0.editSignature { String($0.dropLast()) } },
        Row("the signature was escaped twice", .signatureForm(.escapedTwice), v1) { $0.editSignature { HandSigned.escape($0) } },
        Row("a plus of the signature became a blank", .signatureForm(.blankForPlus), [.v1Query]) {
            // A key whose signature has a plus.
            $0.key = V1EverythingSigned.keyWithPlus
        } broken: {
            $0.editSignature { $0.replacing("+", with: " ") }
        },
    ]

    static let rows: [Row] = [headers, methods, resources, queries, computations, damages].flatMap { $0 }

    @Test("the first finding names what was broken", arguments: rows) func table(row: Row) throws {
        for form in row.forms {
            var request = HandSigned(form)
            row.signed(&request)
            var sent = request.sent()
            row.broken(&sent)
            let failure = try #require(try sent.refusal(), "\(form): it verifies")
            #expect(failure.reason == .signatureMismatch(request.isV4 ? .v4 : .v1, request.isURL ? .query : .header), "\(form)")
            let findings = Diagnosis.findings(of: try sent.received(), failure: failure, verifier: .example, at: HandSigned.now)
            #expect(findings.first == row.expected, "\(form): \(findings)")
        }
    }

    @Test("there are enough rows") func count() { #expect(Self.rows.reduce(0) { $0 + $1.forms.count } >= 40) }

    @Test("a request that nothing was done to is computed as the verifier computes it", arguments: HandSigned.Form.allCases)
    func agreement(form: HandSigned.Form) throws {
        var request = HandSigned(form)
        request.key = "a b/ü|~.txt"
        request[field: "Content-Type"] = "image/png"
        request[field: "x-oss-meta-b"] = "2"
        request.query += [Pair("uploads", ""), Pair("response-expires", "a b"), Pair("x-oss-process", "z")]
        let received = try request.sent().received()
        let presented = try #require(PresentedSignature(of: received))
        let supposed = try #require(SupposedRequest(received, presented, secret: Secret(HandSigned.secret)))
        let code = supposed.key.authenticate(supposed.stringToSign, using: supposed.key.derived)
        #expect(SignatureComparison.matches(presented.signature, code, supposed.version))
        if request.isV4 { #expect(String(decoding: supposed.canonicalRequest, as: UTF8.self) == request.canonicalRequest) }
    }
}

/// V1 signatures that the hand-signed requests do not make by themselves.
enum V1EverythingSigned {
    /// Signs the table's request with `prefix`, as clients do that sign every parameter.
    static func authorization(instead: String) -> String {
        let text = "PUT\n\n\nTue, 12 Nov 2024 08:32:38 GMT\n/examplebucket/exampleobject.txt?prefix=a&x-oss-p=1"
        return "OSS \(HandSigned.accessKeyID):\(signature(of: text))"
    }

    static func signature(of text: String) -> String {
        Base64.encode(V1Signature.compute(StringToSign(bytes: Array(text.utf8)), secret: Secret(HandSigned.secret)))
    }

    static let keyWithPlus: String = {
        let end = HandSigned.signingSecond + HandSigned.validity
        return (0...).lazy.map { "key-\($0)" }.first { signature(of: "PUT\n\n\n\(end)\n/examplebucket/\($0)").contains("+") }!
    }()
}

extension Sent {
    /// The signature, wherever it is.
    var signature: String {
        if let value = self[parameter: "x-oss-signature"] ?? self[parameter: "Signature"] { return value }
        let header = self[field: "Authorization"]!
        return String(header.split(separator: header.hasPrefix("OSS4") ? "Signature=" : ":").last!)
    }

    mutating func editSignature(_ edit: (String) -> String) {
        let old = signature
        for name in ["x-oss-signature", "Signature"] where self[parameter: name] != nil { self[parameter: name] = edit(old) }
        if let header = self[field: "Authorization"] { self[field: "Authorization"] = header.dropLast(old.count) + edit(old) }
    }
}
