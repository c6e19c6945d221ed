"""Uploads a file in parts to presigned URLs with requests.

    pip install requests
    python3 multipart.py URLS FILE [NAME=VALUE]...

URLS is a file with one URL a line: those of the parts, in order, and at last the one that completes the upload. The latter is signed with
`x-oss-complete-all: yes`: the service then takes all parts that it has, and no ETag needs to be kept. NAME=VALUE is a header of the
completion that was signed and so must be sent.
"""

import os
import sys
import time
import xml.etree.ElementTree as ElementTree

import requests

SMALLEST = 100 * 1024  # what the service demands of every part but the last
ATTEMPTS = 3


class Piece:
    """A stretch of a file, as a body: requests asks for its length, and reads it bit by bit."""

    def __init__(self, file, start: int, end: int):
        self.file, self.left = file, end - start
        file.seek(start)

    def __len__(self) -> int:
        return self.left

    def read(self, count: int = -1) -> bytes:
        data = self.file.read(self.left if count < 0 else min(count, self.left))
        self.left -= len(data)
        return data


def pieces(size: int, most: int) -> list:
    """As many equal stretches as there are part URLs, but none too small. An empty file is one empty part."""
    step = max(-(-size // most), SMALLEST)
    return [(start, min(start + step, size)) for start in range(0, max(size, 1), step)]


def send_part(session: requests.Session, url: str, file, start: int, end: int) -> requests.Response:
    """An interrupted part is sent again: it replaces what arrived of it."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            answer = session.put(url, data=Piece(file, start, end) if end > start else b"", allow_redirects=False)
            if answer.status_code < 500 or attempt == ATTEMPTS:
                return answer
        except requests.ConnectionError:
            if attempt == ATTEMPTS:
                raise
        time.sleep(attempt)


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


def upload(urls: list, path: str, headers: dict) -> requests.Response:
    """The answer to the completion, or that of the first part that was refused."""
    *parts, completion = urls
    with open(path, "rb") as file, requests.Session() as session:
        stretches = pieces(os.fstat(file.fileno()).st_size, len(parts))
        for number, (url, (start, end)) in enumerate(zip(parts, stretches), 1):
            answer = send_part(session, url, file, start, end)
            print(f"part {number}: {answer.status_code}")
            if not answer.ok:
                return answer
        return session.post(completion, headers={"x-oss-complete-all": "yes", **headers}, allow_redirects=False)


def main() -> int:
    headers = sys.argv[3:]
    if len(sys.argv) < 3 or not all("=" in header for header in headers):
        print("usage: multipart.py URLS FILE [NAME=VALUE]...", file=sys.stderr)
        return 1
    try:
        with open(sys.argv[1]) as lines:
            urls = lines.read().split()
        if len(urls) < 2:
            print("not sent: URLS holds no part", file=sys.stderr)
            return 1
        answer = upload(urls, sys.argv[2], dict(header.split("=", 1) for header in headers))
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
        print(answer.text, end="")  # the result, or what the application server answered to the callback
        return 0
    explain(answer)
    return 1


if __name__ == "__main__":
    sys.exit(main())
