"""The documentation's page "authorize a RAM user to access multiple directories in a bucket", which the page on presigned uploads leads to,
and its other examples of bucket policies: end to end, with the official SDKs."""

import json

import alibabacloud_oss_v2 as oss
import oss2
import pytest
import requests

from support import buckets
from support.access_oracle import ACCOUNT
from support.client import Client
from support.ram import RAM, allow, credentials_of, deny, open_bucket, policy, serving
from support.sdk import oss2_bucket, refused, sdk, told

BUCKET = "mybucket"
DIRECTORIES = [f"acs:oss:*:*:{BUCKET}/hangzhou/2014/*", f"acs:oss:*:*:{BUCKET}/hangzhou/2015/*"]
WHOLE = [f"acs:oss:*:*:{BUCKET}", f"acs:oss:*:*:{BUCKET}/*"]

READ = policy(allow("oss:GetObject", DIRECTORIES))
LIST = policy(
    allow("oss:GetObject", DIRECTORIES),
    allow("oss:ListObjects", f"acs:oss:*:*:{BUCKET}", {"StringLike": {"oss:Prefix": ["hangzhou/2014/*", "hangzhou/2015/*"]}}),
)
CONSOLE_ACTIONS = [
    "oss:ListBuckets", "oss:GetBucketStat", "oss:GetBucketInfo", "oss:GetBucketTagging", "oss:GetBucketLifecycle", "oss:GetBucketWorm",
    "oss:GetBucketVersioning", "oss:GetBucketAcl",
]
BROWSE = policy(
    allow(CONSOLE_ACTIONS, "acs:oss:*:*:*"),
    allow(["oss:GetObject", "oss:GetObjectAcl"], DIRECTORIES),
    allow("oss:ListObjects", f"acs:oss:*:*:{BUCKET}", {
        "StringLike": {"oss:Delimiter": "/", "oss:Prefix": ["", "hangzhou/", "hangzhou/2014/*", "hangzhou/2015/*"]},
    }),
)
UPLOAD = policy(allow("oss:PutObject", DIRECTORIES))
UPLOAD_BUT = policy(allow("oss:PutObject", DIRECTORIES), deny("oss:PutObject", f"acs:oss:*:*:{BUCKET}/hangzhou/2014/closed/*"))
WITHOUT_SLASH = policy(allow("oss:PutObject", f"acs:oss:*:*:{BUCKET}/hangzhou/2014*"))
TOP_ONLY = policy(allow("oss:ListObjects", f"acs:oss:*:*:{BUCKET}", {"StringEquals": {"oss:Prefix": ""}}))

INSIDE = ["hangzhou/2014/a.txt", "hangzhou/2014/deep/b.txt", "hangzhou/2015/a.txt", "hangzhou/2014/"]
OUTSIDE = ["hangzhou/2013/a.txt", "hangzhou/2014", "hangzhou/20145/a.txt", "hangzhou/2014x", "hangzhou/", "shanghai/hangzhou/2014/a.txt", "root.txt"]

DENIED_DATA = (403, "AccessDenied", "0003-00000001")
DENIED_MANAGEMENT = (403, "AccessDenied", "0003-00000202")
DENIED_BY_BUCKET = (403, "AccessDenied", "0003-00000101")

USERS = {
    "read": READ, "list": LIST, "browse": BROWSE, "upload": UPLOAD, "uploadbut": UPLOAD_BUT, "noslash": WITHOUT_SLASH, "top": TOP_ONLY,
    "full": "AliyunOSSFullAccess", "readonly": "AliyunOSSReadOnlyAccess",
}
BOB, CAROL = "200000000000000021", "200000000000000022"


@pytest.fixture(scope="module")
def city(tmp_path_factory, credentials):
    ram = RAM(tmp_path_factory.mktemp("directories") / "ram.json")
    for name, document in USERS.items():
        ram.user(name, document)
    ram.user("bob", id=BOB)
    ram.user("carol", id=CAROL)
    with serving(ram, credentials, (BUCKET,)) as server:
        owner = Client(server, bucket=BUCKET)
        for key in INSIDE + OUTSIDE:
            owner.put(key, b"x")
        yield server


@pytest.fixture
def own_bucket(city):
    """A bucket with two objects, wiped after the test with the power of its owner, once its policy has gone."""
    with open_bucket(city) as client:
        client.put("pub/a", b"x")
        client.put("b", b"y")
        yield client


def api(server, name: str) -> oss.Client:
    return sdk(server, credentials=credentials_of(name) if name else None)


def put_policy(client: Client, *statements: dict):
    answer = buckets.configure(client, client.bucket, "policy", json.dumps(policy(*statements)))
    assert answer.status == 200, answer.body


def listed(result) -> tuple:
    keys = [entry.key for entry in result.contents or []]
    return keys, [entry.prefix for entry in result.common_prefixes or []]


# 1: read known paths


@pytest.mark.parametrize("user", ["read", "list", "browse"])
def test_known_paths_in_the_directories_are_read(city, user):
    client = api(city, user)
    for key in INSIDE:
        assert client.get_object(oss.GetObjectRequest(BUCKET, key)).body.content == b"x"
        assert client.head_object(oss.HeadObjectRequest(BUCKET, key)).status_code == 200
        assert requests.get(client.presign(oss.GetObjectRequest(BUCKET, key)).url).content == b"x"
        assert oss2_bucket(city, name=BUCKET, credentials=credentials_of(user)).get_object(key).read() == b"x"


@pytest.mark.parametrize("key", OUTSIDE + ["HANGZHOU/2014/a.txt", "hangzhou/2016/missing", "Hangzhou/2014/"])
@pytest.mark.parametrize("user", ["read", "list", "browse"])
def test_nothing_else_is_read(city, user, key):
    client = api(city, user)
    assert told(refused(client.get_object, oss.GetObjectRequest(BUCKET, key))) == DENIED_DATA
    assert told(refused(client.head_object, oss.HeadObjectRequest(BUCKET, key))) == DENIED_DATA
    assert requests.get(client.presign(oss.GetObjectRequest(BUCKET, key)).url).status_code == 403


def test_reading_is_not_writing(city):
    client = api(city, "read")
    key = INSIDE[0]
    assert told(refused(client.put_object, oss.PutObjectRequest(BUCKET, key, body=b"y"))) == DENIED_DATA
    assert told(refused(client.delete_object, oss.DeleteObjectRequest(BUCKET, key))) == DENIED_DATA
    assert refused(client.put_object_acl, oss.PutObjectAclRequest(BUCKET, key, acl="private")).status_code == 403
    assert Client(city, bucket=BUCKET).get(key).body == b"x"


@pytest.mark.parametrize("prefix", [None, "", "hangzhou/", "hangzhou/2014/", "hangzhou/2014"])
def test_whoever_may_only_read_cannot_list(city, prefix):
    assert refused(api(city, "read").list_objects_v2, oss.ListObjectsV2Request(BUCKET, prefix=prefix)).status_code == 403
    assert refused(api(city, "read").list_buckets, oss.ListBucketsRequest()).status_code == 403


def test_a_missing_key_inside_is_missing(city):
    assert told(refused(api(city, "read").get_object, oss.GetObjectRequest(BUCKET, "hangzhou/2014/missing"))) == (404, "NoSuchKey", "0026-00000001")


# 2: and list, with the API


@pytest.mark.parametrize("prefix, keys", [
    ("hangzhou/2014/", ["hangzhou/2014/", "hangzhou/2014/a.txt", "hangzhou/2014/deep/b.txt"]), ("hangzhou/2015/", ["hangzhou/2015/a.txt"]),
    ("hangzhou/2014/deep/", ["hangzhou/2014/deep/b.txt"]), ("hangzhou/2014/no such", []),
])
def test_the_directories_are_listed_by_prefix(city, prefix, keys):
    client = api(city, "list")
    assert listed(client.list_objects_v2(oss.ListObjectsV2Request(BUCKET, prefix=prefix)))[0] == keys
    assert listed(client.list_objects(oss.ListObjectsRequest(BUCKET, prefix=prefix)))[0] == keys
    found = oss2_bucket(city, name=BUCKET, credentials=credentials_of("list")).list_objects(prefix=prefix)
    assert [entry.key for entry in found.object_list] == keys


@pytest.mark.parametrize("prefix", [None, "", "hangzhou", "hangzhou/", "hangzhou/2014", "hangzhou/20145/", "hangzhou/2013/", "shanghai/", "*", "hangzhou/*/"])
def test_another_prefix_is_not_listed(city, prefix):
    client = api(city, "list")
    assert refused(client.list_objects_v2, oss.ListObjectsV2Request(BUCKET, prefix=prefix)).status_code == 403
    assert refused(client.list_objects_v2, oss.ListObjectsV2Request(BUCKET, prefix=prefix, delimiter="/")).status_code == 403
    assert refused(client.list_objects, oss.ListObjectsRequest(BUCKET, prefix=prefix)).status_code == 403
    with pytest.raises(oss2.exceptions.AccessDenied):
        oss2_bucket(city, name=BUCKET, credentials=credentials_of("list")).list_objects(prefix=prefix or "")


def test_listing_objects_is_not_listing_versions_or_uploads(city):
    client = api(city, "list")
    assert refused(client.list_object_versions, oss.ListObjectVersionsRequest(BUCKET, prefix="hangzhou/2014/")).status_code == 403
    assert refused(client.list_multipart_uploads, oss.ListMultipartUploadsRequest(BUCKET, prefix="hangzhou/2014/")).status_code == 403


# 3: browse in the console


def test_the_console_browses_from_the_top_to_the_directories(city):
    client = api(city, "browse")
    assert BUCKET in [bucket.name for bucket in client.list_buckets(oss.ListBucketsRequest()).buckets]
    for prefix, prefixes in ((None, ["hangzhou/", "shanghai/"]), ("", ["hangzhou/", "shanghai/"]),
                             ("hangzhou/", ["hangzhou/2013/", "hangzhou/2014/", "hangzhou/20145/", "hangzhou/2015/"]),
                             ("hangzhou/2014/", ["hangzhou/2014/deep/"]), ("hangzhou/2014/deep/", [])):
        assert listed(client.list_objects_v2(oss.ListObjectsV2Request(BUCKET, prefix=prefix, delimiter="/")))[1] == prefixes


@pytest.mark.parametrize("prefix", [None, "", "hangzhou/", "hangzhou/2014/"])
@pytest.mark.parametrize("delimiter", [None, "", "-", "//", "a"])
def test_the_console_s_user_lists_only_with_the_delimiter(city, prefix, delimiter):
    request = oss.ListObjectsV2Request(BUCKET, prefix=prefix, delimiter=delimiter)
    assert refused(api(city, "browse").list_objects_v2, request).status_code == 403


@pytest.mark.parametrize("prefix", ["h", "hangzhou", "hangzhou/2013/", "hangzhou/2014", "hangzhou/20145/", "shanghai/"])
def test_the_console_s_user_lists_no_other_directory(city, prefix):
    request = oss.ListObjectsV2Request(BUCKET, prefix=prefix, delimiter="/")
    assert refused(api(city, "browse").list_objects_v2, request).status_code == 403


def test_the_console_s_user_sees_the_bucket_and_changes_nothing(city):
    client = api(city, "browse")
    assert client.get_bucket_acl(oss.GetBucketAclRequest(BUCKET)).acl == "private"
    assert client.get_bucket_info(oss.GetBucketInfoRequest(BUCKET)).bucket_info.name == BUCKET
    assert client.get_bucket_stat(oss.GetBucketStatRequest(BUCKET)).status_code == 200
    assert client.get_bucket_versioning(oss.GetBucketVersioningRequest(BUCKET)).status_code == 200
    assert client.get_object_acl(oss.GetObjectAclRequest(BUCKET, INSIDE[0])).acl == "default"
    assert refused(client.get_object_acl, oss.GetObjectAclRequest(BUCKET, OUTSIDE[0])).status_code == 403
    assert told(refused(client.put_bucket_acl, oss.PutBucketAclRequest(BUCKET, acl="private"))) == DENIED_MANAGEMENT
    assert told(refused(client.get_bucket_cors, oss.GetBucketCorsRequest(BUCKET))) == DENIED_MANAGEMENT
    assert told(refused(client.get_bucket_policy, oss.GetBucketPolicyRequest(BUCKET))) == DENIED_MANAGEMENT
    assert told(refused(client.put_object, oss.PutObjectRequest(BUCKET, INSIDE[0], body=b"y"))) == DENIED_DATA


def test_a_list_with_the_empty_prefix_only(city):
    client = api(city, "top")
    assert listed(client.list_objects_v2(oss.ListObjectsV2Request(BUCKET)))[0] == sorted(INSIDE + OUTSIDE)
    assert listed(client.list_objects_v2(oss.ListObjectsV2Request(BUCKET, prefix="", delimiter="/")))[1] == ["hangzhou/", "shanghai/"]
    assert refused(client.list_objects_v2, oss.ListObjectsV2Request(BUCKET, prefix="h")).status_code == 403


# The same idea for uploads, with presigned URLs

NEW_INSIDE = ["hangzhou/2014/new", "hangzhou/2015/new", "hangzhou/2014/", "hangzhou/2014/../2013/new", "hangzhou/2014//new", "hangzhou/2014/é", "hangzhou/2015/a b+c"]
NEW_OUTSIDE = ["hangzhou/2014", "hangzhou/2014new", "hangzhou/20145/new", "hangzhou/2013/new", "hangzhou/new", "Hangzhou/2014/new", "new", "hangzhou//2014/new"]


def presigned_put(server, user: str, key: str, library: str) -> str:
    """A URL; signing asks nobody for permission."""
    if library == "oss2":
        return oss2_bucket(server, name=BUCKET, credentials=credentials_of(user)).sign_url("PUT", key, 900, slash_safe=True)
    if library == "oss2-v1":
        return oss2_bucket(server, version="v1", name=BUCKET, credentials=credentials_of(user)).sign_url("PUT", key, 900, slash_safe=True)
    return api(server, user).presign(oss.PutObjectRequest(BUCKET, key)).url


def send_put(server, url: str):
    """As curl --path-as-is does: no library may shorten the path."""
    target = url.split(server.host, 1)[1].encode()
    client = Client(server, bucket=BUCKET)
    return client.send(client.request("PUT"), b"uploaded", target=target)


@pytest.mark.parametrize("library", ["v2", "oss2", "oss2-v1"])
@pytest.mark.parametrize("key", NEW_INSIDE)
def test_a_presigned_upload_succeeds_inside_the_directories(city, library, key):
    answer = send_put(city, presigned_put(city, "upload", key, library))
    assert answer.status == 200, answer.body
    owner = Client(city, bucket=BUCKET)
    assert owner.get(key).body == b"uploaded"
    owner.delete(key)
    if key in INSIDE:
        owner.put(key, b"x")


@pytest.mark.parametrize("library", ["v2", "oss2", "oss2-v1"])
@pytest.mark.parametrize("key", NEW_OUTSIDE)
def test_a_presigned_upload_fails_at_its_use_elsewhere(city, library, key):
    from support.answers import refusal

    owner = Client(city, bucket=BUCKET)
    before = owner.head(key).header("ETag")
    url = presigned_put(city, "upload", key, library)
    error = refusal(send_put(city, url), "PUT")
    assert (error.status, error.code, error.ec) == DENIED_DATA
    assert error.message == "You have no right to access this object because of bucket acl."
    assert owner.head(key).header("ETag") == before


def test_the_uploader_may_do_nothing_else(city):
    client = api(city, "upload")
    key = INSIDE[0]
    assert told(refused(client.get_object, oss.GetObjectRequest(BUCKET, key))) == DENIED_DATA
    assert told(refused(client.delete_object, oss.DeleteObjectRequest(BUCKET, key))) == DENIED_DATA
    assert refused(client.list_objects_v2, oss.ListObjectsV2Request(BUCKET, prefix="hangzhou/2014/")).status_code == 403
    assert told(refused(client.get_bucket_acl, oss.GetBucketAclRequest(BUCKET))) == DENIED_MANAGEMENT
    assert refused(client.list_buckets, oss.ListBucketsRequest()).status_code == 403


def test_deny_beats_allow_inside_a_directory(city):
    for key, status in (("hangzhou/2014/closed/a", 403), ("hangzhou/2014/closed/", 403), ("hangzhou/2014/closed", 200), ("hangzhou/2014/closed2/a", 200)):
        answer = requests.put(presigned_put(city, "uploadbut", key, "v2"), data=b"x")
        assert answer.status_code == status, key
        if status == 403:
            assert answer.headers["x-oss-ec"] == "0003-00000201"
        else:
            Client(city, bucket=BUCKET).delete(key)


def test_a_pattern_without_the_slash_reaches_further(city):
    for key, status in (("hangzhou/2014", 200), ("hangzhou/20145/new", 200), ("hangzhou/2014/new", 200), ("hangzhou/201", 403)):
        assert requests.put(presigned_put(city, "noslash", key, "v2"), data=b"x").status_code == status, key
        if key.endswith("new"):
            Client(city, bucket=BUCKET).delete(key)


# Other bucket policies


def test_a_bucket_policy_lets_users_read_and_write(city, own_bucket):
    whole = [f"acs:oss:*:{ACCOUNT}:{own_bucket.bucket}", f"acs:oss:*:{ACCOUNT}:{own_bucket.bucket}/*"]
    put_policy(own_bucket, allow(["oss:GetObject", "oss:PutObject", "oss:ListObjects", "oss:DeleteObject"], whole, Principal=[BOB]))
    bob, carol = api(city, "bob"), api(city, "carol")
    assert bob.put_object(oss.PutObjectRequest(own_bucket.bucket, "new", body=b"z")).status_code == 200
    assert requests.put(bob.presign(oss.PutObjectRequest(own_bucket.bucket, "url")).url, data=b"z").status_code == 200
    assert listed(bob.list_objects_v2(oss.ListObjectsV2Request(own_bucket.bucket)))[0] == ["b", "new", "pub/a", "url"]
    assert bob.delete_object(oss.DeleteObjectRequest(own_bucket.bucket, "new")).status_code == 204
    assert told(refused(bob.get_bucket_acl, oss.GetBucketAclRequest(own_bucket.bucket))) == DENIED_MANAGEMENT
    assert told(refused(carol.get_object, oss.GetObjectRequest(own_bucket.bucket, "b"))) == DENIED_DATA
    assert own_bucket.exists("b") and requests.get(f"{city.endpoint}/{own_bucket.bucket}/b").status_code == 403


def test_a_read_only_directory_with_its_versions(city, own_bucket):
    buckets.set_versioning(own_bucket, own_bucket.bucket, "Enabled")
    first = own_bucket.put("pub/a", b"1").header("x-oss-version-id")
    own_bucket.put("pub/a", b"2")
    outside = own_bucket.put("b", b"3").header("x-oss-version-id")
    name = own_bucket.bucket
    put_policy(
        own_bucket,
        allow(["oss:GetObject", "oss:GetObjectVersion", "oss:GetObjectAcl", "oss:GetObjectVersionAcl"], f"acs:oss:*:*:{name}/pub/*", Principal=[BOB]),
        allow(["oss:ListObjects", "oss:ListObjectVersions"], f"acs:oss:*:*:{name}", {"StringLike": {"oss:Prefix": "pub/*"}}, Principal=[BOB]),
    )
    bob = api(city, "bob")
    assert bob.get_object(oss.GetObjectRequest(name, "pub/a")).body.content == b"2"
    assert bob.get_object(oss.GetObjectRequest(name, "pub/a", version_id=first)).body.content == b"1"
    assert len(bob.list_object_versions(oss.ListObjectVersionsRequest(name, prefix="pub/")).version) == 3
    assert refused(bob.list_object_versions, oss.ListObjectVersionsRequest(name)).status_code == 403
    assert told(refused(bob.get_object, oss.GetObjectRequest(name, "b"))) == DENIED_DATA
    assert told(refused(bob.get_object, oss.GetObjectRequest(name, "b", version_id=outside))) == DENIED_DATA
    assert told(refused(bob.put_object, oss.PutObjectRequest(name, "pub/a", body=b"z"))) == DENIED_DATA
    assert told(refused(bob.delete_object, oss.DeleteObjectRequest(name, "pub/a", version_id=first))) == DENIED_DATA


def test_a_bucket_policy_lets_everybody_list(city, own_bucket):
    url = f"{city.endpoint}/{own_bucket.bucket}/"
    assert requests.get(url).status_code == 403
    put_policy(own_bucket, allow("oss:ListObjects", f"acs:oss:*:*:{own_bucket.bucket}", Principal=["*"]))
    assert requests.get(url).status_code == 200 and b"<Key>pub/a</Key>" in requests.get(url, params={"list-type": "2"}).content
    assert listed(api(city, "carol").list_objects_v2(oss.ListObjectsV2Request(own_bucket.bucket)))[0] == ["b", "pub/a"]
    assert requests.get(url + "b").status_code == 403
    buckets.unblock(own_bucket, own_bucket.bucket, "true")
    assert requests.get(url).status_code == 403


def test_denying_every_other_address_locks_out_whoever_comes_from_one(city):
    """The form with a condition binds the owner too: for this bucket there is no way back from here."""
    client = buckets.make(Client(city), "locked-out")
    client.put("a", b"x")
    url = client.presigned("GET", "a")
    resources = ["acs:oss:*:*:locked-out", "acs:oss:*:*:locked-out/*"]
    put_policy(client, deny("oss:*", resources, {"NotIpAddress": {"acs:SourceIp": ["127.0.0.0/8"]}}, Principal=["*"]))
    assert client.get("a").status == 200
    put_policy(client, deny("oss:*", resources, {"NotIpAddress": {"acs:SourceIp": ["192.0.2.0/24"]}}, Principal=["*"]))
    assert told(refused(api(city, "").get_object, oss.GetObjectRequest("locked-out", "a"))) == DENIED_BY_BUCKET
    assert told(refused(api(city, "full").get_object, oss.GetObjectRequest("locked-out", "a"))) == DENIED_BY_BUCKET
    assert client.send(url).status == 403, "a bucket policy's Deny blocks a presigned URL however valid its signature"
    for header in ("X-Forwarded-For", "X-Real-IP", "Forwarded", "X-Client-IP", "True-Client-IP"):
        value = "for=192.0.2.1" if header == "Forwarded" else "192.0.2.1"
        assert client.get("a", headers=[(header, value)]).status == 403, header


def test_the_system_policies(city, own_bucket):
    name = own_bucket.bucket
    full, reader = api(city, "full"), api(city, "readonly")
    for client in (full, reader):
        assert client.get_object(oss.GetObjectRequest(name, "b")).body.content == b"y"
        assert listed(client.list_objects_v2(oss.ListObjectsV2Request(name)))[0] == ["b", "pub/a"]
        assert client.get_bucket_acl(oss.GetBucketAclRequest(name)).acl == "private"
        assert name in [bucket.name for bucket in client.list_buckets(oss.ListBucketsRequest(max_keys=1000)).buckets]
    assert told(refused(reader.put_object, oss.PutObjectRequest(name, "c", body=b"z"))) == DENIED_DATA
    assert told(refused(reader.delete_object, oss.DeleteObjectRequest(name, "b"))) == DENIED_DATA
    assert told(refused(reader.put_bucket_acl, oss.PutBucketAclRequest(name, acl="private"))) == DENIED_MANAGEMENT
    assert told(refused(reader.put_bucket, oss.PutBucketRequest("fresh-of-reader"))) == DENIED_MANAGEMENT
    assert full.put_object(oss.PutObjectRequest(name, "c", body=b"z")).status_code == 200
    assert full.put_bucket(oss.PutBucketRequest("fresh-of-full")).status_code == 200
    assert full.delete_bucket(oss.DeleteBucketRequest("fresh-of-full")).status_code == 204
