/// curl: one command.
enum CurlSnippet {
    static func program(_ request: SnippetRequest) -> String {
        let quote = Quoting.shell
        var words = ["curl"]
        switch request.action {
        case .upload:
            words += ["--fail-with-body -sS"]
            if request.method != "PUT" { words.append("-X \(request.method)") }
            words.append("-T \(quote(path(request.fileName)))")
        case .download: words += ["-f -sS", "-o \(quote(path(request.fileName) + ".part"))"]
        case .inspect: words += ["-f -sS", "--head"]
        case .delete: words += ["--fail-with-body -sS", "-X DELETE"]
        }
        // Brackets and braces in a file's name or a host are no patterns.
        if (request.fileName + request.url).utf8.contains(where: { "[]{}".utf8.contains($0) }) { words.append("--globoff") }
        if request.hasDotSegments { words.append("--path-as-is") }
        for header in request.headers {
            // With nothing behind the colon, curl would leave the header out.
            words.append("-H \(quote(header.value.isEmpty ? "\(header.name);" : "\(header.name): \(header.value)"))")
        }
        // What goes to stderr: the status, and on a refusal the server's hint.
        words += [#"-w '%{stderr}HTTP %{http_code} %header{x-oss-ec} %header{x-waybill-hint}\n'"#, quote(request.url)]
        let command = words.joined(separator: " ")
        guard request.action == .download else { return Snippet.sizeNote(request, comment: "#") + command }
        let part = quote(path(request.fileName) + ".part")
        return "\(command) && mv -f \(part) \(quote(path(request.fileName)))"
    }

    /// `-` would mean stdin, and `.` stdin without waiting.
    static func path(_ name: String) -> String { name.utf8.first == UInt8(ascii: "-") || name == "." ? "./\(name)" : name }
}
