"""Attack cases 30 and 31: what viewers' browsers are told about uploaded content, and about pages of other origins.

CVE-2020-10753, CVE-2021-3524: CR and LF through a CORS rule's ExposeHeader. CVE-2020-1760: overrides of an answer's headers gave anonymous users XSS.
CVE-2025-27088, GHSA-v9fg-3cr2-277j: reflected and stored XSS. GHSA-x5xv-223c-8vm7: an origin reflected with credentials.
"""

import time

import pytest

from support import buckets
from support.answers import check_wire, refusal
from support.client import Client
from support.signing import presign_v1, presign_v4

ACTIVE = ["text/html", "TEXT/HTML", "text/html; charset=utf-8", " text/html", "application/xhtml+xml", "image/svg+xml", "text/xml", "application/xml", "application/rss+xml",
          "application/mathml+xml", "text/xsl", "application/pdf", "application/vnd.wap.xhtml+xml", "multipart/x-mixed-replace; boundary=x", "message/rfc822", "text/htm", "x/y, text/html",
          "text/html, image/png", "application/mhtml"]
INERT = ["image/png", "image/jpeg", "image/gif", "image/webp", "text/plain", "text/css", "application/json", "application/octet-stream", "video/mp4", "audio/mpeg", "application/zip",
         "font/woff2", "text/csv", "application/javascript"]
PAGE = b"<!DOCTYPE html><script>document.title='ran'</script>"


def is_download(answer) -> bool:
    return answer.header("Content-Disposition").split(";")[0] == "attachment"


@pytest.mark.parametrize("content_type", ACTIVE)
@pytest.mark.parametrize("how", ["stored", "override v4", "override v1"])
def test_attack_30_CVE_2025_27088_active_content_is_a_download_without_scripts(own, content_type, how):
    own.put("page", PAGE, [("Content-Type", content_type if how == "stored" else "image/png")])
    params = [] if how == "stored" else [("response-content-type", content_type)]
    sign = presign_v1 if how == "override v1" else presign_v4
    for method in ("GET", "HEAD"):
        answer = own.send(sign(own.request(method, "page", params), own.credentials))
        assert answer.status == 200 and is_download(answer)
        assert answer.all("Content-Disposition") == ["attachment"]
        assert answer.header("X-Content-Type-Options") == "nosniff"
        policy = answer.header("Content-Security-Policy")
        assert "sandbox" in policy and "default-src 'none'" in policy and "script" not in policy and "unsafe" not in policy and "allow" not in policy
        assert answer.header("x-oss-ec") == "0048-00000105" and answer.header("x-oss-force-download") == "true"


@pytest.mark.parametrize("disposition, expected", [
    ("inline", "attachment"), ("INLINE", "attachment"), ('inline; filename="a.html"', 'attachment; filename="a.html"'), ("attachment", "attachment"),
    ('attachment; filename="a.html"', 'attachment; filename="a.html"'), ("form-data; name=x", "attachment; name=x"), ('"attachment"', "attachment"), ("x", "attachment"),
])
@pytest.mark.parametrize("how", ["stored", "override"])
def test_attack_30_no_disposition_shows_it_inline(own, disposition, expected, how):
    own.put("page", PAGE, [("Content-Type", "text/html")] + ([("Content-Disposition", disposition)] if how == "stored" else []))
    answer = own.get("page", params=[("response-content-disposition", disposition)] if how == "override" else [])
    assert answer.all("Content-Disposition") == [expected]


@pytest.mark.parametrize("content_type", INERT)
def test_attack_30_other_content_is_shown_and_not_sniffed(own, content_type):
    own.put("page", PAGE, [("Content-Type", content_type)])
    answer = own.get("page")
    assert (answer.header("Content-Type"), answer.header("X-Content-Type-Options")) == (content_type, "nosniff")
    assert answer.header("Content-Disposition") is None and answer.header("Content-Security-Policy") is None and answer.header("x-oss-ec") is None


def test_attack_30_ranges_links_and_versions_are_downloads_too(make_bucket):
    own = make_bucket(versioning="Enabled")
    own.put("page", PAGE, [("Content-Type", "text/html")])
    version = own.head("page").header("x-oss-version-id")
    link = own.signed("PUT", "link", params=[("symlink", "")], headers=[("x-oss-symlink-target", "page"), ("Content-Type", "text/html")])
    assert own.send(link, b"").status == 200
    for answer in (own.get("page", [("Range", "bytes=0-3")]), own.get("link"), own.get("page", params=[("versionId", version)])):
        assert answer.status in (200, 206) and is_download(answer)


@pytest.mark.parametrize("host", ["127.0.0.1", "uploads.localhost", "uploads.oss-cn-hangzhou.aliyuncs.com"])
def test_attack_30_on_every_default_host(client, host):
    client.put("page.html", PAGE, [("Content-Type", "text/html")])
    request = client.presigned("GET", "page.html")
    answer = client.send(request, target=request.target("path" if host == "127.0.0.1" else "virtual"), host=host + f":{client.port}")
    assert answer.status == 200 and is_download(answer)
    client.delete("page.html")


def test_attack_30_a_flag_shows_pages_and_still_no_sniffing(start_server):
    client = Client(start_server(more=["--no-forced-downloads"]))
    client.put("page", PAGE, [("Content-Type", "text/html")])
    answer = client.get("page")
    assert answer.header("Content-Disposition") is None and answer.header("X-Content-Type-Options") == "nosniff"


@pytest.mark.parametrize("name", ["content-type", "content-disposition", "cache-control", "content-language", "expires", "content-encoding"])
def test_attack_30_CVE_2020_1760_nobody_overrides_without_a_signature(make_bucket, name):
    public = make_bucket(acl="public-read")
    public.put("a", b"x")
    for params in ([(f"response-{name}", "text/html")], [(f"response-{name}", "text/html"), ("Signature", "x")], [(f"Response-{name}", "text/html")]):
        answer = public.send(public.request("GET", "a", params))
        if params[0][0].startswith("response") and len(params) == 1:
            assert refusal(answer).code == "InvalidRequest"
        assert answer.header("Content-Type") != "text/html"


REFLECTED = ["<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "<![CDATA[<script>]]>", "]]><script>alert(1)</script>", "&lt;script&gt;", "';alert(1)//", "{{7*7}}", "\u2028<svg/onload=alert(1)>"]


@pytest.mark.parametrize("text", REFLECTED)
def test_attack_30_GHSA_v9fg_3cr2_277j_an_error_reflects_no_markup(own, text):
    """The document is XML, is not sniffed, and what it repeats is escaped."""
    for answer in (own.get(text), own.send(own.signed("GET", params=[("prefix", text), ("max-keys", "0x")])), own.send(own.signed("GET", "a", params=[("versionId", text)])),
                   own.send(own.presigned("GET", text).with_params((text, text))), own.send(own.request("GET", text, [("OSSAccessKeyId", text), ("Signature", text), ("Expires", text)]))):
        error = refusal(answer)
        assert answer.header("Content-Type") == "application/xml" and answer.header("X-Content-Type-Options") == "nosniff"
        assert b"<script" not in answer.body and b"<img" not in answer.body and b"<svg" not in answer.body and error.code


def test_attack_30_CVE_2025_27088_a_listing_reflects_no_markup(own):
    for text in REFLECTED:
        own.put(text, b"x")
    for params in ([], [("prefix", "<")], [("list-type", "2")], [("versions", "")]):
        answer = own.send(own.signed("GET", params=params))
        assert answer.status == 200 and b"<script" not in answer.body and b"<img" not in answer.body
        assert check_wire(answer).header("X-Content-Type-Options") == "nosniff"


# 31


def rule(origin="https://app.example.com", expose="ETag", header="*", method="PUT", age="1", more=""):
    return (f"<CORSConfiguration><CORSRule><AllowedOrigin>{origin}</AllowedOrigin><AllowedMethod>{method}</AllowedMethod><AllowedHeader>{header}</AllowedHeader>"
            f"<ExposeHeader>{expose}</ExposeHeader><MaxAgeSeconds>{age}</MaxAgeSeconds></CORSRule>"
            f"<CORSRule><AllowedOrigin>{origin}</AllowedOrigin><AllowedMethod>GET</AllowedMethod></CORSRule>{more}</CORSConfiguration>")


def ask(client, origin, method="PUT", headers=None):
    lines = [("Origin", origin), ("Access-Control-Request-Method", method)] + ([("Access-Control-Request-Headers", headers)] if headers else [])
    return client.send(client.request("OPTIONS", "a", headers=lines))


@pytest.mark.parametrize("origin", [
    "null", "https://evil-example.com", "https://app.example.com.evil.com", "https://evil.com/https://app.example.com", "http://app.example.com", "https://app.example.com:8443",
    "https://APP.EXAMPLE.COM.", "https://xapp.example.com", "https://app-example.com", "https://appxexample.com", "*", "https://app.example.com@evil.com", "https://app.example.com ,evil", "file://", "",
    "https://app.example.com\u2028", "a" * 10_000, "https://" + "a." * 4000 + "example.com",
])
def test_attack_31_no_other_origin_is_let_in(own, origin):
    assert buckets.configure(own, own.bucket, "cors", rule()).status == 200
    started = time.monotonic()
    answer = ask(own, origin)
    assert time.monotonic() - started < 5
    assert answer.status in (400, 403) and answer.header("Access-Control-Allow-Origin") is None
    actual = own.get("a", [("Origin", origin)])
    assert actual.header("Access-Control-Allow-Origin") is None


@pytest.mark.parametrize("allowed, origin", [("*", "https://evil.com"), ("*", "null"), ("https://*.example.com", "https://a.example.com"), ("https://app.example.com", "https://app.example.com")])
def test_attack_31_GHSA_x5xv_223c_8vm7_credentials_are_never_allowed(own, allowed, origin):
    assert buckets.configure(own, own.bucket, "cors", rule(allowed, more="<ResponseVary>true</ResponseVary>")).status == 200
    own.put("a", b"x")
    for answer in (ask(own, origin), own.get("a", [("Origin", origin)]), own.get("missing", [("Origin", origin)])):
        assert answer.header("Access-Control-Allow-Credentials") is None
        assert answer.header("Access-Control-Allow-Origin") in (("*",) if allowed == "*" else (origin,))
        if allowed != "*":
            assert "origin" in (answer.header("Vary") or "").lower()


@pytest.mark.parametrize("text", ["ETag&#13;&#10;X-Evil: 1", "ETag&#10;X-Evil: 1", "ETag&#13;X-Evil: 1", "ETag\nX-Evil: 1", "ETag\rX-Evil: 1", "ETag&#127;", "ETag&#9;X", "ETag: x", "E Tag", "&#1;"])
@pytest.mark.parametrize("element", ["expose", "header", "origin", "method", "age"])
def test_attack_31_CVE_2020_10753_CVE_2021_3524_a_rule_splits_no_answer(own, element, text):
    """The first mend over there forgot CR."""
    answer = buckets.configure(own, own.bucket, "cors", rule(**{element: text}))
    for origin in ("https://app.example.com", text.replace("&#13;", "").replace("&#10;", "")):
        if "\n" in origin or "\r" in origin:
            continue
        for got in (ask(own, origin), own.get("a", [("Origin", origin)])):
            assert got.header("X-Evil") is None and b"X-Evil: 1\r\n" not in got.head
    if element in ("method", "age"):
        assert refusal(answer).status == 400
    if element == "expose" and ("&#13;" in text or "&#10;" in text or "\n" in text or "\r" in text or "&#127;" in text or "&#1;" in text):
        assert refusal(answer).status == 400


@pytest.mark.parametrize("origin", ["*" * 2000, "https://*.*.*.*.*.*.com", "*a*a*a*a*a*a*a*", "https://**"])
def test_attack_31_a_wildcard_takes_linear_time_or_is_refused(own, origin):
    answer = buckets.configure(own, own.bucket, "cors", rule(origin))
    if answer.status != 200:
        assert refusal(answer).status == 400
        return
    started = time.process_time()
    before = own.server.processor_time()
    ask(own, "https://" + "a" * 30_000 + ".b")
    assert own.server.processor_time() - before < 1 and time.process_time() - started < 5
