"""Runs the programs that `waybill presign --print` prints, each with its own interpreter or compiler, in a folder of its own."""

import http.client
import json
import os
import subprocess
import tempfile
import time
import urllib.parse
from dataclasses import dataclass
from pathlib import Path

import requests
from support.server import binary

KEY_ID = "LTAI5tSnippetKey01"
SECRET = "SnippetSecret0123456789abcdef+/="

# What each client's program is called, how it is built, and how it is run.
CLIENTS = {
    "curl": ("upload.sh", None, ["sh", "upload.sh"]),
    "wget": ("upload.sh", None, ["sh", "upload.sh"]),
    "httpie": ("upload.sh", None, ["sh", "upload.sh"]),
    "python": ("upload.py", None, ["/usr/bin/python3", "upload.py"]),
    "node": ("upload.js", None, ["node", "upload.js"]),
    "java": ("Upload.java", None, ["java", "Upload.java"]),
    "android": ("Upload.java", None, ["java", "Upload.java"]),
    "go": ("main.go", None, ["go", "run", "main.go"]),
    "csharp": ("Upload.cs", ["mcs", "-out:upload.exe", "-r:System.Net.Http", "Upload.cs"], ["mono", "upload.exe"]),
    "cpp": ("upload.cpp", ["g++", "-Wall", "-Werror", "-o", "upload", "upload.cpp", "-lcurl"], ["./upload"]),
    "php": ("upload.php", None, ["php", "upload.php"]),
    "swift": ("upload.swift", ["swiftc", "-o", "upload", "upload.swift"], ["./upload"]),
}


def waybill(*arguments, stdin=None, **environment) -> subprocess.CompletedProcess:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("OSS_", "OSSUTIL_"))}
    kept |= {"OSS_ACCESS_KEY_ID": KEY_ID, "OSS_ACCESS_KEY_SECRET": SECRET, "OSS_REGION": "cn-hangzhou"} | environment
    source = {"stdin": subprocess.DEVNULL} if stdin is None else {"input": stdin}
    return subprocess.run([binary(), *arguments], capture_output=True, env=kept, timeout=60, **source)


class Server:
    """`waybill serve` in memory."""

    def __init__(self):
        self._folder = tempfile.TemporaryDirectory(prefix="snippets-")
        folder = Path(self._folder.name)
        ready = folder / "ready.json"
        self._log = open(folder / "log", "wb")
        self._process = subprocess.Popen(
            [binary(), "serve", "--ephemeral", "--port", "0", "--ready-file", str(ready), "--access-key", f"{KEY_ID}:{SECRET}"],
            stdin=subprocess.DEVNULL, stdout=self._log, stderr=self._log, cwd=folder,
        )
        deadline = time.monotonic() + 60
        while not ready.exists():
            assert self._process.poll() is None and time.monotonic() < deadline, (folder / "log").read_text()
            time.sleep(0.02)
        self.endpoint = json.loads(ready.read_text())["endpoint"]

    def presign(self, *arguments) -> subprocess.CompletedProcess:
        return waybill("presign", "--endpoint", self.endpoint, *arguments)

    def url(self, key: str, *options, method="GET") -> str:
        done = self.presign("--bucket", "uploads", f"--key={key}", "--method", method, *options)
        assert done.returncode == 0, done.stderr
        return done.stdout.decode().strip()

    def stored(self, key: str) -> requests.Response:
        return requests.get(self.url(key))

    def stored_as_is(self, key: str) -> bytes:
        """What is stored under a key whose path requests would rewrite."""
        parts = urllib.parse.urlsplit(self.url(key))
        connection = http.client.HTTPConnection(parts.netloc)
        connection.request("GET", f"{parts.path}?{parts.query}")
        answer = connection.getresponse()
        content = answer.read()
        assert answer.status == 200, content
        return content

    def allow_origin(self, origin: str):
        """Lets pages of an origin use the bucket."""
        rule = f"<CORSRule><AllowedOrigin>{origin}</AllowedOrigin><AllowedMethod>PUT</AllowedMethod><AllowedMethod>POST</AllowedMethod><AllowedMethod>GET</AllowedMethod>"
        rule += "<AllowedMethod>HEAD</AllowedMethod><AllowedMethod>DELETE</AllowedMethod>"
        rule += "<AllowedHeader>*</AllowedHeader><ExposeHeader>x-waybill-hint</ExposeHeader></CORSRule>"
        done = waybill(
            "presign", "--endpoint", self.endpoint, "--bucket", "uploads", "--query-param", "cors", "--content-type", "application/xml"
        )
        answer = requests.put(
            done.stdout.decode().strip(), f"<CORSConfiguration>{rule}</CORSConfiguration>", headers={"Content-Type": "application/xml"}
        )
        assert answer.status_code == 200, answer.text

    def close(self):
        self._process.terminate()
        assert self._process.wait(timeout=60) == 0
        self._log.close()
        self._folder.cleanup()


@dataclass
class Run:
    """How a program ended. `source` is the program."""

    status: int
    stdout: str
    stderr: str
    source: str

    @property
    def text(self) -> str:
        return self.stdout + self.stderr


def run(client: str, source: str, folder: Path) -> Run:
    """Writes a program into a folder, builds it and runs it there, with no setting of the user's."""
    name, build, command = CLIENTS[client]
    (folder / name).write_text(source)
    home = folder / "home"
    home.mkdir(exist_ok=True)
    # Whoever lists a password for the host in ~/.netrc must not have it sent along.
    (home / ".netrc").write_text("machine 127.0.0.1 login somebody password secret\n")
    (home / ".netrc").chmod(0o600)
    environment = {
        "PATH": os.environ["PATH"], "HOME": str(home), "LC_ALL": "C.UTF-8", "GO111MODULE": "off", "GOCACHE": "/tmp/snippet-go-cache",
        "GOFLAGS": "", "NO_COLOR": "1",
    }
    if build:
        built = subprocess.run(build, cwd=folder, env=environment, capture_output=True, text=True, timeout=600)
        assert built.returncode == 0, built.stdout + built.stderr + source
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, timeout=600, stdin=subprocess.DEVNULL)
    return Run(done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace"), source)
