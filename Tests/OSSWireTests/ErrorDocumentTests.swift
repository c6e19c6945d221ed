import OSSWire
import Testing

@Suite("The error document") struct ErrorDocumentTests {
    static let requestID = "5C3D9175B6FC201293AD4123"
    static let host = "examplebucket.oss-cn-hangzhou.aliyuncs.com"

    private func document(_ error: OSSError) throws -> XMLReader {
        try #require(XMLReader.read(ErrorDocument(error, requestID: Self.requestID, hostID: Self.host).xml), "not well-formed")
    }

    @Test("elements stand in OSS's order: code, message, request, host, fields of the code, EC, recommended page") func order() throws {
        let error = OSSError(
            status: 403, code: .accessDenied, message: "Request has expired.", ec: "0002-00000069",
            fields: [.init("Expires", "2024-11-12T09:32:38.000Z"), .init("ServerTime", "2024-11-12T09:32:39.000Z")])
        let document = try document(error)
        #expect(document.names == ["Error", "Code", "Message", "RequestId", "HostId", "Expires", "ServerTime", "EC", "RecommendDoc"])
        #expect(document["Error/Code"] == "AccessDenied")
        #expect(document["Error/Message"] == "Request has expired.")
        #expect(document["Error/RequestId"] == Self.requestID)
        #expect(document["Error/HostId"] == Self.host)
        #expect(document["Error/EC"] == "0002-00000069")
        #expect(document["Error/RecommendDoc"] == "https://api.aliyun.com/troubleshoot?q=0002-00000069")
        #expect(document.attributeCount == 0, "the SDKs find elements by their bare names")
    }

    @Test("without an EC there is neither the element nor the page") func withoutEC() throws {
        let document = try document(OSSError(status: 400, code: .invalidRequest, message: "No."))
        #expect(document.names == ["Error", "Code", "Message", "RequestId", "HostId"])
    }

    @Test("the prologue is the one of OSS, and there is no namespace") func prologue() throws {
        let xml = ErrorDocument(OSSError(status: 400, code: .invalidRequest, message: "No."), requestID: Self.requestID, hostID: Self.host).xml
        let text = String(decoding: xml, as: UTF8.self)
        #expect(text.hasPrefix(#"<?xml version="1.0" encoding="UTF-8"?>"#))
        #expect(!text.contains("xmlns"))
    }

    @Test(
        "what comes from outside is escaped, and read back as it was",
        arguments: [
            "<script>alert(1)</script>", "a&b", "\"quoted\" 'single'", "]]>", "</Message><Code>X</Code>", "&amp;&#0;&lt;", "<!-- -->",
            "<![CDATA[x]]>", "<?pi?>",
            "line\nfeed", "tab\there", "中🚀é", "cafe\u{301}", "%00%0d%0a", "", " blanks ",
        ])
    func escaping(text: String) throws {
        let error = OSSError(status: 404, code: .noSuchKey, message: text, fields: [.init("Key", text)])
        let document = try document(error)
        #expect(document["Error/Message"]?.utf8.elementsEqual(text.utf8) == true)
        #expect(document["Error/Key"]?.utf8.elementsEqual(text.utf8) == true)
        #expect(document.names == ["Error", "Code", "Message", "RequestId", "HostId", "Key"])
    }

    @Test(
        "characters that XML cannot hold do not break the document",
        arguments: Array(0...0x1F as ClosedRange<UInt32>) + [0x7F, 0x85, 0xFFFE, 0xFFFF, 0x2028])
    func controlCharacters(scalar: UInt32) throws {
        let text = "a" + String(UnicodeScalar(scalar)!) + "b"
        let document = try document(OSSError(status: 404, code: .noSuchKey, message: text, fields: [.init("Key", text)]))
        #expect(document["Error/Key"]?.hasPrefix("a") == true)
        #expect(document["Error/Key"]?.hasSuffix("b") == true)
    }

    @Test("a carriage return survives", arguments: ["a\rb", "a\r\nb"]) func carriageReturn(text: String) throws {
        let document = try document(OSSError(status: 404, code: .noSuchKey, message: text))
        #expect(document["Error/Message"]?.utf8.elementsEqual(text.utf8) == true)
    }

    @Test("the host of the request is echoed, and escaped") func hostEcho() throws {
        let xml = ErrorDocument(OSSError(status: 400, code: .invalidRequest, message: "No."), requestID: "R", hostID: "<127.0.0.1:9000>").xml
        #expect(try #require(XMLReader.read(xml))["Error/HostId"] == "<127.0.0.1:9000>")
    }

    @Test("errors are equal by their code") func equality() {
        #expect(OSSError(status: 403, code: .accessDenied, message: "a") == OSSError(status: 403, code: .accessDenied, message: "b", ec: "x"))
        #expect(OSSError(status: 403, code: .accessDenied, message: "a") != OSSError(status: 403, code: .invalidAccessKeyID, message: "a"))
    }
}
