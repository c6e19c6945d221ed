import HTTPTypes
import OSSSigning
import OSSWire
import Testing

@Suite("What a form asks for") struct PostFormTests {
    private func post(_ fields: [(String, String)], fileName: String = "photo.jpg", partType: String? = nil) throws -> PostForm {
        try FormFields(fields.map { FormFields.Field($0.0, Array($0.1.utf8)) }).judged(fileName: fileName, partType: partType)
    }

    private func refusal(_ fields: [(String, String)], fileName: String = "photo.jpg") -> OSSError? {
        do {
            _ = try post(fields, fileName: fileName)
            return nil
        } catch { return error as? OSSError }
    }

    @Test("a form names its key before the file") func noKey() throws {
        let error = try #require(refusal([("success_action_status", "200")]))
        #expect(error.status == 400 && error.code.rawValue == "InvalidArgument")
        #expect(
            error.message == "The bucket POST must contain the specified 'key'. If it is specified, please check the order of the fields")
        #expect(error.fields == [.init("ArgumentName", "key"), .init("ArgumentValue", "")])
    }

    @Test(
        "${filename} becomes the base name of the file, everywhere",
        arguments: [
            ("user/${filename}", "a.jpg", "user/a.jpg"), ("${filename}", #"C:\Temp\a b.jpg"#, "a b.jpg"),
            ("x/${filename}/${filename}", "d/é", "x/é/é"),
            ("x/${filename}", "", "x/"), ("x/${filenam}", "a", "x/${filenam}"), ("$${filename}", "a", "$a"), ("a/${filename", "b", "a/${filename"),
            ("${filename}", "${filename}", "${filename}"), ("x/${filename}", "../../etc", "x/etc"),
        ])
    func fileName(key: String, name: String, expected: String) throws {
        #expect(try post([("key", key)], fileName: name).key.text == expected)
    }

    @Test("the policy sees the key before the expansion") func expansionBehindPolicy() throws {
        let key = [("key", "user/${filename}")]
        let form = HandSignedForm(.v4, conditions: [#"["eq","$key","user/${filename}"]"#], fields: key)
        #expect(try form.sent.judged().key.text == "user/photo.jpg")
        let other = HandSignedForm(.v4, conditions: [#"["eq","$key","user/photo.jpg"]"#], fields: key)
        #expect(other.sent.error()?.code.rawValue == "AccessDenied")
    }

    @Test("keys that cannot be are InvalidObjectName") func keys() {
        let long = String(repeating: "a", count: 1024)
        for key in ["", "/a", #"\a"#, long, "a\u{0}b"] { #expect(refusal([("key", key)])?.code.rawValue == "InvalidObjectName", "\(key.prefix(9))") }
        #expect(refusal([("key", String(repeating: "${filename}", count: 180_000))], fileName: long)?.code.rawValue == "InvalidObjectName")
        #expect(refusal([("key", String(repeating: "a", count: 1023))]) == nil)
    }

    @Test(
        "the type comes from the nearest that gives one",
        arguments: [
            ([("x-oss-content-type", "a/a"), ("Content-Type", "b/b")], "c/c", "a/a"), ([("Content-Type", "b/b")], "c/c", "b/b"), ([], "c/c", "c/c"),
            ([], nil, "application/octet-stream"), ([("x-oss-content-type", ""), ("Content-Type", "")], "c/c", "c/c"),
        ] as [([(String, String)], String?, String)])
    func types(fields: [(String, String)], partType: String?, expected: String) throws {
        let headers = try post([("key", "k")] + fields, partType: partType).headers
        #expect(headers[values: .contentType] == [expected])
    }

    @Test("fields that are headers become headers, and nothing else does") func headers() throws {
        let headers = try post([
            ("key", "k"), ("Cache-Control", "no-cache"), ("content-disposition", "attachment"), ("Expires", ""), ("x-oss-meta-A", "1"),
            ("x-oss-meta-empty", ""), ("x-oss-object-acl", "private"), ("x-oss-forbid-overwrite", "true"), ("x-oss-copy-source", "/b/k"),
            ("x-oss-callback", "e30="), ("Host", "evil"), ("Content-Length", "1"), ("submit", "Upload"), ("submit", "Upload"),
        ]).headers
        #expect(
            Set(headers.map { "\($0.name.canonicalName): \($0.value)" }) == [
                "content-type: application/octet-stream", "cache-control: no-cache", "content-disposition: attachment", "x-oss-meta-a: 1",
                "x-oss-meta-empty: ", "x-oss-object-acl: private", "x-oss-forbid-overwrite: true",
            ])
    }

    @Test("what cannot be a header is refused", arguments: [("x-oss-meta-a", "b\r\nX: y"), ("Cache-Control", "a\u{0}"), ("x-oss-meta-ä b", "c")])
    func hostileHeaders(name: String, value: String) {
        #expect(refusal([("key", "k"), (name, value)])?.code.rawValue == "InvalidArgument")
    }

    @Test("a field that acts occurs once", arguments: ["key", "Content-Type", "x-oss-meta-a", "success_action_status", "callback", "x:a"])
    func repeated(name: String) {
        #expect(refusal([("key", "k"), (name, "a"), (name.uppercased(), "b")])?.code.rawValue == "InvalidArgument")
    }

    @Test(
        "200, 201 and 204; all else counts as 204",
        arguments: [("200", 200), ("201", 201), ("204", 204), ("", 204), ("302", 204), ("abc", 204), ("0200", 204)])
    func status(value: String, expected: Int) throws {
        #expect(try post([("key", "k"), ("success_action_status", value)]).successStatus == expected)
        #expect(try post([("key", "k")]).successStatus == 204)
    }

    @Test("where the client is sent") func redirect() throws {
        func redirect(_ value: String) throws -> String? { try post([("key", "k"), ("success_action_redirect", value)]).redirect }
        #expect(try redirect("https://example.com/done?a=b") == "https://example.com/done?a=b")
        #expect(try redirect("HTTP://example.com/é") == "HTTP://example.com/%C3%A9")
        #expect(try redirect("") == nil)
        for bad in ["javascript:alert(1)", "//example.com", "http://", "/done", "http://a\r\nSet-Cookie: b", "http://a b", "ftp://a"] {
            #expect(throws: OSSError.self, "\(bad)") { try redirect(bad) }
        }
    }

    @Test("callback and its variables are handed on") func callback() throws {
        let post = try post([("key", "k"), ("callback", "e30="), ("x:Var", "1"), ("x:other", "")])
        #expect(post.callback == Array("e30=".utf8))
        #expect(post.callbackVariables.map(\.name) == ["x:var", "x:other"])
        #expect(try self.post([("key", "k"), ("callback", "")]).callback == nil)
    }

    @Test("PostResponse has the elements of the documentation") func response() throws {
        let response = PostResponse(
            bucket: try BucketName("examplebucket"), location: "http://h/a%26b", key: try ObjectKey("a&b"), etag: ETag("AB"))
        #expect(
            String(decoding: response.xml, as: UTF8.self).hasSuffix(
                "<PostResponse><Bucket>examplebucket</Bucket><Location>http://h/a%26b</Location><Key>a&amp;b</Key><ETag>&quot;AB&quot;</ETag></PostResponse>"
            ))
    }
}
