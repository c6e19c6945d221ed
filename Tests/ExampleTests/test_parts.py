"""Every program sends the parts of an upload: a part's URL is a presigned URL like any other."""

import subprocess
import xml.etree.ElementTree as ElementTree

PART = 100 * 1024


def test_every_program_sends_parts(send, client, key, presign, files, tmp_path):
    answer = client.send(client.signed("POST", key, params=[("uploads", "")]), b"")
    upload = ElementTree.fromstring(answer.body).findtext("UploadId")
    content = (files / "large").read_bytes()[: 2 * PART + 5]
    for number in (1, 2, 3):
        part = tmp_path / f"part-{number}"
        part.write_bytes(content[(number - 1) * PART : number * PART])
        outcome = send(presign(key, "--query-param", f"partNumber={number}", "--query-param", f"uploadId={upload}"), part)
        assert (outcome.status, outcome.code) == (200, 0), outcome
    complete = presign(key, "--method", "POST", "--query-param", f"uploadId={upload}", "-H", "x-oss-complete-all: yes")
    subprocess.run(["curl", "-fsS", "-X", "POST", "-H", "x-oss-complete-all: yes", "-H", "Content-Length: 0", complete], check=True, capture_output=True)
    assert client.get(key).body == content
