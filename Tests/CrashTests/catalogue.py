"""The catalogue of a running server, as another process may use it."""

import sqlite3
from contextlib import closing


def write_back_log(data):
    """Writes the log's rows back, as the server does when the log is long. The next commit overwrites the log from its start."""
    with closing(sqlite3.connect(data / "catalogue.sqlite", timeout=5)) as catalogue:
        catalogue.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
