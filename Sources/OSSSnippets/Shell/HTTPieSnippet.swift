import OSSSigning

/// HTTPie: one command. The file comes from stdin, where its name means nothing to HTTPie.
enum HTTPieSnippet {
    static func program(_ request: SnippetRequest) throws(SnippetError) -> String {
        let quote = Quoting.shell
        let file = quote(request.fileName)
        var words = ["http --ignore-netrc --check-status"]
        if request.hasDotSegments { words.append("--path-as-is") }
        switch request.action {
        case .upload: words.append("--print=hb")
        case .download: words.append("--ignore-stdin --download --output \(quote(CurlSnippet.path(request.fileName) + ".part"))")
        case .inspect, .delete: words.append("--ignore-stdin --print=hb")
        }
        words += [request.method, quote(request.url)]
        for header in request.headers { words.append(quote(try item(header))) }
        // HTTPie guesses a type unless it is told to send none.
        if request.action == .upload, request.contentType == nil { words.append("'Content-Type:'") }
        let command = words.joined(separator: " ")
        switch request.action {
        case .upload: return Snippet.sizeNote(request, comment: "#") + "\(command) < \(file)"
        case .download:
            let part = quote(CurlSnippet.path(request.fileName) + ".part")
            return "\(command) && mv -f \(part) \(quote(CurlSnippet.path(request.fileName)))"
        case .inspect, .delete: return command
        }
    }

    /// `Name: value`. The blank keeps a value that begins with `=` or `@` from being a separator.
    private static func item(_ header: SnippetRequest.Header) throws(SnippetError) -> String {
        guard !header.value.isEmpty else { return "\(header.name);" }
        // HTTPie drops a backslash before a character of its separators, and has no way to write one there.
        let special = Set(":;=@".utf8)
        let bytes = Array(header.value.utf8)
        for (byte, next) in zip(bytes, bytes.dropFirst()) where byte == ASCII.backslash && special.contains(next) {
            throw .value(header: header.name, .httpie)
        }
        return "\(header.name): \(header.value)"
    }
}
