"""alibabacloud-oss-v2: what is put into a bucket's configuration is read back, and removed."""

import datetime

import alibabacloud_oss_v2 as oss
import pytest

from support.sdk import refused, sdk, told


@pytest.fixture(params=["v4", "v1"])
def api(server, request):
    return sdk(server, request.param)


def put_lifecycle(api, name, *rules):
    return api.put_bucket_lifecycle(
        oss.PutBucketLifecycleRequest(name, lifecycle_configuration=oss.LifecycleConfiguration(rules=list(rules)))
    )


def rules(api, name):
    return api.get_bucket_lifecycle(oss.GetBucketLifecycleRequest(name)).lifecycle_configuration.rules


def test_lifecycle_rules_are_kept(api, own):
    put_lifecycle(
        api, own.bucket,
        oss.LifecycleRule(id="days", prefix="logs/", status="Enabled", expiration=oss.LifecycleRuleExpiration(days=30)),
        oss.LifecycleRule(
            id="date", prefix="old/", status="Disabled",
            expiration=oss.LifecycleRuleExpiration(created_before_date=datetime.datetime(2020, 1, 1, tzinfo=datetime.timezone.utc)),
        ),
        oss.LifecycleRule(
            id="tagged", prefix="t/", status="Enabled", tags=[oss.Tag(key="a", value="1"), oss.Tag(key="b", value="2")],
            expiration=oss.LifecycleRuleExpiration(days=1),
        ),
        oss.LifecycleRule(id="parts", prefix="p/", status="Enabled", abort_multipart_upload=oss.LifecycleRuleAbortMultipartUpload(days=3)),
        oss.LifecycleRule(
            id="versions", prefix="v/", status="Enabled", noncurrent_version_expiration=oss.NoncurrentVersionExpiration(noncurrent_days=7)
        ),
    )
    found = {rule.id: rule for rule in rules(api, own.bucket)}
    assert list(found) == ["days", "date", "tagged", "parts", "versions"]
    assert (found["days"].prefix, found["days"].status, found["days"].expiration.days) == ("logs/", "Enabled", 30)
    assert found["date"].status == "Disabled"
    assert found["date"].expiration.created_before_date.date() == datetime.date(2020, 1, 1)
    assert [(tag.key, tag.value) for tag in found["tagged"].tags] == [("a", "1"), ("b", "2")]
    assert found["parts"].abort_multipart_upload.days == 3
    assert found["versions"].noncurrent_version_expiration.noncurrent_days == 7


def test_a_bucket_without_lifecycle_is_404(api, own):
    error = refused(api.get_bucket_lifecycle, oss.GetBucketLifecycleRequest(own.bucket))
    assert (error.status_code, error.code, error.message) == (404, "NoSuchLifecycle", "No Row found in Lifecycle Table.")
    put_lifecycle(api, own.bucket, oss.LifecycleRule(id="a", prefix="", status="Enabled", expiration=oss.LifecycleRuleExpiration(days=1)))
    assert len(rules(api, own.bucket)) == 1
    for _ in range(2):
        assert api.delete_bucket_lifecycle(oss.DeleteBucketLifecycleRequest(own.bucket)).status_code == 204
    assert refused(api.get_bucket_lifecycle, oss.GetBucketLifecycleRequest(own.bucket)).code == "NoSuchLifecycle"


def test_a_rule_without_an_id_gets_one(api, own):
    put_lifecycle(api, own.bucket, oss.LifecycleRule(prefix="a/", status="Enabled", expiration=oss.LifecycleRuleExpiration(days=1)))
    assert rules(api, own.bucket)[0].id


@pytest.mark.parametrize("rule", [
    oss.LifecycleRule(id="a", prefix="", status="Perhaps", expiration=oss.LifecycleRuleExpiration(days=1)),
    oss.LifecycleRule(id="a", prefix="", status="Enabled", expiration=oss.LifecycleRuleExpiration(days=0)),
    oss.LifecycleRule(id="a", prefix="", status="Enabled", expiration=oss.LifecycleRuleExpiration(days=-1)),
    oss.LifecycleRule(id="a", prefix="", status="Enabled"),
    oss.LifecycleRule(id="i" * 256, prefix="", status="Enabled", expiration=oss.LifecycleRuleExpiration(days=1)),
], ids=["status", "zero-days", "negative-days", "no-action", "long-id"])
def test_a_rule_that_means_nothing_is_refused(api, own, rule):
    assert refused(put_lifecycle, api, own.bucket, rule).status_code == 400
    assert refused(api.get_bucket_lifecycle, oss.GetBucketLifecycleRequest(own.bucket)).code == "NoSuchLifecycle"


def test_dates_and_days_are_not_mixed(api, own):
    date = datetime.datetime(2030, 1, 1, tzinfo=datetime.timezone.utc)
    error = refused(
        put_lifecycle, api, own.bucket,
        oss.LifecycleRule(id="a", prefix="a/", status="Enabled", expiration=oss.LifecycleRuleExpiration(days=1, created_before_date=date)),
    )
    assert told(error) == (400, "InvalidRequest", "0014-00000080")


def cors_rule(number=0, **more):
    values = dict(allowed_origins=[f"https://{number}.example.com"], allowed_methods=["PUT", "GET"], allowed_headers=["*"],
                  expose_headers=["ETag", "x-oss-request-id"], max_age_seconds=600)
    return oss.CORSRule(**{**values, **more})


def put_cors(api, name, *rules, **more):
    return api.put_bucket_cors(oss.PutBucketCorsRequest(name, cors_configuration=oss.CORSConfiguration(cors_rules=list(rules), **more)))


def test_cors_rules_are_kept_and_removed(api, own):
    put_cors(api, own.bucket, cors_rule(1), cors_rule(2, allowed_origins=["*", "http://localhost:*"], max_age_seconds=None), response_vary=True)
    found = api.get_bucket_cors(oss.GetBucketCorsRequest(own.bucket)).cors_configuration
    assert found.response_vary is True
    first, second = found.cors_rules
    assert (first.allowed_origins, first.allowed_methods, first.allowed_headers) == (["https://1.example.com"], ["PUT", "GET"], ["*"])
    assert (first.expose_headers, first.max_age_seconds) == (["ETag", "x-oss-request-id"], 600)
    assert second.allowed_origins == ["*", "http://localhost:*"]
    assert api.delete_bucket_cors(oss.DeleteBucketCorsRequest(own.bucket)).status_code == 204
    error = refused(api.get_bucket_cors, oss.GetBucketCorsRequest(own.bucket))
    assert (error.status_code, error.code, error.message) == (404, "NoSuchCORSConfiguration", "The CORS Configuration does not exist.")


def test_ten_cors_rules_are_taken(api, own):
    put_cors(api, own.bucket, *(cors_rule(number) for number in range(10)))
    assert len(api.get_bucket_cors(oss.GetBucketCorsRequest(own.bucket)).cors_configuration.cors_rules) == 10
    assert told(refused(put_cors, api, own.bucket, *(cors_rule(number) for number in range(21)))) == (400, "CORSRuleBeyondLimit", "0034-00000006")


@pytest.mark.parametrize("rule, ec", [
    ({"allowed_origins": ["https://*.*.example.com"]}, "0034-00000009"),
    ({"expose_headers": ["*"]}, "0034-00000013"),
    ({"allowed_methods": ["PATCH"]}, None),
    ({"allowed_methods": []}, None),
    ({"allowed_origins": []}, None),
    ({"max_age_seconds": -1}, None),
], ids=lambda value: None if isinstance(value, str) else str(value))
def test_a_bad_cors_rule_is_refused(api, own, rule, ec):
    error = refused(put_cors, api, own.bucket, cors_rule(**rule))
    assert error.status_code == 400
    assert ec in (None, error.ec)
    assert refused(api.get_bucket_cors, oss.GetBucketCorsRequest(own.bucket)).code == "NoSuchCORSConfiguration"


def test_the_sdk_asks_what_a_browser_asks(api, own):
    put_cors(api, own.bucket, cors_rule(1))
    result = api.option_object(
        oss.OptionObjectRequest(own.bucket, "a", origin="https://1.example.com", access_control_request_method="PUT",
                                access_control_request_headers="x-oss-meta-a")
    )
    assert (result.access_control_allow_origin, result.access_control_max_age) == ("https://1.example.com", 600)
    assert "PUT" in result.access_control_allow_methods


def test_the_referer_list_is_open_until_it_is_put(api, own):
    def configuration():
        return api.get_bucket_referer(oss.GetBucketRefererRequest(own.bucket)).referer_configuration

    assert (configuration().allow_empty_referer, (configuration().referer_list.referers if configuration().referer_list else None) or []) == (True, [])
    api.put_bucket_referer(
        oss.PutBucketRefererRequest(
            own.bucket,
            referer_configuration=oss.RefererConfiguration(
                allow_empty_referer=False, allow_truncate_query_string=False, truncate_path=False,
                referer_list=oss.RefererList(referers=["http://www.example.com", "https://*.example.com"]),
                referer_blacklist=oss.RefererBlacklist(referers=["http://bad.example.com"]),
            ),
        )
    )
    found = configuration()
    assert (found.allow_empty_referer, found.allow_truncate_query_string) == (False, False)
    assert found.referer_list.referers == ["http://www.example.com", "https://*.example.com"]
    assert found.referer_blacklist.referers == ["http://bad.example.com"]


def test_public_access_is_blocked_until_it_is_allowed(api, own):
    def blocked():
        return api.get_bucket_public_access_block(
            oss.GetBucketPublicAccessBlockRequest(own.bucket)
        ).public_access_block_configuration.block_public_access

    def block(value):
        configuration = oss.PublicAccessBlockConfiguration(block_public_access=value)
        api.put_bucket_public_access_block(
            oss.PutBucketPublicAccessBlockRequest(own.bucket, public_access_block_configuration=configuration)
        )

    assert blocked() is True
    block(False)
    assert blocked() is False
    block(True)
    assert blocked() is True
    assert api.delete_bucket_public_access_block(oss.DeleteBucketPublicAccessBlockRequest(own.bucket)).status_code == 204
    assert blocked() is False
