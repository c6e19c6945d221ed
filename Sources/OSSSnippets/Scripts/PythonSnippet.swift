/// Python with requests.
enum PythonSnippet {
    static func program(_ request: SnippetRequest) -> String {
        let quote = Quoting.python
        // Bytes, because requests writes a text in Latin-1.
        let headers = request.headers.map { "    \(quote($0.name)): \(quote($0.value)).encode(),\n" }.joined()
        return """
            # Needs: python3 -m pip install requests
            \(Snippet.sizeNote(request, comment: "#"))import os
            import sys

            import requests

            URL = \(quote(request.url))
            FILE = \(quote(request.fileName))
            HEADERS = {
            \(headers)}


            def send(session, body=None):
                # An authorization of its own keeps requests from taking one out of ~/.netrc.
                request = requests.Request(\(quote(request.method)), URL, headers=HEADERS, data=body, auth=lambda request: request).prepare()
                request.url = URL  # byte for byte as it was signed
                settings = session.merge_environment_settings(URL, {}, True, None, None)
                return session.send(request, allow_redirects=False, timeout=(10, 300), **settings)


            def report(answer):
                print("HTTP", answer.status_code)
                if 200 <= answer.status_code < 300:
                    return answer
                hint = answer.headers.get("x-waybill-hint")
                sys.exit(answer.text + (f"\\nhint: {hint}" if hint else ""))


            try:
                with requests.Session() as session:
            \(work(request))
            except requests.RequestException as error:
                sys.exit(f"not sent: {type(error).__name__}")
            except OSError as error:
                sys.exit(str(error))
            """
    }

    private static func work(_ request: SnippetRequest) -> String {
        switch request.action {
        case .upload:
            """
                    with open(FILE, "rb") as file:
                        # An empty stream would be sent without its length.
                        answer = report(send(session, file if os.fstat(file.fileno()).st_size else b""))
                    if answer.text:
                        print(answer.text)
            """
        case .download:
            """
                    answer = report(send(session))
                    with open(FILE + ".part", "wb") as file:
                        for block in answer.raw.stream(1 << 16, decode_content=False):
                            file.write(block)
                    os.replace(FILE + ".part", FILE)
            """
        case .inspect:
            """
                    for name, value in report(send(session)).headers.items():
                        print(f"{name}: {value}")
            """
        case .delete:
            """
                    report(send(session))
            """
        }
    }
}
