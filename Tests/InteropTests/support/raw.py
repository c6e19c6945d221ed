"""HTTP over a bare socket: what is written is sent byte for byte, and every byte of the answers is looked at."""

import socket
import time
from dataclasses import dataclass, field


class NoAnswer(Exception):
    """The connection ended, or stayed silent, before a whole answer arrived."""


@dataclass
class Answer:
    status: int
    headers: list
    body: bytes
    head: bytes = b""
    interim: list = field(default_factory=list)

    def all(self, name: str) -> list:
        return [value for own, value in self.headers if own.lower() == name.lower()]

    def header(self, name: str):
        values = self.all(name)
        return values[0] if values else None


class Connection:
    """One connection; answers are read one at a time. With a context, over TLS."""

    def __init__(self, port: int, timeout: float = 30, tls=None):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=timeout)
        if tls:
            self.socket = tls.wrap_socket(self.socket, server_hostname="127.0.0.1")
        self.buffer = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, data: bytes):
        self.socket.sendall(data)

    def offer(self, data: bytes):
        """Sends what the peer takes; a refusal that comes with a closed connection is not an error here."""
        try:
            self.socket.sendall(data)
        except (BrokenPipeError, ConnectionResetError):
            pass

    def finish_sending(self):
        self.socket.shutdown(socket.SHUT_WR)

    def _more(self) -> bool:
        try:
            data = self.socket.recv(65536)
        except ConnectionResetError:
            return False
        except (TimeoutError, socket.timeout):
            raise NoAnswer(f"silence after {self.buffer[:300]!r}") from None
        self.buffer += data
        return bool(data)

    def _until(self, mark: bytes) -> bytes:
        while mark not in self.buffer:
            if not self._more():
                raise NoAnswer(f"closed after {self.buffer[:300]!r}")
        part, self.buffer = self.buffer.split(mark, 1)
        return part

    def _exactly(self, count: int) -> bytes:
        while len(self.buffer) < count:
            if not self._more():
                raise NoAnswer(f"closed {count - len(self.buffer)} bytes early")
        part, self.buffer = self.buffer[:count], self.buffer[count:]
        return part

    def head(self) -> Answer:
        block = self._until(b"\r\n\r\n")
        lines = block.split(b"\r\n")
        version, status, *_ = lines[0].split(b" ", 2)
        assert version in (b"HTTP/1.1", b"HTTP/1.0"), lines[0]
        headers = []
        for line in lines[1:]:
            name, colon, value = line.partition(b":")
            assert colon and name and name == name.strip(), f"malformed header line {line!r}"
            assert b"\n" not in line and b"\r" not in line, f"a split header line {line!r}"
            headers.append((name.decode("latin-1"), value.strip().decode("latin-1")))
        return Answer(int(status), headers, b"", head=block)

    def answer(self, method: str = "GET") -> Answer:
        """The next final answer with its body; interim (1xx) answers are collected in it."""
        interim = []
        answer = self.head()
        while answer.status < 200:
            interim.append(answer.status)
            answer = self.head()
        answer.interim = interim
        if method == "HEAD" or answer.status in (204, 304):
            return answer
        if answer.header("Transfer-Encoding") == "chunked":
            while size := int(self._until(b"\r\n").split(b";")[0], 16):
                answer.body += self._exactly(size)
                assert self._exactly(2) == b"\r\n"
            self._until(b"\r\n")
        elif (length := answer.header("Content-Length")) is not None:
            answer.body = self._exactly(int(length))
        else:
            while self._more():
                pass
            answer.body, self.buffer = self.buffer, b""
        return answer

    def is_silent(self, seconds: float) -> bool:
        """Whether neither a byte nor the end of the connection arrives for so long."""
        if self.buffer:
            return False
        before = self.socket.gettimeout()
        self.socket.settimeout(seconds)
        try:
            self._more()
            return False
        except NoAnswer:
            return True
        finally:
            self.socket.settimeout(before)

    def is_closed(self, within: float = 5) -> bool:
        """Whether the peer closes without another byte."""
        self.socket.settimeout(within)
        deadline = time.monotonic() + within
        try:
            while time.monotonic() < deadline:
                if not self._more():
                    return self.buffer == b""
                if self.buffer:
                    return False
        except NoAnswer:
            return False
        return False


def head(method, target, headers=(), version="HTTP/1.1") -> bytes:
    """A request head. Names, values and target may be text or bytes and are sent as they are."""

    def octets(value):
        return value if isinstance(value, bytes) else str(value).encode("utf-8")

    lines = [octets(method) + b" " + octets(target) + b" " + octets(version)]
    lines += [octets(name) + b": " + octets(value) for name, value in headers]
    return b"\r\n".join(lines) + b"\r\n\r\n"


def chunked(*chunks: bytes) -> bytes:
    return b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks) + b"0\r\n\r\n"
