"""An application server that receives upload callbacks, and verifies their signature as the documentation tells it to."""

import base64
import hashlib
import json
import threading
import time
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import requests
from cryptography.hazmat.primitives.serialization import load_pem_public_key

MD5_DIGEST_INFO = bytes.fromhex("3020300c06082a864886f70d020505000410")


class Received:
    """One callback request, as it arrived."""

    def __init__(self, path, headers, body):
        self.path, self.headers, self.body = path, headers, body

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def form(self) -> dict:
        return dict(urllib.parse.parse_qsl(self.body.decode(), keep_blank_values=True))

    @property
    def key_url(self) -> str:
        return base64.b64decode(self.headers["x-oss-pub-key-url"]).decode()

    def is_signed(self) -> bool:
        """Whether Authorization is the RSA signature with MD5 of the decoded path, the query and the body."""
        answer = requests.get(self.key_url, timeout=5)
        assert answer.status_code == 200, self.key_url
        numbers = load_pem_public_key(answer.content).public_numbers()
        path, mark, query = self.path.partition("?")
        signed = urllib.parse.unquote(path).encode() + (mark + query).encode() + b"\n" + self.body
        signature = base64.b64decode(self.headers["Authorization"], validate=True)
        length = (numbers.n.bit_length() + 7) // 8
        assert len(signature) == length
        tail = b"\0" + MD5_DIGEST_INFO + hashlib.md5(signed).digest()
        expected = b"\0\1" + b"\xff" * (length - 2 - len(tail)) + tail
        return pow(int.from_bytes(signature, "big"), numbers.e, numbers.n).to_bytes(length, "big") == expected


class Receiver:
    """Answers each callback with `status`, `headers` and `body` after `delay` seconds; keeps what arrived."""

    def __init__(self):
        self.received, self.status, self.headers, self.body, self.delay = [], 200, {"Content-Type": "application/json"}, b'{"Status":"OK"}', 0
        owner = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                owner.received.append(Received(self.path, self.headers, body))
                time.sleep(owner.delay)
                try:
                    self.send_response(owner.status)
                    for name, value in {"Content-Length": str(len(owner.body)), **owner.headers}.items():
                        if value is not None:
                            self.send_header(name, value)
                    self.end_headers()
                    self.wfile.write(owner.body)
                except OSError:
                    pass

            do_GET = do_POST

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def only(self) -> Received:
        assert len(self.received) == 1, [received.path for received in self.received]
        return self.received[0]

    def close(self):
        self._server.shutdown()
        self._server.server_close()


def encoded(configuration) -> str:
    """A callback parameter, or its variables: base64 of JSON, or of the text as it is."""
    text = configuration if isinstance(configuration, str) else json.dumps(configuration)
    return base64.b64encode(text.encode()).decode()
