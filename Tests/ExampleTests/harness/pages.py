"""A server for the browser's page, on an origin of its own."""

import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

from .programs import EXAMPLES


class Pages:
    def __init__(self):
        class Handler(SimpleHTTPRequestHandler):
            def __init__(self, *arguments):
                super().__init__(*arguments, directory=EXAMPLES / "browser")

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.origin = f"http://localhost:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()
