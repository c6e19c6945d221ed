"""How much a test does: all of it in the long form, and in the short one as much as fits into its time, on a slow machine too."""

import time


def rounds(count: int, seconds: float, is_long: bool, least: int = 3):
    """Numbers from 0: to `count` in the long form; in the short one at least `least` of them, and not after so many seconds."""
    deadline = time.monotonic() + seconds
    for number in range(count):
        if not is_long and number >= least and time.monotonic() > deadline:
            return
        yield number
