"""Uploads a file to a presigned URL with requests.

    pip install requests
    python3 upload.py URL FILE [NAME=VALUE]...

NAME=VALUE is a header that was signed and so must be sent. An open file has no type, so requests adds no Content-Type.
"""

import os
import sys
import xml.etree.ElementTree as ElementTree

import requests


def upload(url: str, path: str, headers: dict) -> requests.Response:
    with open(path, "rb") as file:
        # An open file is streamed with its length. An empty one would be sent in chunks, so it is sent as no bytes.
        body = file if os.fstat(file.fileno()).st_size else b""
        return requests.put(url, data=body, headers=headers, allow_redirects=False)


def explain(answer: requests.Response):
    """Prints what OSS says of a refusal."""
    try:
        error = ElementTree.fromstring(answer.content)
    except ElementTree.ParseError:
        error = ElementTree.Element("Error")
    hint = answer.headers.get("x-waybill-hint")
    for name, value in [("code", error.findtext("Code")), ("ec", error.findtext("EC")), ("message", error.findtext("Message")), ("hint", hint)]:
        if value:
            print(f"{name}: {value}", file=sys.stderr)


def main() -> int:
    headers = sys.argv[3:]
    if len(sys.argv) < 3 or not all("=" in header for header in headers):
        print("usage: upload.py URL FILE [NAME=VALUE]...", file=sys.stderr)
        return 1
    try:
        answer = upload(sys.argv[1], sys.argv[2], dict(header.split("=", 1) for header in headers))
    except requests.RequestException as problem:  # its text would show the URL, which is a secret
        print(f"not sent: {type(problem).__name__}", file=sys.stderr)
        return 1
    except OSError as problem:
        print(f"not sent: {problem}", file=sys.stderr)
        return 1
    print(f"status: {answer.status_code}")
    if answer.status_code == 203:
        print("stored, but the callback failed", file=sys.stderr)
        explain(answer)
        return 2
    if 200 <= answer.status_code < 300:
        print(answer.text, end="")  # what the application server answered to the callback, if one was asked for
        return 0
    explain(answer)
    return 1


if __name__ == "__main__":
    sys.exit(main())
