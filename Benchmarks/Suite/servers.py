"""The servers that are measured side by side: Waybill and its peers, each with a folder and a port of its own."""

import http.client
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.parse
from contextlib import contextmanager
from pathlib import Path

from processes import Process, free_port

BENCHMARKS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(BENCHMARKS.parent / "Tests" / "InteropTests")]

from support import signing  # noqa: E402

BUCKET = "uploads"
CREDENTIALS = signing.Credentials("LTAI5tBenchmarkKey1", "BenchmarkSecret0123456789abcdef")


def tool(name: str) -> str:
    """A program of the benchmark's own environment."""
    return str(Path(sys.executable).parent / name)


class Server:
    name: str
    #: What it does for a PUT, for the table.
    note: str
    can_list = True

    def __init__(self, folder: Path):
        self.folder = folder
        self.port = free_port()
        self.process = Process(self.command(), folder)
        try:
            self.wait()
            self.prepare()
        except BaseException:
            self.process.stop()
            raise

    def command(self) -> list:
        raise NotImplementedError

    def prepare(self):
        """Makes the bucket."""

    def wait(self):
        deadline = time.monotonic() + 90
        while True:
            self.process.check()
            try:
                return self.request("GET", "/")
            except OSError:
                if time.monotonic() > deadline:
                    raise RuntimeError(f"{self.name} did not begin to answer: {self.process.log.read_text(errors='replace')[-2000:]}") from None
                time.sleep(0.05)

    def request(self, method: str, target: str, body: bytes = None) -> tuple:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, target, body)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def demand(self, method: str, target: str, body: bytes = None) -> bytes:
        status, answer = self.request(method, target, body)
        if status // 100 != 2:
            raise RuntimeError(f"{self.name}: {method} answered {status}: {answer[:500]!r}")
        return answer

    # Targets

    def target(self, method: str, key: str = "", **params) -> str:
        query = "?" + urllib.parse.urlencode(params) if params else ""
        return f"/{BUCKET}/{key}{query}"

    def targets(self, method: str, prefix: str, count: int) -> Path:
        """A file with a target a line, for the keys `prefix` and a number."""
        path = self.folder / "targets"
        with open(path, "w") as file:
            file.writelines(f"/{BUCKET}/{prefix}{number}\n" for number in range(count))
        return path

    def page(self, prefix: str) -> str:
        return self.target("GET", **{"list-type": "2", "max-keys": "1000", "prefix": prefix})

    def stop(self):
        self.process.stop()


class Waybill(Server):
    name = "waybill"
    note = "signature verified, MD5 and CRC-64, on disk before the answer"

    def command(self) -> list:
        return [
            os.environ["WAYBILL"], "serve", "--data", self.folder / "data", "--port", self.port, "--bucket", BUCKET, "--log-level", "error",
            "--access-key", f"{CREDENTIALS.id}:{CREDENTIALS.secret}",
        ]

    def target(self, method: str, key: str = "", **params) -> str:
        request = signing.Request(method, BUCKET, signing.octets(key), list(params.items()), [])
        return signing.presign_v4(request, CREDENTIALS, expires="86400").target().decode()

    def targets(self, method: str, prefix: str, count: int, refused: bool = False) -> Path:
        path = self.folder / "targets"
        with open(path, "w") as file:
            subprocess.run(
                [os.environ["SIGNING_PROBE"], "targets", f"{CREDENTIALS.id}:{CREDENTIALS.secret}", method, BUCKET, prefix, str(count),
                 str(int(time.time()))], stdout=file, check=True)
        if refused:
            # One digit of each signature is another.
            lines = path.read_text().splitlines()
            path.write_text("".join(line[:-1] + ("1" if line[-1] == "0" else "0") + "\n" for line in lines))
        return path


class Nginx(Server):
    name = "nginx"
    note = "no signature, no digest, no fsync"
    can_list = False

    def command(self) -> list:
        (self.folder / "objects" / BUCKET).mkdir(parents=True)
        text = (BENCHMARKS / "Peers" / "nginx.conf").read_text()
        if os.getuid() == 0:
            text = "user root;\n" + text
        configuration = self.folder / "nginx.conf"
        configuration.write_text(text.replace("FOLDER", str(self.folder)).replace("PORT", str(self.port)))
        return ["nginx", "-c", configuration, "-p", self.folder]


class SeaweedFS(Server):
    name = "seaweedfs"
    note = "S3, no signature asked (anonymous), MD5, no fsync"

    def command(self) -> list:
        data = self.folder / "data"
        data.mkdir()
        ports = [part for name in ("master", "volume", "filer") for part in (
            f"-{name}.port={free_port()}", f"-{name}.port.grpc={free_port()}")]
        return [
            tool("weed"), "-logtostderr=false", f"-logdir={self.folder}", "server", "-s3", f"-dir={data}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1",
            f"-s3.port={self.port}", f"-s3.port.grpc={free_port()}", "-volume.max=64", "-master.telemetry=false", *ports,
        ]

    def prepare(self):
        deadline = time.monotonic() + 90
        for method, target, body in [("PUT", f"/{BUCKET}", b""), ("PUT", self.target("PUT", "warm"), b"w" * 4096)]:
            while (answer := self.request(method, target, body))[0] // 100 != 2:
                if time.monotonic() > deadline:
                    raise RuntimeError(f"SeaweedFS did not become ready: {answer}")
                time.sleep(0.2)


class Rclone(Server):
    name = "rclone"
    note = "serve s3, no signature asked, MD5 when read, no fsync"

    def command(self) -> list:
        data = self.folder / "data"
        (data / BUCKET).mkdir(parents=True)
        return [tool("rclone"), "serve", "s3", "--addr", f"127.0.0.1:{self.port}", "--config", "", "--cache-dir", self.folder / "cache", data]


PEERS = [Waybill, Nginx, SeaweedFS, Rclone]


@contextmanager
def running(kinds):
    """All of them at once, each in a fresh folder below $BENCH_FOLDER or the temporary folder."""
    folder = Path(tempfile.mkdtemp(prefix="waybill-bench-", dir=os.environ.get("BENCH_FOLDER")))
    servers = []
    try:
        for kind in kinds:
            own = folder / kind.name
            own.mkdir()
            servers.append(kind(own))
        yield servers
    finally:
        for server in servers:
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)
