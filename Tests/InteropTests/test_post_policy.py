"""PostObject: what a policy demands, and the words in which a form is refused."""

import base64
import hashlib
import hmac
import json
import time

import pytest

from support import forms
from support.answers import refusal

EXPIRED = "Invalid according to Policy: Policy expired."


@pytest.fixture(params=["v4", "v1"])
def version(request):
    return request.param


def outcome(client, answer, key):
    """None if the form was accepted, else its refusal; and then nothing may be stored."""
    if answer.status == 204:
        return None
    assert not client.exists(key)
    return refusal(answer)


def filled(value, key):
    """The condition with the test's key in place of {key}."""
    if isinstance(value, list):
        return [filled(item, key) for item in value]
    if isinstance(value, dict):
        return {name: filled(item, key) for name, item in value.items()}
    return value.replace("{key}", key) if isinstance(value, str) else value


@pytest.mark.parametrize("condition, fields, accepted", [
    (["eq", "$key", "{key}"], {}, True),
    (["eq", "$key", "{key}-other"], {}, False),
    ({"key": "{key}"}, {}, True),
    ({"key": "other"}, {}, False),
    (["starts-with", "$key", "tests/"], {}, True),
    (["starts-with", "$key", ""], {}, True),
    (["starts-with", "$key", "Tests/"], {}, False),
    (["in", "$key", ["a", "{key}"]], {}, True),
    (["in", "$key", ["a", "b"]], {}, False),
    (["not-in", "$key", ["a", "b"]], {}, True),
    (["not-in", "$key", ["a", "{key}"]], {}, False),
    (["eq", "$x-oss-meta-a", "1"], {"x-oss-meta-a": "1"}, True),
    (["eq", "$x-oss-meta-a", "1"], {"x-oss-meta-a": "2"}, False),
    (["eq", "$x-oss-meta-a", "1"], {}, False),
    ({"x-oss-object-acl": "private"}, {"x-oss-object-acl": "private"}, True),
    ({"x-oss-object-acl": "private"}, {"x-oss-object-acl": "default"}, False),
    (["in", "$content-type", ["image/png", "image/jpeg"]], {"Content-Type": "image/png"}, True),
    (["in", "$content-type", ["image/png", "image/jpeg"]], {"Content-Type": "text/html"}, False),
    (["not-in", "$cache-control", ["no-cache"]], {"Cache-Control": "max-age=1"}, True),
    (["not-in", "$cache-control", ["no-cache"]], {"Cache-Control": "no-cache"}, False),
    (["eq", "$success_action_status", "204"], {"success_action_status": "204"}, True),
    (["eq", "$success_action_status", "201"], {"success_action_status": "204"}, False),
    (["EQ", "$key", "{key}"], {}, True),
    (["eq", "$Key", "{key}"], {}, True),
    (["eq", "$x-oss-meta-q", "a\"b\\c/d"], {"x-oss-meta-q": "a\"b\\c/d"}, True),
    (["content-length-range", 0, 7], {}, True),
    (["content-length-range", 7, 7], {}, True),
], ids=lambda value: json.dumps(value) if isinstance(value, (list, dict)) else None)
def test_each_condition_is_judged(client, key, version, condition, fields, accepted):
    condition = filled(condition, key)
    error = outcome(client, forms.submit(client, key, condition, version=version, **fields), key)
    if accepted:
        assert error is None
        return
    assert (error.status, error.code) == (403, "AccessDenied")
    assert error.message.startswith("Invalid according to Policy: Policy Condition failed: [")


@pytest.mark.parametrize("limits, code, message", [
    ((8, 100), "EntityTooSmall", "Your proposed upload smaller than the minimum allowed size."),
    ((0, 6), "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size."),
    ((0, 0), "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size."),
])
def test_the_length_of_the_file_is_bounded(client, key, version, limits, code, message):
    error = outcome(client, forms.submit(client, key, ["content-length-range", *limits], version=version), key)
    assert (error.status, error.code, error.message) == (400, code, message)


def test_a_large_file_is_refused_before_it_has_been_sent(client, key):
    """Ten megabytes against a limit of a hundred bytes."""
    error = outcome(client, forms.submit(client, key, ["content-length-range", 0, 100], file=b"x" * 10_000_000), key)
    assert error.code == "EntityTooLarge"


def test_the_bucket_must_be_the_one_of_the_policy(client, key, version):
    fields = {"key": key, **forms.signed_fields(client.credentials, "second", version=version)}
    error = outcome(client, forms.post(client, forms.body(fields)), key)
    assert (error.status, error.code) == (403, "AccessDenied")
    assert "Policy Condition failed: [" in error.message


@pytest.mark.parametrize("expiration", ["2010-01-01T00:00:00Z", "2010-01-01T00:00:00.000Z"])
def test_an_expired_policy_is_told(client, key, version, expiration):
    error = outcome(client, forms.submit(client, key, version=version, policy={"expiration": expiration}), key)
    assert (error.status, error.message, error.ec) == (403, EXPIRED, "0006-00000213")
    assert error.code in ("AccessDenied", "InvalidPolicyDocument")


@pytest.mark.parametrize("policy", [
    "", "{", "[]", "null", "1", '"text"', "{}", '{"expiration":"2100-01-01T00:00:00Z"}',
    '{"expiration":"2100-01-01T00:00:00Z","conditions":[]}', '{"expiration":"2100-01-01T00:00:00Z","conditions":{}}',
    '{"expiration":"2100-01-01T00:00:00Z","conditions":[1]}', '{"expiration":"2100-01-01T00:00:00Z","conditions":[["eq","$key"]]}',
    '{"expiration":"2100-01-01T00:00:00Z","conditions":[["eq","key","a"]]}', '{"expiration":"2100-01-01T00:00:00Z","conditions":[["like","$key","a"]]}',
    '{"expiration":"2100-01-01T00:00:00Z","conditions":[["in","$key","a"]]}', '{"expiration":"2100-01-01T00:00:00Z","conditions":[{"a":"b","c":"d"}]}',
    '{"expiration":"2100-01-01T00:00:00Z","conditions":[{}]}', '{"expiration":"2100-01-01T00:00:00Z","conditions":[{"bucket":1}]}',
    '{"expiration":"2100-01-01T00:00:00Z","conditions":[["content-length-range",5,1]]}',
    '{"expiration":"2100-01-01T00:00:00Z","conditions":[["content-length-range",-1,1]]}',
    '{"expiration":"2100-01-01T00:00:00Z","conditions":[["content-length-range","a","b"]]}',
    '{"expiration":"2100-01-01T00:00:00Z","conditions":[["content-length-range",0,99999999999999999999999]]}',
    '{"expiration":"2100-01-01T00:00:00Z","conditions":[["content-length-range",0,1e400]]}',
    '{"expiration":4102444800,"conditions":[{"bucket":"uploads"}]}', '{"expiration":"never","conditions":[{"bucket":"uploads"}]}',
    '{"conditions":[{"bucket":"uploads"}]}', "[" * 5000, '{"a":' * 2000, "\ud800".encode("utf-16", "surrogatepass").decode("latin-1"),
], ids=lambda text: text[:60] or "empty")
def test_a_policy_of_the_wrong_shape_is_refused(client, key, policy):
    """Signed rightly, so that nothing but the document can be wrong."""
    fields = {"key": key, **forms.sign_v1(client.credentials, policy)}
    error = outcome(client, forms.post(client, forms.body(fields)), key)
    assert error is not None, "accepted"
    assert error.status in (400, 403)
    assert error.code in ("InvalidPolicyDocument", "InvalidArgument", "AccessDenied")
    assert client.server.is_alive()


def test_two_properties_in_a_simple_condition_have_words_of_their_own(client, key):
    policy = '{"expiration":"2100-01-01T00:00:00Z","conditions":[{"bucket":"uploads","key":"a"}]}'
    error = refusal(forms.post(client, forms.body({"key": key, **forms.sign_v1(client.credentials, policy)})))
    assert (error.status, error.code) == (400, "InvalidPolicyDocument")
    assert error.message == "Invalid Policy: Invalid Simple-Condition: Simple-Conditions must have exactly one property specified."


def test_a_policy_that_is_not_base64_is_refused(client, key):
    text = "*not base 64*"
    signature = base64.b64encode(hmac.new(client.credentials.secret.encode(), text.encode(), hashlib.sha1).digest()).decode()
    fields = {"key": key, "OSSAccessKeyId": client.credentials.id, "policy": text, "Signature": signature}
    assert refusal(forms.post(client, forms.body(fields))).status == 400
    assert not client.exists(key)


def test_version_4_must_stand_in_the_policy(client, key):
    """The form's credential, date and version are not believed unless the policy says the same."""
    own = forms.v4_conditions(client.credentials)
    for missing in range(3):
        conditions = [condition for number, condition in enumerate(own) if number != missing]
        fields = {"key": key, **forms.sign_v4(client.credentials, forms.policy_json("uploads", *conditions), own)}
        assert outcome(client, forms.post(client, forms.body(fields)), key).status in (400, 403)


@pytest.mark.parametrize("offset, accepted", [(0, True), (-6 * 86400, True), (-8 * 86400, False), (20 * 60, False), (10 * 60, True)])
def test_version_4_lasts_from_a_quarter_before_to_seven_days_after(client, key, offset, accepted):
    own = forms.v4_conditions(client.credentials, at=time.time() + offset)
    fields = {"key": key, **forms.sign_v4(client.credentials, forms.policy_json("uploads", *own), own)}
    error = outcome(client, forms.post(client, forms.body(fields)), key)
    assert (error is None) == accepted
    if not accepted:
        assert error.status in (400, 403)
