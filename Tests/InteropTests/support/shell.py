"""The program in a folder of its own, as a user runs it."""

import json
import os
import subprocess
from pathlib import Path

from .server import binary


class Shell:
    """Runs the program in a folder of its own."""

    def __init__(self, server, folder: Path):
        self.server = server
        self.folder = folder
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith(("OSS", "ALIBABA"))}
        self.environment |= {
            "OSS_ACCESS_KEY_ID": server.credentials.id, "OSS_ACCESS_KEY_SECRET": server.credentials.secret,
            "OSS_REGION": server.region, "OSS_ENDPOINT": server.endpoint, "HOME": str(folder / "home"),
        }

    def start(self, *arguments, **options) -> subprocess.Popen:
        options = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | options
        return subprocess.Popen([binary(), *arguments], cwd=self.folder, env=self.environment, **options)

    def run(self, *arguments, status=0, input=None, **options) -> bytes:
        """What it prints on stdout."""
        process = self.start(*arguments, **({"stdin": subprocess.PIPE} if input is not None else {}), **options)
        out, self.errors = process.communicate(input, timeout=120)
        assert process.returncode == status, (process.returncode, self.errors.decode())
        return out

    def json(self, *arguments, **options) -> list:
        return [json.loads(line) for line in self.run(*arguments, "--output-format", "json", **options).splitlines()]

    def file(self, name, content: bytes) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    def names(self, folder=".") -> list:
        root = self.folder / folder
        return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())
