import OSSSigning

/// Programs to paste: each makes one presigned request, with every header that was signed and none that was not.
///
/// A program streams its file, prints the status, prints what the service answers, on a refusal with the server's hint, and ends with a status
/// other than 0 when the service refused. A download does not touch an existing file before the whole answer is there.
///
/// OSS page: "Upload an object using a presigned URL".
package enum Snippet {
    /// The program for a request.
    /// - Throws: ``SnippetError`` when the client cannot send this very request.
    package static func program(for request: SnippetRequest, in language: SnippetLanguage) throws(SnippetError) -> String {
        try check(request, for: language)
        return switch language {
        case .curl: CurlSnippet.program(request)
        case .wget: WgetSnippet.program(request)
        case .httpie: try HTTPieSnippet.program(request)
        case .powershell: PowerShellSnippet.program(request)
        case .python: PythonSnippet.program(request)
        case .node: NodeSnippet.program(request)
        case .browser: try BrowserSnippet.program(request)
        case .php: PHPSnippet.program(request)
        case .java: try JavaSnippet.program(request, for: .java)
        case .android: try JavaSnippet.program(request, for: .android)
        case .go: GoSnippet.program(request)
        case .csharp: CSharpSnippet.program(request)
        case .cpp: CPlusPlusSnippet.program(request)
        case .swift: SwiftSnippet.program(request)
        }
    }

    private static func check(_ request: SnippetRequest, for language: SnippetLanguage) throws(SnippetError) {
        if request.hasDotSegments, language.resolvesDotSegments { throw .path(language) }
        if language.needsContentType(method: request.method), request.contentType?.value.isEmpty ?? true { throw .contentType(language) }
        for header in request.headers where request.action != .upload && ASCII.lowercased(header.name).hasPrefix("content-") {
            // .NET has such headers for a body alone.
            if language == .csharp || language == .powershell { throw .header(header.name, language) }
        }
        for header in request.headers where !language.sendsUTF8Headers && !header.value.utf8.allSatisfy({ $0 < 0x80 }) {
            throw .value(header: header.name, language)
        }
    }

    /// The sentence that a program carries when the file's size was signed.
    static func sizeNote(_ request: SnippetRequest, comment: String) -> String {
        request.size.map { "\(comment) The size was signed: the file must have exactly \($0) bytes.\n" } ?? ""
    }
}
