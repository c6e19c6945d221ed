"""A forward proxy. It reads the plain HTTP in its tunnels, and counts; it can demand a password, and it can be slow."""

import base64
import socket
import threading
import time
from collections import Counter
from urllib.parse import parse_qs, urlsplit


class Proxy:
    def __init__(self, account=None, bytes_per_second=None):
        self.account, self.rate = account, bytes_per_second
        self.requests = []
        self.tunnels = []
        self._lock = threading.Lock()
        self._debt = time.monotonic()
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    @property
    def parts(self) -> Counter:
        """How often each part was answered with 200."""
        return Counter(number for method, target, status in self.requests if method == "PUT" and status == 200
                       for number in [int(parse_qs(urlsplit(target).query).get("partNumber", ["0"])[0])])

    def _accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, client):
        upstream = None
        try:
            stream = client.makefile("rb")
            while head := self._head(stream):
                method, target, _ = head[0].split(" ", 2)
                fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
                if self.account and not upstream and fields.get("proxy-authorization") != "Basic " + base64.b64encode(self.account.encode()).decode():
                    client.sendall(b"HTTP/1.1 407 Who\r\nProxy-Authenticate: Basic\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                    return
                if method == "CONNECT":
                    self.tunnels.append(target)
                    host, port = target.rsplit(":", 1)
                    upstream = socket.create_connection((host, int(port)), timeout=60)
                    client.sendall(b"HTTP/1.1 200 Connected\r\n\r\n")
                    continue
                parts = urlsplit(target)
                upstream = upstream or socket.create_connection((parts.hostname, parts.port or 80), timeout=60)
                path = target if target.startswith("/") else target[len(f"{parts.scheme}://{parts.netloc}"):] or "/"
                lines = [f"{method} {path} HTTP/1.1"] + [line for line in head[1:] if not line.lower().startswith("proxy-")]
                upstream.sendall("\r\n".join(lines).encode("latin-1") + b"\r\n\r\n")
                self._body(stream, upstream, fields)
                status = self._answer(upstream.makefile("rb"), client, method)
                with self._lock:
                    self.requests.append((method, target, status))
        except (OSError, ValueError):
            pass
        finally:
            client.close()
            if upstream:
                upstream.close()

    @staticmethod
    def _head(stream) -> list:
        lines = []
        while line := stream.readline().decode("latin-1").rstrip("\r\n"):
            lines.append(line)
        return lines

    def _body(self, stream, upstream, fields):
        rest = int(fields.get("content-length", 0))
        while rest:
            piece = stream.read(min(rest, 32 * 1024))
            if not piece:
                raise OSError
            rest -= len(piece)
            self._pay(len(piece))
            upstream.sendall(piece)
        if fields.get("transfer-encoding"):
            while True:
                line = stream.readline()
                data = stream.read(int(line, 16) + 2)
                upstream.sendall(line + data)
                if int(line, 16) == 0:
                    return

    def _answer(self, stream, client, method) -> int:
        head = self._head(stream)
        fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
        body = stream.read(int(fields.get("content-length", 0))) if method != "HEAD" else b""
        client.sendall("\r\n".join(head).encode("latin-1") + b"\r\n\r\n" + body)
        return int(head[0].split(" ")[1])

    def _pay(self, count: int):
        if not self.rate:
            return
        with self._lock:
            self._debt = max(self._debt, time.monotonic()) + count / self.rate
            wait = self._debt - time.monotonic()
        time.sleep(max(0, wait))
