"""URLs that are bound to an address or VPC, made by the official SDKs, by `waybill presign` and by our own signer, and used by curl."""

import datetime

import alibabacloud_oss_v2 as oss
import pytest

from support import cli
from support.answers import refusal
from support.client import Client
from support.curl import curl
from support.sdk import oss2_bucket, sdk
from support.signing import presign_v1, presign_v4, replaced

HERE, NEIGHBOUR = "127.0.0.1", "127.0.0.2"
ELSEWHERE = {"v4": "0002-00000225", "v1": "0002-00000602"}


@pytest.fixture(params=["v4", "v1"])
def version(request):
    return request.param


def put(url, source=HERE, *more):
    return curl("-X", "PUT", "-H", "Content-Type:", "--data-binary", "body", "--interface", source, *more, url)


def sdk_url(server, version, key, parameters):
    request = oss.PutObjectRequest("uploads", key, parameters=parameters)
    return sdk(server, version).presign(request, expires=datetime.timedelta(hours=1)).url


def oss2_url(server, version, key, parameters):
    return oss2_bucket(server, version).sign_url("PUT", key, 600, params=dict(parameters), slash_safe=True)


def own_url(server, version, key, parameters, hidden=None):
    """`hidden`: the address that is signed and left out of the URL, as OSS documents it."""
    client = Client(server)
    request = client.request("PUT", key, list(parameters.items()) + ([("x-oss-ac-source-ip", hidden)] if hidden else []))
    signed = (presign_v4 if version == "v4" else presign_v1)(request, server.credentials)
    if hidden:
        signed = replaced(signed, "x-oss-ac-source-ip", None)
    return server.endpoint + signed.target().decode()


def elsewhere(answer, version, *words):
    error = refusal(answer, "PUT")
    assert (error.status, error.code, error.ec) == (403, "SignatureDoesNotMatch", ELSEWHERE[version])
    hint = answer.header("x-waybill-hint")
    assert all(word in hint for word in words), hint


SIGNERS = [
    pytest.param(oss2_url, "v4", id="oss2-v4"), pytest.param(oss2_url, "v1", id="oss2-v1"), pytest.param(sdk_url, "v4", id="sdk-v4"),
    pytest.param(own_url, "v4", id="own-v4"), pytest.param(own_url, "v1", id="own-v1"),
]


@pytest.mark.parametrize("sign, version", SIGNERS)
def test_an_address_binds(server, client, key, sign, version):
    url = sign(server, version, key, {"x-oss-ac-source-ip": HERE})
    assert put(url).status == 200
    elsewhere(put(url, NEIGHBOUR), version, f"bound to {HERE}", f"came from {NEIGHBOUR}")
    assert client.get(key).body == b"body"


@pytest.mark.parametrize("sign, version", SIGNERS)
def test_a_network_binds(server, key, sign, version):
    url = sign(server, version, key, {"x-oss-ac-source-ip": "127.0.0.2", "x-oss-ac-subnet-mask": "31"})
    assert put(url, "127.0.0.3").status == 200 and put(url, NEIGHBOUR).status == 200
    elsewhere(put(url), version, "bound to 127.0.0.2/31", f"came from {HERE}")
    far = sign(server, version, key, {"x-oss-ac-source-ip": "203.0.113.0", "x-oss-ac-subnet-mask": "24"})
    elsewhere(put(far), version, "203.0.113.0/24")
    elsewhere(put(far, HERE, "-H", "X-Forwarded-For: 203.0.113.9"), version)


@pytest.mark.parametrize("sign, version", SIGNERS)
def test_a_vpc_binds(server, start_server, key, sign, version):
    url = sign(server, version, key, {"x-oss-ac-vpc-id": "vpc-a"})
    elsewhere(put(url), version, "the VPC vpc-a", "no VPC")
    own = start_server(more=["--vpc", "127.0.0.2/32=vpc-a", "--vpc", "127.0.0.0/8=vpc-b"])
    url = sign(own, version, key, {"x-oss-ac-vpc-id": "vpc-a"})
    assert put(url, NEIGHBOUR).status == 200
    elsewhere(put(url), version, "the VPC vpc-a", "the VPC vpc-b")


def test_a_url_that_does_not_show_its_address(server, key, version):
    url = own_url(server, version, key, {"x-oss-ac-subnet-mask": "31"}, hidden="127.0.0.2")
    assert "source-ip" not in url
    assert put(url, NEIGHBOUR).status == 200
    elsewhere(put(url), version, "/31", HERE)
    unmasked = own_url(server, version, key, {"x-oss-ac-subnet-mask": "8"}, hidden=HERE)
    elsewhere(put(unmasked), version)


@pytest.mark.parametrize("flags", [[], ["--hide-source-ip"]], ids=["shown", "hidden"])
def test_waybill_makes_both_and_judges_them(server, key, version, flags):
    url = cli.presign(server, key, "--source-ip", "127.0.0.3/31", "--sign-version", version, *flags)
    assert ("x-oss-ac-source-ip=127.0.0.2&" in url) == (not flags) and "x-oss-ac-subnet-mask=31" in url
    assert put(url, NEIGHBOUR).status == 200
    elsewhere(put(url), version)
    here = cli.verify(url, "PUT", more=["--from", NEIGHBOUR], credentials=server.credentials)
    assert here.returncode == 0, here.stdout + here.stderr
    there = cli.verify(url, "PUT", more=["--from", HERE], credentials=server.credentials)
    assert there.returncode == 2 and ELSEWHERE[version] in there.stdout.decode()
    anywhere = cli.verify(url, "PUT", credentials=server.credentials)
    assert anywhere.returncode == (1 if flags else 0)
    assert flags or "only from 127.0.0.2/31" in anywhere.stdout.decode()


def test_a_proxy_in_between(start_server, key, version):
    own = start_server(more=["--trusted-proxy", "127.0.0.2"])
    bound = {"x-oss-ac-source-ip": "203.0.113.0", "x-oss-ac-subnet-mask": "24"}
    url = own_url(own, version, key, {**bound, "x-oss-ac-forward-allow": "true"})
    forwarded = ("-H", "X-Forwarded-For: 203.0.113.9")
    assert put(url, NEIGHBOUR, *forwarded).status == 200
    elsewhere(put(url, HERE, *forwarded), version)
    elsewhere(put(url, NEIGHBOUR, "-H", "X-Forwarded-For: 203.0.113.9, 198.51.100.1"), version, "198.51.100.1")
    elsewhere(put(own_url(own, version, key, bound), NEIGHBOUR, *forwarded), version)


@pytest.mark.parametrize(
    "name, value",
    [("source-ip", "1"), ("source-ip", ""), ("source-ip", "127.0.0.1/8"), ("subnet-mask", "129"), ("subnet-mask", "a"), ("vpc-id", ""), ("forward-allow", "1")],
)
def test_malformed_bindings_are_400(server, key, version, name, value):
    error = refusal(put(own_url(server, version, key, {f"x-oss-ac-{name}": value})), "PUT")
    assert (error.status, error.code, error["ArgumentName"]) == (400, "InvalidArgument", f"x-oss-ac-{name}")


def test_what_is_added_changed_or_taken_out_is_a_mismatch(server, key, version):
    plain = {"v4": "0002-00000201", "v1": "0002-00000040"}[version]
    url = own_url(server, version, key, {"x-oss-ac-source-ip": "203.0.113.1", "x-oss-ac-vpc-id": "vpc-a"})
    free = own_url(server, version, key, {})
    for bent in [
        url.replace("x-oss-ac-source-ip=203.0.113.1&", ""), url.replace("203.0.113.1", HERE), url.replace("x-oss-ac-vpc-id=vpc-a&", ""),
        free + f"&x-oss-ac-source-ip={HERE}",
    ]:
        assert bent not in (url, free)
        error = refusal(put(bent), "PUT")
        assert (error.status, error.code, error.ec) == (403, "SignatureDoesNotMatch", plain)
    assert put(free).status == 200


@pytest.mark.parametrize("arguments", [["--forward-allow"], ["--hide-source-ip"], ["--source-ip", "a"], ["--source-ip", "10.0.0.1/33"], ["--vpc-id", "a b"]])
def test_wrong_usage_is_told(server, arguments):
    done = cli.presign_process(server, "a", *arguments)
    assert (done.returncode, done.stdout) == (1, b"") and done.stderr
