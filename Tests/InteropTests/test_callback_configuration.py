"""The upload callback: configurations that are refused before anything is stored, and addresses that are never called."""

import base64

import pytest

from support import forms
from support.answers import refusal
from support.client import Client
from support.receiver import Receiver, encoded

GOOD = {"callbackUrl": "http://app.example.com/", "callbackBody": "a=b"}


def refused(client, key, value, variables=None):
    headers = [("x-oss-callback", value)] + ([("x-oss-callback-var", variables)] if variables is not None else [])
    error = refusal(client.send(client.signed("PUT", key, headers=headers), b"x"))
    assert (error.status, error.code) == (400, "InvalidArgument")
    assert not client.exists(key), "stored although it was refused"
    return error


@pytest.mark.parametrize("value, message", [
    ("*not base64*", "The callback configuration is not base64 encoded."),
    (base64.b64encode(b"not json").decode(), "The callback configuration is not json format."),
    (base64.b64encode(b"[]").decode(), "The callback configuration is not json format."),
    (base64.b64encode(b"\xff\xfe").decode(), "The callback configuration is not json format."),
])
def test_what_cannot_be_read_has_words_of_its_own(client, key, value, message):
    assert refused(client, key, value).message == message


@pytest.mark.parametrize("change", [
    {"callbackUrl": None}, {"callbackUrl": ""}, {"callbackUrl": 1}, {"callbackUrl": "ftp://app.example.com/"}, {"callbackUrl": "app.example.com:x"},
    {"callbackUrl": "http://[::1]/"}, {"callbackUrl": "http://"}, {"callbackUrl": ";".join(["http://app.example.com/"] * 6)},
    {"callbackUrl": "http://a\r\nX: y/"}, {"callbackBody": None}, {"callbackBody": ""}, {"callbackBody": 1}, {"callbackBodyType": "text/plain"},
    {"callbackBodyType": 1}, {"callbackHost": "a\r\nX-Injected: y"}, {"callbackHost": 1}, {"callbackSNI": "perhaps"},
], ids=str)
def test_each_part_of_the_configuration_is_checked(client, key, change):
    configuration = {name: value for name, value in {**GOOD, **change}.items() if value is not None}
    refused(client, key, encoded(configuration))


@pytest.mark.parametrize("address", [
    "127.0.0.1", "localhost", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "2130706433", "0x7f000001", "0177.0.0.1",
    "127.1", "224.0.0.1", "255.255.255.255",
])
def test_private_addresses_are_not_called(client, key, address):
    error = refused(client, key, encoded({**GOOD, "callbackUrl": f"http://{address}:80/"}))
    if address in ("127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254"):
        assert error.message == "Private address is forbidden to callback."


def test_one_private_address_among_several_is_enough(client, key):
    refused(client, key, encoded({**GOOD, "callbackUrl": "http://10.0.0.1/;http://127.0.0.1/"}))


def test_a_name_that_leads_nowhere_is_told(client, key):
    error = refused(client, key, encoded({**GOOD, "callbackUrl": "http://no-such-host.invalid/"}))
    assert error.message == "Can not get ip by this host."


def test_without_leave_the_own_machine_is_not_called(client, key):
    receiver = Receiver()
    try:
        refused(client, key, encoded({**GOOD, "callbackUrl": receiver.url}))
        assert not receiver.received
    finally:
        receiver.close()


@pytest.mark.parametrize("variables", ["*", base64.b64encode(b"x").decode(), encoded([]), encoded({"x:a": 1}), encoded({"own": "a"})])
def test_variables_are_checked(client, key, variables):
    refused(client, key, encoded(GOOD), variables)


def test_a_configuration_has_a_length(client, key):
    refused(client, key, encoded({**GOOD, "callbackBody": "a" * 6000}))
    refused(client, key, encoded(GOOD), encoded({"x:a": "b" * 6000}))


def test_a_form_is_refused_in_the_same_words(client, key):
    error = refusal(forms.submit(client, key, callback=encoded({**GOOD, "callbackUrl": "http://10.0.0.1/"})))
    assert (error.status, error.code, error.message) == (400, "InvalidArgument", "Private address is forbidden to callback.")
    assert not client.exists(key)


def test_operations_that_do_not_call_back_never_do(start_server):
    """Append, copy and parts take no callback; whatever they answer, nobody is called."""
    receiver = Receiver()
    server = start_server(more=("--callback-allow", "127.0.0.1/32"))
    client = Client(server)
    try:
        header = ("x-oss-callback", encoded({**GOOD, "callbackUrl": receiver.url}))
        client.put("source", b"x")
        client.send(client.signed("POST", "log", params=[("append", ""), ("position", "0")], headers=[header]), b"x")
        client.send(client.signed("PUT", "copy", headers=[header, ("x-oss-copy-source", "/uploads/source")]), b"")
        assert not receiver.received
    finally:
        receiver.close()
