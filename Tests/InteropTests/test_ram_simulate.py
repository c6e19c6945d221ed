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
        {"name": "dora", "policies": ["own-prefix"], "access_keys": [{"id": "LTAIsimulatedora", "secret": BOB.secret}]},
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
        {"name": "own-prefix", "document": {"Version": "1", "Statement": [
            {"Effect": "Allow", "Action": "oss:*", "Resource": "*", "Condition": {"StringLike": {"oss:Prefix": "mine/*"}}},
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


@pytest.mark.parametrize("question, words", [
    (asked([], "oss:PutObject", "uploads/x"), ["say who asks: --user NAME"]),
    (asked([*ALICES, "--owner"], "oss:PutObject", "uploads/x"), ["say one of --user, --role, --owner, --anonymous"]),
    (asked(["--owner", "--anonymous"], "oss:PutObject", "uploads/x"), ["say one of --user, --role, --owner, --anonymous"]),
    (asked(ALICES, "PutObject", "uploads/x"), ["did you mean oss:PutObject?"]),
    (asked(ALICES, "Frobnicate", "uploads/x"), ["SERVICE:NAME", "oss:PutObject for example"]),
    (asked(ALICES, "oss:", "uploads/x"), ["SERVICE:NAME"]), (asked(ALICES, ":PutObject", "uploads/x"), ["SERVICE:NAME"]),
    (asked(ALICES, "", "uploads/x"), ["SERVICE:NAME"]),
    (asked(ALICES, "oss:PutObject", "uploads/x", "--context", "acs:Foo=1"), ["acs:Foo"]),
    (asked(ALICES, "oss:PutObject", "uploads/x", "--context", "acs:SourceIp=192.0.2.1", "--context", "acs:SourceIP6=1"),
     ["acs:SourceIP6", "did you mean acs:SourceIp?"]),
    (asked(ALICES, "oss:PutObject", "uploads/x", "--context", "SourceIp=1"), ["did you mean acs:SourceIp?"]),
    (asked(ALICES, "oss:PutObject", "uploads/x", "--context", "aws:SecureTransport=true"), ["did you mean acs:SecureTransport?"]),
    (asked(ALICES, "oss:ListObjects", "uploads", "--context", "acs:Prefix=x"), ["did you mean oss:Prefix?"]),
    (asked(ALICES, "oss:GetObject", "uploads/x", "--context", "oss:ExistingObjectTag=x"), ["did you mean oss:ExistingObjectTag/KEY?"]),
    (asked(ALICES, "oss:GetObject", "uploads/x", "--context", "oss:ExistingObjectTags/Stage=x"), ["did you mean oss:ExistingObjectTag/Stage?"]),
    (asked(ALICES, "oss:GetObject", "uploads/x", "--context", "acs:SourceIp/x=1"), ["did you mean acs:SourceIp?"]),
], ids=lambda value: " ".join(value))
def test_wrong_usage_is_told_what_to_say(ram_file, folder, question, words):
    done = cli.run("ram", "simulate", *question, "--ram-file", ram_file, "--data", folder)
    assert (done.returncode, done.stdout) == (1, b"")
    for word in words:
        assert word in done.stderr.decode()
    if "acs:Foo=1" in question:
        assert b"did you mean" not in done.stderr


@pytest.mark.parametrize("key", [
    "acs:SourceIp", "ACS:sourceip", "acs:SourceVpc", "acs:UserAgent", "acs:CurrentTime", "acs:SecureTransport", "acs:AccessId", "acs:MFAPresent",
    "oss:Prefix", "oss:Delimiter", "oss:x-oss-acl", "oss:x-oss-object-acl", "oss:BucketTag/K", "oss:ExistingObjectTag/a/b", "oss:RequestObjectTag/K",
])
def test_every_condition_key_can_be_given(ram_file, folder, key):
    simulate(*asked(["--owner"], "oss:GetObject", "uploads/x", "--context", f"{key}=1"), "--ram-file", ram_file, "--data", folder, status=0)


def test_values_of_one_key_are_joined_however_it_is_spelled(ram_file, folder):
    """Both values count: one that is not allowed is enough for the negated condition."""
    for addresses, status in (("192.0.2.9", "192.0.2.10"), 0), (("192.0.2.9", "198.51.100.9"), 2), (("198.51.100.9", "192.0.2.9"), 2):
        given = ["--context", f"acs:SourceIp={addresses[0]}", "--context", f"ACS:sourceip={addresses[1]}"]
        apart = cli.run("ram", "simulate", *asked(["--user", "bob"], "oss:PutObject", "uploads/dir/x", *given), "--ram-file", ram_file,
                        "--data", folder, "--json")
        same = [argument.replace("ACS:sourceip", "acs:SourceIp") for argument in given]
        together = cli.run("ram", "simulate", *asked(["--user", "bob"], "oss:PutObject", "uploads/dir/x", *same), "--ram-file", ram_file,
                           "--data", folder, "--json")
        assert (apart.returncode, apart.stdout) == (together.returncode, together.stdout), addresses


def test_an_action_that_no_operation_needs_is_noted(ram_file, folder):
    for action, is_noted in (("oss:Frobnicate", True), ("OSS:frobnicate", True), ("oss:PutObject", False), ("sts:AssumeRole", False)):
        done = cli.run("ram", "simulate", *asked(["--owner"], action, "uploads/x"), "--ram-file", ram_file, "--data", folder)
        assert done.returncode == 0 and (b"no operation of the server needs" in done.stderr) == is_noted, action


def test_without_a_data_folder_there_is_nobody(folder):
    done = cli.run("ram", "simulate", *asked(["--owner"], "oss:PutObject", "uploads/x"), "--data", folder)
    assert done.returncode == 3 and b"--ram-file" in done.stderr


@pytest.fixture
def running(credentials, folder, ram_file):
    server = Server(credentials, buckets=("uploads", "open"), data=folder, more=["--ram-file", ram_file])
    yield server
    server.discard()


def test_a_bucket_that_is_not_there_is_said_to_be_missing(running, folder, ram_file):
    where = ["--data", folder]
    for who in ALICES, ["--owner"], ["--anonymous"], ["--user", "carol"]:
        for path in ("missing-bucket/x", "missing-bucket"):
            report = simulate(*asked(who, "oss:GetObject", path), *where, status=2)
            assert (report["bucket_exists"], report["layer"], report["ec"]) == (False, "no-bucket", "0015-00000101")
            assert report["reason"] == "there is no bucket missing-bucket" and "nearest" not in report and "statement" not in report
    done = cli.run("ram", "simulate", *asked(ALICES, "oss:PutObject", "missing-bucket/x"), *where)
    assert (done.returncode, done.stderr) == (2, b"")
    assert done.stdout.decode().splitlines() == ["denied: there is no bucket missing-bucket", "layer: no-bucket", "ec: 0015-00000101"]
    # Who makes a bucket needs none.
    assert simulate(*asked(["--owner"], "oss:PutBucket", "missing-bucket"), *where, status=0)["bucket_exists"] is False
    assert simulate(*asked(ALICES, "oss:PutBucket", "missing-bucket"), *where, status=2)["layer"] == "no-policy"
    assert simulate(*asked(ALICES, "oss:PutObject", "uploads/dir/x"), *where, status=0)["bucket_exists"] is True
    assert "bucket_exists" not in simulate(*asked(["--owner"], "oss:ListBuckets", "*"), *where, status=0)
    # Nothing is known of buckets without a data folder.
    question = asked(ALICES, "oss:PutObject", "uploads/dir/x")
    assert "bucket_exists" not in simulate(*question, "--ram-file", ram_file, "--data", f"{folder}-of-nobody", status=0)


def test_one_statement_that_decides_and_two_that_deny(running, folder):
    policy = {"Version": "1", "Statement": [
        {"Sid": "Locked", "Effect": "Deny", "Action": "oss:PutObject", "Principal": ["*"], "Resource": ["acs:oss:*:*:uploads/dir/*"]}]}
    assert buckets.configure(Client(running), "uploads", "policy", json.dumps(policy)).status == 200
    in_bucket = {"source": "bucket-policy", "number": 1, "sid": "Locked"}
    report = simulate(*asked(ALICES, "oss:PutObject", "uploads/dir/x"), "--data", folder, status=2)
    assert (report["layer"], report["statement"]) == ("bucket-policy", in_bucket) and "statements" not in report
    question = asked(["--user", "bob"], "oss:PutObject", "uploads/dir/x", "--context", "acs:SourceIp=198.51.100.9")
    report = simulate(*question, "--data", folder, status=2)
    assert report["layer"] == "ram-and-bucket-policy" and "statement" not in report
    assert report["statements"] == [{"source": "ram-policy", "policy": "careful", "number": 1}, in_bucket]
    found = json.loads(check(running, folder, "dir/x", "--json").stdout)["check"]
    assert found == {
        "outcome": "denied", "by": "simulation", "reason": found["reason"], "layer": "bucket-policy", "statement": in_bucket, "ec": found["ec"],
        "action": "oss:PutObject", "resource": "acs:oss:*:*:uploads/dir/x", "bucket_exists": True, "not_given": [],
    }
    yaml = check(running, folder, "dir/x", "--output-format", "yaml").stdout.decode()
    assert '  statement: {"number": 1, "sid": "Locked", "source": "bucket-policy"}\n' in yaml and "  bucket_exists: true\n" in yaml
    xml = check(running, folder, "dir/x", "--output-format", "xml").stdout.decode()
    assert "<Statement><Number>1</Number><Sid>Locked</Sid><Source>bucket-policy</Source></Statement>" in xml
    assert "<BucketExists>true</BucketExists>" in xml and "<Layer>bucket-policy</Layer>" in xml


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
    found = json.loads(check(running, folder, "x", "--json", bucket="missing-bucket").stdout)["check"]
    assert (found["outcome"], found["layer"], found["ec"], found["bucket_exists"]) == ("denied", "no-bucket", "0015-00000101", False)
    assert found["reason"] == "there is no bucket missing-bucket"
    owner = json.loads(check(running, folder, "anything", "--json", credentials=running.credentials).stdout)
    assert (owner["check"]["outcome"], owner["check"]["layer"]) == ("allowed", "owner")
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
    assert report["check"]["not_given"] == ["acs:SourceIp"] and "layer" not in report["check"]
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


def test_presign_takes_the_ways_to_check_as_words(running, folder):
    def by(*flags):
        done = cli.presign_process(running, "dir/new", "--data", folder, "--json", *flags, credentials=ALICE)
        return done.returncode, json.loads(done.stdout)["check"]["by"]

    assert by("--check") == by("--check=simulation") == (0, "simulation")
    assert by("--check-request") == by("--check=request") == (0, "request")
    for word in ("foo", "", "Request"):
        done = cli.presign_process(running, "dir/new", "--data", folder, f"--check={word}", credentials=ALICE)
        assert (done.returncode, done.stdout) == (1, b"")
        assert b"say simulation (or nothing) or request" in done.stderr and b"does not take any value" not in done.stderr
    # Behind -- and elsewhere it is no flag.
    done = cli.run("presign", "--endpoint", running.endpoint, "--", "--check=foo", credentials=ALICE)
    assert done.returncode == 1 and b"say simulation" not in done.stderr


def test_a_role_that_sts_does_not_give_is_a_refusal_of_the_service(running, folder):
    role = ["--mode", "RamRoleArn", "--role-arn", "acs:ram::1000000000000000:role/uploads-role", "--sts-endpoint", running.endpoint]
    for command in (["presign", "oss://uploads/x"], ["ls", "oss://uploads"]):
        where = ["--endpoint", running.endpoint, "--region", running.region, *role]
        done = cli.run(*command, *where, credentials=BOB)
        assert (done.returncode, done.stdout) == (2, b"") and b"NoPermission" in done.stderr, done
        done = cli.run(*command, *where, "--output-format", "json", credentials=BOB)
        error = json.loads(done.stderr)
        assert (done.returncode, error["code"], error["exit_status"]) == (2, "NoPermission", 2)
        # What gives no answer has refused nothing.
        done = cli.run(*command, *where[:-1], "http://127.0.0.1:1", credentials=BOB)
        assert (done.returncode, done.stdout) == (3, b"")


def test_help_says_where_credentials_come_from():
    words = " ".join(cli.run("presign", "--help").stdout.decode().split())
    assert "waybill creds" in words and "aliyun" in words and "--check=simulation" in words
    assert "Only this asks" not in words


def test_presign_lets_no_parameter_count_that_the_operation_ignores(running, folder):
    """As on the server: a prefix on a GET of an object means nothing, so no condition is met by it."""
    dora = Credentials("LTAIsimulatedora", BOB.secret)
    done = check(running, folder, "dir/x", "--method", "GET", "--query-param", "prefix=mine/", "--output-format", "json", credentials=dora)
    report = json.loads(done.stdout)
    assert report["check"]["outcome"] == "denied", report
    assert requests.get(report["url"]).status_code == 403
