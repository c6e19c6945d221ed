"""A gate before the server: it lets the first bytes of each request through, and holds the rest until it is opened."""

import socket
import threading


class Gate:
    """The address of the server behind it may stand in a URL in place of the server's own: V4 signs no host."""

    def __init__(self, port: int, free: int = 64 * 1024):
        self.behind, self.free = port, free
        self._opened = threading.Event()
        self._changed = threading.Condition()
        self.held = 0
        self._listener = socket.socket()
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 64 * 1024)
        self._listener.bind(("127.0.0.1", 0))
        self._listener.listen(64)
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def through(self, url: str) -> str:
        """The URL, through this gate."""
        place = f"127.0.0.1:{self.behind}"
        assert place in url
        return url.replace(place, f"127.0.0.1:{self.port}")

    def wait_for(self, count: int, seconds: float) -> bool:
        """Whether that many requests are held in time."""
        with self._changed:
            return self._changed.wait_for(lambda: self.held >= count, seconds)

    def open(self):
        self._opened.set()

    def close(self):
        self.open()
        self._listener.close()

    def _accept(self):
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", self.behind))
            threading.Thread(target=self._forward, args=(client, server, self.free), daemon=True).start()
            threading.Thread(target=self._forward, args=(server, client, None), daemon=True).start()

    def _forward(self, source, target, free):
        try:
            while data := source.recv(16 * 1024):
                if free is not None and not self._opened.is_set():
                    free -= len(data)
                    if free < 0:
                        self._hold()
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            for end in (source, target):
                try:
                    end.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass

    def _hold(self):
        with self._changed:
            self.held += 1
            self._changed.notify_all()
        self._opened.wait()
