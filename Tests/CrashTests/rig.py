"""What the rigs share: a cycle is start, look, write, crash. The crash is what they differ in."""

import random
import time

import folder
from client import Broken, Client
from findings import say
from ledger import Ledger
from load import Load
from operations import MIXED
from server import ACCESS_KEY_ID, REGION, SECRET, ServerFailed
from signer import Signer
from verify import Verifier
from verify_uploads import UploadVerifier


#: How many starts follow one that was killed before it was done, so that recovery is cut short too.
INTERRUPTED_SHARE = 0.25


class Abandoned(Exception):
    """A violation after which there is nothing left to go on with."""


class Rig:
    """Cycles on one data folder after another. A subclass gives `crash`, and `server` once a folder is there."""

    #: The largest body, and how long the load lasts before the crash, in seconds.
    largest = 3 * 1024 * 1024
    load_seconds = (0.05, 0.2)
    mix = MIXED
    is_hasty = False

    def __init__(self, findings):
        self.findings = findings
        self.server = None
        self.rng = random.Random(f"{findings.seed}/{findings.rig}")
        self.signer = Signer(ACCESS_KEY_ID, SECRET, REGION)
        self.ledger = Ledger(findings.seed)

    def crash(self):
        """Ends the server while the writers write."""
        raise NotImplementedError

    def cycle(self):
        """Starts the server, looks at what the last crash left, and crashes it under load."""
        self.start()
        self.verify(self.ledger.resume())
        self.findings.runs += 1
        load = self.begin_load(self.mix)
        self.wait()
        if not self.server.is_running():
            self.findings.violation("P6", f"the server died by itself{self.server.last_words()}")
        load.expect_failures()
        self.crash()
        load.join()
        self.count()

    def begin_load(self, mix, expects_failures=False):
        load = Load(self.server, self.signer, self.ledger, self.findings, self.largest, mix, self.is_hasty)
        if expects_failures:
            load.expect_failures()
        load.start()
        return load

    def wait(self):
        """Until the crash."""
        time.sleep(self.rng.uniform(*self.load_seconds))

    def count(self):
        self.findings.acknowledged = self._before + self.ledger.acknowledged

    def finish_folder(self):
        """Looks at everything through the API, stops the server, and looks at the folder before and after a sweep."""
        self.start()
        self.verify(self.ledger.resume())
        self.verify(self.ledger.slots(), prefix="")
        try:
            self.server.stop()
            self.check_folder(is_swept=False)
            # Ages are whole seconds, and a sweep without grace removes what is older than its own second.
            time.sleep(1.1)
            self.server.sweep()
            self.check_folder(is_swept=True)
        except ServerFailed as failure:
            self.abandon(failure)

    def begin_folder(self):
        """Forgets what was written: the next folder is empty."""
        self._before = self.findings.acknowledged
        self.ledger = Ledger(self.findings.seed)

    _before = 0

    def start(self):
        if self.rng.random() < INTERRUPTED_SHARE:
            self.server.start_and_kill(self.rng.uniform(0, 0.15))
            self.findings.interrupted += 1
        # Half of the starts sweep at once, so that a sweep is cut short and runs beside uploads.
        grace = 0 if self.rng.random() < 0.5 else None
        try:
            self.findings.starts.append(self.server.start(sweep_grace=grace))
        except ServerFailed as failure:
            if self.ledger.acknowledged:
                self.findings.violation("P1", f"{self.ledger.acknowledged} acknowledged writes are out of reach: the server does not start")
            self.abandon(failure)
        if names := folder.staged(self.server.data):
            self.findings.orphans += len(names)
            self.findings.violation("P4", f"{len(names)} in staging/ after a start: {names[:5]}")

    def verify(self, slots, prefix=None):
        """Objects, then listings, then uploads. Without a prefix it lists the folders of the keys."""
        rng = random.Random(self.rng.random())
        client = Client(self.server.port, self.signer, rng)
        keys = sorted(slot for slot in slots if isinstance(slot, str))
        verifier = Verifier(client, self.ledger, self.findings, rng)
        try:
            sizes = verifier.check(keys)
            for part in sorted({key.split("/")[0] + "/" for key in keys}) if prefix is None else [prefix]:
                # Of the names that are used again some may not have been touched, so the whole is compared at the end only.
                if part == "" or part.startswith("c"):
                    verifier.check_listing(part, {key: size for key, size in sizes.items() if key.startswith(part)})
            UploadVerifier(client, self.ledger, self.findings).check({slot for slot in slots if not isinstance(slot, str)})
        except Broken as error:
            self.abandon(error)
        finally:
            client.close()

    def check_folder(self, is_swept):
        if is_swept:
            self.findings.orphans += len(folder.orphans(self.server.data))
        for fault in folder.check_folder(self.server.data, is_swept):
            self.findings.violation("P4", f"{fault} ({'after' if is_swept else 'before'} a sweep)")

    def abandon(self, reason):
        self.findings.violation("P6", str(reason))
        say(f"  {self.findings.rig}: there is nothing left to go on with")
        raise Abandoned(str(reason))
