"""How long a rig goes on: so many runs, or so many seconds."""

import time


class Budget:
    def __init__(self, runs=None, seconds=None):
        self.runs, self.seconds = runs, seconds
        self._end = time.monotonic() + seconds if seconds is not None else None

    def is_spent(self, runs):
        if self._end is not None and time.monotonic() >= self._end:
            return True
        return self.runs is not None and runs >= self.runs

    def __str__(self):
        return f"{self.runs}" if self.runs is not None else f"{self.seconds:.0f} s"
