import OSSSigning
import OSSTesting
import OSSWire
import Testing

/// What a form is for whoever reads it to the end, however it was cut.
private struct Outcome: Equatable {
    var fields: [FormFields.Field] = []
    var file: FormFile?
    var bytes: [UInt8] = []
    var fileHasEnded = false
    var hasEnded = false
    var error: String?
}

private func read(_ body: [UInt8], boundary: String = "B", limits: FormLimits = FormLimits(), cuts: [Int] = []) throws -> Outcome {
    var reader = FormReader(boundary: try FormBoundary(contentType: "multipart/form-data; boundary=\(boundary)"), limits: limits)
    var outcome = Outcome()
    func take(_ events: [FormReader.Event], _ chunk: ArraySlice<UInt8>) {
        for event in events {
            #expect(outcome.error == nil, "nothing follows a refusal")
            switch event {
            case .field(let field): outcome.fields.append(field)
            case .fileBegins(let file): outcome.file = file
            case .fileBytes(let range): outcome.bytes += chunk[(chunk.startIndex + range.lowerBound)..<(chunk.startIndex + range.upperBound)]
            case .heldBackFileBytes(let bytes): outcome.bytes += bytes
            case .fileEnds: outcome.fileHasEnded = true
            case .formEnds: outcome.hasEnded = true
            case .refused(let error): outcome.error = error.code.rawValue
            }
        }
    }
    var start = 0
    for end in cuts + [body.count] {
        let chunk = body[start..<end]
        take(chunk.withUnsafeBytes { reader.push($0) }, chunk)
        start = end
    }
    take(reader.finish(), [])
    return outcome
}

private func part(_ disposition: String, _ body: String, headers: String = "") -> String {
    "--B\r\nContent-Disposition: form-data; \(disposition)\r\n\(headers)\r\n\(body)\r\n"
}

private func form(_ parts: String...) -> [UInt8] { Array((parts.joined() + "--B--\r\n").utf8) }

@Suite("Reading multipart/form-data") struct FormReaderTests {
    private static let file = part("name=\"file\"; filename=\"a.txt\"", "hello", headers: "Content-Type: text/plain\r\n")

    @Test("fields, file, end") func plain() throws {
        let outcome = try read(form(part("name=\"key\"", "k"), part("name=policy", ""), Self.file))
        #expect(outcome.fields == [FormFields.Field("key", [0x6B]), FormFields.Field("policy", [])])
        #expect(outcome.file == FormFile(name: Array("a.txt".utf8), contentType: Array("text/plain".utf8)))
        #expect(outcome.bytes == Array("hello".utf8))
        #expect(outcome.fileHasEnded && outcome.hasEnded && outcome.error == nil)
    }

    @Test("preamble, epilogue, blanks behind boundaries, fields behind the file") func details() throws {
        let body =
            "preamble\r\n--Bad\r\n".replacing("--Bad", with: "--A") + "--B \t\r\ncontent-disposition:form-data;name=\"key\"\r\n\r\nk\r\n" + Self.file
            + part("name=\"late\"", "ignored") + "--B--  \r\nepilogue --B\r\n"
        let outcome = try read(Array(body.utf8))
        #expect(outcome.fields.map(\.name) == ["key"])
        #expect(outcome.bytes == Array("hello".utf8))
        #expect(outcome.hasEnded && outcome.error == nil)
    }

    @Test("a folded header is one header") func folded() throws {
        let outcome = try read(Array("--B\r\nContent-Disposition: form-data;\r\n\tname=\"file\"\r\n\r\nx\r\n--B--".utf8))
        #expect(outcome.bytes == [0x78] && outcome.error == nil)
    }

    @Test(
        "file names as clients send them",
        arguments: [
            (#"filename="a\"b.txt""#, #"a"b.txt"#), (#"filename="a%22b.txt""#, #"a"b.txt"#), (#"filename="a%0D%0Ab""#, "a\r\nb"),
            (#"filename="100%.txt""#, "100%.txt"), (#"filename="a%20b""#, "a%20b"), (#"filename="C:\Temp\a.txt""#, #"C:\Temp\a.txt"#),
            (#"filename="a\\b""#, #"a\b"#), ("filename=plain.txt", "plain.txt"), (#"filename="semi;colon=1.txt""#, "semi;colon=1.txt"),
            (#"filename="x"; filename*=UTF-8''%e4%b8%ad.txt"#, "中.txt"), (#"filename*=utf-8'en'a%20b; filename="x""#, "a b"),
            (#"filename="x"; filename*=GBK''%d6%d0"#, "x"), (#"filename="x"; filename*=UTF-8''%zz"#, "x"), (#"filename="中文.txt""#, "中文.txt"),
            (#"filename="""#, ""),
        ])
    func fileNames(parameter: String, expected: String) throws {
        let outcome = try read(form(part("name=\"file\"; \(parameter)", "x")))
        #expect(outcome.file?.name == Array(expected.utf8))
        #expect(outcome.error == nil)
    }

    @Test("however the body is cut, the events mean the same") func anySplit() throws {
        var generator = SeededGenerator(seed: 46)
        let contents = [
            "", "\r", "\n", "\r\n", "\r\n-", "\r\n--", "\r\n--\r\n--", "\r\r\n--A", "x\r\n--A\r\n", "-", "--", "\r\n\r\n--", "\r\n-\r\n--\r",
            "plain text", "\r\n--b", String(repeating: "\r\n--", count: 40), String(repeating: "\r", count: 33), "--A",
        ]
        let errors = [
            "--B\nx", "--BX", "--B-x", "--B", "--B\r", "--B\r\nContent", "--B\r\nbad line\r\n\r\n", "--B--" + String(repeating: "x", count: 900),
        ]
        for round in 0..<400 {
            let field = contents.randomElement(using: &generator)!
            let content = contents.randomElement(using: &generator)!
            var body = form(part("name=\"key\"", field), part("name=\"file\"; filename=\"f\"", content + content), part("name=\"z\"", field))
            if round % 4 == 3 {
                body =
                    Array(body.prefix(.random(in: 0...body.count, using: &generator)))
                    + Array(("\r\n" + errors.randomElement(using: &generator)!).utf8)
            }
            var limits = FormLimits()
            if round % 5 == 4 {
                limits.valueBytes = .random(in: 1...60, using: &generator)
                limits.preDataBytes = .random(in: 60...300, using: &generator)
                limits.trailingBytes = .random(in: 50...800, using: &generator)
                limits.partHeaderBytes = .random(in: 40...80, using: &generator)
            }
            let whole = try read(body, limits: limits)
            if round % 4 != 3, round % 5 != 4 {
                #expect(whole.error == nil && whole.bytes == Array((content + content).utf8) && whole.fields[0].value == Array(field.utf8))
            }
            #expect(try read(body, limits: limits, cuts: Array(0..<body.count)) == whole, "byte by byte, round \(round)")
            for _ in 0..<5 {
                let cuts = (0..<Int.random(in: 1...9, using: &generator)).map { _ in Int.random(in: 0...body.count, using: &generator) }.sorted()
                #expect(try read(body, limits: limits, cuts: cuts) == whole, "round \(round), \(cuts)")
            }
        }
    }

    private static let malformed: [(String, String)] = [
        ("", "MalformedPOSTRequest"), ("nonsense", "MalformedPOSTRequest"), ("--B", "MalformedPOSTRequest"), ("--B\r\n", "MalformedPOSTRequest"),
        ("--B\r\n\r\nx\r\n--B--", "MalformedPOSTRequest"), ("--B--\r\n", "IncorrectNumberOfFilesInPOSTRequest"),
        (part("name=\"key\"", "k") + "--B--", "IncorrectNumberOfFilesInPOSTRequest"),
        (file + file + "--B--", "IncorrectNumberOfFilesInPOSTRequest"),
        (part("name=\"upload\"; filename=\"a\"", "x") + file + "--B--", "IncorrectNumberOfFilesInPOSTRequest"),
        (file, "MalformedPOSTRequest"), (file + "--B", "MalformedPOSTRequest"), (file + "--B-", "MalformedPOSTRequest"),
        ("--B\nContent-Disposition: form-data; name=\"file\"\n\nx\n--B--\n", "MalformedPOSTRequest"),
        ("--B\r\nContent-Disposition: form-data; name=\"file\"\n\r\nx\r\n--B--", "MalformedPOSTRequest"),
        ("--B\r\nContent-Disposition: form-data; name=\"file\"\r\r\n\r\nx\r\n--B--", "MalformedPOSTRequest"),
        ("--Bx\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nx\r\n--B--", "MalformedPOSTRequest"),
        (part("name=\"a\0b\"", "x") + file + "--B--", "MalformedPOSTRequest"), (part("name=\"file", "x") + "--B--", "MalformedPOSTRequest"),
        (part("name=\"fi\"le\"", "x") + "--B--", "MalformedPOSTRequest"), (part("name=\"a\"; name=\"b\"", "x") + "--B--", "MalformedPOSTRequest"),
        (part("filename=\"a\"", "x") + "--B--", "MalformedPOSTRequest"), (part("name", "x") + "--B--", "MalformedPOSTRequest"),
        ("--B\r\nContent-Disposition: attachment; name=\"file\"\r\n\r\nx\r\n--B--", "MalformedPOSTRequest"),
        ("--B\r\nContent-Type: text/plain\r\n\r\nx\r\n--B--", "MalformedPOSTRequest"), ("--B\r\nno colon\r\n\r\nx\r\n--B--", "MalformedPOSTRequest"),
        ("--B\r\n folded first\r\n\r\nx\r\n--B--", "MalformedPOSTRequest"),
        (part("name=\"file\"", "x", headers: "Content-Disposition: form-data; name=\"key\"\r\n") + "--B--", "MalformedPOSTRequest"),
        (part("name=\"file\"", "eA==", headers: "Content-Transfer-Encoding: base64\r\n") + "--B--", "MalformedPOSTRequest"),
        (part("name=\"file\"", "x", headers: String(repeating: "A: b\r\n", count: 40)) + "--B--", "MalformedPOSTRequest"),
        (part("name=\"file\"", "x", headers: "A: " + String(repeating: "b", count: 30_000)) + "--B--", "MalformedPOSTRequest"),
        (part("name=\"" + String(repeating: "n", count: 8193) + "\"", "x") + file + "--B--", "FieldItemTooLong"),
        (part("name=\"" + String(repeating: "n", count: 30_000) + "\"", "x") + file + "--B--", "FieldItemTooLong"),
        (part("name=\"a\"", String(repeating: "v", count: 2 << 20 | 1)) + file + "--B--", "FieldItemTooLong"),
        (String(repeating: part("name=\"a\"", "b"), count: 501) + file + "--B--", "MaxPOSTPreDataLengthExceededError"),
        (
            String(repeating: part("name=\"a\"", String(repeating: "v", count: 1_900_000)), count: 3) + file + "--B--",
            "MaxPOSTPreDataLengthExceededError"
        ),
        (String(repeating: "p", count: 5 << 20), "MaxPOSTPreDataLengthExceededError"),
        (file + "--B--" + String(repeating: "e", count: 300_000), "MalformedPOSTRequest"),
        (file + part("name=\"late\"", String(repeating: "e", count: 300_000)) + "--B--", "MalformedPOSTRequest"),
    ]

    @Test("what is no form, or too much of one", arguments: malformed.indices) func refused(index: Int) throws {
        let (body, code) = Self.malformed[index]
        #expect(try read(Array(body.utf8)).error == code, "\(body.prefix(120))")
        #expect(try read(Array(body.utf8), cuts: Array(stride(from: 7, to: body.utf8.count, by: 4093))).error == code)
    }

    @Test("the largest that is allowed is read") func largest() throws {
        let name = String(repeating: "n", count: 8192)
        let value = String(repeating: "v", count: 2 << 20)
        let outcome = try read(form(part("name=\"\(name)\"", value), Self.file))
        #expect(outcome.error == nil && outcome.fields.first?.name == name && outcome.fields.first?.value.count == 2 << 20)
    }

    @Test(
        "boundaries",
        arguments: [
            ("multipart/form-data; boundary=abc", "abc"), ("Multipart/Form-Data; charset=utf-8; Boundary=\"a b\"", "a b"),
            ("multipart/form-data;boundary=----WebKitFormBoundary7MA4YWxkTrZu0gW;", "----WebKitFormBoundary7MA4YWxkTrZu0gW"),
            ("multipart/form-data; boundary==_x:/?'(),.+", "=_x:/?'(),.+"),
        ])
    func boundaries(type: String, expected: String) throws {
        #expect(try FormBoundary(contentType: type).bytes == Array(expected.utf8))
    }

    @Test(
        "what is no boundary",
        arguments: [
            (nil, "RequestIsNotMultiPartContent"), ("", "RequestIsNotMultiPartContent"), ("text/plain", "RequestIsNotMultiPartContent"),
            ("application/x-www-form-urlencoded", "RequestIsNotMultiPartContent"), ("multipart/mixed; boundary=a", "RequestIsNotMultiPartContent"),
            ("multipart/form-data", "RequestIsNotMultiPartContent"), ("multipart/form-data; charset=a", "RequestIsNotMultiPartContent"),
            ("multipart/form-datax; boundary=a", "RequestIsNotMultiPartContent"), ("multipart/form-data; boundary=", "MalformedPOSTRequest"),
            ("multipart/form-data; boundary=\"a \"", "MalformedPOSTRequest"), ("multipart/form-data; boundary=a*b", "MalformedPOSTRequest"),
            ("multipart/form-data; boundary=\(String(repeating: "a", count: 71))", "MalformedPOSTRequest"),
        ] as [(String?, String)])
    func noBoundary(type: String?, code: String) {
        let error: OSSError? = {
            do {
                _ = try FormBoundary(contentType: type)
                return nil
            } catch { return error as? OSSError }
        }()
        #expect(error?.code.rawValue == code && error?.status == 400)
    }

    @Test("OSS's own words") func words() {
        #expect(OSSError.requestIsNotMultiPartContent.message == "Bucket POST must be of the enclosure-type multipart/form-data.")
        #expect(OSSError.malformedPOSTRequest.message == "The body of your POST request is not well-formed multipart/form-data.")
        #expect(OSSError.incorrectNumberOfFiles.message == "POST requires exactly one file upload per request.")
        #expect(OSSError.fieldNameTooLong.message == "Your name of form field is too long.")
        #expect(OSSError.maxPOSTPreDataLengthExceeded.message == "Your POST request fields preceding the upload file were too large.")
        #expect(OSSError.entityTooSmall.message == "Your proposed upload smaller than the minimum allowed size.")
    }
}
