"""oss2: the operations beyond put and get."""

import time

import oss2
import pytest

from support.sdk import oss2_bucket


@pytest.fixture(params=["v4", "v1"])
def version(request):
    return request.param


@pytest.fixture
def bucket(server, version):
    return oss2_bucket(server, version)


@pytest.fixture
def mine(server, version, make_bucket):
    """A bucket of the test's own, without the block on public access."""
    return oss2_bucket(server, version, name=make_bucket(acl="private").bucket)


@pytest.fixture
def key(request):
    return f"tests/oss2 + more/{request.node.name}/中.txt"


def test_copies(bucket, client, key):
    bucket.put_object(key + "/source", b"x", headers={"x-oss-meta-a": "b", "Content-Type": "image/png"})
    assert bucket.copy_object("uploads", key + "/source", key).status == 200
    assert bucket.head_object(key).headers["x-oss-meta-a"] == "b"
    bucket.update_object_meta(key, {"x-oss-meta-c": "d", "Content-Type": "text/plain"})
    head = bucket.head_object(key)
    assert (head.headers["x-oss-meta-c"], head.content_type) == ("d", "text/plain")
    assert "x-oss-meta-a" not in head.headers


def test_appends(bucket, key):
    first = bucket.append_object(key, 0, b"abc", init_crc=0)
    second = bucket.append_object(key, first.next_position, b"def", init_crc=first.crc)
    assert second.next_position == 6
    assert bucket.get_object(key).read() == b"abcdef"
    with pytest.raises(oss2.exceptions.PositionNotEqualToLength) as failure:
        bucket.append_object(key, 3, b"x")
    assert failure.value.next_position == 6
    bucket.put_object(key, b"normal")
    with pytest.raises(oss2.exceptions.ObjectNotAppendable):
        bucket.append_object(key, 6, b"x")


def test_symlinks(bucket, key):
    bucket.put_object(key + "/target", b"target")
    bucket.put_symlink(key + "/target", key)
    assert bucket.get_symlink(key).target_key == key + "/target"
    got = bucket.get_object(key)
    assert (got.read(), got.object_type) == (b"target", "Symlink")


def test_tags(bucket, key):
    rule = oss2.models.TaggingRule()
    rule.add("a", "1")
    rule.add("b c", "d:e")
    bucket.put_object(key, b"x")
    bucket.put_object_tagging(key, oss2.models.Tagging(rule))
    assert bucket.get_object_tagging(key).tag_set.tagging_rule == {"a": "1", "b c": "d:e"}
    bucket.delete_object_tagging(key)
    assert bucket.get_object_tagging(key).tag_set.tagging_rule == {}
    bucket.put_object(key, b"x", headers={"x-oss-tagging": "k=v"})
    assert bucket.get_object_tagging(key).tag_set.tagging_rule == {"k": "v"}


def test_many_deletions(bucket, key):
    names = [f"{key}/{name}" for name in ("a", "b+c", "<&>", "x\x02y", "中")]
    for name in names:
        bucket.put_object(name, b"x")
    assert bucket.batch_delete_objects(names + [key + "/missing"]).deleted_keys == names + [key + "/missing"]
    assert not bucket.object_exists(names[0])


def test_acls(mine):
    mine.put_object("a", b"x")
    assert mine.get_object_acl("a").acl == "default"
    mine.put_object_acl("a", oss2.OBJECT_ACL_PUBLIC_READ)
    assert mine.get_object_acl("a").acl == "public-read"
    mine.put_bucket_acl(oss2.BUCKET_ACL_PUBLIC_READ)
    assert mine.get_bucket_acl().acl == "public-read"


def test_restores(bucket, key):
    bucket.put_object(key, b"x", headers={"x-oss-storage-class": "Archive"})
    with pytest.raises(oss2.exceptions.ServerError) as failure:
        bucket.get_object(key)
    assert (failure.value.status, failure.value.code) == (403, "InvalidObjectState")
    assert bucket.restore_object(key).status == 202
    assert 'ongoing-request="' in bucket.head_object(key).headers["x-oss-restore"]
    with pytest.raises(oss2.exceptions.ServerError) as failure:
        bucket.restore_object(key + "/missing")
    assert failure.value.code == "NoSuchKey"


def test_versions(mine):
    config = oss2.models.BucketVersioningConfig()
    config.status = oss2.BUCKET_VERSIONING_ENABLE
    mine.put_bucket_versioning(config)
    assert mine.get_bucket_versioning().status == "Enabled"
    first = mine.put_object("a", b"1").versionid
    second = mine.put_object("a", b"2").versionid
    assert mine.get_object("a", params={"versionId": first}).read() == b"1"
    marker = mine.delete_object("a")
    assert marker.delete_marker
    with pytest.raises(oss2.exceptions.NoSuchKey):
        mine.get_object("a")
    listed = mine.list_object_versions()
    assert [entry.versionid for entry in listed.versions] == [second, first]
    assert [entry.versionid for entry in listed.delete_marker] == [marker.versionid]
    targets = oss2.models.BatchDeleteObjectVersionList([oss2.models.BatchDeleteObjectVersion("a", version) for version in (first, second, marker.versionid)])
    assert len(mine.delete_object_versions(targets).delete_versions) == 3
    assert not mine.list_object_versions().versions


def test_lifecycle_cors_and_referers(mine):
    rule = oss2.models.LifecycleRule("one", "logs/", status="Enabled", expiration=oss2.models.LifecycleExpiration(days=7))
    mine.put_bucket_lifecycle(oss2.models.BucketLifecycle([rule]))
    found = mine.get_bucket_lifecycle().rules[0]
    assert (found.id, found.prefix, found.status, found.expiration.days) == ("one", "logs/", "Enabled", 7)
    mine.delete_bucket_lifecycle()
    with pytest.raises(oss2.exceptions.NoSuchLifecycle):
        mine.get_bucket_lifecycle()
    rule = oss2.models.CorsRule(allowed_origins=["*"], allowed_methods=["PUT"], allowed_headers=["*"], expose_headers=["ETag"], max_age_seconds=5)
    mine.put_bucket_cors(oss2.models.BucketCors([rule]))
    found = mine.get_bucket_cors().rules[0]
    assert (found.allowed_origins, found.allowed_methods, found.max_age_seconds) == (["*"], ["PUT"], 5)
    mine.delete_bucket_cors()
    with pytest.raises(oss2.exceptions.NoSuchCors):
        mine.get_bucket_cors()
    mine.put_bucket_referer(oss2.models.BucketReferer(False, ["http://a.example.com"]))
    found = mine.get_bucket_referer()
    assert (found.allow_empty_referer, found.referers) == (False, ["http://a.example.com"])


def test_information(mine, server):
    mine.put_object("a", b"12345")
    info = mine.get_bucket_info()
    assert (info.name, info.location, info.storage_class, info.extranet_endpoint) == (mine.bucket_name, "oss-cn-hangzhou", "Standard", server.endpoint)
    assert info.acl.grant == "private"
    stat = mine.get_bucket_stat()
    assert (stat.storage_size_in_bytes, stat.object_count, stat.multi_part_upload_count) == (5, 1, 0)
    assert mine.get_bucket_location().location == "oss-cn-hangzhou"


def test_a_bucket_has_tags(mine):
    rule = oss2.models.TaggingRule()
    rule.add("team", "a")
    mine.put_bucket_tagging(oss2.models.Tagging(rule))
    assert mine.get_bucket_tagging().tag_set.tagging_rule == {"team": "a"}
    mine.delete_bucket_tagging()
    assert mine.get_bucket_tagging().tag_set.tagging_rule == {}


def test_a_traffic_limit_slows_the_transfer(server, key):
    bucket = oss2_bucket(server, "v4")
    started = time.monotonic()
    bucket.put_object(key, b"x" * 200 * 1024, headers={oss2.headers.OSS_TRAFFIC_LIMIT: "819200"})
    assert time.monotonic() - started > 1


def test_forbidden_overwriting_and_conditions(bucket, key):
    bucket.put_object(key, b"x")
    with pytest.raises(oss2.exceptions.ServerError) as failure:
        bucket.put_object(key, b"y", headers={"x-oss-forbid-overwrite": "true"})
    assert (failure.value.status, failure.value.code, failure.value.details["EC"]) == (409, "FileAlreadyExists", "0026-00000002")
    with pytest.raises(oss2.exceptions.NotModified):
        bucket.get_object(key, headers={"If-None-Match": bucket.head_object(key).headers["ETag"]})
    with pytest.raises(oss2.exceptions.PreconditionFailed):
        bucket.get_object(key, headers={"If-Match": '"other"'})
