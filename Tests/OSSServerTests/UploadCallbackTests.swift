import HTTPTypes
import OSSSigning
import OSSWire
import Testing

@testable import OSSServer

@Suite("Asking for a callback")
struct UploadCallbackTests {
    static let configuration = Base64.encode("{\"callbackUrl\":\"http://a.example.com/\",\"callbackBody\":\"u=${x:u}\"}".utf8)
    static let variables = Base64.encode("{\"x:u\":\"ann\"}".utf8)

    static func request(_ query: String = "", headers: [(String, String)] = []) throws -> ReceivedRequest {
        var fields = HTTPFields()
        for (name, value) in headers { fields.append(HTTPField(name: HTTPField.Name(name)!, value: value)) }
        return try ReceivedRequest(method: .put, target: RequestTarget("/uploads/key" + query), authority: "127.0.0.1:9000", fields: fields)
    }

    @Test("headers or parameters carry it") func carriers() throws {
        let header = try UploadCallback(
            Self.request(headers: [("x-oss-callback", Self.configuration), ("X-OSS-Callback-Var", Self.variables)]))
        let query = try UploadCallback(
            Self.request(
                "?callback=\(PercentEncoding.encode(Array(Self.configuration.utf8)))&callback-var=\(PercentEncoding.encode(Array(Self.variables.utf8)))"
            ))
        for callback in [header, query] {
            #expect(callback?.configuration.urls.first?.host == "a.example.com")
            #expect(callback?.configuration.variables.first?.value == "ann")
        }
        #expect(try UploadCallback(Self.request())?.configuration == nil)
        #expect(try UploadCallback(Self.request(headers: [("x-oss-callback-var", "nonsense")]))?.configuration == nil)
    }

    @Test("both carriers, and one carrier twice, are refused") func twice() throws {
        #expect(
            try Self.message {
                try UploadCallback(Self.request("?callback=e30%3D", headers: [("x-oss-callback", Self.configuration)]))
            }
                == "Either the callback query string parameter or the x-oss-callback header should be specified, not both.")
        #expect(
            try Self.message {
                try UploadCallback(Self.request(headers: [("x-oss-callback", Self.configuration), ("x-oss-callback", Self.configuration)]))
            } == "The callback configuration is not base64 encoded.")
        #expect(
            try Self.message { try UploadCallback(Self.request("?callback=e30%3D&callback=e30%3D")) }
                == "The callback configuration is not base64 encoded.")
        #expect(try Self.message { try UploadCallback(Self.request("?callback")) } == "The callback configuration is not json format.")
        #expect(
            try Self.message { try UploadCallback(formFields: [("callback", Self.configuration), ("Callback", Self.configuration)]) }
                == "The callback configuration is not base64 encoded.")
    }

    private static func message(_ body: () throws -> UploadCallback?) throws -> String? {
        do { _ = try body() } catch let error as OSSError { return error.message }
        return nil
    }
}

@Suite("Answers to uploads with a callback")
struct CallbackOutcomeTests {
    static func complete(_ outcome: CallbackOutcome) -> Response {
        var response = Response(
            status: 200,
            headers: [("ETag", "\"E\""), ("content-type", "application/xml"), ("x-oss-hash-crc64ecma", "7"), ("x-oss-version-id", "v")],
            body: .bytes(Array("<Complete/>".utf8)))
        outcome.complete(&response, requestID: RequestID(secondsSinceEpoch: 0), authority: "127.0.0.1:9000")
        return response
    }

    static func text(_ response: Response) -> String {
        if case .bytes(let bytes) = response.body { String(decoding: bytes, as: UTF8.self) } else { "" }
    }

    @Test("the application server's words replace the body, the object's headers stay") func answered() throws {
        let answer = try CallbackAnswer(CallbackReply(contentType: "", body: Array("{}".utf8)))
        let response = Self.complete(.answered(answer))
        #expect(response.status == 200)
        #expect(Self.text(response) == "{}")
        #expect(response.headers.map(\.name) == ["ETag", "x-oss-hash-crc64ecma", "x-oss-version-id", "Content-Type"])
        #expect(response.headers.last?.value == "application/json")
    }

    /// Reference 13.3 and row 69 of 15.
    static let failures: [(failure: CallbackFailure, message: String, ec: String?)] = [
        (.status(301), "Error status : 301.", "0007-00000203"),
        (.noConnection, "Error status : -1.OSS can not connect to your callbackUrl, please check it.", "0007-00000202"),
        (
            .timeout(address: "192.0.2.1:80", milliseconds: 5000),
            "Error status : -1 192.0.2.1:80 reply timeout, cost:5000ms, timeout:5000ms (err -4, errno115).", "0007-00000202"
        ),
        (.notJSON, "Response body is not valid json format.", "0007-00000205"),
        (.tooMany, "Too many callback requests.", nil),
    ]

    @Test("a failure is 203 CallbackFailed and keeps the object's headers", arguments: failures)
    func failed(failure: CallbackFailure, message: String, ec: String?) {
        let response = Self.complete(.failed(failure))
        #expect(response.status == 203)
        #expect(Self.text(response).contains("<Code>CallbackFailed</Code><Message>\(message)</Message>"))
        #expect(Self.text(response).contains("<EC>") == (ec != nil))
        #expect(response.headers.prefix(3).map(\.name) == ["ETag", "x-oss-hash-crc64ecma", "x-oss-version-id"])
        #expect(response.headers.filter { $0.name == "Content-Type" }.map(\.value) == ["application/xml"])
        #expect(response.headers.first { $0.name == "x-oss-ec" }?.value == ec)
    }
}
