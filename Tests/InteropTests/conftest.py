"""Fixtures: a server for the whole session, servers of one's own, and clients for them."""

import pytest

from support import buckets
from support.client import Client
from support.server import Server
from support.signing import Credentials

ACCESS_KEY = Credentials("LTAI5tInteropKey01", "InteropSecret0123456789abcdef+/=")


@pytest.fixture(scope="session")
def credentials() -> Credentials:
    return ACCESS_KEY


@pytest.fixture(scope="session")
def session_server():
    """One server for most tests; at the end it must stop when told to and leave nothing behind."""
    server = Server(ACCESS_KEY, buckets=("uploads", "second", "hostile"))
    yield server
    try:
        assert server.is_alive(), f"the server died with {server.process.returncode}: {server.log()[-2000:]}"
        assert server.stop() == 0
        assert server.leftovers() == []
    finally:
        server.discard()


@pytest.fixture
def server(session_server):
    """The session's server, which must be alive after each test."""
    assert session_server.is_alive(), "the server had died before this test"
    yield session_server
    assert session_server.is_alive(), f"the server died: {session_server.log()[-2000:]}"


@pytest.fixture
def client(server) -> Client:
    return Client(server)


@pytest.fixture
def start_server(credentials):
    """Starts servers of one's own."""
    servers = []

    def start(credentials=credentials, **options) -> Server:
        servers.append(Server(credentials, **options))
        return servers[-1]

    yield start
    for server in servers:
        server.discard()


@pytest.fixture
def key(request) -> str:
    """A key of the test's own."""
    return f"tests/{request.node.name}"


@pytest.fixture
def hostile(server) -> Client:
    """A client for a bucket that holds one object, and after the test still exactly that one."""
    client = Client(server, bucket="hostile")
    client.put("kept", b"0123456789", [("Content-Type", "text/plain")])
    yield client
    left = client.contents()
    for key in left:
        client.delete(key)
    assert left == {b"kept": '"781E5E245D69B566979B86E28D23F2C7"'}, "a refused request left something in the storage"


@pytest.fixture
def make_bucket(server):
    """Makes buckets of the test's own, and wipes them after it: `make_bucket(acl=..., versioning=..., storage_class=...)` is a client for one."""
    client, made = Client(server), []

    def make(**options) -> Client:
        made.append(buckets.fresh_name())
        return buckets.make(client, made[-1], **options)

    yield make
    for name in made:
        buckets.wipe(client, name)


@pytest.fixture
def own(make_bucket) -> Client:
    """A client for a bucket of the test's own."""
    return make_bucket()
