"""How many PUTs a second the official Python SDKs and opendal presign: signing_sdks.py NAME SECONDS. Prints the rate. None of them verifies."""

import asyncio
import os
import sys
import time

ID, SECRET, REGION, BUCKET, KEY = "LTAI5tExampleAK", "ExampleSecretKey0123456789", "cn-hangzhou", "examplebucket", "exampleobject.txt"


def oss2_v4():
    import oss2

    auth = oss2.AuthV4(ID, SECRET)
    bucket = oss2.Bucket(auth, f"https://oss-{REGION}.aliyuncs.com", BUCKET, region=REGION)
    return lambda: bucket.sign_url("PUT", KEY, 3600)


def oss_v2():
    import alibabacloud_oss_v2 as oss

    configuration = oss.config.load_default()
    configuration.credentials_provider = oss.credentials.StaticCredentialsProvider(ID, SECRET)
    configuration.region = REGION
    client = oss.Client(configuration)
    return lambda: client.presign(oss.PutObjectRequest(bucket=BUCKET, key=KEY)).url


def opendal_oss():
    import opendal

    operator = opendal.AsyncOperator(
        "oss", bucket=BUCKET, endpoint=f"https://oss-{REGION}.aliyuncs.com", access_key_id=ID, access_key_secret=SECRET)
    loop = asyncio.new_event_loop()

    async def some(count: int):
        for _ in range(count):
            request = await operator.presign_write(KEY, 3600)
        return request.url

    # Many in one run of the loop, so that beginning one costs nothing.
    return lambda: loop.run_until_complete(some(100)), 100


SUBJECTS = {"oss2 (V4)": oss2_v4, "alibabacloud-oss-v2 (V4)": oss_v2, "opendal (V1)": opendal_oss}


def rate(name: str, seconds: float) -> float:
    made = SUBJECTS[name]()
    presign, each = made if isinstance(made, tuple) else (made, 1)
    url = presign()
    if KEY not in url or "ignature=" not in url:
        raise RuntimeError(f"{name} did not presign")
    count, started = 0, time.perf_counter()
    while (elapsed := time.perf_counter() - started) < seconds:
        presign()
        count += each
    return count / elapsed


if __name__ == "__main__":
    print(rate(sys.argv[1], float(sys.argv[2])), flush=True)
    # opendal's threads may abort the interpreter when it tidies up at its end.
    os._exit(0)
