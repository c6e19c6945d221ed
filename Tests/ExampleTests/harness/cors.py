"""The rule of a bucket that lets pages of one origin use it."""

from support import buckets


def allow(client, origin: str, bucket: str = "uploads", headers=("*",), expose=("x-oss-request-id", "x-waybill-hint")):
    lists = [("AllowedOrigin", [origin]), ("AllowedMethod", ["PUT", "POST"]), ("AllowedHeader", headers), ("ExposeHeader", expose)]
    rule = "".join(f"<{name}>{value}</{name}>" for name, values in lists for value in values)
    answer = buckets.configure(client, bucket, "cors", f"<CORSConfiguration><CORSRule>{rule}</CORSRule></CORSConfiguration>")
    assert answer.status == 200, answer.body
