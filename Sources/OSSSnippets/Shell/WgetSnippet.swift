/// wget: one command. It always sends a Content-Type with a body, so one has to be signed.
enum WgetSnippet {
    static func program(_ request: SnippetRequest) -> String {
        let quote = Quoting.shell
        // -q, because wget's own lines repeat the URL, which is a secret; -S shows the status and the hint.
        var words = ["wget --tries=1 --no-netrc --max-redirect=0 -q -S --content-on-error"]
        let file = CurlSnippet.path(request.fileName)
        switch request.action {
        case .upload: words += ["-O -", "--method=\(request.method)", "--body-file=\(quote(file))"]
        case .download: words.append("-O \(quote(file + ".part"))")
        case .inspect: words += ["-O -", "--method=HEAD"]
        case .delete: words += ["-O -", "--method=DELETE"]
        }
        words += request.headers.map { "--header=\(quote("\($0.name): \($0.value)"))" }
        words.append(quote(request.url))
        let command = words.joined(separator: " ")
        guard request.action == .download else {
            // Where no answer came, wget is silent.
            return Snippet.sizeNote(request, comment: "#") + command + #" || (code=$?; echo "wget failed with code $code" >&2; exit $code)"#
        }
        let part = quote(file + ".part")
        return "\(command) && mv -f \(part) \(quote(file)) || { cat \(part) >&2; rm -f \(part); false; }"
    }
}
