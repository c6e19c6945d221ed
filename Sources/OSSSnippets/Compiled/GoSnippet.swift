/// Go's net/http.
enum GoSnippet {
    static func program(_ request: SnippetRequest) -> String {
        let quote = Quoting.go
        let headers = request.headers.map { "\t{\(quote($0.name)), \(quote($0.value))},\n" }.joined()
        let imports = ["errors", "fmt", "io", "net/http", "net/url", "os"].filter { $0 != "io" || request.action != .inspect }
        return """
            \(Snippet.sizeNote(request, comment: "//"))package main

            import (
            \(imports.map { "\t\"\($0)\"" }.joined(separator: "\n"))
            )

            const address = \(quote(request.url))
            const name = \(quote(request.fileName))

            var headers = [][2]string{
            \(headers)}

            func main() {
            \tif err := run(); err != nil {
            \t\tvar withURL *url.Error // its text would show the URL, which is a secret
            \t\tif errors.As(err, &withURL) {
            \t\t\terr = withURL.Err
            \t\t}
            \t\tfmt.Fprintln(os.Stderr, err)
            \t\tos.Exit(1)
            \t}
            }

            func run() error {
            \trequest, err := http.NewRequest(\(quote(request.method)), address, nil)
            \tif err != nil {
            \t\treturn err
            \t}
            \(sending(request))\tfor _, header := range headers {
            \t\trequest.Header[header[0]] = append(request.Header[header[0]], header[1])
            \t}
            \tclient := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
            \tanswer, err := client.Do(request)
            \tif err != nil {
            \t\treturn err
            \t}
            \tdefer answer.Body.Close()
            \tfmt.Println("HTTP", answer.StatusCode)
            \tif answer.StatusCode < 200 || answer.StatusCode > 299 {
            \(refused(request))\t\tif hint := answer.Header.Get("x-waybill-hint"); hint != "" {
            \t\t\tfmt.Fprintln(os.Stderr, "\\nhint:", hint)
            \t\t}
            \t\treturn fmt.Errorf("refused with HTTP %d", answer.StatusCode)
            \t}
            \(receiving(request))
            }
            """
    }

    private static func sending(_ request: SnippetRequest) -> String {
        switch request.action {
        case .upload:
            """
            \tfile, err := os.Open(name)
            \tif err != nil {
            \t\treturn err
            \t}
            \tdefer file.Close()
            \tinfo, err := file.Stat()
            \tif err != nil {
            \t\treturn err
            \t}
            \t// Without the length, Go would send the file in chunks.
            \trequest.ContentLength = info.Size()
            \trequest.Body = file
            \tif info.Size() == 0 {
            \t\trequest.Body = http.NoBody
            \t}

            """
        case .download: "\trequest.Header.Set(\"Accept-Encoding\", \"identity\")\n"
        case .inspect, .delete: ""
        }
    }

    private static func refused(_ request: SnippetRequest) -> String {
        request.action == .inspect ? "" : "\t\tio.Copy(os.Stderr, answer.Body)\n"
    }

    private static func receiving(_ request: SnippetRequest) -> String {
        switch request.action {
        case .upload, .delete:
            """
            \t_, err = io.Copy(os.Stdout, answer.Body)
            \treturn err
            """
        case .inspect: "\treturn answer.Header.Write(os.Stdout)"
        case .download:
            """
            \tpart, err := os.Create(name + ".part")
            \tif err != nil {
            \t\treturn err
            \t}
            \tif _, err = io.Copy(part, answer.Body); err != nil {
            \t\tpart.Close()
            \t\treturn err
            \t}
            \tif err = part.Close(); err != nil {
            \t\treturn err
            \t}
            \treturn os.Rename(name+".part", name)
            """
        }
    }
}
