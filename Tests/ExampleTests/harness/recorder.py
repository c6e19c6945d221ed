"""A server that only writes down what it is sent, or how much, and answers as it is told."""

import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

CORS = {"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Methods": "PUT", "Access-Control-Allow-Headers": "*, content-type"}


@dataclass
class Received:
    path: str
    headers: dict
    body: bytes
    length: int


class Recorder:
    """`answer` is the status and the headers of the next answers; None closes the connection without any. Of a body, only the first `keep`
    bytes are kept."""

    def __init__(self, keep: int = 64 << 20):
        self.received, self.answer = [], (200, {})
        owner = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_PUT(self):
                headers = {name.lower(): value for name, value in self.headers.items()}
                length = int(headers.get("content-length", 0))
                body, left = self.rfile.read(min(length, keep)), max(length - keep, 0)
                while left and (data := self.rfile.read(min(left, 1 << 20))):
                    left -= len(data)
                owner.received.append(Received(self.path, headers, body, length - left))
                self.close_connection = True
                if owner.answer:
                    self._answer(*owner.answer)

            def do_OPTIONS(self):
                self._answer(200, {})

            def do_GET(self):
                self._answer(404, {})

            def _answer(self, status, headers):
                self.send_response(status)
                for name, value in {"Content-Length": "0", **CORS, **headers}.items():
                    self.send_header(name, value)
                self.end_headers()

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def only(self) -> Received:
        assert len(self.received) == 1, [received.path for received in self.received]
        return self.received[0]

    def close(self):
        self._server.shutdown()
        self._server.server_close()
