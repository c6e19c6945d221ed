/// Programs and pages that send one signed form with a file.
///
/// OSS page: "PostObject".
package enum FormSnippet {
    /// The clients. The raw value is the word on the command line.
    package enum Language: String, CaseIterable, Sendable {
        case curl, html, browser, python
    }

    /// What is sent: the fields in order, then the file.
    package struct Form: Sendable {
        let url: String
        let fields: [(name: String, value: String)]
        let fileField: String
        let fileName: String

        package init(url: String, fields: [(name: String, value: String)], fileField: String, fileName: String) {
            self.url = url
            self.fields = fields
            self.fileField = fileField
            self.fileName = fileName
        }
    }

    /// The program for a form.
    package static func program(for form: Form, in language: Language) -> String {
        switch language {
        case .curl: curl(form)
        case .html: html(form)
        case .browser: browser(form)
        case .python: python(form)
        }
    }

    private static func curl(_ form: Form) -> String {
        let quote = Quoting.shell
        // curl reads a list of files, a type and a file name out of a path that is not in quotes.
        let path = CurlSnippet.path(form.fileName).replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        let fields = form.fields.map { " --form-string \(quote("\($0.name)=\($0.value)"))" }.joined()
        let report = #"-w '%{stderr}HTTP %{http_code} %header{x-oss-ec} %header{x-waybill-hint}\n'"#
        return "curl --fail-with-body -sS\(fields) -F \(quote("\(form.fileField)=@\"\(path)\"")) \(report) \(quote(form.url))"
    }

    private static func html(_ form: Form) -> String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <meta name="referrer" content="no-referrer">
        <title>Upload</title>
        <form action="\(Quoting.html(form.url))" method="post" enctype="multipart/form-data" accept-charset="utf-8">
        \(inputs(form))
        <p><label>File <input id="file" type="file" name="\(form.fileField)" required></label> <button id="send">Upload</button></p>
        </form>
        </html>
        """
    }

    private static func inputs(_ form: Form) -> String {
        form.fields.map { #"<input type="hidden" name="\#(Quoting.html($0.name))" value="\#(Quoting.html($0.value))">"# }.joined(separator: "\n")
    }

    private static func browser(_ form: Form) -> String {
        let quote = Quoting.javaScript
        let fields = form.fields.map { "  [\(quote($0.name)), \(quote($0.value))],\n" }.joined()
        return """
            <!DOCTYPE html>
            <html lang="en">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <meta name="referrer" content="no-referrer">
            <title>Upload</title>
            <!-- The bucket has to allow POST from this page's origin (CORS). -->
            <p><label>File <input id="file" type="file"></label> <button id="send">Upload</button></p>
            <p><progress id="progress" value="0" max="1" aria-label="Progress"></progress></p>
            <pre id="status" role="status" aria-live="polite"></pre>
            <script>
            "use strict";
            const url = \(quote(form.url));
            const fields = [
            \(fields)];
            const element = (id) => document.getElementById(id);
            const show = (text, state) => {
              element("status").textContent = text;
              document.documentElement.dataset.state = state;
            };

            function send(file) {
              const form = new FormData();
              for (const [name, value] of fields) form.append(name, value);
              form.append(\(quote(form.fileField)), file);
              const request = new XMLHttpRequest();
              request.open("POST", url);
              request.upload.onprogress = (event) => {
                if (event.lengthComputable) element("progress").value = event.loaded / event.total;
              };
              request.onload = () => {
                const succeeded = request.status >= 200 && request.status < 300;
                const hint = request.getResponseHeader("x-waybill-hint");
                show(`HTTP ${request.status}\\n${request.responseText}${hint ? `\\nhint: ${hint}` : ""}`, succeeded ? "done" : "failed");
              };
              request.onerror = () => show("No answer that this page may read: is the network up, and does the bucket's CORS rule allow this origin?", "failed");
              show("Sending", "running");
              request.send(form);
            }

            element("send").onclick = () => {
              const [file] = element("file").files;
              if (file) send(file);
              else show("Choose a file first.", "failed");
            };
            </script>
            </html>
            """
    }
}
