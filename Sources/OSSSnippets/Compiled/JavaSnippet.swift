import OSSSigning

/// Java's HttpURLConnection, which a JVM and Android both have.
enum JavaSnippet {
    /// Headers that HttpURLConnection leaves out silently.
    private static let restricted: Set<String> = [
        "access-control-request-headers", "access-control-request-method", "connection", "content-transfer-encoding", "expect", "host",
        "keep-alive", "origin", "trailer", "transfer-encoding", "upgrade", "via",
    ]

    static func program(_ request: SnippetRequest, for language: SnippetLanguage) throws(SnippetError) -> String {
        for header in request.headers where restricted.contains(ASCII.lowercased(header.name)) { throw .header(header.name, language) }
        let quote = Quoting.java
        let headers = request.headers.map { "        {\(quote($0.name)), \(quote($0.value))},\n" }.joined()
        return """
            \(Snippet.sizeNote(request, comment: "//"))\(note(language))import java.io.*;
            import java.net.*;
            import java.nio.charset.Charset;
            import java.nio.charset.StandardCharsets;

            class Presigned\(noun(request)) {
                static final String ADDRESS = \(quote(request.url));
                static final String FILE = \(quote(request.fileName));
                static final String[][] HEADERS = {
            \(headers)    };

                public static void main(String[] arguments) {
                    try {
                        System.exit(run(new File(FILE)) ? 0 : 1);
                    } catch (IOException error) {
                        System.err.println("failed: " + error);
                        System.exit(1);
                    }
                }

                static boolean run(File file) throws IOException {
                    HttpURLConnection connection = (HttpURLConnection) URI.create(ADDRESS).toURL().openConnection();
                    connection.setRequestMethod(\(quote(request.method)));
                    connection.setInstanceFollowRedirects(false);
                    connection.setConnectTimeout(10_000);
                    connection.setReadTimeout(300_000);
                    for (String[] header : HEADERS) {
                        // Headers are written in the platform's character set, and UTF-8 was signed.
                        byte[] value = header[1].getBytes(StandardCharsets.UTF_8);
                        connection.addRequestProperty(header[0], new String(value, Charset.defaultCharset()));
                    }
            \(sending(request))
                    int status = connection.getResponseCode();
                    System.out.println("HTTP " + status);
                    if (status < 200 || status > 299) {
                        InputStream error = connection.getErrorStream();
                        if (error != null) copy(error, System.err);
                        else System.err.println("x-oss-ec: " + connection.getHeaderField("x-oss-ec"));
                        String hint = connection.getHeaderField("x-waybill-hint");
                        System.err.println(hint == null ? "" : "\\nhint: " + hint);
                        return false;
                    }
            \(receiving(request))
                    return true;
                }

                static void copy(InputStream from, OutputStream to) throws IOException {
                    byte[] block = new byte[65_536];
                    for (int count = from.read(block); count >= 0; count = from.read(block)) to.write(block, 0, count);
                    to.flush();
                }
            }
            """
    }

    private static func noun(_ request: SnippetRequest) -> String {
        switch request.action {
        case .upload: "Upload"
        case .download: "Download"
        case .inspect: "Look"
        case .delete: "Delete"
        }
    }

    private static func note(_ language: SnippetLanguage) -> String {
        language == .android ? "// Call run(file) on a background thread; the manifest needs android.permission.INTERNET.\n" : ""
    }

    private static func sending(_ request: SnippetRequest) -> String {
        switch request.action {
        case .upload:
            """
                    connection.setDoOutput(true);
                    connection.setFixedLengthStreamingMode(file.length());
                    // A large file is not sent before the service has agreed to take it.
                    if (file.length() > 1_048_576) connection.setRequestProperty("Expect", "100-continue");
                    try (InputStream content = new FileInputStream(file)) {
                        try (OutputStream body = connection.getOutputStream()) {
                            copy(content, body);
                        } catch (ProtocolException refused) {
                            // The answer says why.
                        }
                    }
            """
        case .download: #"        connection.setRequestProperty("Accept-Encoding", "identity");"#
        case .inspect, .delete: ""
        }
    }

    private static func receiving(_ request: SnippetRequest) -> String {
        switch request.action {
        case .upload, .delete:
            """
                    copy(connection.getInputStream(), System.out);
            """
        case .inspect:
            """
                    connection.getHeaderFields().forEach((name, values) -> {
                        if (name != null) System.out.println(name + ": " + String.join(", ", values));
                    });
            """
        case .download:
            """
                    File part = new File(file.getPath() + ".part");
                    try (OutputStream target = new FileOutputStream(part)) {
                        copy(connection.getInputStream(), target);
                    }
                    if (!part.renameTo(file)) throw new IOException("cannot rename " + part);
            """
        }
    }
}
