import OSSSigning

/// A page with nothing outside of it: pick a file, and see it go.
enum BrowserSnippet {
    /// Headers that a page cannot set, by the Fetch standard.
    private static let forbidden: Set<String> = [
        "accept-charset", "accept-encoding", "access-control-request-headers", "access-control-request-method", "connection", "cookie", "date",
        "dnt", "expect", "host", "keep-alive", "origin", "referer", "te", "trailer", "transfer-encoding", "upgrade", "via",
    ]

    static func program(_ request: SnippetRequest) throws(SnippetError) -> String {
        for header in request.headers {
            let name = ASCII.lowercased(header.name)
            if forbidden.contains(name) || name.hasPrefix("sec-") || name.hasPrefix("proxy-") { throw .header(header.name, .browser) }
        }
        let quote = Quoting.javaScript
        let headers = request.headers.map { "  [\(quote($0.name)), latin1(\(quote($0.value)))],\n" }.joined()
        return """
            <!DOCTYPE html>
            <html lang="en">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <meta name="referrer" content="no-referrer">
            <title>\(Quoting.html(title(request)))</title>
            <!-- The bucket has to allow this page's origin (CORS): the method, and the headers below. -->
            <main>
            <h1>\(Quoting.html(title(request)))</h1>
            \(controls(request))
            <p><progress id="progress" value="0" max="1" aria-label="Progress"></progress></p>
            <pre id="status" role="status" aria-live="polite"></pre>
            </main>
            <script>
            "use strict";
            const url = \(quote(request.url));
            const name = \(quote(request.fileName));
            // A page writes headers in Latin-1, and UTF-8 was signed.
            const latin1 = (text) => String.fromCharCode(...new TextEncoder().encode(text));
            const headers = [
            \(headers)];
            const element = (id) => document.getElementById(id);
            const show = (text, state) => {
              element("status").textContent = text;
              document.documentElement.dataset.state = state;
            };

            function send(body) {
              const request = new XMLHttpRequest();
              request.open(\(quote(request.method)), url);
              for (const [name, value] of headers) request.setRequestHeader(name, value);
              \(request.action == .download ? "request.responseType = \"blob\";\n  request" : "request.upload").onprogress = (event) => {
                if (event.lengthComputable) element("progress").value = event.loaded / event.total;
              };
              request.onload = async () => {
                const text = \(request.action == .download ? "request.status === 200 ? \"\" : await request.response.text()" : "request.responseText");
                const hint = request.getResponseHeader("x-waybill-hint");
                if (request.status >= 200 && request.status < 300) {
                  element("progress").value = 1;
                  \(success(request))
                  show(`HTTP ${request.status}\\n${text}`, "done");
                } else {
                  show(`HTTP ${request.status}\\n${text}${hint ? `\\nhint: ${hint}` : ""}`, "failed");
                }
              };
              request.onerror = () => show("No answer that this page may read: is the network up, and does the bucket's CORS rule allow this origin?", "failed");
              show("Sending", "running");
              request.send(body);
            }

            \(start(request))
            </script>
            </html>
            """
    }

    private static func title(_ request: SnippetRequest) -> String {
        switch request.action {
        case .upload: "Upload \(request.fileName)"
        case .download: "Download \(request.fileName)"
        case .inspect: "Headers of \(request.fileName)"
        case .delete: "Delete \(request.fileName)"
        }
    }

    private static func controls(_ request: SnippetRequest) -> String {
        switch request.action {
        case .upload: #"<p><label>File <input id="file" type="file"></label> <button id="send">Upload</button></p>"#
        case .download: #"<p><button id="send">Download</button></p>"#
        case .inspect: #"<p><button id="send">Show headers</button></p>"#
        case .delete: #"<p><button id="send">Delete</button></p>"#
        }
    }

    private static func success(_ request: SnippetRequest) -> String {
        switch request.action {
        case .upload, .delete: ""
        case .inspect: "return show(`HTTP ${request.status}\\n${request.getAllResponseHeaders()}`, \"done\");"
        case .download:
            """
            const link = document.createElement("a");
                  link.href = URL.createObjectURL(request.response);
                  link.download = name;
                  link.click();
            """
        }
    }

    private static func start(_ request: SnippetRequest) -> String {
        guard request.action == .upload else { return #"element("send").onclick = () => send(null);"# }
        // Without a type of its own the file makes the browser add no Content-Type.
        return """
            element("send").onclick = () => {
              const [file] = element("file").files;
              if (file) send(file.slice(0, file.size, ""));
              else show("Choose a file first.", "failed");
            };
            """
    }
}
