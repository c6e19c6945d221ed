"""A server that behaves badly on purpose: every answer is a script that gets the bare connection."""

import socket
import threading
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit


@dataclass
class Received:
    """A request as it came in. The body is read by the script, if at all."""

    method: str
    target: str
    headers: dict
    connection: "Talk"
    number: int

    @property
    def query(self) -> dict:
        return {name: values[0] for name, values in parse_qs(urlsplit(self.target).query, keep_blank_values=True).items()}

    def body(self, limit=None) -> bytes:
        """The body, or its first bytes."""
        if self.headers.get("transfer-encoding", "").lower() == "chunked":
            return self.connection.chunks(limit)
        length = int(self.headers.get("content-length", 0))
        return self.connection.exactly(length if limit is None else min(limit, length))


class Talk:
    """One connection."""

    def __init__(self, connection):
        self.socket = connection
        self.buffer = bytearray()

    def _more(self) -> bool:
        data = self.socket.recv(1 << 20)
        self.buffer += data
        return bool(data)

    def until(self, mark: bytes) -> bytes:
        while (found := self.buffer.find(mark)) < 0:
            if not self._more():
                raise EOFError
        part = bytes(self.buffer[:found])
        del self.buffer[: found + len(mark)]
        return part

    def exactly(self, count: int) -> bytes:
        while len(self.buffer) < count:
            if not self._more():
                raise EOFError
        part = bytes(self.buffer[:count])
        del self.buffer[:count]
        return part

    def chunks(self, limit=None) -> bytes:
        body = b""
        while (limit is None or len(body) < limit) and (size := int(self.until(b"\r\n").split(b";")[0], 16)):
            body += self.exactly(size)
            self.exactly(2)
        else:
            if limit is None or len(body) < limit:
                self.until(b"\r\n")
        return body

    def send(self, data: bytes):
        self.socket.sendall(data)

    def reset(self):
        """Ends the connection at once, and drops what is on its way."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
        self.socket.close()


def answer(status, body=b"", **headers) -> bytes:
    """An answer as bytes; `_` in a header's name stands for `-`."""
    fields = {"Content-Length": str(len(body)), "x-oss-request-id": "5C3D9175B6FC201293AD****"} | {
        name.replace("_", "-"): str(value) for name, value in headers.items()
    }
    lines = [f"HTTP/1.1 {status} Status"] + [f"{name}: {value}" for name, value in fields.items() if value != "None"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def refusal(status, code, message="refused", ec="0002-00000902", **headers) -> bytes:
    document = (
        f'<?xml version="1.0" encoding="UTF-8"?><Error><Code>{code}</Code><Message>{message}</Message>'
        f"<RequestId>5C3D9175B6FC201293AD****</RequestId><HostId>h</HostId><EC>{ec}</EC></Error>"
    ).encode()
    return answer(status, document, Content_Type="application/xml", **headers)


class HostileServer:
    """Answers each request with `script(request)`: bytes, or None when the script has done all of it itself and the connection ends."""

    def __init__(self, script):
        self.script = script
        self.requests = []
        self._lock = threading.Lock()
        self._open = set()
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.listener.getsockname()[1]
        self.endpoint = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self._open.add(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        talk = Talk(connection)
        try:
            while True:
                lines = talk.until(b"\r\n\r\n").decode("latin-1").split("\r\n")
                method, target, _ = lines[0].split(" ", 2)
                fields = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
                with self._lock:
                    request = Received(method, target, fields, talk, len(self.requests))
                    self.requests.append(request)
                reply = self.script(request)
                if reply is None:
                    return
                talk.send(reply)
        except (OSError, EOFError, ValueError):
            pass
        finally:
            connection.close()
            self._open.discard(connection)

    def count(self, method: str) -> int:
        return sum(request.method == method for request in self.requests)

    def url(self, key="film.bin", expires=4_000_000_000) -> str:
        """A URL that looks presigned; this server looks at no signature."""
        return f"{self.endpoint}/uploads/{key}?OSSAccessKeyId=LTAI5tInteropKey01&Expires={expires}&Signature=c2VjcmV0U2lnbmF0dXJl"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for connection in list(self._open):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
