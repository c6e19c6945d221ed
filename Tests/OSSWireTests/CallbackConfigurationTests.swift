import OSSSigning
import OSSWire
import Testing

@Suite("The configuration of a callback")
struct CallbackConfigurationTests {
    static func encoded(_ text: String) -> String { Base64.encode(text.utf8) }

    static func read(_ json: String, variables: String? = nil) throws(OSSError) -> CallbackConfiguration {
        try CallbackConfiguration(callback: encoded(json), variables: variables.map(encoded))
    }

    @Test("all members are read") func members() throws {
        let configuration = try Self.read(
            #"{"callbackUrl":"http://a.example.com/x?y=1;https://b.example.com:8443","callbackHost":"app.example.com:81","callbackBody":"b=${bucket}","#
                + #""callbackBodyType":"application/json","callbackSNI":true,"unknown":[1]}"#,
            variables: #"{"x:user":"ann","x:n":7}"#)
        #expect(configuration.urls.map(\.host) == ["a.example.com", "b.example.com"])
        #expect(configuration.urls.map(\.port) == [80, 8443])
        #expect(configuration.host == "app.example.com:81")
        #expect(configuration.bodyType == .json)
        #expect(configuration.sendsServerName)
        #expect(configuration.variables.map(\.name) == ["x:user", "x:n"])
        #expect(configuration.variables.map(\.value) == ["ann", "7"])
    }

    @Test("what may be left out has OSS's defaults", arguments: ["", #","callbackHost":"","callbackBodyType":"","callbackSNI":null"#])
    func defaults(rest: String) throws {
        let configuration = try Self.read(#"{"callbackUrl":"app.example.com","callbackBody":"a""# + rest + "}")
        #expect(configuration.host == nil)
        #expect(configuration.bodyType == .form)
        #expect(!configuration.sendsServerName)
        #expect(configuration.variables.isEmpty)
    }

    static let body = #","callbackBody":"a=b"}"#
    static func url(_ url: String) -> String { "{\"callbackUrl\":\"\(url)\"\(body)" }
    static func with(_ rest: String) -> String { #"{"callbackUrl":"http://app.example.com/","# + rest + "}" }

    /// The message of reference 13.1 and 15 for every way to get the configuration wrong.
    static let refused: [(json: String, message: String)] = [
        ("", "The callback configuration is not json format."),
        ("callbackUrl", "The callback configuration is not json format."),
        ("[]", "The callback configuration is not json format."),
        ("\"a\"", "The callback configuration is not json format."),
        ("{\"callbackUrl\":\"http://a.example.com\"", "The callback configuration is not json format."),
        (url("http://a.example.com") + "{}", "The callback configuration is not json format."),
        (#"{"callbackUrl":"http://a.example.com","callbackUrl":"http://b.example.com""# + body, "The callback configuration is not json format."),
        ("{\"callbackBody\":\"a\"}", "The callback url configuration is invalid."),
        (#"{"callbackUrl":1"# + body, "The callback url configuration is invalid."),
        (#"{"callbackUrl":["http://a.example.com"]"# + body, "The callback url configuration is invalid."),
        (url(""), "The callback url configuration is invalid."),
        (url("http://"), "The callback url configuration is invalid."),
        (url("http:///path"), "The callback url configuration is invalid."),
        (url("http://a.example.com;"), "The callback url configuration is invalid."),
        (url(";http://a.example.com"), "The callback url configuration is invalid."),
        (url("file:///etc/passwd"), "The callback url configuration is invalid."),
        (url("gopher://a.example.com/"), "The callback url configuration is invalid."),
        (url("ftp://a.example.com/"), "The callback url configuration is invalid."),
        (url("http://user@a.example.com/"), "The callback url configuration is invalid."),
        (url("http://a.example.com@b.example.com/"), "The callback url configuration is invalid."),
        (url("http://a.example.com/#f"), "The callback url configuration is invalid."),
        (url("http://a.example.com/ b"), "The callback url configuration is invalid."),
        (url("http://a.example.com/\\r\\nX: y"), "The callback url configuration is invalid."),
        (url("http://a.example.com\\\\@b.example.com/"), "The callback url configuration is invalid."),
        (url("http://a.example.com/%zz"), "The callback url configuration is invalid."),
        (url("http://a.example.com/中"), "The callback url configuration is invalid."),
        (url("http://a.example.com:0/"), "The callback url configuration is invalid."),
        (url("http://a.example.com:65536/"), "The callback url configuration is invalid."),
        (url("http://a.example.com:99999999999999999999/"), "The callback url configuration is invalid."),
        (url("http://a.example.com:x/"), "The callback url configuration is invalid."),
        (url("http://a.example.com:22/"), "The callback url configuration is invalid."),
        (url("http://a..example.com/"), "The callback url configuration is invalid."),
        (url("http://a%2eexample.com/"), "The callback url configuration is invalid."),
        (url((1...6).map { "http://a\($0).example.com" }.joined(separator: ";")), "The callback configuration has too many urls."),
        (with(#""callbackHost":1,"callbackBody":"a""#), "The callback host configuration is invalid."),
        (with(#""callbackHost":"a b","callbackBody":"a""#), "The callback host configuration is invalid."),
        (with(#""callbackHost":"a\r\nX: y","callbackBody":"a""#), "The callback host configuration is invalid."),
        (with(#""callbackHost":"http://a","callbackBody":"a""#), "The callback host configuration is invalid."),
        (with(#""callbackHost":"a""#), "The callback body configuration is invalid."),
        (with(#""callbackBody":7"#), "The callback body configuration is invalid."),
        (with(#""callbackBody":{"a":1}"#), "The callback body configuration is invalid."),
        (with(#""callbackBody":"""#), "The callback body configuration is empty."),
        (with(#""callbackBody":"a","callbackBodyType":"text/plain""#), "The callback body type configuration is invalid."),
        (with(#""callbackBody":"a","callbackBodyType":1"#), "The callback body type configuration is invalid."),
        (with(#""callbackBody":"a","callbackSNI":"true""#), "The callback sni configuration is invalid."),
    ]

    @Test("every mistake has its 400", arguments: refused) func mistake(json: String, message: String) {
        expect(message, "callback", Self.encoded(json)) { () throws(OSSError) in try Self.read(json) }
    }

    @Test("base 64 is checked before JSON", arguments: ["{}", "e30", "e3 0=", "e30=\n", "é", "e31=", "=", "e30=e30="])
    func base64(value: String) {
        expect("The callback configuration is not base64 encoded.", "callback", value) { () throws(OSSError) in
            try CallbackConfiguration(callback: value)
        }
        expect("The callback-var configuration is not base64 encoded.", "callback-var", value) { () throws(OSSError) in
            try CallbackConfiguration(callback: Self.encoded(Self.url("http://a.example.com")), variables: value)
        }
    }

    @Test("5 KB of base 64 pass, more do not") func length() throws {
        let fixed = Self.with(#""callbackBody":"""#).utf8.count
        let largest = CallbackConfiguration.maximumBytes / 4 * 3
        let exact = Self.with("\"callbackBody\":\"\(String(repeating: "a", count: largest - fixed))\"")
        #expect(Self.encoded(exact).utf8.count == CallbackConfiguration.maximumBytes)
        _ = try Self.read(exact)
        expect("The callback configuration is too long.", "callback", "") { () throws(OSSError) in try Self.read(exact + " ") }
        expect("The callback-var configuration is too long.", "callback-var", "") { () throws(OSSError) in
            try Self.read(Self.url("http://a.example.com"), variables: "{\"x:a\":\"\(String(repeating: "a", count: 4000))\"}")
        }
    }

    @Test("five addresses pass") func fiveURLs() throws {
        let configuration = try Self.read(Self.url((1...5).map { "http://a\($0).example.com" }.joined(separator: ";")))
        #expect(configuration.urls.map(\.host) == (1...5).map { "a\($0).example.com" })
    }

    static let refusedVariables: [(json: String, message: String)] = [
        ("", "The callback-var configuration is not json format."),
        ("[]", "The callback-var configuration is not json format."),
        (#"{"x:a":"1","x:a":"2"}"#, "The callback-var configuration is not json format."),
        (#"{"a":"1"}"#, "The callback-var configuration is invalid."),
        (#"{"X:a":"1"}"#, "The callback-var configuration is invalid."),
        (#"{"x:User":"1"}"#, "The callback-var configuration is invalid."),
        (#"{"x:":"1"}"#, "The callback-var configuration is invalid."),
        (#"{"x:a}":"1"}"#, "The callback-var configuration is invalid."),
        (#"{"x:a":["1"]}"#, "The callback-var configuration is invalid."),
        (#"{"x:a":{}}"#, "The callback-var configuration is invalid."),
        (#"{"x:a":null}"#, "The callback-var configuration is invalid."),
    ]

    @Test("variables are a JSON object with names of x: and lower case", arguments: refusedVariables)
    func variableMistake(json: String, message: String) {
        expect(message, "callback-var", Self.encoded(json)) { () throws(OSSError) in
            try Self.read(Self.url("http://a.example.com"), variables: json)
        }
    }

    @Test("a form's variables are its own fields") func form() throws {
        let callback = Self.encoded(Self.url("http://a.example.com"))
        let configuration = try CallbackConfiguration(callback: callback, formFields: [("key", "k"), ("x:user", "ann"), ("x:é", "ü")])
        #expect(configuration.variables.map(\.name) == ["x:user", "x:é"])
        #expect(throws: OSSError.callbackInvalidVariable(value: "")) {
            try CallbackConfiguration(callback: callback, formFields: [("x:User", "ann")])
        }
        expect("The callback-var configuration is too long.", "callback-var", "") { () throws(OSSError) in
            try CallbackConfiguration(callback: callback, formFields: [("x:a", String(repeating: "a", count: 5200))])
        }
    }

    private func expect(_ message: String, _ argument: String, _ value: String, _ body: () throws(OSSError) -> CallbackConfiguration) {
        do {
            _ = try body()
            Issue.record("accepted, instead of: \(message)")
        } catch {
            #expect(error.status == 400)
            #expect(error.code == .invalidArgument)
            #expect(error.message == message)
            #expect(error.fields == [OSSError.Field("ArgumentName", argument), OSSError.Field("ArgumentValue", value)])
        }
    }
}

@Suite("The address of a callback")
struct CallbackURLTests {
    static let accepted: [(text: String, host: String, port: Int, target: String, decoded: String)] = [
        ("app.example.com", "app.example.com", 80, "/", "/"),
        ("oss-demo.aliyuncs.com:23450", "oss-demo.aliyuncs.com", 23450, "/", "/"),
        ("HTTP://App.Example.COM./", "app.example.com", 80, "/", "/"),
        ("https://app.example.com?a=b", "app.example.com", 443, "/?a=b", "/"),
        ("http://app.example.com/p%20q/%E4%B8%AD?x=%20&y=1?2", "app.example.com", 80, "/p%20q/%E4%B8%AD?x=%20&y=1?2", "/p q/中"),
        ("http://app.example.com/p?", "app.example.com", 80, "/p", "/p"),
        ("http://app.example.com/a+b//c", "app.example.com", 80, "/a+b//c", "/a+b//c"),
        ("http://1.2.3.4:8080/x", "1.2.3.4", 8080, "/x", "/x"),
        ("http://[2001:DB8::1]:8080/x", "[2001:db8::1]", 8080, "/x", "/x"),
        ("http://my_service:3000/", "my_service", 3000, "/", "/"),
    ]

    @Test("host, port, target and decoded path", arguments: accepted)
    func parts(text: String, host: String, port: Int, target: String, decoded: String) throws {
        let url = try #require(CallbackURL(text))
        #expect(url.host == host)
        #expect(url.port == port)
        #expect(url.target == target)
        #expect(String(decoding: url.decodedPath, as: UTF8.self) == decoded)
        #expect(url.authority == (port == 80 || port == 443 ? host : "\(host):\(port)"))
    }
}
