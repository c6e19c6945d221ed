"""Runs `waybill presign` and `waybill verify` as a user does."""

import json
import os
import subprocess

from . import canary
from .server import binary
from .signing import Credentials


def clean_environment() -> dict:
    """The environment without anything that says where credentials come from: no test may use those of whoever runs it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("OSS_", "OSSUTIL_", "ALIBABA_CLOUD_"))}
    return {**kept, "HOME": "/nonexistent", "ALIBABA_CLOUD_ECS_METADATA_DISABLED": "true"}


def run(*arguments, credentials: Credentials = None, timeout: float = 20) -> subprocess.CompletedProcess:
    environment = clean_environment()
    if credentials:
        environment["OSS_ACCESS_KEY_ID"] = credentials.id
        environment["OSS_ACCESS_KEY_SECRET"] = credentials.secret
        if credentials.token:
            environment["OSS_SESSION_TOKEN"] = credentials.token
        canary.remember(None, credentials.secret, credentials.token)
    done = subprocess.run([binary(), *arguments], capture_output=True, env=environment, timeout=timeout, stdin=subprocess.DEVNULL)
    canary.search(f"what waybill {arguments[0] if arguments else ''} said", done.stderr)
    return done


def presign(server, key, *options, bucket="uploads", credentials=None) -> str:
    """The URL that the command line prints."""
    done = presign_process(server, key, *options, bucket=bucket, credentials=credentials)
    assert done.returncode == 0, done.stderr.decode()
    lines = done.stdout.decode().splitlines()
    assert len(lines) == 1, lines
    return lines[0]


def presign_json(server, key, *options, bucket="uploads", credentials=None) -> dict:
    done = presign_process(server, key, "--output-format", "json", *options, bucket=bucket, credentials=credentials)
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def presign_process(server, key, *options, bucket="uploads", credentials=None):
    key = key if isinstance(key, bytes) else key.encode()
    named = [b"--key=" + key] if key.startswith(b"-") else ["--key", key]
    return run(
        "presign", "--bucket", bucket, *named, "--endpoint", server.endpoint, "--region", server.region,
        *options, credentials=credentials or server.credentials,
    )


def verify(url: str, method: str, *headers: str, credentials: Credentials, region="cn-hangzhou", more=()):
    options = [part for header in headers for part in ("-H", header)]
    return run("verify", url, "--method", method, "--region", region, *options, *more, credentials=credentials)
