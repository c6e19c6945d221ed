import OSSSigning
import OSSWire
import Testing

@Suite("The body of a callback")
struct CallbackTemplateTests {
    static func context() throws -> CallbackContext {
        CallbackContext(
            bucket: try BucketName("uploads"), key: try ObjectKey("a b/中\"&.png"), etag: "5D41402ABC4B2A76B9719D911017C592", size: 5,
            mimeType: "text/plain; charset=\"x\"", crc64: 18_446_744_073_709_551_615, contentMD5: "XUFAKrxLKna5cZ2REBfFkg==",
            clientIP: "192.0.2.7", requestID: "5C3D9175B6FC201293AD4890", requester: "1", operation: .postObject)
    }

    static func render(_ template: String, _ type: CallbackBodyType, image: ImageInfo? = nil) throws -> String {
        var json = "{\"callbackUrl\":\"http://a.example.com\",\"callbackBodyType\":\"\(type.rawValue)\",\"callbackBody\":"
        json += JSONQuoting.quote(template) + "}"
        let variables = #"{"x:user":"a&b=\"c\"","x:empty":""}"#
        let configuration = try CallbackConfiguration(callback: Base64.encode(json.utf8), variables: Base64.encode(variables.utf8))
        var context = try context()
        context.image = image
        let body = try #require(configuration.body.render(type, context, variables: configuration.variables))
        return String(decoding: body, as: UTF8.self)
    }

    static let cases: [(variable: String, form: String, json: String)] = [
        ("bucket", "uploads", "\"uploads\""),
        ("object", "a%20b%2F%E4%B8%AD%22%26.png", "\"a b/中\\\"&.png\""),
        ("etag", "5D41402ABC4B2A76B9719D911017C592", "\"5D41402ABC4B2A76B9719D911017C592\""),
        ("size", "5", "5"),
        ("mimeType", "text%2Fplain%3B%20charset%3D%22x%22", "\"text/plain; charset=\\\"x\\\"\""),
        ("crc64", "18446744073709551615", "\"18446744073709551615\""),
        ("contentMd5", "XUFAKrxLKna5cZ2REBfFkg%3D%3D", "\"XUFAKrxLKna5cZ2REBfFkg==\""),
        ("vpcId", "", "\"\""),
        ("clientIp", "192.0.2.7", "\"192.0.2.7\""),
        ("reqId", "5C3D9175B6FC201293AD4890", "\"5C3D9175B6FC201293AD4890\""),
        ("operation", "PostObject", "\"PostObject\""),
        ("imageInfo.height", "", "\"\""),
        ("x:user", "a%26b%3D%22c%22", "\"a&b=\\\"c\\\"\""),
        ("x:empty", "", "\"\""),
        ("x:unknown", "", "\"\""),
        ("unknown", "", "\"\""),
        ("Bucket", "", "\"\""),
        ("", "", "\"\""),
    ]

    @Test("each variable, percent-encoded in a form and quoted in JSON", arguments: cases)
    func variable(name: String, form: String, json: String) throws {
        #expect(try Self.render("a=${\(name)}&b", .form) == "a=\(form)&b")
        #expect(try Self.render("{\"a\":${\(name)}}", .json) == "{\"a\":\(json)}")
    }

    @Test("what is no variable stays as it is", arguments: ["plain", "$", "${", "${bucket", "$bucket", "{bucket}", "$ {bucket}", "中=%20&\"", "}${"])
    func literal(text: String) throws {
        #expect(try Self.render(text, .form) == text)
        #expect(try Self.render(text, .json) == text)
    }

    @Test("variables are replaced once, side by side") func once() throws {
        #expect(try Self.render("${bucket}${size}$${size}", .form) == "uploads5$5")
        #expect(try Self.render("${${bucket}}", .form) == "}")
    }

    @Test("an image's size is a number") func image() throws {
        let png = ImageInfo(prefix: ImageInfoTests.png)
        let template = "${imageInfo.width}x${imageInfo.height}.${imageInfo.format}"
        #expect(try Self.render(template, .form, image: png) == "640x480.png")
        #expect(try Self.render("[\(template)]", .json, image: png) == "[640x480.\"png\"]")
    }

    @Test("a body has a bound") func bound() throws {
        let template = String(repeating: "${object}", count: 400)
        var context = try Self.context()
        context.key = try ObjectKey(String(repeating: "é", count: 511))
        let json = "{\"callbackUrl\":\"a.example.com\",\"callbackBody\":\"\(template)\"}"
        let configuration = try CallbackConfiguration(callback: Base64.encode(json.utf8))
        #expect(configuration.body.render(.form, context, variables: []) == nil)
        #expect(configuration.body.render(.json, context, variables: []) != nil)
    }
}

@Suite("Image sizes")
struct ImageInfoTests {
    static let png: [UInt8] =
        [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13] + Array("IHDR".utf8) + [0, 0, 2, 0x80, 0, 0, 1, 0xE0, 8, 2, 0, 0, 0]

    /// Headers written by hand from the formats' specifications, 640 by 480 each.
    static let images: [(format: String, bytes: [UInt8])] = [
        ("png", png),
        ("gif", Array("GIF89a".utf8) + [0x80, 2, 0xE0, 1, 0, 0, 0]),
        ("bmp", Array("BM".utf8) + [UInt8](repeating: 0, count: 12) + [40, 0, 0, 0, 0x80, 2, 0, 0, 0x20, 0xFE, 0xFF, 0xFF]),
        ("jpg", [0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 1, 2, 0xFF, 0xFF, 0xC2, 0, 17, 8, 1, 0xE0, 2, 0x80, 3]),
        ("webp", riff("VP8 ", [0, 0, 0, 0x9D, 0x01, 0x2A, 0x80, 0x02, 0xE0, 0x01])),
        ("webp", riff("VP8L", [0x2F, 0x7F, 0xC2, 0x77, 0x00])),
        ("webp", riff("VP8X", [0, 0, 0, 0, 0x7F, 0x02, 0, 0xDF, 0x01, 0])),
    ]

    static func riff(_ chunk: String, _ data: [UInt8]) -> [UInt8] {
        Array("RIFF".utf8) + [0, 0, 0, 0] + Array("WEBP".utf8) + Array(chunk.utf8) + [0, 0, 0, 0] + data
    }

    @Test("are read from headers, and every cut-off header is no image", arguments: images)
    func header(format: String, bytes: [UInt8]) throws {
        let info = try #require(ImageInfo(prefix: bytes))
        #expect(info.format.rawValue == format)
        #expect(info.width == 640)
        #expect(info.height == 480)
        for length in 0..<bytes.count where ImageInfo(prefix: Array(bytes.prefix(length))) != nil {
            #expect(ImageInfo(prefix: Array(bytes.prefix(length))) == info)
        }
        #expect(ImageInfo(prefix: Array(bytes.prefix(9))) == nil)
    }

    @Test("other bytes are no image", arguments: [[], Array("hello world".utf8), [0xFF, 0xD8, 0xFF, 0xDA, 0, 2], [0xFF, 0xD8, 0xFF, 0xE0, 0, 0]])
    func others(bytes: [UInt8]) { #expect(ImageInfo(prefix: bytes) == nil) }
}
