/// PHP with its cURL extension.
enum PHPSnippet {
    static func program(_ request: SnippetRequest) -> String {
        let quote = Quoting.php
        let headers = request.headers.map { "    \(quote($0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)")),\n" }.joined()
        return """
            <?php
            \(Snippet.sizeNote(request, comment: "//"))$url = \(quote(request.url));
            $name = \(quote(request.fileName));
            $headers = [
            \(headers)];

            $hint = null;
            $body = '';
            $curl = curl_init($url);
            curl_setopt_array($curl, [
                CURLOPT_CUSTOMREQUEST => \(quote(request.method)),
                CURLOPT_HTTPHEADER => $headers,
                CURLOPT_PATH_AS_IS => true,
                CURLOPT_FOLLOWLOCATION => false,
                CURLOPT_HEADERFUNCTION => function ($curl, $line) use (&$hint) {
                    if (stripos($line, 'x-waybill-hint:') === 0) {
                        $hint = trim(substr($line, 15));
                    }\(headerEcho(request))
                    return strlen($line);
                },
                CURLOPT_WRITEFUNCTION => function ($curl, $block) use (&$body, &$file) {
                    \(writing(request))
                    return strlen($block);
                },
            ]);
            \(opening(request))
            if (!curl_exec($curl)) {
                fwrite(STDERR, 'failed: ' . curl_error($curl) . "\\n");
                exit(1);
            }
            $status = curl_getinfo($curl, CURLINFO_RESPONSE_CODE);
            echo "HTTP $status\\n";
            if ($status < 200 || $status > 299) {
                fwrite(STDERR, $body . "\\n" . ($hint === null ? '' : "hint: $hint\\n"));
                exit(1);
            }
            \(finish(request))
            """
    }

    private static func headerEcho(_ request: SnippetRequest) -> String {
        request.action == .inspect ? "\n        echo $line;" : ""
    }

    private static func writing(_ request: SnippetRequest) -> String {
        guard request.action == .download else { return "$body .= $block;" }
        return """
            if (curl_getinfo($curl, CURLINFO_RESPONSE_CODE) === 200 || curl_getinfo($curl, CURLINFO_RESPONSE_CODE) === 206) {
                        return fwrite($file, $block);
                    }
                    $body .= $block;
            """
    }

    private static func opening(_ request: SnippetRequest) -> String {
        switch request.action {
        case .upload:
            """
            $file = fopen($name, 'rb');
            if (!$file) {
                exit(1);
            }
            curl_setopt_array($curl, [CURLOPT_UPLOAD => true, CURLOPT_INFILE => $file, CURLOPT_INFILESIZE => fstat($file)['size']]);
            """
        case .download:
            """
            $file = fopen($name . '.part', 'wb');
            if (!$file) {
                exit(1);
            }
            """
        case .inspect: "curl_setopt($curl, CURLOPT_NOBODY, true);"
        case .delete: ""
        }
    }

    private static func finish(_ request: SnippetRequest) -> String {
        guard request.action == .download else { return "echo $body;" }
        return """
            fclose($file);
            if (!rename($name . '.part', $name)) {
                exit(1);
            }
            """
    }
}
