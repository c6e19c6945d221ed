"""`waybill ram simulate`: who may do what, without a request, and beside a running server, whose answers must be the same."""

import json

import pytest
import requests

from support import buckets, cli
from support.client import Client
from support.server import Server
from support.signing import Credentials

ALICE = Credentials("LTAIsimulatealice", "alice-secret-0123456789abcdef")
BOB = Credentials("LTAIsimulatebob", "bob-secret-0123456789abcdefgh")
IDENTITIES = {
    "version": 1,
    "account": "1234567890123456",
    "users": [
        {"name": "alice", "policies": ["uploader", "AliyunSTSAssumeRoleAccess", "regional"], "access_keys": [{"id": ALICE.id, "secret": ALICE.secret}]},
        {"name": "bob", "policies": ["uploader", "careful"], "access_keys": [
            {"id": BOB.id, "secret": BOB.secret}, {"id": "LTAIsimulateold", "secret": BOB.secret, "status": "Inactive"}]},
        {"name": "carol", "policies": ["AliyunOSSReadOnlyAccess"]},
    ],
    "roles": [{"name": "uploads-role", "policies": ["uploader"]}],
    "policies": [
        {"name": "uploader", "document": {"Version": "1", "Statement": [
            {"Sid": "Up", "Effect": "Allow", "Action": "oss:PutObject", "Resource": "acs:oss:*:*:uploads/dir/*"},
            {"Effect": "Allow", "Action": "oss:ListObjects", "Resource": "acs:oss:*:*:uploads",
             "Condition": {"StringLike": {"oss:Prefix": "dir/*"}}},
        ]}},
        {"name": "regional", "document": {"Version": "1", "Statement": [
            {"Effect": "Allow", "Action": "oss:PutObject", "Resource": "acs:oss:cn-hangzhou:1234567890123456:uploads/regional/*"},
        ]}},
        {"name": "careful", "document": {"Version": "1", "Statement": [
            {"Effect": "Deny", "Action": "oss:*", "Resource": "*", "Condition": {"NotIpAddress": {"acs:SourceIp": "192.0.2.0/24"}}},
        ]}},
    ],
}


@pytest.fixture
def ram_file(tmp_path) -> str:
    path = tmp_path / "ram.json"
    path.write_text(json.dumps(IDENTITIES))
    path.chmod(0o600)
    return str(path)


@pytest.fixture
def folder(tmp_path) -> str:
    return str(tmp_path / "data")


def simulate(*arguments, status) -> dict:
    done = cli.run("ram", "simulate", *arguments, "--json")
    assert done.returncode == status, (done.returncode, done.stdout, done.stderr)
    report = json.loads(done.stdout)
    assert (report["decision"] == "allowed") == (status == 0)
    return report


def asked(who, action, path, *more):
    return [*who, "--action", action, "--resource", f"acs:oss:*:*:{path}", *more]


ALICES = ["--user", "alice"]
ROLE = ["--role", "uploads-role"]


@pytest.mark.parametrize("question, layer, ec, number", [
    (asked(ALICES, "oss:PutObject", "uploads/dir/x"), "ram-policy", None, 1),
    (asked(ALICES, "OSS:putobject", "uploads/dir/"), "ram-policy", None, 1),
    (asked(ALICES, "oss:PutObject", "uploads/dir2/x"), "bucket-acl", "0003-00000001", None),
    (asked(ALICES, "oss:ListObjects", "uploads", "--context", "oss:Prefix=dir/a"), "ram-policy", None, 2),
    (asked(ALICES, "oss:ListObjects", "uploads"), "bucket-acl", "0003-00000001", None),
    (asked(ALICES, "oss:PutBucketPolicy", "uploads"), "no-policy", "0003-00000202", None),
    (asked(["--user", "bob"], "oss:PutObject", "uploads/dir/x", "--context", "acs:SourceIp=192.0.2.9"), "ram-policy", None, 1),
    (asked(["--user", "bob"], "oss:PutObject", "uploads/dir/x", "--context", "acs:SourceIp=198.51.100.9"), "ram-policy", "0003-00000201", 1),
    # A condition with a negated operator is met by a request of which nothing is known.
    (asked(["--user", "bob"], "oss:PutObject", "uploads/dir/x"), "ram-policy", "0003-00000201", 1),
    (asked(["--user", "carol"], "oss:GetObject", "any-bucket/x"), "ram-policy", None, 1),
    (asked(ROLE, "oss:PutObject", "uploads/dir/x"), "ram-policy", None, 1),
    (asked(["--owner"], "oss:DeleteBucket", "uploads"), "owner", None, None),
    (asked(["--anonymous"], "oss:GetObject", "uploads/dir/x"), "anonymous", "0003-00000905", None),
    (asked(["--anonymous"], "oss:ListObjects", "uploads"), "anonymous", "0003-00000905", None),
], ids=lambda value: " ".join(value) if isinstance(value, list) else None)
def test_decisions_of_a_file(ram_file, folder, question, layer, ec, number):
    status = 2 if ec else 0
    report = simulate(*question, "--ram-file", ram_file, "--data", folder, status=status)
    assert (report["layer"], report.get("ec"), (report.get("statement") or {}).get("number")) == (layer, ec, number)
    assert report["reason"]
    assert report["not_given"] == (["acs:SourceIp"] if "bob" in question and "--context" not in question else [])


def test_the_nearest_miss_is_named(ram_file, folder):
    where = ["--ram-file", ram_file, "--data", folder]
    report = simulate(*asked(ALICES, "oss:PutObject", "uploads/dir2/x"), *where, status=2)
    assert report["nearest"] == (
        'statement 1 ("Up") of the RAM policy uploader allows oss:PutObject on acs:oss:*:*:uploads/dir/*, not on uploads/dir2/x'
    )
    done = cli.run("ram", "simulate", *asked(ALICES, "oss:PutObject", "uploads/dir2/x"), *where)
    assert (done.returncode, done.stdout.decode().splitlines()) == (2, [
        "denied: no policy allows oss:PutObject on acs:oss:*:*:uploads/dir2/x, and the bucket's ACL does not give it",
        "layer: bucket-acl", "ec: 0003-00000001", f"nearest: {report['nearest']}",
    ])
    assert b"no data folder" in done.stderr


def test_a_session_policy_narrows(ram_file, folder, tmp_path):
    policy = tmp_path / "narrow.json"
    policy.write_text(json.dumps({"Version": "1", "Statement": [
        {"Effect": "Allow", "Action": "oss:PutObject", "Resource": "acs:oss:*:*:uploads/dir/mine/*"}]}))
    more = ["--ram-file", ram_file, "--data", folder, "--session-policy", str(policy)]
    assert simulate(*asked(ROLE, "oss:PutObject", "uploads/dir/mine/x"), *more, status=0)["layer"] == "ram-policy"
    report = simulate(*asked(ROLE, "oss:PutObject", "uploads/dir/x"), *more, status=2)
    assert (report["layer"], report["ec"]) == ("session-policy", "0003-00000301")
    assert report["nearest"].startswith("statement 1 of the session policy")


@pytest.mark.parametrize("question", [
    asked([], "oss:PutObject", "uploads/x"), asked(["--user", "alice", "--owner"], "oss:PutObject", "uploads/x"),
    asked(["--user", "nobody"], "oss:PutObject", "uploads/x"), asked(["--role", "nobody"], "oss:PutObject", "uploads/x"),
    ["--owner", "--action", "oss:PutObject", "--resource", "uploads/x"], ["--owner", "--action", "oss:PutObject", "--resource", "acs:oss:*:*:B/x"],
    asked(["--owner"], "oss:PutObject", "uploads/x", "--context", "nothing"), asked(["--owner"], "oss:PutObject", "uploads/x", "--session-policy", "f"),
], ids=" ".join)
def test_a_malformed_question_is_wrong_usage(ram_file, folder, question):
    done = cli.run("ram", "simulate", *question, "--ram-file", ram_file, "--data", folder)
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr


def test_without_a_data_folder_there_is_nobody(folder):
    done = cli.run("ram", "simulate", *asked(["--owner"], "oss:PutObject", "uploads/x"), "--data", folder)
    assert done.returncode == 3 and b"--ram-file" in done.stderr


@pytest.fixture
def running(credentials, folder, ram_file):
    server = Server(credentials, buckets=("uploads", "open"), data=folder, more=["--ram-file", ram_file])
    yield server
    server.discard()


def test_what_is_simulated_is_what_the_server_does(running, folder):
    """The catalogue is read while the server writes it; each answer of the simulation is the server's."""
    owner = Client(running)
    buckets.unblock(owner, "open")
    assert buckets.configure(owner, "open", "acl", headers=[("x-oss-acl", "public-read")]).status == 200
    policy = {"Version": "1", "Statement": [
        {"Effect": "Deny", "Action": "oss:PutObject", "Principal": ["*"], "Resource": ["acs:oss:*:*:uploads/dir/locked/*"]}]}
    assert buckets.configure(owner, "uploads", "policy", json.dumps(policy)).status == 200
    for bucket in ("uploads", "open"):
        for key in ("dir/x", "dir/locked/x", "other"):
            Client(running, bucket=bucket).put(key, b"x")
    request = owner.signed("PUT", "other", bucket="open", params=[("acl", "")], headers=[("x-oss-object-acl", "private")])
    assert owner.send(request, b"").status == 200
    for bucket in ("uploads", "open"):
        for key in ("dir/x", "dir/locked/x", "other", "missing", "regional/x"):
            for method, action in (("GET", "oss:GetObject"), ("PUT", "oss:PutObject")):
                for who, sender in ((["--user", "alice"], Client(running, bucket=bucket, credentials=ALICE)), (["--owner"], Client(running, bucket=bucket)),
                                    (["--anonymous"], None)):
                    question = [*who, "--action", action, "--resource", f"oss://{bucket}/{key}", "--data", folder, "--json"]
                    done = cli.run("ram", "simulate", *question)
                    report = json.loads(done.stdout)
                    if sender is None:
                        answer = requests.request(method, f"{running.endpoint}/{bucket}/{key}", data=b"y" if method == "PUT" else None)
                        status, ec = answer.status_code, answer.headers.get("x-oss-ec")
                    else:
                        answer = sender.send(sender.signed(method, key), b"y" if method == "PUT" else None)
                        status, ec = answer.status, answer.header("x-oss-ec")
                    assert (done.returncode, status == 403) in ((0, False), (2, True)), (question, report, status)
                    if status == 403:
                        assert report.get("ec") == ec, (question, report)


def test_a_region_counts_where_it_is_known(ram_file, tmp_path):
    question = ["--ram-file", ram_file, "--data", str(tmp_path / "none"), *asked(["--user", "alice"], "oss:PutObject", "uploads/regional/x")]
    simulate(*question, status=2)
    simulate(*question, "--region", "cn-beijing", status=2)
    simulate(*question, "--region", "cn-hangzhou", status=0)


def test_the_account_can_always_rid_its_bucket_of_a_policy(running, folder):
    policy = {"Version": "1", "Statement": [{"Effect": "Deny", "Action": "oss:*", "Principal": ["1234567890123456"], "Resource": [
        "acs:oss:*:1234567890123456:uploads", "acs:oss:*:1234567890123456:uploads/*"]}]}
    owner = Client(running)
    assert buckets.configure(owner, "uploads", "policy", json.dumps(policy)).status == 200
    for action, status in (("oss:GetObject", 2), ("oss:PutBucketAcl", 2), ("oss:GetBucketPolicy", 0), ("oss:DeleteBucketPolicy", 0)):
        path = "uploads/a" if action == "oss:GetObject" else "uploads"
        simulate("--data", folder, *asked(["--owner"], action, path), status=status)
    request = owner.signed("GET", "a")
    assert owner.send(request, None).header("x-oss-ec") == "0003-00000101"
    assert owner.send(owner.signed("DELETE", "", params=[("policy", "")]), None).status == 204


# presign --check


def check(running, folder, key, *options, credentials=ALICE, bucket="uploads"):
    done = cli.presign_process(running, key, "--data", folder, "--check", *options, bucket=bucket, credentials=credentials)
    assert done.returncode == 0, done.stderr
    return done


def test_presign_warns_of_a_missing_permission(running, folder):
    done = check(running, folder, "dir/x")
    assert done.stdout.startswith(b"http") and b"warning" not in done.stderr
    done = check(running, folder, "dir2/x")
    assert done.stdout.startswith(b"http")
    warning = done.stderr.decode()
    assert "warning: whoever uses this URL will be refused" in warning and "0003-00000001" in warning and "not on uploads/dir2/x" in warning
    assert "ignature=" not in warning and "http" not in warning
    assert requests.put(done.stdout.decode().strip(), data=b"").status_code == 403
    report = json.loads(check(running, folder, "dir2/x", "--json").stdout)
    assert (report["check"]["outcome"], report["check"]["by"], report["check"]["ec"]) == ("denied", "simulation", "0003-00000001")
    # Tags need a permission of their own.
    report = json.loads(check(running, folder, "dir/x", "--json", "-H", "x-oss-tagging: a=b").stdout)
    assert report["check"]["outcome"] == "denied" and "oss:PutObjectTagging" in report["check"]["reason"]
    assert json.loads(check(running, folder, "dir/x", "--json", "--method", "GET").stdout)["check"]["outcome"] == "denied"
    assert json.loads(check(running, folder, "x", "--json", bucket="missing-bucket").stdout)["check"]["outcome"] == "denied"
    owner = json.loads(check(running, folder, "anything", "--json", credentials=running.credentials).stdout)
    assert owner["check"]["outcome"] == "allowed"
    assert "check" not in json.loads(cli.presign_process(running, "dir/x", "--json", credentials=ALICE).stdout)


def test_presign_knows_sessions_and_disabled_keys(running, folder):
    role = ["--mode", "RamRoleArn", "--role-arn", "acs:ram::1234567890123456:role/uploads-role", "--sts-endpoint", running.endpoint, "--json"]
    report = json.loads(check(running, folder, "dir/x", *role).stdout)
    assert (report["check"]["outcome"], report["check"]["by"]) == ("allowed", "simulation")
    report = json.loads(check(running, folder, "dir2/x", *role).stdout)
    assert (report["check"]["outcome"], report["check"]["ec"]) == ("denied", "0003-00000001")
    old = Credentials("LTAIsimulateold", BOB.secret)
    assert json.loads(check(running, folder, "dir/x", "--json", credentials=old).stdout)["check"]["ec"] == "0002-00000904"


def test_presign_does_not_pretend_to_know(running, folder, tmp_path):
    report = json.loads(check(running, folder, "dir/x", "--json", credentials=BOB).stdout)
    assert report["check"]["outcome"] == "unknown" and "acs:SourceIp" in report["check"]["reason"]
    elsewhere = ["--endpoint", "https://oss-cn-hangzhou.aliyuncs.com"]
    done = cli.run("presign", "oss://uploads/x", *elsewhere, "--region", "cn-hangzhou", "--check", "--json", "--data", folder, credentials=ALICE)
    assert done.returncode == 0
    assert json.loads(done.stdout)["check"]["outcome"] == "unknown"
    assert b"--check-request" in done.stderr


def test_presign_tries_an_upload_that_stores_nothing(running, folder):
    client = Client(running)
    before = Client(running, bucket="uploads").contents()

    def tried(key, credentials, *more):
        done = cli.presign_process(running, key, "--check=request", "--json", *more, credentials=credentials)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)["check"], done.stderr.decode()

    found, warning = tried("dir/new", ALICE)
    assert (found["outcome"], found["by"], warning.count("warning")) == ("allowed", "request", 0)
    found, warning = tried("dir2/new", ALICE)
    assert (found["outcome"], found["ec"]) == ("denied", "0003-00000001") and "warning" in warning
    assert tried("dir/new", ALICE._replace(secret="wrong"))[0]["outcome"] == "denied"
    assert tried("dir/new", ALICE, "--method", "GET")[0]["outcome"] == "unknown"
    client.put("dir/there", b"kept")
    assert tried("dir/there", running.credentials)[0]["outcome"] == "allowed"
    assert client.get("dir/there").body == b"kept"
    client.delete("dir/there")
    assert Client(running, bucket="uploads").contents() == before
    done = cli.run("presign", "oss://uploads/x", "oss://uploads/y", "--check-request", "--endpoint", running.endpoint, "--region", running.region,
                   credentials=ALICE)
    assert (done.returncode, done.stdout) == (1, b"")
