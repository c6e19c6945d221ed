"""The page in Chromium: a typed file and the Content-Type that the browser adds, progress across origins, and CORS."""

import time

import pytest
from axe_selenium_python import Axe
from support import buckets
from support.client import Client

from harness.cors import allow
from harness.gate import Gate

KINDS = pytest.mark.parametrize("name, kind", [("note.txt", "text/plain"), ("pixel.png", "image/png")], ids=["txt", "png"])


@pytest.fixture
def typed(tmp_path):
    """A file with an ending, from which the browser concludes its type."""

    def make(name: str, content: bytes = b"not that the browser would look inside"):
        (tmp_path / name).write_bytes(content)
        return tmp_path / name

    return make


@KINDS
def test_a_typed_file_is_refused_when_its_type_was_not_signed(browser, client, key, presign, typed, name, kind):
    outcome = browser.upload(presign(key), typed(name))
    assert (outcome.status, outcome["code"], outcome["ec"], outcome.code) == (403, "SignatureDoesNotMatch", "0002-00000201", 1)
    assert f"The browser added Content-Type: {kind}" in browser.advice
    assert f"--content-type '{kind}'" in browser.advice
    assert not client.exists(key)


@KINDS
def test_the_fix_on_the_page_works(browser, client, key, presign, typed, name, kind):
    file = typed(name)
    browser.upload(presign(key), file)
    browser.at("advice").find_element("tag name", "button").click()
    browser.wait(lambda: browser.state == "done")
    assert not browser.at("typed").is_selected()
    assert client.get(key).body == file.read_bytes()


@KINDS
def test_a_typed_file_is_uploaded_when_its_type_was_signed(browser, client, key, presign, typed, name, kind):
    """The browser adds it by itself: the fix that the page recommends."""
    assert browser.upload(presign(key, "--content-type", kind), typed(name)).status == 200
    assert client.head(key).header("Content-Type") == kind


def test_a_type_that_is_given_wins_over_the_file_s(browser, client, key, presign, typed):
    url = presign(key, "--content-type", "text/x-own")
    assert browser.upload(url, typed("note.txt"), [("Content-Type", "text/x-own")]).status == 200
    assert client.head(key).header("Content-Type") == "text/x-own"


def test_the_advice_needs_no_header_of_ours(browser, client, key, presign, pages, typed):
    """OSS itself sends no hint, and a bucket may expose no header: the page knows the cause all the same."""
    allow(client, pages.origin, expose=["ETag"])
    try:
        outcome = browser.upload(presign(key), typed("note.txt"))
        assert (outcome.status, outcome["hint"]) == (403, "")
        assert "The browser added Content-Type: text/plain" in browser.advice
    finally:
        allow(client, pages.origin)


def test_progress_is_shown_across_origins(browser, server, client, key, presign, pages, typed):
    gate = Gate(server.port)
    try:
        file = typed("film.txt", b"0123456789abcdef" * (2 << 20))
        url = gate.through(presign(key, "--content-type", "text/plain"))
        assert pages.origin not in url
        browser.start(url, file)
        assert gate.wait_for(1, 60)
        browser.wait(lambda: 0 < browser.progress < 100)
        assert browser.state == "sending" and browser.at("cancel").is_enabled() and not browser.at("send").is_enabled()
        gate.open()
        browser.wait(lambda: browser.state == "done")
    finally:
        gate.close()
    assert browser.progress == 100
    assert client.head(key).header("Content-Length") == str(32 << 20)
    assert any("OPTIONS" in line and key in line for line in server.log().splitlines()), "a preflight was asked for"


def test_an_upload_can_be_cancelled(browser, server, client, key, presign, typed):
    gate = Gate(server.port)
    try:
        browser.start(gate.through(presign(key)), typed("film", b"0123456789abcdef" * (2 << 20)))
        assert gate.wait_for(1, 60)
        browser.at("cancel").click()
        browser.wait(lambda: browser.state == "failed")
        assert "Cancelled" in browser.at("state").text
    finally:
        gate.close()
    assert not client.exists(key)


def test_a_bucket_without_a_rule_is_named_with_the_rule_that_it_needs(browser, server, pages, key, presign, typed):
    outcome = browser.upload(presign(key, bucket="closed"), typed("note.txt"))
    assert outcome.code == 1 and "status" not in outcome.fields
    assert "no CORS rule" in browser.advice
    for line in (f"<AllowedOrigin>{pages.origin}</AllowedOrigin>", "<AllowedMethod>PUT</AllowedMethod>", "<AllowedHeader>content-type</AllowedHeader>"):
        assert line in browser.advice


def test_the_rule_that_the_page_shows_works(browser, server, key, pages, presign, typed):
    closed = Client(server, bucket="closed")
    url = presign(key, "--content-type", "text/plain", "--metadata", "a=b", bucket="closed")
    browser.upload(url, typed("note.txt"), [("x-oss-meta-a", "b")])
    rule = browser.at("advice").find_element("tag name", "pre").get_property("textContent")
    assert buckets.configure(closed, "closed", "cors", rule).status == 200
    try:
        assert browser.upload(url, typed("note.txt"), [("x-oss-meta-a", "b")]).status == 200
    finally:
        assert buckets.configure(closed, "closed", "cors", method="DELETE").status == 204


def test_a_host_that_is_not_there_is_not_blamed_on_cors(browser, typed):
    outcome = browser.upload("http://127.0.0.1:9/bucket/key?x-oss-signature=abc", typed("note.txt"))
    assert outcome.code == 1
    assert "cannot be reached" in browser.advice and "CORS" not in browser.advice


@pytest.mark.parametrize("age, advice", [(0, None), (3600, "The URL has expired. Ask for a new one.")])
def test_an_expired_url_is_told_in_plain_words(browser, key, presign, small, age, advice):
    moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - age))
    browser.upload(presign(key, "--at", moment), small)
    assert browser.advice == (advice or "")


def test_the_link_may_carry_the_url(browser, pages, key, presign, client, small):
    url = presign(key)
    browser.driver.get("about:blank")
    browser.driver.get(f"{pages.origin}/#{url}")
    assert browser.at("url").get_property("value") == url


def violations(browser) -> list:
    axe = Axe(browser.driver)
    axe.inject()
    return [(found["id"], [node["html"] for node in found["nodes"]]) for found in axe.run()["violations"]]


def test_the_page_is_accessible(browser, key, presign, typed, small):
    browser.open()
    assert violations(browser) == []
    browser.upload(presign(key), typed("note.txt"))
    assert violations(browser) == []
    browser.upload(presign(key), small)
    assert violations(browser) == []


def test_the_page_loads_nothing_and_complains_of_nothing(browser, pages):
    browser.driver.get_log("browser")
    browser.open()
    loaded = browser.driver.execute_script("return performance.getEntriesByType('resource').map((entry) => entry.name)")
    assert loaded == []
    assert browser.driver.get_log("browser") == []
