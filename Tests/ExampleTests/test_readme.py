"""The commands of Examples/README.md, as they stand there."""

import os
import re
import subprocess
import sys
from pathlib import Path

from support.server import binary

from harness.programs import EXAMPLES


def test_the_commands_of_the_readme_work(server, client, files, tmp_path):
    commands = "\n".join(re.findall("^```sh\n(.*?)^```", (EXAMPLES / "README.md").read_text(), re.MULTILINE | re.DOTALL))
    (tmp_path / "Examples").symlink_to(EXAMPLES)
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    (tmp_path / "film.mov").symlink_to(files / "large")
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("OSS_")},
        "PATH": os.pathsep.join([str(Path(binary()).parent), str(Path(sys.executable).parent), os.environ["PATH"]]),
        "OSS_ACCESS_KEY_ID": server.credentials.id, "OSS_ACCESS_KEY_SECRET": server.credentials.secret,
        "OSS_ENDPOINT": server.endpoint, "OSS_REGION": server.region,
    }
    done = subprocess.run(["bash", "-euc", commands], cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8", timeout=120)
    assert done.returncode == 0, done.stderr
    photo = client.head("photo.jpg")
    assert (photo.header("Content-Type"), photo.header("x-oss-meta-author")) == ("image/jpeg", "alice")
    assert client.get("film.mov").body == (files / "large").read_bytes()
    assert client.head("film.mov").header("ETag").endswith('-3"')
