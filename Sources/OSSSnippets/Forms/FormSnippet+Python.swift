extension FormSnippet {
    /// Python with requests. The form is put together by hand, because requests would read the whole file first.
    static func python(_ form: Form) -> String {
        let quote = Quoting.python
        let fields = form.fields.map { "    (\(quote($0.name)), \(quote($0.value))),\n" }.joined()
        return """
            # Needs: python3 -m pip install requests
            import io
            import mimetypes
            import os
            import secrets
            import sys

            import requests

            URL = \(quote(form.url))
            FILE = \(quote(form.fileName))
            FIELDS = [
            \(fields)]


            def escaped(name):
                return name.replace('"', "%22").replace("\\r", "%0D").replace("\\n", "%0A")


            class Form:
                \"""The fields, then the file, read as it is sent.\"""

                def __init__(self, file):
                    boundary = secrets.token_hex(16)
                    kind = mimetypes.guess_type(FILE)[0] or "application/octet-stream"
                    head = ""
                    for name, value in FIELDS:
                        head += f'--{boundary}\\r\\nContent-Disposition: form-data; name="{escaped(name)}"\\r\\n\\r\\n{value}\\r\\n'
                    name = escaped(os.path.basename(FILE))
                    head += f'--{boundary}\\r\\nContent-Disposition: form-data; name="\(form.fileField)"; filename="{name}"\\r\\n'
                    head = (head + f"Content-Type: {kind}\\r\\n\\r\\n").encode()
                    tail = f"\\r\\n--{boundary}--\\r\\n".encode()
                    self.type = f"multipart/form-data; boundary={boundary}"
                    self.length = len(head) + os.fstat(file.fileno()).st_size + len(tail)
                    self.parts = [io.BytesIO(head), file, io.BytesIO(tail)]

                def __len__(self):
                    return self.length

                def __iter__(self):
                    return iter(lambda: self.read(1 << 16), b"")

                def read(self, size=-1):
                    while self.parts:
                        block = self.parts[0].read(size)
                        if block:
                            return block
                        self.parts.pop(0)
                    return b""


            try:
                with open(FILE, "rb") as file:
                    form = Form(file)
                    # An authorization of its own keeps requests from taking one out of ~/.netrc.
                    answer = requests.post(
                        URL, data=form, headers={"Content-Type": form.type}, auth=lambda request: request, allow_redirects=False, timeout=(10, 300)
                    )
            except requests.RequestException as error:
                sys.exit(f"not sent: {type(error).__name__}")
            except OSError as error:
                sys.exit(str(error))
            print("HTTP", answer.status_code)
            if not 200 <= answer.status_code < 400:
                hint = answer.headers.get("x-waybill-hint")
                sys.exit(answer.text + (f"\\nhint: {hint}" if hint else ""))
            if answer.text:
                print(answer.text)
            """
    }
}
