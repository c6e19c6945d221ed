"""The files of deploy/, as far as they can be tried without the daemons that read them: judged by the daemons' own checkers, and run by hand."""

import json
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml

from support import cli
from support.server import REPOSITORY, binary
from support.tls import Authority

DEPLOY = REPOSITORY / "deploy"
UNIT = DEPLOY / "systemd" / "waybill.service"
CONTAINERFILE = DEPLOY / "container" / "Containerfile"
COMPOSE = yaml.safe_load((DEPLOY / "container" / "compose.yaml").read_text())
KUBERNETES = list(yaml.safe_load_all((DEPLOY / "kubernetes" / "waybill.yaml").read_text()))


def unit() -> dict:
    """The settings of the unit; those that stand several times are joined."""
    settings = {}
    for line in UNIT.read_text().splitlines():
        if line and line[0] not in "#[":
            name, _, value = line.partition("=")
            settings.setdefault(name, []).append(value)
    return settings


def instructions() -> list:
    """The instructions of the container file."""
    joined = re.sub(r"\\\n", " ", CONTAINERFILE.read_text())
    return [tuple(line.split(None, 1)) for line in joined.splitlines() if line and not line.startswith("#")]


def instruction(name: str) -> str:
    """The last of this name, which counts."""
    return [value for key, value in instructions() if key == name][-1]


def pod() -> dict:
    return next(document for document in KUBERNETES if document["kind"] == "StatefulSet")["spec"]["template"]["spec"]


def container() -> dict:
    return pod()["containers"][0]


def seconds(text: str) -> int:
    return int(re.fullmatch(r"(\d+)s", text).group(1))


def health_checks() -> dict:
    """Every command that asks whether the server is well."""
    docker = json.loads(re.search(r"CMD (\[.*\])", instruction("HEALTHCHECK")).group(1))
    return {"docker": docker, **{name: container()[name]["exec"]["command"] for name in ("startupProbe", "readinessProbe")}}


def servers() -> dict:
    """Every command that starts a server, with its flags."""
    entry = json.loads(instruction("ENTRYPOINT"))
    example = re.search(r"^#\s+WAYBILL_FLAGS=(.*)$", UNIT.read_text(), re.M).group(1)
    service = unit()["ExecStart"][0]
    return {
        "systemd": shlex.split(service.replace("$WAYBILL_FLAGS", "")), "systemd with the example": shlex.split(service.replace("$WAYBILL_FLAGS", example)),
        "container": entry + json.loads(instruction("CMD")), "compose": entry + COMPOSE["services"]["waybill"]["command"],
        "kubernetes": container()["command"] + container()["args"],
    }


@pytest.mark.timeout(180)
@pytest.mark.parametrize("name", servers())
def test_the_server_runs_as_it_is_written(name, tmp_path, monkeypatch):
    """With another data folder, another port and a certificate of the test's own: ready, reloaded, stopped."""
    command = servers()[name]
    assert command[:2] == ["/usr/bin/waybill", "serve"]
    certificate, key = Authority(tmp_path).issue("tls")
    places = {"/usr/bin/waybill": binary(), "/var/lib/waybill": tmp_path / "data", "/data": tmp_path / "data", "/data/waybill": tmp_path / "data"}
    for path in ("/etc/waybill/tls.pem", "/tls/tls.pem", "/tls/tls.crt"):
        places[path] = certificate
    for path in ("/etc/waybill/tls.key", "/tls/tls.key"):
        places[path] = key
    command = [str(places.get(word, word)) for word in command]
    assert not any(word.startswith(("/var", "/data", "/tls", "/etc")) for word in command), command
    manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    manager.bind(str(tmp_path / "notify"))
    manager.settimeout(60)
    environment = {"PATH": os.environ["PATH"], "NOTIFY_SOCKET": str(tmp_path / "notify"), "HOME": "/nonexistent"}
    process = subprocess.Popen([*command, "--port", "0"], env=environment, stderr=subprocess.PIPE)
    try:
        assert manager.recv(4096).startswith(b"READY=1")
        notice = json.loads((tmp_path / "data" / "server.json").read_text())
        tls = "--tls-certificate" in command
        assert notice["endpoint"].startswith("https://" if tls else "http://")
        trust = ["--cacert", str(tmp_path / "ca.pem")] if tls else []
        assert b"AccessDenied" in subprocess.run(["curl", "-sS", *trust, notice["endpoint"] + "/"], capture_output=True, check=True).stdout
        process.send_signal(signal.SIGHUP)
        assert manager.recv(4096).startswith(b"RELOADING=1") and manager.recv(4096).startswith(b"READY=1")
        process.send_signal(getattr(signal, instruction("STOPSIGNAL")))
        assert manager.recv(4096).startswith(b"STOPPING=1")
        assert process.wait(timeout=60) == 0
    finally:
        process.kill()
        process.communicate()
        manager.close()


@pytest.mark.parametrize("name", health_checks())
def test_the_health_check_tells_a_server_from_none(name, tmp_path, start_server):
    command = health_checks()[name]
    assert command[:2] == ["/usr/bin/waybill", "health"]
    data = str(tmp_path / "data")
    places = {"/data": data, "/data/waybill": data}
    command = [places.get(word, word) for word in command[1:]]
    assert cli.run(*command).returncode == 3
    server = start_server(data=data)
    done = cli.run(*command)
    assert done.returncode == 0, done.stderr.decode()
    server.stop()
    assert cli.run(*command).returncode == 3


@pytest.mark.parametrize("name, command", [*servers().items(), *health_checks().items()])
def test_every_flag_is_one(name, command):
    help = cli.run(command[1], "--help").stdout.decode()
    flags = [word for word in command if word.startswith("-")]
    assert flags
    for flag in flags:
        assert re.search(rf"^\s+(-\w, )?{flag}\b", help, re.M), flag


def test_nobody_is_stopped_before_its_grace_is_over():
    grace = seconds(COMPOSE["services"]["waybill"]["command"][-1])
    assert seconds(COMPOSE["services"]["waybill"]["stop_grace_period"]) >= grace + 15
    assert pod()["terminationGracePeriodSeconds"] >= seconds(container()["args"][-1]) + 15
    assert int(unit()["TimeoutStopSec"][0]) >= 30 + 15
    help = cli.run("serve", "--help").stdout.decode()
    assert re.search(r"--shutdown-grace.*?default:\s+30s", help, re.S)


# The checkers of others


def test_systemd_accepts_the_unit(tmp_path):
    # Where the program is not installed, its path is.
    (tmp_path / "waybill.service").write_text(UNIT.read_text().replace("/usr/bin/waybill", binary()))
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", "waybill.service"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0 and not [line for line in done.stderr.splitlines() if "waybill" in line], done.stderr
    (tmp_path / "waybill.service").write_text(UNIT.read_text().replace("/usr/bin/waybill", binary()).replace("Type=notify", "Type=no"))
    control = subprocess.run(["systemd-analyze", "verify", "--man=no", "waybill.service"], cwd=tmp_path, capture_output=True, text=True)
    assert "service type" in control.stderr, "the checker notices nothing"


def test_the_unit_is_exposed_to_little(tmp_path):
    def judged(path, threshold: int) -> int:
        return subprocess.run(["systemd-analyze", "security", "--offline=true", f"--threshold={threshold}", str(path)], capture_output=True).returncode

    assert judged(UNIT, 20) == 0
    (tmp_path / "waybill.service").write_text(re.sub(r"(?m)^(Protect|Restrict|SystemCall|Private|Capability).*\n", "", UNIT.read_text()))
    assert judged(tmp_path / "waybill.service", 20) != 0, "the checker notices nothing"


def test_the_linter_accepts_the_container_file():
    linter = Path(sys.executable).with_name("hadolint")
    # Versions of Debian's packages come with the release that the base image names.
    done = subprocess.run([linter, "--no-color", "--ignore", "DL3008", CONTAINERFILE], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_the_container_runs_as_nobody_special():
    names = [name for name, _ in instructions()]
    assert names.count("FROM") == 2 and instruction("USER") == "10001:10001" and instruction("VOLUME") == "/data"
    assert names.index("USER") > len(names) - 1 - names[::-1].index("COPY")
    service = COMPOSE["services"]["waybill"]
    assert service["read_only"] and service["cap_drop"] == ["ALL"] and service["security_opt"] == ["no-new-privileges:true"]
    assert service["build"]["dockerfile"] == str(CONTAINERFILE.relative_to(REPOSITORY))
    assert (DEPLOY / "container" / service["build"]["context"]).resolve() == REPOSITORY
    assert pod()["securityContext"]["runAsNonRoot"] and pod()["securityContext"]["runAsUser"] == 10001
    security = container()["securityContext"]
    assert security["readOnlyRootFilesystem"] and not security["allowPrivilegeEscalation"] and security["capabilities"] == {"drop": ["ALL"]}


def test_what_is_mounted_is_there():
    spec = next(document for document in KUBERNETES if document["kind"] == "StatefulSet")["spec"]
    volumes = {volume["name"] for volume in pod()["volumes"]} | {claim["metadata"]["name"] for claim in spec["volumeClaimTemplates"]}
    assert {mount["name"] for mount in container()["volumeMounts"]} == volumes
    ports = {port["name"]: port["containerPort"] for port in container()["ports"]}
    service = next(document for document in KUBERNETES if document["kind"] == "Service")["spec"]
    assert service["ports"][0]["targetPort"] in ports and ports["https"] == 9000 == int(instruction("EXPOSE"))
    assert spec["replicas"] == 1
    assert set(COMPOSE["volumes"]) == {volume.split(":")[0] for volume in COMPOSE["services"]["waybill"]["volumes"]} - {"./tls"}


def test_the_user_of_the_unit_is_made():
    line = next(line for line in (DEPLOY / "systemd" / "waybill.sysusers").read_text().splitlines() if line and not line.startswith("#"))
    kind, name, *_, home = shlex.split(line)
    assert (kind, name, home) == ("u", unit()["User"][0], "/var/lib/" + unit()["StateDirectory"][0])
    assert f"--data {home} " in unit()["ExecStart"][0]


def test_the_access_log_of_the_page_has_its_folder():
    """Everything but the folders of the service is read-only to it, so the path that the page shows must lie in one of them."""
    page = (REPOSITORY / "docs/operations/observing.md").read_text()
    paths = re.findall(r"^(/\S+/access\.log) \{$", page, re.M)
    assert [str(Path(path).parent) for path in paths] == ["/var/log/" + unit()["LogsDirectory"][0]]


def test_what_a_build_leaves_does_not_go_into_the_image():
    ignored = (DEPLOY / "container" / "Containerfile.dockerignore").read_text().split()
    made = [line.rstrip("/") for line in (REPOSITORY / ".gitignore").read_text().split() if line.startswith((".build", "Package.resolved", "waybill-data", "Fuzz/"))]
    assert set(made) <= set(ignored) and ".git" in ignored and len(made) >= 5
