"""Options, figures and servers of the fault tests. `scripts/faults` runs them."""

import ctypes
import json
import os
import random
import subprocess
import tempfile
from pathlib import Path

import pytest

from faults.figures import Figures
from faults.injection import Injection
from faults.subject import Subject

CLONE_NEWNS = 0x20000
figures_of_this_run = Figures()


def pytest_addoption(parser):
    group = parser.getgroup("faults")
    group.addoption("--long", action="store_true", help="all injection points, longer storms and the soak")
    group.addoption("--seed", type=int, default=None, help="fixes names, sizes and the choice of injection points")
    group.addoption("--soak-minutes", type=float, default=60, help="how long the soak of --long lasts")
    group.addoption("--without-cgroups", action="store_true", help="leave out the memory limit; never done silently")
    group.addoption("--without-mounts", action="store_true", help="leave out everything that mounts a disk; never done silently")
    group.addoption("--figures", type=Path, default=None, help="write the figures to this file as JSON")


def pytest_configure(config):
    config.addinivalue_line("markers", "long: only with --long")
    config.addinivalue_line("markers", "mounts: needs root, to mount disks")
    config.addinivalue_line("markers", "cgroups: needs a memory cgroup")
    if config.option.seed is None:
        config.option.seed = random.SystemRandom().randrange(1 << 32)
    # prlimit, mkfs and others are in sbin, which a user's PATH may lack.
    os.environ["PATH"] += ":/usr/sbin:/sbin"


def pytest_collection_modifyitems(config, items):
    left_out = []
    for item in list(items):
        why = (
            "long" if item.get_closest_marker("long") and not config.option.long else
            "without-mounts" if item.get_closest_marker("mounts") and config.option.without_mounts else
            "without-cgroups" if item.get_closest_marker("cgroups") and config.option.without_cgroups else None)
        if why:
            items.remove(item)
            left_out.append(item)
            if why != "long":
                figures_of_this_run.add("-", item.name, 0, f"LEFT OUT, by --{why}")
    if left_out:
        config.hook.pytest_deselected(items=left_out)


def pytest_terminal_summary(terminalreporter, config):
    terminalreporter.section(f"figures, seed {config.option.seed}")
    for line in figures_of_this_run.lines():
        terminalreporter.write_line(line)
    if config.option.figures:
        config.option.figures.write_text(json.dumps({"seed": config.option.seed, "figures": figures_of_this_run.as_json()}, indent=1))


@pytest.fixture
def figures() -> Figures:
    return figures_of_this_run


@pytest.fixture
def is_long(request) -> bool:
    return request.config.option.long


@pytest.fixture
def rng(request) -> random.Random:
    return random.Random(f"{request.config.option.seed}/{request.node.nodeid}")


@pytest.fixture
def memory_folder(tmp_path):
    """A folder in memory, for tests in which the library says what fails: the disk of this machine would only make them slow."""
    shared = Path("/dev/shm")
    if not os.access(shared, os.W_OK):
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(prefix="faults-", dir=shared) as folder:
        yield Path(folder)


@pytest.fixture
def make_subject(tmp_path, memory_folder):
    """Servers on data folders of the test's own; `make_subject(name, injected=True)` has an `injection`.

    It asks for `memory_folder` so that pytest removes that folder after the servers have ended, in whatever order a test names the two."""
    made = []

    def make(name="data", injected=False, data=None, environment=None, **options) -> Subject:
        folder = data or tmp_path / name
        injection = Injection(tmp_path / f"{name}.control", folder) if injected else None
        subject = Subject(folder, environment={**(injection.environment if injection else {}), **(environment or {})}, **options)
        subject.injection = injection
        made.append(subject)
        return subject

    yield make
    for subject in made:
        subject.discard()


@pytest.fixture
def subject(make_subject) -> Subject:
    """A running server without any fault."""
    return make_subject().start()


@pytest.fixture(scope="session")
def own_mounts():
    """Mounts that only this program and what it starts can see; they end with it, however it ends."""
    assert os.geteuid() == 0, "tests with disks need root, to mount them; run as root, or leave them out with --without-mounts"
    done = ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWNS)
    assert done == 0, f"tests with disks need mounts of their own ({os.strerror(ctypes.get_errno())}), or --without-mounts"
    subprocess.run(["mount", "--make-rprivate", "/"], check=True, capture_output=True)
