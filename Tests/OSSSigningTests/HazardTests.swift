import HTTPTypes
import OSSSigning
import Testing

@Suite("Hazards of a presigned request") struct HazardTests {
    @Test("an upload without Content-Type, and only that", arguments: SignatureVersion.allCases) func contentType(version: SignatureVersion) throws {
        #expect(try hazards(.put, version: version).contains(.contentTypeNotSigned))
        #expect(try !hazards(.put, headers: [("Content-Type", "text/plain")], version: version).contains(.contentTypeNotSigned))
        #expect(try !hazards(.get, version: version).contains(.contentTypeNotSigned))
        #expect(try !hazards(.delete, version: version).contains(.contentTypeNotSigned))
    }

    @Test("keys whose path clients rewrite", arguments: ["a/../b", "./a", "..", "a/.", "a/b/..", "."]) func rewritten(key: String) throws {
        #expect(try hazards(.get, key: key).contains(.pathIsRewrittenByClients))
    }

    @Test("keys that only look so", arguments: ["a..b", "a/..b", ".a", "a./b", "...", "a/.../b", "a//b"]) func untouched(key: String) throws {
        #expect(try !hazards(.get, key: key).contains(.pathIsRewrittenByClients))
    }

    @Test("keys that OSS's naming rule forbids", arguments: [("/a", true), ("\\a", true), ("a/", false), ("a\\b", false)]) func leadingSeparator(
        key: String, isRefused: Bool
    ) throws {
        #expect(try hazards(.get, key: key).contains(.keyRefusedByOSS) == isRefused)
    }

    @Test("a URL that outlives its token") func outlivesToken() throws {
        let end = HandSigned.now.advanced(bySeconds: 899)!
        #expect(try hazards(.get, tokenExpires: end).contains(.outlivesSecurityToken(tokenExpires: end)))
        #expect(
            try !hazards(.get, tokenExpires: end.advanced(bySeconds: 1)!).contains { if case .outlivesSecurityToken = $0 { true } else { false } })
    }

    @Test("headers that are given and not signed") func unsigned() throws {
        let found = try hazards(.put, headers: [("Content-Type", "a/b"), ("Cache-Control", "no-cache"), ("x-oss-meta-a", "1"), ("Expires", "x")])
        #expect(
            found.contains {
                if case .headersNotSigned(let names) = $0 { Set(names.map { $0.lowercased() }) == ["cache-control", "expires"] } else { false }
            })
        let named = try hazards(.put, headers: [("Content-Type", "a/b"), ("Cache-Control", "no-cache")], additional: ["cache-control"])
        #expect(!named.contains { if case .headersNotSigned = $0 { true } else { false } })
    }

    @Test("values that are not ASCII") func notASCII() throws {
        let found = try hazards(.put, headers: [("Content-Type", "a/b"), ("x-oss-meta-a", "ü")])
        #expect(found.contains { if case .headerNotASCII(let name) = $0 { name.lowercased() == "x-oss-meta-a" } else { false } })
    }

    @Test("a plain download has none") func none() throws {
        #expect(try hazards(.get).isEmpty)
        #expect(try hazards(.put, headers: [("Content-Type", "text/plain")]).isEmpty)
    }

    @Test(
        "http, unless nothing travels",
        arguments: [
            ("http://oss-cn-hangzhou.aliyuncs.com", true), ("https://oss-cn-hangzhou.aliyuncs.com", false), ("http://10.0.0.1", true),
            ("http://127.0.0.1:9000", false), ("http://localhost:9000", false), ("http://[::1]:9000", false), ("http://127.example.com", true),
        ]) func notEncrypted(endpoint: String, isHazard: Bool) throws
    {
        #expect(try hazards(.get, endpoint: Endpoint(endpoint)).contains(.notEncrypted) == isHazard)
    }

    @Test("an internal endpoint") func internalEndpoint() throws {
        #expect(try hazards(.get, endpoint: Endpoint("oss-cn-hangzhou-internal.aliyuncs.com")).contains(.internalEndpoint))
        #expect(try !hazards(.get, endpoint: Endpoint("internal.example.com")).contains(.internalEndpoint))
    }

    @Test("seven days") func longValidity() throws {
        #expect(try hazards(.get, expires: .seconds(604_800)).contains(.longValidity))
        #expect(try !hazards(.get, expires: .seconds(604_799)).contains(.longValidity))
    }

    @Test("an ACL that lets everybody in") func publicACL() throws {
        for acl in ["public-read", "public-read-write"] {
            #expect(try hazards(.put, headers: [("X-Oss-Object-Acl", acl)]).contains(.publicACL(acl)))
        }
        let quiet = try hazards(.put, headers: [("x-oss-object-acl", "private")])
        #expect(!quiet.contains { if case .publicACL = $0 { true } else { false } })
    }

    @Test("an upload that looks like a folder") func slash() throws {
        #expect(try hazards(.put, key: "a/").contains(.keyEndsWithSlash))
        #expect(try !hazards(.get, key: "a/").contains(.keyEndsWithSlash))
        #expect(try !hazards(.put, key: "a/b").contains(.keyEndsWithSlash))
    }

    private func hazards(
        _ method: HTTPRequest.Method, key: String = "k", headers: [(String, String)] = [], additional: [String] = [],
        tokenExpires: SigningTime? = nil, expires: Duration = .seconds(900), endpoint: Endpoint? = nil, version: SignatureVersion = .v4
    ) throws -> [PresignHazard] {
        var fields = HTTPFields()
        for (name, value) in headers { fields.append(HTTPField(name: HTTPField.Name(name)!, value: value)) }
        let request = try UnsignedRequest(
            method, bucket: BucketName("examplebucket"), key: ObjectKey(key), headers: fields, additionalHeaders: additional)
        let signer = try SigningErrorTests().signer(version, token: tokenExpires == nil ? nil : "token", tokenExpires: tokenExpires)
        return try RequestSigner(credentials: signer.credentials, region: signer.region, endpoint: endpoint, version: version)
            .presign(request, expires: expires, at: HandSigned.now).hazards
    }
}
