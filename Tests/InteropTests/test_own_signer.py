"""The signer of these tests against constants that the official SDKs publish: otherwise a mistake in it would go unseen."""

import pytest

from support.signing import Credentials, Request, presign_v1, presign_v4

GOLDEN = Request(
    "PUT", "bucket", b"1234+-/123/1.txt",
    [("param1", "value1"), ("+param1", "value3"), ("|param1", "value4"), ("+param2", ""), ("|param2", ""), ("param2", "")],
    [("x-oss-head1", "value"), ("abc", "value"), ("ZAbc", "value"), ("XYZ", "value"), ("content-type", "application/octet-stream")],
)


@pytest.mark.parametrize(
    "moment, additional, signature",
    [
        (1702781677, [], "a39966c61718be0d5b14e668088b3fa07601033f6518ac7b523100014269c0fe"),
        (1702783809, ["abc", "ZAbc"], "6bd984bfe531afb6db1f7550983a741b103a8c58e5e14f83ea474c2322dfa2b7"),
    ],
)
def test_v4_agrees_with_the_constants_of_the_python_and_go_sdks(moment, additional, signature):
    signed = presign_v4(GOLDEN, Credentials("ak", "sk"), at=moment, expires="599", additional=additional)
    assert signed.params[-1] == ("x-oss-signature", signature)


def test_an_odd_key_agrees_in_v4_and_v1():
    example = Credentials("LTAI5tExampleAK", "ExampleSecretKey0123456789")
    request = Request("PUT", "examplebucket", "a b+c/ü~中.txt".encode())
    v4 = presign_v4(request, example, at=1731400358, expires="3600")
    assert v4.params[-1][1] == "d8b47f91110224d32c1c3fc87c49933f7140c52aeb20db09cc5b5af8e0ded32a"
    v1 = presign_v1(request, example, expires=1731400358 + 3600)
    assert dict(v1.params)["Signature"] == "yt8Jn7q2ej799xiIFwLIOaBw7VA="
