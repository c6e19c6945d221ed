"""Many uploads at the same time that hardly move."""

import select
import threading

from .raw import Connection, head


class SlowUploads:
    """Uploads that send `begin` bytes at once and then `rate` bytes a second each, until they are finished or closed."""

    def __init__(self, client, count: int, length: int, begin: int, rate: int = 4096):
        self.length, self.rate = length, rate
        self.sent = begin
        self.connections = [self._open(client, number, begin) for number in range(count)]
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._trickle)
        self._thread.start()

    def _open(self, client, number: int, begin: int) -> Connection:
        target = client.presigned("PUT", f"slow/{number}").target()
        connection = Connection(client.port, timeout=20)
        connection.send(head("PUT", target, [("Host", client.host), ("Content-Length", self.length)]) + b"s" * begin)
        return connection

    def _trickle(self):
        """Four times a second a little on every connection."""
        while not self._stopped.wait(0.25):
            count = min(self.rate // 4, self.length - 1 - self.sent)
            for connection in self.connections:
                connection.offer(b"s" * count)
            self.sent += count

    def ended(self) -> int:
        """How many the server has answered or closed although they are not finished."""
        poller = select.poll()
        for connection in self.connections:
            poller.register(connection.socket, select.POLLIN)
        return len(poller.poll(0))

    def finish(self) -> list:
        """Sends the rest of each; their answers."""
        self._stop()
        answers = []
        for connection in self.connections:
            connection.send(b"s" * (self.length - self.sent))
            answers.append(connection.answer("PUT"))
        return answers

    def close(self):
        self._stop()
        for connection in self.connections:
            connection.socket.close()

    def _stop(self):
        self._stopped.set()
        self._thread.join()
