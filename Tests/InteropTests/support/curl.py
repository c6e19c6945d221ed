"""Runs the real curl, and reads what it received."""

import subprocess

from .raw import Answer


def curl(*arguments, stdin: bytes = b"", timeout: float = 40) -> Answer:
    """Runs curl; the last answer's head and body."""
    command = ["curl", "--silent", "--show-error", "--include", "--globoff", "--max-time", str(timeout - 5), *arguments]
    done = subprocess.run(command, input=stdin, capture_output=True, timeout=timeout)
    assert done.returncode == 0, f"curl ended with {done.returncode}: {done.stderr.decode()}"
    rest, interim = done.stdout, []
    while True:
        block, _, rest = rest.partition(b"\r\n\r\n")
        lines = block.decode("latin-1").split("\r\n")
        status = int(lines[0].split()[1])
        if status >= 200:
            break
        interim.append(status)
    headers = [(name, value.strip()) for name, _, value in (line.partition(":") for line in lines[1:])]
    return Answer(status, headers, rest, head=block, interim=interim)
