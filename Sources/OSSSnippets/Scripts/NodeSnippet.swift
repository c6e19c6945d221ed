/// Node.js, with nothing but its own modules.
enum NodeSnippet {
    static func program(_ request: SnippetRequest) -> String {
        let quote = Quoting.javaScript
        let headers = request.headers.map { "  \(quote($0.name)): latin1(\(quote($0.value))),\n" }.joined()
        return """
            // Needs: Node.js 18 or later, and no package.
            \(Snippet.sizeNote(request, comment: "//"))const url = \(quote(request.url));
            const file = \(quote(request.fileName));
            // Node.js writes headers in Latin-1, and UTF-8 was signed.
            const latin1 = (text) => Buffer.from(text, "utf8").toString("latin1");
            const headers = {
            \(headers)};

            async function main() {
              const fs = await import("node:fs");
              const { pipeline } = await import("node:stream/promises");
              const client = await import(url.startsWith("https:") ? "node:https" : "node:http");
            \(options(request))
              // The path is given as it was signed: a parsed URL would be rewritten.
              const request = client.request(url, { method: \(quote(request.method)), path: url.slice(url.indexOf("/", 8)), headers });
              const answered = new Promise((resolve, reject) => {
                request.on("response", resolve);
                request.on("error", reject);
              });
              \(sending(request))
              const answer = await answered;
              console.log("HTTP", answer.statusCode);
              const succeeded = answer.statusCode >= 200 && answer.statusCode < 300;
            \(receiving(request))
              let text = "";
              for await (const chunk of answer.setEncoding("utf8")) text += chunk;
              if (text) (succeeded ? console.log : console.error)(text);
              if (!succeeded && answer.headers["x-waybill-hint"]) console.error("hint:", answer.headers["x-waybill-hint"]);
              if (!succeeded) process.exitCode = 1;
              request.destroy();
            }

            main().catch((error) => {
              console.error("failed:", error.code ?? error.message);
              process.exitCode = 1;
            });
            """
    }

    private static func options(_ request: SnippetRequest) -> String {
        request.action == .upload ? #"  headers["Content-Length"] = fs.statSync(file).size;"# : ""
    }

    private static func sending(_ request: SnippetRequest) -> String {
        // When the service refuses early, the rest of the file has nowhere to go.
        request.action == .upload ? "pipeline(fs.createReadStream(file), request).catch(() => {});" : "request.end();"
    }

    private static func receiving(_ request: SnippetRequest) -> String {
        switch request.action {
        case .upload, .delete: ""
        case .inspect: "  if (succeeded) console.log(answer.headers);"
        case .download:
            """
              if (succeeded) {
                await pipeline(answer, fs.createWriteStream(file + ".part"));
                fs.renameSync(file + ".part", file);
                return;
              }
            """
        }
    }
}
