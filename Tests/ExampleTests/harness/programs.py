"""The programs of Examples/: how each is built and run, and what it printed."""

import functools
import os
import re
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path

from support.server import REPOSITORY

EXAMPLES = REPOSITORY / "Examples"
JARS = [f"/usr/share/java/{name}.jar" for name in ("httpclient", "httpcore", "commons-logging", "commons-codec")]
NAMES = ("status", "code", "ec", "message", "hint")


@dataclass
class Outcome:
    """What a program made of an answer: its exit code, and the lines that it printed."""

    code: int
    stdout: str
    stderr: str
    fields: dict = field(init=False)

    def __post_init__(self):
        lines = (line.partition(": ") for line in (self.stdout + "\n" + self.stderr).splitlines())
        self.fields = {name: value for name, mark, value in lines if mark and name in NAMES}

    @property
    def status(self) -> int:
        assert "status" in self.fields, f"exit code {self.code}, no status: {self.stdout!r} {self.stderr!r}"
        return int(self.fields["status"])

    @property
    def body(self) -> str:
        """What follows the line with the status."""
        return self.stdout.partition("\n")[2]

    def __getitem__(self, name: str) -> str:
        return self.fields.get(name, "")

    def keeps_the_secret(self, url: str) -> "Outcome":
        """Nobody who reads the output can use the URL."""
        signature = re.search("(?:x-oss-signature|Signature)=([^&]+)", url)
        assert signature is None or signature[1] not in self.stdout + self.stderr, "the output shows the URL's signature"
        return self


@dataclass
class Run:
    """A program that is running."""

    url: str
    process: subprocess.Popen

    def outcome(self) -> Outcome:
        try:
            stdout, stderr = self.process.communicate(timeout=120)
        finally:
            self.process.kill()
        return Outcome(self.process.returncode, stdout, stderr).keeps_the_secret(self.url)

    def peak_memory(self) -> int:
        """The most memory that the program took until its end, in bytes, with all that it started. Its output is thrown away."""
        threading.Thread(target=self.process.stdout.read, daemon=True).start()
        threading.Thread(target=self.process.stderr.read, daemon=True).start()
        _, status, usage = os.wait4(self.process.pid, 0)
        self.process.returncode = os.waitstatus_to_exitcode(status)
        return usage.ru_maxrss * 1024


@dataclass(frozen=True)
class Program:
    """A program of Examples/FOLDER, which takes a URL (or a file of URLs), a file and the headers to send.

    `build` are commands that write into the folder {out}, `command` is what runs it; both stand in the folder of the example."""

    folder: str
    command: tuple
    build: tuple = ()

    @property
    def name(self) -> str:
        return self.folder

    def start(self, target, file: Path, headers=()) -> Run:
        arguments = [str(target), str(file), *(f"{name}={value}" for name, value in headers)]
        return Run(str(target), self.run(*arguments))

    def upload(self, target, file: Path, headers=()) -> Outcome:
        return self.start(target, file, headers).outcome()

    def run(self, *arguments: str) -> subprocess.Popen:
        return subprocess.Popen(
            [*_built(self), *arguments], cwd=EXAMPLES / self.folder, env=_environment(),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
        )


def build_in(folder: Path):
    """Says where the programs are built."""
    _Builds.folder = folder


class _Builds:
    folder: Path


@functools.cache
def _built(program: Program) -> tuple:
    """The program's command, after building it once."""
    out = _Builds.folder / f"{program.folder}-{len(list(_Builds.folder.iterdir()))}"
    out.mkdir()
    fill = lambda words: tuple(word.replace("{out}", str(out)) for word in words)
    for command in program.build:
        done = subprocess.run(fill(command), cwd=EXAMPLES / program.folder, env=_environment(), capture_output=True, encoding="utf-8")
        assert done.returncode == 0, f"{program.folder} does not build: {done.stdout}{done.stderr}"
        assert not done.stderr.strip(), f"{program.folder} builds with warnings: {done.stderr}"
    return fill(program.command)


def _environment() -> dict:
    """The tests' environment without proxies and keys: the programs hold no credentials and speak to this machine."""
    unwanted = re.compile("(?i).*_proxy|(OSS|ALIBABA_CLOUD)_.*")
    return {**{name: value for name, value in os.environ.items() if not unwanted.fullmatch(name)}, "NODE_PATH": "/usr/share/nodejs"}


def _java(*classpath: str) -> tuple:
    return ("java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", ":".join(["{out}", *classpath]))


def _javac(*arguments: str) -> tuple:
    return (("javac", "-Xlint:all,-path", "-d", "{out}", *arguments),)


def _go(source: str) -> tuple:
    return (("go", "build", "-o", "{out}/program", source),)


UPLOADS = [
    Program("curl", ("./upload.sh",)),
    Program("python-requests", (sys.executable, "upload.py")),
    Program("go", ("{out}/program",), _go("upload/main.go")),
    Program("node-fetch", ("node", "upload.mjs")),
    Program("node-axios", ("node", "upload.js")),
    Program("java-httpurlconnection", (*_java(), "Upload"), _javac("Upload.java")),
    Program("java-apache-httpclient", (*_java(*JARS), "Upload"), _javac("-cp", ":".join(JARS), "Upload.java")),
    Program("android", (*_java(), "Main"), _javac("-sourcepath", ".:shim", "shim/Main.java")),
    Program(
        "csharp", ("mono", "{out}/Upload.exe"),
        (("mcs", "-langversion:latest", "-warnaserror", "-r:System.Net.Http.dll", "-out:{out}/Upload.exe", "Upload.cs"),),
    ),
    Program("cpp", ("{out}/upload",), (("g++", "-std=c++17", "-Wall", "-Wextra", "-Werror", "-o", "{out}/upload", "upload.cpp", "-lcurl"),)),
    Program("swift", ("{out}/upload",), (("swiftc", "-warnings-as-errors", "-o", "{out}/upload", "upload.swift"),)),
]

MULTIPARTS = [
    Program("curl", ("./multipart.sh",)),
    Program("python-requests", (sys.executable, "multipart.py")),
    Program("go", ("{out}/program",), _go("multipart/main.go")),
]
