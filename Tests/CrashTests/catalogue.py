"""The catalogue of a running server, as another process may use it."""

import subprocess
import sys
from contextlib import suppress

CHECKPOINT = """
import sqlite3, sys
catalogue = sqlite3.connect(sys.argv[1], timeout=5)
catalogue.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
catalogue.close()
"""


def write_back_log(server):
    """Writes the log's rows back, as the server does when the log is long. The next commit overwrites the log from its start.

    Another process does it, with the server's environment: what it writes is broken and written down as what the server writes.
    """
    command = [sys.executable, "-c", CHECKPOINT, str(server.data / "catalogue.sqlite")]
    # Whether it managed to does not matter: then the log grows on, as without this.
    with suppress(subprocess.TimeoutExpired):
        subprocess.run(command, env=server.environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=60)
