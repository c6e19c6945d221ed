"""`waybill doctor` and `waybill cors`: what they find at a healthy server, at one that is set up wrongly, and at hostile ones."""

import json
import socket
import ssl
import subprocess
import threading
import time

import pytest

from support import cli
from support.server import Server
from support.signing import Credentials

ORIGIN = "https://app.example"


def doctor(server, *options, credentials=None, region=True):
    """The exit code and the checks by name."""
    where = ["-e", server if isinstance(server, str) else server.endpoint]
    named = ["--region", "cn-hangzhou"] if region else []
    done = cli.run("doctor", *where, *named, "--output-format", "json", *options, credentials=credentials, timeout=60)
    report = json.loads(done.stdout)
    assert report["schema"] == "waybill.doctor/1"
    for check in report["checks"]:
        assert check["outcome"] in ("ok", "warn", "fail") and check["measured"]
        assert "\n" not in check["measured"] and "\x1b" not in check["measured"]
    return done.returncode, {check["check"]: check for check in report["checks"]}


def outcomes(checks) -> dict:
    return {name: check["outcome"] for name, check in checks.items() if name != "file"}


def test_all_is_well(server, own, credentials):
    contents = own.contents()
    code, checks = doctor(server, f"oss://{own.bucket}", credentials=credentials)
    assert code == 0, checks
    assert outcomes(checks) == dict.fromkeys(
        ["credentials", "dns", "tcp", "tls", "service", "clock", "region", "bucket", "signature"], "ok"
    )
    assert abs(int(checks["clock"]["facts"]["offset_seconds"])) <= 1
    assert credentials.secret not in json.dumps(checks)
    assert own.contents() == contents


def test_lines_for_people(server, own, credentials):
    done = cli.run("doctor", "-b", own.bucket, "-e", server.endpoint, "--region", "cn-hangzhou", "--origin", ORIGIN, credentials=credentials)
    lines = done.stdout.decode().splitlines()
    assert done.returncode == 2
    assert all(line.split()[0] in ("ok", "warn", "fail") for line in lines)
    assert lines[-1].startswith("fail  cors ") and lines[-1].endswith(f" -> waybill cors put oss://{own.bucket} --for-upload {ORIGIN}")


def test_the_advice_about_cors_helps(server, own, credentials):
    bucket = f"oss://{own.bucket}"
    where = ["-e", server.endpoint, "--region", "cn-hangzhou"]
    code, checks = doctor(server, bucket, "--origin", ORIGIN, credentials=credentials)
    assert (code, checks["cors"]["outcome"], checks["cors"]["facts"]["ec"]) == (2, "fail", "0003-00000601")
    advice = checks["cors"]["advice"].split()
    assert cli.run(*advice[1:], *where, credentials=credentials).returncode == 0
    code, checks = doctor(server, bucket, "--origin", ORIGIN, credentials=credentials)
    assert (code, checks["cors"]["outcome"]) == (0, "ok")
    code, checks = doctor(server, bucket, "--origin", "https://other.example", credentials=credentials)
    assert (code, checks["cors"]["facts"]["ec"]) == (2, "0003-00000602")
    code, checks = doctor(server, bucket, "--origin", ORIGIN + ":444", credentials=credentials)
    assert code == 2
    assert cli.run("cors", "put", bucket, "--allowed-origin", "*", "--allowed-method", "put", "--allowed-header", "*", *where,
                   credentials=credentials).returncode == 0
    code, checks = doctor(server, bucket, "--origin", ORIGIN, credentials=credentials)
    assert (code, checks["cors"]["outcome"]) == (0, "warn"), "the page cannot read the ETag"


def test_cors_rules_come_back_as_they_were_put(server, own, credentials, tmp_path):
    bucket = f"oss://{own.bucket}"
    where = ["-e", server.endpoint, "--region", "cn-hangzhou"]
    run = lambda *options: cli.run("cors", *options, *where, credentials=credentials)
    missing = run("get", bucket)
    assert (missing.returncode, missing.stdout) == (2, b"")
    done = run("put", bucket, "--allowed-origin", "https://a.example", "--allowed-origin", "https://*.b.example", "--allowed-method", "GET",
               "--allowed-method", "put", "--allowed-header", "x-oss-*", "--expose-header", "ETag", "--max-age", "5", "--vary-origin")
    assert done.returncode == 0, done.stderr
    rules = json.loads(run("get", bucket, "--output-format", "json").stdout)
    assert rules == {
        "schema": "waybill.cors/1", "response_vary": True,
        "rules": [{"allowed_origins": ["https://a.example", "https://*.b.example"], "allowed_methods": ["GET", "PUT"],
                   "allowed_headers": ["x-oss-*"], "expose_headers": ["ETag"], "max_age_seconds": 5}],
    }
    xml = run("get", bucket).stdout
    for name, text in (("rules.json", json.dumps(rules).encode()), ("rules.xml", xml)):
        assert run("delete", bucket).returncode == 0
        assert run("get", bucket).returncode == 2
        (tmp_path / name).write_bytes(text)
        assert run("put", bucket, str(tmp_path / name)).returncode == 0
        assert run("get", bucket).stdout == xml


@pytest.mark.parametrize("text, code", [
    ('{"rules": []}', 1), ('{"rules": [{}]}', 1), ('{"rule": []}', 1), ('{"rules": [{"allowed_origins": ["*"], "allowed_methods": ["PATCH"]}]}', 1),
    ('{"rules": [{"allowed_origins": ["*"], "allowed_methods": ["GET"], "allow": 1}]}', 1), ('{"schema": "x", "rules": []}', 1), ("{", 1),
    ("<CORSConfiguration/>", 2), ("hello", 2), ("", 2),
])
def test_rules_that_are_none(server, own, credentials, tmp_path, text, code):
    (tmp_path / "rules").write_text(text)
    done = cli.run("cors", "put", own.bucket, str(tmp_path / "rules"), "-e", server.endpoint, "--region", "cn-hangzhou", credentials=credentials)
    assert done.returncode == code, done.stderr


@pytest.mark.parametrize("options", [
    [], ["--allowed-origin", "*"], ["--allowed-method", "GET"], ["--for-upload", "https://a/"], ["--for-upload", "a"], ["f", "--max-age", "1"],
])
def test_wrong_usage_of_cors_put(credentials, options):
    assert cli.run("cors", "put", "oss://uploads", *options, credentials=credentials).returncode == 1


def test_what_would_be_refused(server, credentials):
    wrong = Credentials(credentials.id, "not the secret")
    code, checks = doctor(server, "oss://uploads", credentials=wrong)
    assert (code, checks["signature"]["outcome"], checks["signature"]["facts"]["code"]) == (2, "fail", "SignatureDoesNotMatch")
    assert "not the secret" not in json.dumps(checks)
    code, checks = doctor(server, "oss://uploads", credentials=Credentials("LTAI5tUnknown0000", "x"))
    assert (code, checks["signature"]["facts"]["code"]) == (2, "InvalidAccessKeyId")
    code, checks = doctor(server, "oss://no-such-bucket", credentials=credentials)
    assert (code, checks["bucket"]["outcome"], checks["signature"]["outcome"]) == (2, "fail", "ok")
    code, checks = doctor(server, "oss://uploads", "--region", "cn-shanghai", credentials=credentials, region=False)
    assert (code, checks["region"]["outcome"]) == (2, "fail")
    code, checks = doctor(server, "oss://uploads")
    assert (code, checks["credentials"]["outcome"]) == (2, "fail")


@pytest.mark.parametrize("clock, outcome, code", [("offset:+2m", "warn", 0), ("offset:-16m", "fail", 2), ("offset:+3h", "fail", 2)])
def test_the_clock(start_server, credentials, clock, outcome, code):
    server = start_server(more=("--clock", clock))
    exit_code, checks = doctor(server, "oss://uploads", credentials=credentials)
    assert (exit_code, checks["clock"]["outcome"], checks["signature"]["outcome"]) == (code, outcome, "ok")


def test_a_presigned_url_is_looked_at_and_not_used(server, client, key, credentials):
    url = cli.presign(server, key)
    done = cli.run("doctor", "--url", url, "--output-format", "json")
    report = json.loads(done.stdout)
    assert (done.returncode, report["outcome"]) == (0, "ok"), report
    assert "x-oss-signature=" not in done.stdout.decode() + done.stderr.decode()
    assert client.head(key).status == 404
    old = cli.presign(server, key, "--expires-duration", "1s")
    time.sleep(2.1)
    done = cli.run("doctor", "--url", old)
    assert done.returncode == 2 and b"fail  url " in done.stdout
    for wrong in ("x", "https://", "ftp://a/b"):
        assert cli.run("doctor", "--url", wrong).returncode == 1


def test_open_key_files_are_told(server, credentials, tmp_path):
    config = tmp_path / "ossutilconfig"
    config.write_text("[default]\nregion=cn-hangzhou\n")
    config.chmod(0o644)
    _, checks = doctor(server, "-c", str(config), credentials=credentials)
    assert (checks["file"]["outcome"], checks["file"]["facts"]["mode"]) == ("warn", "0644")
    config.chmod(0o600)
    _, checks = doctor(server, "-c", str(config), credentials=credentials)
    assert checks["file"]["outcome"] == "ok"


class Hostile:
    """Says the same to everybody, slowly if asked to."""

    def __init__(self, answer: bytes, trickle=False, context=None):
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._stop = False

        def serve():
            while not self._stop:
                try:
                    connection, _ = self._socket.accept()
                except OSError:
                    return
                threading.Thread(target=talk, args=(connection,), daemon=True).start()

        def talk(connection):
            try:
                with connection:
                    if context:
                        connection = context.wrap_socket(connection, server_side=True)
                    connection.recv(65536)
                    while trickle and not self._stop:
                        connection.sendall(answer)
                        time.sleep(0.1)
                    connection.sendall(answer)
            except OSError:
                pass

        threading.Thread(target=serve, daemon=True).start()

    def close(self):
        self._stop = True
        self._socket.close()


OSS_HEAD = b"HTTP/1.1 403 Forbidden\r\nx-oss-request-id: 1\r\nDate: Tue, 12 Nov 2024 08:32:38 GMT\r\n"


@pytest.mark.parametrize("answer, trickle, code, check", [
    (b"", False, 3, "service"),
    (b"garbage\r\n\r\n", False, 3, "service"),
    (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", False, 3, "service"),
    (b"HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n", False, 3, "service"),
    (b"HTTP/1.1 200 OK\r\nX-A: " + b"a" * 1_000_000 + b"\r\n\r\n", False, 3, "service"),
    (b"HTTP/1.1 200 OK\r\n", True, 3, "service"),
    (OSS_HEAD + b"Content-Length: 5000000000\r\n\r\n" + b"A" * 1_000_000, False, 2, "signature"),
    (OSS_HEAD + b"Content-Length: 6\r\n\r\n\x1b[2J\xff\xff", False, 2, "signature"),
    (OSS_HEAD.replace(b"Nov 2024", b"Xyz 9999") + b"Content-Length: 0\r\n\r\n", False, 2, "signature"),
    (b"HTTP/1.1 500 Oops\r\nx-oss-request-id: 1\r\nContent-Length: 0\r\n\r\n", False, 2, "service"),
])
def test_hostile_servers(credentials, answer, trickle, code, check):
    hostile = Hostile(answer, trickle)
    try:
        exit_code, checks = doctor(
            f"http://127.0.0.1:{hostile.port}", "oss://uploads", "--origin", ORIGIN, "--read-timeout", "2s", credentials=credentials
        )
        assert (exit_code, checks[check]["outcome"]) == (code, "fail"), checks
    finally:
        hostile.close()


def test_no_network(credentials):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        free = taken.getsockname()[1]
    code, checks = doctor(f"http://127.0.0.1:{free}", credentials=credentials)
    assert (code, checks["tcp"]["outcome"]) == (3, "fail")
    code, checks = doctor("http://no-such-host.invalid", credentials=credentials)
    assert (code, checks["dns"]["outcome"]) == (3, "fail")
    code, checks = doctor("oss-cn-shanghai.invalid", credentials=credentials)
    assert (code, checks["dns"]["outcome"]) == (3, "fail")


@pytest.mark.parametrize("names, days, reason", [
    ("IP:127.0.0.1", 30, "not trusted"), ("DNS:other.example", 30, "is not for 127.0.0.1"),
])
def test_certificates(credentials, tmp_path, names, days, reason):
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", tmp_path / "key.pem", "-out", tmp_path / "cert.pem",
         "-days", str(days), "-subj", "/CN=test", "-addext", f"subjectAltName={names}"], check=True, capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    hostile = Hostile(OSS_HEAD + b"Content-Length: 0\r\n\r\n", context=context)
    try:
        code, checks = doctor(f"https://127.0.0.1:{hostile.port}", credentials=credentials)
        assert (code, checks["tls"]["outcome"]) == (3, "fail")
        assert reason in checks["tls"]["measured"] and "TLS 1.3" in checks["tls"]["measured"]
        assert checks["tls"]["facts"]["names"] == names.partition(":")[2]
        code, checks = doctor(f"https://127.0.0.1:{hostile.port}", "--skip-verify-cert", credentials=credentials)
        assert checks["tls"]["outcome"] == "warn" and "service" in checks
    finally:
        hostile.close()


def test_tls_with_a_server_that_speaks_none(server, credentials):
    code, checks = doctor(f"https://127.0.0.1:{server.port}", credentials=credentials)
    assert (code, checks["tls"]["outcome"]) == (3, "fail")


@pytest.mark.parametrize("options", [
    ["--origin", "https://a/"], ["--origin", "a"], ["-e", "http://a", "--url", "http://a/b"], ["oss://aaa", "-b", "aaa"], ["oss://A"], [],
])
def test_wrong_usage(options):
    assert cli.run("doctor", *options).returncode == 1
