"""The client of the rigs: an answer that is cut anywhere is none."""

import random
import socket
import threading
import unittest

from client import Broken, Client
from signer import Signer

ANSWER = b"HTTP/1.1 200 OK\r\nServer: x\r\nContent-Length: 4\r\n\r\n<a/>"


class Answers(unittest.TestCase):
    def ask(self, sent):
        """What the client makes of a server that sends this and closes."""
        with socket.create_server(("127.0.0.1", 0)) as listener:
            thread = threading.Thread(target=self._answer, args=(listener, sent))
            thread.start()
            client = Client(listener.getsockname()[1], Signer("LTAI5tExampleAK", "ExampleSecretKey0123456789", "cn-hangzhou"), random.Random(1))
            try:
                return client.abort("a", "b")
            finally:
                client.close()
                thread.join()

    @staticmethod
    def _answer(listener, sent):
        connection, _ = listener.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(sent)

    def test_a_whole_answer(self):
        self.assertEqual(self.ask(ANSWER).body, b"<a/>")

    def test_an_answer_that_is_cut(self):
        for length in range(len(ANSWER)):
            with self.subTest(length=length), self.assertRaises(Broken):
                self.ask(ANSWER[:length])
