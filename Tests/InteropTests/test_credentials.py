"""Where the command line finds credentials, and what `waybill creds` says about it."""

import json
import os
import stat
import subprocess
import sys
import time
import urllib.parse

import pytest

from support import cli
from support.cloud import Cloud
from support.server import binary

ORDER = [
    "flags", "environment_oss", "ossutil_config", "environment_alibaba_cloud", "oidc", "aliyun_cli_config", "alibabacloud_credentials_file",
    "local_server", "ecs_metadata", "credentials_uri",
]
EXAMPLE = ["presign", "oss://examplebucket/a.txt", "--region", "cn-hangzhou"]


class Machine:
    """A user's home, an environment, and a cloud around it."""

    def __init__(self, home, cloud):
        self.home, self.cloud = home, cloud
        self.environment = {**cli.clean_environment(), "HOME": str(home), "WAYBILL_ECS_METADATA_ENDPOINT": cloud.url}
        del self.environment["ALIBABA_CLOUD_ECS_METADATA_DISABLED"]

    def file(self, name, content, mode=0o600):
        path = self.home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        path.chmod(mode)
        return path

    def program(self, name, text):
        return self.file(name, "#!/bin/sh\n" + text, mode=0o700)

    def profiles(self, *profiles, current="main"):
        return self.file(".aliyun/config.json", {"current": current, "profiles": profiles, "meta_path": ""})

    def run(self, *arguments, stdin=None, timeout=40, **variables):
        return subprocess.run(
            [binary(), *arguments], capture_output=True, env={**self.environment, **variables}, cwd=self.home, timeout=timeout,
            input=stdin or b"",
        )

    def creds(self, *arguments, expect=0, **variables) -> dict:
        done = self.run("creds", "--output-format", "json", *arguments, **variables)
        assert done.returncode == expect, (done.stdout, done.stderr)
        assert b"CANARY" not in done.stdout + done.stderr
        report = json.loads(done.stdout)
        assert report["schema"] == "waybill.creds/1"
        assert [step["source"] for step in report["steps"]] == ORDER
        return report

    def signed_by(self, *arguments, stdin=None, **variables) -> tuple:
        """The access key id and the token in a presigned URL."""
        done = self.run(*EXAMPLE, *arguments, stdin=stdin, **variables)
        assert done.returncode == 0, done.stderr.decode()
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(done.stdout.decode().strip()).query)
        return query["x-oss-credential"][0].split("/")[0], query.get("x-oss-security-token", [None])[0]

    def fails(self, *arguments, status, stdin=None, **variables) -> str:
        done = self.run(*EXAMPLE, *arguments, stdin=stdin, **variables)
        assert done.returncode == status, (done.stdout, done.stderr)
        assert done.stdout == b""
        assert b"CANARY" not in done.stderr
        return done.stderr.decode()


@pytest.fixture
def cloud():
    cloud = Cloud()
    yield cloud
    cloud.close()


@pytest.fixture
def machine(tmp_path, cloud):
    return Machine(tmp_path, cloud)


def set_up(machine, source) -> dict:
    """Sets one source up; the environment it takes."""
    if source == "environment_oss":
        return {"OSS_ACCESS_KEY_ID": "oss", "OSS_ACCESS_KEY_SECRET": "CANARY"}
    if source == "ossutil_config":
        machine.file(".ossutilconfig", "[default]\naccessKeyID=ossutil\naccessKeySecret=CANARY\n")
    if source == "environment_alibaba_cloud":
        return {"ALIBABA_CLOUD_ACCESS_KEY_ID": "alibaba", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "CANARY", "ALIBABA_CLOUD_SECURITY_TOKEN": "t"}
    if source == "oidc":
        return {
            "ALIBABA_CLOUD_ROLE_ARN": "acs:ram::1:role/r", "ALIBABA_CLOUD_OIDC_PROVIDER_ARN": "acs:ram::1:oidc-provider/p",
            "ALIBABA_CLOUD_OIDC_TOKEN_FILE": str(machine.file("jwt", "CANARY.jwt")), "ALIBABA_CLOUD_STS_ENDPOINT": machine.cloud.url,
        }
    if source == "aliyun_cli_config":
        machine.profiles({"name": "main", "mode": "AK", "access_key_id": "cli", "access_key_secret": "CANARY"})
    if source == "alibabacloud_credentials_file":
        machine.file(".alibabacloud/credentials", "[default]\ntype = access_key\naccess_key_id = sdk\naccess_key_secret = CANARY\n")
    if source == "credentials_uri":
        return {"ALIBABA_CLOUD_CREDENTIALS_URI": machine.cloud.url + "/credentials"}
    return {}


@pytest.mark.parametrize(
    "source, signer",
    [
        ("environment_oss", ("oss", None)), ("ossutil_config", ("ossutil", None)), ("environment_alibaba_cloud", ("alibaba", "t")),
        ("oidc", ("STS.oidc", "oidc-TOKEN")), ("aliyun_cli_config", ("cli", None)), ("alibabacloud_credentials_file", ("sdk", None)),
        ("ecs_metadata", ("STS.instance", "instance-TOKEN")),
    ],
)
def test_the_first_source_that_is_set_up_wins(machine, source, signer):
    variables = {}
    for later in ORDER[ORDER.index(source):]:
        variables.update(set_up(machine, later))
    report = machine.creds(**variables)
    assert report["source"] == source
    place = ORDER.index(source)
    assert [step["outcome"] for step in report["steps"]] == ["skipped"] * place + ["used"] + ["not_asked"] * (len(ORDER) - place - 1)
    assert all(step["reason"] for step in report["steps"][:place])
    assert machine.signed_by(**variables) == signer
    asked_metadata = [path for _, path, _, _ in machine.cloud.requests if path.startswith("/latest/")]
    assert bool(asked_metadata) == (source == "ecs_metadata")


def test_the_uri_comes_behind_the_instance(machine):
    variables = set_up(machine, "credentials_uri")
    report = machine.creds(ALIBABA_CLOUD_ECS_METADATA_DISABLED="true", **variables)
    assert (report["source"], report["access_key_id"]) == ("credentials_uri", "ST…")
    assert report["is_temporary"] and report["expiration"] == "2099-01-01T00:00:00Z"
    machine.cloud.role = ""
    assert machine.creds(**variables)["source"] == "credentials_uri"


def test_without_any_the_exit_code_is_3_and_each_reason_is_told(machine):
    report = machine.creds(expect=3, ALIBABA_CLOUD_ECS_METADATA_DISABLED="true")
    assert "source" not in report and "access_key_id" not in report
    assert {step["outcome"] for step in report["steps"]} == {"skipped"}
    assert "no credentials" in machine.fails(status=1, ALIBABA_CLOUD_ECS_METADATA_DISABLED="true")


def test_a_metadata_host_that_is_not_there_costs_a_second(machine):
    # Nothing listens on the discard port of a test network's address that goes nowhere.
    start = time.monotonic()
    machine.creds(expect=3, WAYBILL_ECS_METADATA_ENDPOINT="http://192.0.2.1:9")
    assert time.monotonic() - start < 15


def test_creds_shows_the_ends_of_the_id_and_no_secret(machine):
    variables = {"OSS_ACCESS_KEY_ID": "LTAI5tabcdefghijK9", "OSS_ACCESS_KEY_SECRET": "CANARY", "OSS_SESSION_TOKEN": "CANARY"}
    assert machine.creds(**variables)["access_key_id"] == "LTAI5t…K9"
    done = machine.run("creds", **variables)
    assert done.returncode == 0
    lines = done.stdout.decode().splitlines()
    assert lines[:2] == ["source: environment_oss (temporary access key)", "access key id: LTAI5t…K9"]
    assert b"CANARY" not in done.stdout + done.stderr


def test_the_instance_is_asked_as_version_2_and_falls_back(machine):
    machine.signed_by()
    assert [path for _, path, _, _ in machine.cloud.requests] == [
        "/latest/api/token", "/latest/meta-data/ram/security-credentials/", "/latest/meta-data/ram/security-credentials/uploader",
    ]
    machine.cloud.gives_tokens = False
    assert machine.signed_by()[0] == "STS.instance"
    assert "no credentials" in machine.fails(status=1, ALIBABA_CLOUD_IMDSV1_DISABLED="true")
    machine.cloud.requests.clear()
    machine.signed_by(ALIBABA_CLOUD_ECS_METADATA="uploader")
    assert [path for _, path, _, _ in machine.cloud.requests][1:] == ["/latest/meta-data/ram/security-credentials/uploader"]
    assert machine.signed_by("--mode", "EcsRamRole", "--ecs-role-name", "uploader", OSS_ACCESS_KEY_ID="a", OSS_ACCESS_KEY_SECRET="b")[0] == "STS.instance"


def test_a_role_is_assumed_with_a_signature_that_sts_accepts(machine):
    machine.cloud.secrets = {"LTAI": "s3cret/+ &=", "STS.a": "other"}
    role = ["--role-arn", "acs:ram::1:role/r", "--role-session-name", "ci", "--sts-endpoint", machine.cloud.url]
    key = {"OSS_ACCESS_KEY_ID": "LTAI", "OSS_ACCESS_KEY_SECRET": "s3cret/+ &="}
    assert machine.signed_by("--mode", "RamRoleArn", *role, **key) == ("STS.role-of-LTAI", "role-of-LTAI-TOKEN")
    assert machine.cloud.requests[-1][3]["RoleSessionName"] == "ci"
    assert machine.signed_by(*role, OSS_ACCESS_KEY_ID="STS.a", OSS_ACCESS_KEY_SECRET="other", OSS_SESSION_TOKEN="t/+")[0] == "STS.role-of-STS.a"
    assert machine.cloud.requests[-1][3]["SecurityToken"] == "t/+"
    assert "SignatureDoesNotMatch" in machine.fails(*role, status=2, OSS_ACCESS_KEY_ID="LTAI", OSS_ACCESS_KEY_SECRET="CANARY")
    machine.cloud.sts_refusal = "NoPermission"
    assert "NoPermission" in machine.fails(*role, status=2, **key)
    assert machine.signed_by("--mode", "AK", *role, **key)[0] == "LTAI"


def test_roles_in_a_chain_of_profiles(machine):
    machine.cloud.secrets = {"LTAI": "one", "STS.role-of-LTAI": "role-of-LTAI-SECRET-CANARY"}
    role = {"ram_role_arn": "acs:ram::1:role/r", "ram_session_name": "n"}
    machine.profiles(
        {"name": "main", "mode": "ChainableRamRoleArn", "source_profile": "middle", **role},
        {"name": "middle", "mode": "RamRoleArn", "access_key_id": "LTAI", "access_key_secret": "one", **role},
    )
    assert machine.signed_by(ALIBABA_CLOUD_STS_ENDPOINT=machine.cloud.url)[0] == "STS.role-of-STS.role-of-LTAI"
    assert machine.signed_by(ALIBABA_CLOUD_STS_ENDPOINT=machine.cloud.url, ALIBABA_CLOUD_PROFILE="middle")[0] == "STS.role-of-LTAI"
    assert "used" not in {s["outcome"] for s in machine.creds(expect=3, ALIBABA_CLOUD_CLI_PROFILE_DISABLED="true", ALIBABA_CLOUD_ECS_METADATA_DISABLED="true")["steps"]}


def test_processes_are_run_killed_and_kept_quiet(machine):
    good = machine.program("good", """echo '{"AccessKeyId":"STS.p","AccessKeySecret":"s","SecurityToken":"'"$1"'","Expiration":"2099-01-01T00:00:00Z"}'\n""")
    machine.file(".ossutilconfig", f"[default]\nmode = Process\ncredential-process = {good} 'a-b'\n")
    assert machine.signed_by() == ("STS.p", "a-b")
    machine.file(".ossutilconfig", "[default]\nmode = Process\ncredential-process = echo CANARY; echo CANARY >&2; exit 7\n")
    assert "failed (status 7)" in machine.fails(status=3)
    machine.file(".ossutilconfig", "[default]\n")
    cli_style = machine.program("style", """echo '{"mode":"StsToken","access_key_id":"STS.x","access_key_secret":"s","sts_token":"t x"}' | tr -d ' '\n""")
    machine.profiles({"name": "main", "mode": "External", "process_command": f"'{cli_style}' ignored"})
    assert machine.signed_by() == ("STS.x", "tx")


def test_a_process_that_hangs_is_killed_with_its_children(machine):
    hanging = machine.program("hang", f"sleep 1000 & echo $! > {machine.home}/child; wait\n")
    machine.file(".ossutilconfig", f"[default]\ncredential-process = {hanging}\n")
    start = time.monotonic()
    assert "not done within 15" in machine.fails(status=3)
    assert 14 < time.monotonic() - start < 35
    child = (machine.home / "child").read_text().strip()
    state = f"/proc/{child}/stat"
    assert not os.path.exists(state) or ") Z " in open(state).read()


def test_settings_come_from_flags_then_environment_then_file_each_for_itself(machine):
    machine.file(".ossutilconfig", "[default]\naccess-key-id=file\naccess-key-secret=s\nregion=cn-beijing\nendpoint=http://file.example.com\nsign-version=v1\n")

    def url(*arguments, **variables):
        done = machine.run("presign", "oss://examplebucket/a.txt", *arguments, **variables)
        assert done.returncode == 0, done.stderr
        return done.stdout.decode().strip()

    assert url().startswith("http://examplebucket.file.example.com/a.txt?OSSAccessKeyId=file&")
    assert "file%2F" in url("--sign-version", "v4") and "cn-beijing" in url("--sign-version", "v4")
    environment = {"OSS_ENDPOINT": "http://env.example.com", "OSS_ACCESS_KEY_ID": "env", "OSS_ACCESS_KEY_SECRET": "s", "OSS_REGION": "cn-shanghai"}
    assert url(**environment).startswith("http://examplebucket.env.example.com/a.txt?OSSAccessKeyId=env&")
    assert "cn-shanghai" in url("--sign-version", "v4", **environment)
    assert url("-e", "http://flag.example.com", **environment).startswith("http://examplebucket.flag.example.com/a.txt?OSSAccessKeyId=env&")
    assert "cn-qingdao" in url("--sign-version", "v4", "--region", "cn-qingdao", **environment)
    assert url("--ignore-env-var", **environment) .startswith("http://examplebucket.file.example.com/a.txt?OSSAccessKeyId=file&")
    assert url("--addressing-style", "path").startswith("http://file.example.com/examplebucket/a.txt?")


def test_profiles_buckets_and_custom_domains(machine):
    path = machine.file("conf", """
[default]
accessKeyID=one
accessKeySecret=s
region=cn-hangzhou
[profile dev]
Access_Key_ID=two
access-key-secret=s
sts-token=t
region=cn-beijing
[Bucket-Cname]
examplebucket=cdn.example.com
""")
    def url(*arguments, **variables):
        done = machine.run("presign", "oss://examplebucket/a.txt", *arguments, **variables)
        assert done.returncode == 0, done.stderr
        return done.stdout.decode().strip()

    assert url("-c", str(path)).startswith("https://cdn.example.com/a.txt?x-oss-credential=one%2F")
    other = machine.run("presign", "oss://otherbucket/a.txt", "-c", str(path)).stdout.decode()
    assert other.startswith("https://otherbucket.oss-cn-hangzhou.aliyuncs.com/a.txt?")
    assert "x-oss-credential=two%2F" in url("-c", str(path), "--profile", "dev")
    assert "x-oss-credential=two%2F" in url(OSSUTIL_CONFIG_FILE=str(path), OSSUTIL_PROFILE="dev")
    assert url("-c", str(path), "-e", "oss-cn-hangzhou.aliyuncs.com").startswith("https://examplebucket.oss-cn-hangzhou.aliyuncs.com/")
    assert "[profile none]" in machine.fails("-c", str(path), "--profile", "none", status=1)
    assert "/nowhere" in machine.fails("-c", "/nowhere/conf", status=1)


@pytest.mark.parametrize(
    "text, message",
    [
        ("[default]\nCANARY\n", ".ossutilconfig:2: "), ("[default\n", ".ossutilconfig:1: "), ("accessKeySecret=CANARY\n", ".ossutilconfig:1: "),
        ("[default]\nmode=magic\n", ".ossutilconfig:2: there is no such mode"), ("[default]\naddressing-style=round\naccessKeyID=a\naccessKeySecret=b\n", ".ossutilconfig:2: "),
        ("[default]\naccessKeyID=a\naccessKeySecret=b\nread-timeout=soon\n", ".ossutilconfig:4: "),
    ],
)
def test_a_file_with_a_mistake_is_told_of_with_its_line(machine, text, message):
    machine.file(".ossutilconfig", text)
    assert message in machine.fails(status=3)


def test_what_is_odd_about_a_file_is_a_warning(machine):
    machine.file(".ossutilconfig", "[default]\naccessKeyID=a\naccessKeySecret=CANARY\nacesKey=CANARY\n", mode=0o644)
    done = machine.run(*EXAMPLE)
    assert done.returncode == 0
    assert b".ossutilconfig:4: the key acesKey is unknown" in done.stderr
    assert b"can be read by others" in done.stderr
    assert b"CANARY" not in done.stdout + done.stderr
    assert stat.S_IMODE((machine.home / ".ossutilconfig").stat().st_mode) == 0o644, "a user's file is left as it is"


def test_a_secret_on_the_command_line_is_warned_of_and_never_repeated(machine):
    done = machine.run(*EXAMPLE, "-i", "LTAI", "-k", "CANARY")
    assert done.returncode == 0 and b"warning: other users" in done.stderr and b"CANARY" not in done.stderr
    same = lambda *arguments, **more: machine.run(*EXAMPLE, "--at", "2024-11-12T08:32:38Z", "-i", "LTAI", *arguments, **more)
    path = machine.file("secret", "CANARY\n")
    urls = {same("-k", "CANARY").stdout, same("-k", "-", stdin=b"CANARY\nmore").stdout, same("-k", f"file://{path}").stdout, same(OSS_ACCESS_KEY_SECRET="CANARY").stdout}
    assert len(urls) == 1 and b"x-oss-signature=" in urls.pop()
    for quiet in (same("-k", "-", stdin=b"CANARY\n"), same("-k", f"file://{path}")):
        assert b"warning" not in quiet.stderr
    for arguments in (["-k", "CANARY", "--nonsense"], ["--access-key-secret=CANARY", "--nonsense"], ["-kCANARY", "--nonsense"], ["-t", "CANARY", "--expires-duration", "x"],
                      ["--proxy", "http://user:CANARY@", "-i", "a", "-k", "file:///dev/null"]):
        assert machine.fails(*arguments, status=1)
    assert machine.fails("-i", "a", "-k", "file:///nowhere/secret", status=3)
    assert "Missing value for '--sts-token" in machine.fails("--sts-token=", status=1), "nothing to hide, and nothing hidden"


def test_half_a_key_is_a_mistake_and_not_none(machine):
    set_up(machine, "aliyun_cli_config")
    assert "OSS_ACCESS_KEY_ID is set and OSS_ACCESS_KEY_SECRET is not" in machine.fails(status=1, OSS_ACCESS_KEY_ID="a")
    assert "--access-key-id is set" in machine.fails("-i", "a", status=1)
    report = machine.creds(expect=3, OSS_ACCESS_KEY_ID="a")
    assert [step["outcome"] for step in report["steps"]][:2] == ["skipped", "failed"]


def test_a_local_server_comes_behind_the_files_and_before_the_instance(machine):
    process = subprocess.Popen(
        [binary(), "serve", "--port", "0", "--bucket", "uploads", "--ready-file", str(machine.home / "ready.json")], cwd=machine.home,
        env=machine.environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + 20
        while not (machine.home / "ready.json").exists():
            assert process.poll() is None and time.monotonic() < deadline
            time.sleep(0.02)
        ready = json.loads((machine.home / "ready.json").read_text())
        assert machine.creds()["source"] == "local_server"
        done = machine.run("presign", "oss://uploads/a")
        assert done.stdout.decode().startswith(ready["endpoint"]), done.stderr
        assert "is set to cn-nowhere" in machine.run("presign", "oss://uploads/a", "--region", "cn-nowhere").stderr.decode()
        set_up(machine, "alibabacloud_credentials_file")
        assert machine.creds()["source"] == "alibabacloud_credentials_file"
        assert machine.creds(ALIBABA_CLOUD_CREDENTIALS_FILE="/nowhere", OSS_ENDPOINT="oss-cn-hangzhou.aliyuncs.com")["source"] == "ecs_metadata"
        assert not any(path.startswith("/latest/") for _, path, _, _ in machine.cloud.requests[:-3])
    finally:
        process.terminate()
        process.wait(timeout=30)


SDK = """
import json
from alibabacloud_credentials.provider import DefaultCredentialsProvider
found = DefaultCredentialsProvider().get_credentials()
print(json.dumps([found.get_access_key_id(), found.get_security_token() or None]))
"""


@pytest.mark.parametrize(
    "case", ["environment", "token", "ak", "sts", "external", "empty", "named", "sdk", "sdk_comment", "uri", "disabled"],
)
def test_the_official_credentials_package_finds_the_same(machine, case):
    ak = {"access_key_id": "cli", "access_key_secret": "s"}
    variables = {"ALIBABA_CLOUD_ECS_METADATA_DISABLED": "true"}
    ini = machine.home / ".alibabacloud/credentials.ini"
    if case in ("environment", "token"):
        variables.update({"ALIBABA_CLOUD_ACCESS_KEY_ID": "env", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "s"})
        variables["ALIBABA_CLOUD_SECURITY_TOKEN"] = "t" if case == "token" else ""
    elif case == "ak":
        machine.profiles({"name": "main", "mode": "AK", **ak})
    elif case == "sts":
        machine.profiles({"name": "main", "mode": "StsToken", **ak, "sts_token": "t"})
    elif case == "external":
        program = machine.program("issue", """echo '{"mode":"StsToken","access_key_id":"STS.e","access_key_secret":"s","sts_token":"'"$1"'","expiration":"2099-01-01T00:00:00Z"}'""")
        machine.profiles({"name": "main", "mode": "External", "process_command": f'"{program}" "a$HOME"'})
    elif case == "named":
        machine.profiles({"name": "main", "mode": "AK", **ak}, {"name": "two", "mode": "AK", **ak, "access_key_id": "two"})
        variables["ALIBABA_CLOUD_PROFILE"] = "two"
    elif case in ("sdk", "empty"):
        if case == "empty":
            machine.profiles({"name": "main", "mode": "AK", "access_key_id": "", "access_key_secret": ""})
        machine.file(str(ini.relative_to(machine.home)), "[default]\ntype=access_key\naccess_key_id=sdk\naccess_key_secret=s\n")
    elif case == "sdk_comment":
        machine.file(str(ini.relative_to(machine.home)), "[default]\nType = access_key # here\nAccess_Key_Id = sdk#comment\naccess_key_secret = s\n")
    elif case == "uri":
        variables["ALIBABA_CLOUD_CREDENTIALS_URI"] = machine.cloud.url + "/credentials"
    elif case == "disabled":
        machine.profiles({"name": "main", "mode": "AK", **ak})
        variables["ALIBABA_CLOUD_CLI_PROFILE_DISABLED"] = "True"
        machine.file(str(ini.relative_to(machine.home)), "[default]\ntype=access_key\naccess_key_id=sdk\naccess_key_secret=s\n")
    theirs = subprocess.run([sys.executable, "-c", SDK], capture_output=True, env={**machine.environment, **variables}, timeout=40)
    assert theirs.returncode == 0, theirs.stderr.decode()
    assert list(machine.signed_by(**variables)) == json.loads(theirs.stdout.decode().splitlines()[-1])
