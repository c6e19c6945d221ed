"""Fixtures: a real server with a bucket that pages of one origin may use, the built programs, and files to send."""

import os

import pytest
from support import cli
from support.client import Client
from support.receiver import Receiver
from support.server import Server
from support.signing import Credentials

from harness.browser import Browser
from harness.cors import allow
from harness.pages import Pages
from harness.programs import UPLOADS, build_in

KEYS = Credentials("LTAI5tExampleKey01", "ExampleSecret0123456789abcdef+/=")
LARGE = 6 << 20


@pytest.fixture(scope="session")
def server():
    """`waybill serve`, which may send callbacks to this machine; at the end it must stop and leave nothing behind."""
    server = Server(KEYS, buckets=("uploads", "closed"), more=("--callback-allow", "127.0.0.1/32"))
    yield server
    try:
        assert server.is_alive(), f"the server died with {server.process.returncode}: {server.log()[-2000:]}"
        assert server.stop() == 0
        assert server.leftovers() == []
    finally:
        server.discard()


@pytest.fixture(scope="session")
def client(server) -> Client:
    """Looks into the storage with signed requests of its own."""
    return Client(server)


@pytest.fixture(scope="session", autouse=True)
def builds(tmp_path_factory):
    """Where the programs are built, once."""
    build_in(tmp_path_factory.mktemp("builds"))


@pytest.fixture(scope="session")
def pages():
    """Serves the browser's page from an origin of its own."""
    pages = Pages()
    yield pages
    pages.close()


@pytest.fixture(scope="session")
def browser(server, client, pages):
    """Chromium, whose pages may use the bucket "uploads" and no other."""
    allow(client, pages.origin)
    browser = Browser(pages)
    yield browser
    browser.close()


@pytest.fixture(params=UPLOADS, ids=lambda program: program.name)
def program(request):
    """Each program that runs by itself, in turn."""
    return request.param


@pytest.fixture(params=[*UPLOADS, None], ids=lambda program: program.name if program else "browser")
def sender(request):
    """Each program in turn, and the page in the browser: `upload(url, file, headers=[(name, value), ...])` sends a file."""
    return request.param or request.getfixturevalue("browser")


@pytest.fixture
def send(sender):
    return sender.upload


@pytest.fixture
def key(request) -> str:
    """A key of the test's own."""
    return f"tests/{request.node.name}"


@pytest.fixture
def presign(server):
    """`presign(key, *options)` is the URL that `waybill presign` prints."""
    return lambda key, *options, bucket="uploads": cli.presign(server, key, *options, bucket=bucket)


@pytest.fixture(scope="session")
def files(tmp_path_factory):
    """Files to send. Without an ending they have no type, so that a browser adds none."""
    folder = tmp_path_factory.mktemp("files")
    contents = {"small": b"hello from a file\r\n\0\xff", "empty": b"", "large": os.urandom(LARGE)}
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture(scope="session")
def small(files):
    return files / "small"


@pytest.fixture
def receiver():
    """The application server that callbacks reach."""
    receiver = Receiver()
    yield receiver
    receiver.close()
