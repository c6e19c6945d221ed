"""The admin port of a server: its pages, and Prometheus's own reading of its metrics."""

import http.client
import subprocess
import time
import urllib.parse

from prometheus_client.parser import text_string_to_metric_families


def ask(url: str, path: str, method: str = "GET", body: bytes = None):
    """Status, headers and body of an answer."""
    connection = http.client.HTTPConnection(urllib.parse.urlsplit(url).netloc, timeout=20)
    try:
        connection.request(method, path, body)
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()
    finally:
        connection.close()


def readiness(server):
    """Status and text of /readyz."""
    status, _, body = ask(server.ready["admin_url"], "/readyz")
    return status, body.decode()


def wait_for_readiness(server, wanted: int, seconds: float = 30) -> str:
    """Waits until /readyz answers with a status; its text then."""
    deadline = time.monotonic() + seconds
    while True:
        status, text = readiness(server)
        if status == wanted:
            return text
        assert time.monotonic() < deadline, f"/readyz is {status} {text!r} and not {wanted}"
        time.sleep(0.1)


def page(server) -> str:
    status, headers, body = ask(server.ready["admin_url"], "/metrics")
    assert status == 200
    assert headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    return body.decode()


def samples(server) -> dict:
    """(name, labels) to value, read by Prometheus's client, which is strict about what it reads."""
    found = {}
    for family in text_string_to_metric_families(page(server)):
        assert family.documentation and family.type != "unknown", family.name
        for sample in family.samples:
            key = (sample.name, tuple(sorted(sample.labels.items())))
            assert key not in found, f"{key} twice"
            found[key] = sample.value
    return found


def total(samples: dict, name: str, **labels) -> float:
    """The sum of a metric over all samples that have these labels."""
    return sum(value for (own, pairs), value in samples.items() if own == name and labels.items() <= dict(pairs).items())


def promtool(text: str) -> subprocess.CompletedProcess:
    return subprocess.run(["promtool", "check", "metrics"], input=text.encode(), capture_output=True, timeout=60)
