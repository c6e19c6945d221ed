import HTTPTypes
import OSSSigning
import Testing

@testable import OSSSnippets

@Suite("Programs for a presigned request") struct SnippetTests {
    @Test("every client has a program for each method that has a file or shows one", arguments: SnippetLanguage.allCases) func methods(
        language: SnippetLanguage
    ) throws {
        for method in [HTTPRequest.Method.put, .post, .get, .head, .delete] {
            let program = try Snippet.program(for: request(method, type: method == .put || method == .post ? "a/b" : nil), in: language)
            #expect(program.contains("example.jpg"))
            #expect(!program.contains("ExampleSecret"))
        }
        #expect(throws: SnippetError.method("OPTIONS")) { try request(.options) }
    }

    @Test("a client that adds a type needs one that was signed", arguments: SnippetLanguage.allCases) func contentType(language: SnippetLanguage) {
        for method in [HTTPRequest.Method.put, .post] {
            let isRefused = (try? Snippet.program(for: request(method), in: language)) == nil
            #expect(isRefused == language.needsContentType(method: method.rawValue))
        }
    }

    @Test(
        "the file is called as the key's last component is",
        arguments: [
            ("a/b.txt", "b.txt"), ("b.txt", "b.txt"), ("a/", "a"), ("a/..", "file"), ("..", "file"), ("a\u{1B}b\n", "a_b_"), ("a\\b", "a\\b"),
            ("é/ü", "ü"),
        ]) func fileName(key: String, name: String) throws
    {
        #expect(SnippetRequest.fileName(of: try ObjectKey(key)) == name)
    }

    @Test("PowerShell's program holds the values in verbatim strings, one to a place") func powerShell() throws {
        let program = try Snippet.program(
            for: request(.put, type: "a/b", headers: ["x-oss-meta-a": "it's $HOME \u{60}n", "x-oss-meta-b": "\\"], file: "o'b $x.jpg"),
            in: .powershell)
        #expect(program.contains("$File = 'o''b $x.jpg'\n"))
        #expect(program.contains("'x-oss-meta-a', 'it''s $HOME `n'"))
        #expect(program.contains("'x-oss-meta-b', '\\'"))
        // Outside of strings, brackets and braces pair up.
        var depth: [Character] = []
        var quote: Character?
        for character in program {
            if let open = quote {
                if character == open { quote = nil }
                continue
            }
            switch character {
            case "'", "\"": quote = character
            case "(", "{", "[": depth.append(character)
            case ")": #expect(depth.popLast() == "(")
            case "}": #expect(depth.popLast() == "{")
            case "]": #expect(depth.popLast() == "[")
            default: break
            }
        }
        #expect(depth.isEmpty && quote == nil)
    }

    @Test("no program has an escape of Swift's own left in it", arguments: SnippetLanguage.allCases) func interpolation(language: SnippetLanguage)
        throws
    {
        let program = try Snippet.program(for: request(.put, type: "a/b"), in: language)
        if language != .swift { #expect(!program.contains("\\(")) }
        #expect(!program.contains("request.fileName") && !program.contains("Optional("))
    }

    private func request(_ method: HTTPRequest.Method, type: String? = nil, headers: [String: String] = [:], file: String? = nil) throws
        -> SnippetRequest
    {
        let credentials = try Credentials(accessKeyID: "LTAI5tExample", accessKeySecret: "ExampleSecret")
        let signer = try RequestSigner(credentials: credentials, region: Region("cn-hangzhou"))
        let key = try ObjectKey("photos/example.jpg")
        var request = try UnsignedRequest(method, bucket: BucketName("examplebucket"), key: key)
        if let type { request.headers[.contentType] = type }
        for (name, value) in headers { request.headers[HTTPField.Name(name)!] = value }
        return try SnippetRequest(signer.presign(request, at: SigningTime(secondsSinceEpoch: 1_731_400_358)!), fileName: file, key: key)
    }
}
