"""Not collected by itself: `test_canary` runs it to see that a server which writes a signature makes the run fail."""

import os

from support.client import Client


def test_a_server_that_leaks(start_server):
    server = start_server()
    request = Client(server).presigned("PUT", "a")
    planted = {"signature": request.params[-1][1], "url": request.target().decode(), "secret": server.credentials.secret, "nothing": "nothing"}[os.environ["PLANTED"]]
    with open(server.folder / os.environ["INTO"], "a") as file:
        file.write(f"\n{planted}\n")
    server.stop()
