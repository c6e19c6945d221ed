"""R13: 256 MiB for the server, with the kernel as the judge."""

import socket
import subprocess
import sys
import threading
import time
import xml.etree.ElementTree as ElementTree

import pytest

from faults.asking import ask
from faults.cgroup import MemoryGroup
from faults.disks import MIB
from support.raw import Connection, head

pytestmark = pytest.mark.cgroups
LIMIT = 256 * MIB
UPLOADS = 64


@pytest.fixture
def limited(make_subject):
    """A server in a group of 256 MiB, and the group."""
    group = MemoryGroup(LIMIT)
    subject = make_subject(prefix=group.prefix).start()
    yield subject, group
    subject.discard()
    group.remove()


def judge(subject, group) -> str:
    subject.must_live()
    assert group.kills == 0, f"the kernel killed {group.kills} processes"
    return f"not killed; peak RSS {subject.server.memory('VmHWM') // 1024} MiB"


def test_the_limit_kills_who_exceeds_it():
    """The negative control."""
    group = MemoryGroup(32 * MIB, name="waybill-faults-control")
    try:
        greedy = subprocess.run([*group.prefix, sys.executable, "-c", "b = bytearray(200 << 20); b[::4096] = b[::4096]"], capture_output=True)
        assert greedy.returncode == -9 and group.kills >= 1, (greedy, group.kills)
    finally:
        group.remove()


@pytest.mark.timeout(1800)
def test_64_large_uploads_at_once(limited, figures, is_long):
    subject, group = limited
    size = (1024 if is_long else 6) * MIB
    chunk = bytes(range(256)) * 1024  # 256 KiB
    statuses = []

    def upload(number: int):
        request = subject.client.presigned("PUT", f"huge/{number}")
        with Connection(subject.client.port, timeout=900) as connection:
            connection.send(head("PUT", request.target(), [("Host", subject.client.host), ("Content-Length", size)]))
            for _ in range(size // len(chunk)):
                connection.send(chunk)
            statuses.append(connection.answer("PUT").status)

    threads = [threading.Thread(target=upload, args=(number,)) for number in range(UPLOADS)]
    begun = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    verdict = judge(subject, group)
    assert statuses == [200] * UPLOADS, statuses
    figures.add("R13", f"{UPLOADS} uploads of {size // MIB} MiB at once in 256 MiB", UPLOADS, f"{verdict}; {time.monotonic() - begun:.0f} s")


def test_slow_readers_of_large_objects(limited, figures):
    """64 downloads that nobody reads from: what is not taken must not be held."""
    subject, group = limited
    body = bytes(range(256)) * (32 * MIB // 256)
    assert ask(subject.client, subject.client.signed("PUT", "large"), body, timeout=120).status == 200
    connections = []
    for _ in range(UPLOADS):
        connection = socket.socket()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.connect(("127.0.0.1", subject.client.port))
        connection.sendall(head("GET", subject.client.presigned("GET", "large").target(), [("Host", subject.client.host)]))
        connections.append(connection)
    time.sleep(3)
    verdict = judge(subject, group)
    for connection in connections:
        connection.close()
    figures.add("R13", f"{UPLOADS} unread downloads of 32 MiB in 256 MiB", UPLOADS, verdict)


@pytest.mark.timeout(900)
def test_completing_many_parts(limited, figures, is_long):
    subject, group = limited
    count = 10_000 if is_long else 400
    client, key = subject.client, "parts"
    begun = ask(client, client.signed("POST", key, params=[("uploads", None)]), b"")
    upload = ElementTree.fromstring(begun.answer.body).findtext("UploadId")
    # Parts that are copies of one object refer to its bytes, so that they take no room.
    source = bytes(range(256)) * 400  # 100 KiB
    assert ask(client, client.signed("PUT", "source"), source).status == 200
    tags = {}

    def copy(first: int):
        for number in range(first, count + 1, 8):
            headers = [("x-oss-copy-source", "/uploads/source")]
            part = ask(client, client.signed("PUT", key, params=[("partNumber", number), ("uploadId", upload)], headers=headers), None, timeout=120)
            assert part.status == 200, part
            tags[number] = ElementTree.fromstring(part.answer.body).findtext("ETag")

    threads = [threading.Thread(target=copy, args=(first,)) for first in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(tags) == count
    document = "".join(f"<Part><PartNumber>{number}</PartNumber><ETag>{tags[number]}</ETag></Part>" for number in range(1, count + 1))
    started = time.monotonic()
    request = client.signed("POST", key, params=[("uploadId", upload)])
    done = ask(client, request, f"<CompleteMultipartUpload>{document}</CompleteMultipartUpload>".encode(), timeout=300)
    seconds = time.monotonic() - started
    assert done.status == 200, done
    verdict = judge(subject, group)
    whole = ask(client, client.signed("HEAD", key)).answer
    assert whole.header("Content-Length") == str(count * len(source))
    figures.add("R13", f"completing {count} parts in 256 MiB", count, f"{verdict}; {seconds * 1000:.0f} ms")


def test_listing_1000_keys_of_1_kib(limited, figures):
    subject, group = limited
    client = subject.client

    def fill(first: int):
        for number in range(first, 1000, 8):
            # Bytes that become three times as long in the answer.
            key = b"%04d" % number + b"\xc3\xa9" * 509
            assert ask(client, client.signed("PUT", key), b"").status == 200

    threads = [threading.Thread(target=fill, args=(first,)) for first in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    listed = []

    def list_all():
        for _ in range(4):
            params = [("list-type", "2"), ("max-keys", "1000"), ("encoding-type", "url")]
            answer = ask(client, client.signed("GET", params=params), None, timeout=120).answer
            listed.append(sum(1 for _ in ElementTree.fromstring(answer.body).iter("Contents")))

    threads = [threading.Thread(target=list_all) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert listed == [1000] * 64, listed
    figures.add("R13", "lists of 1,000 keys of 1 KiB, 16 at once, in 256 MiB", len(listed), judge(subject, group))
