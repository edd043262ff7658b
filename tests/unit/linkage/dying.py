"""A real process that does a piece of work and kills itself before its n-th write step.

Everything is imported once, here, where no thread runs yet. Each line on standard input is JSON:
`work` (the name of a function of `WORK`), `root`, `step`. The work is done in a child of its own; the
answer is "killed" or "done".
"""

import json
import os
import signal
import sys
from pathlib import Path
from threading import Lock

import pandas
import pyarrow.dataset
import scipy.sparse.csgraph

from tests.unit.linkage.test_crash import WORK

# What the work imports when it needs it: here once, not in each child.
IMPORTED = (pandas, pyarrow.dataset, scipy.sparse.csgraph)
# Every call that changes what lies on the disk under a name, or makes it last.
STEPS = ("fsync", "replace", "rename", "link", "unlink", "mkdir", "rmdir", "chmod")


def die_before(step: int) -> None:
    """Count the calls of `STEPS`; before the one with this number, end as if the power went."""
    done, lock = [0], Lock()

    def counted(real):
        def call(*arguments, **options):
            with lock:
                if done[0] == step:
                    os.kill(os.getpid(), signal.SIGKILL)
                done[0] += 1
            return real(*arguments, **options)

        return call

    for name in STEPS:
        setattr(os, name, counted(getattr(os, name)))


if __name__ == "__main__":
    for line in sys.stdin:
        asked = json.loads(line)
        child = os.fork()
        if child == 0:
            die_before(asked["step"])
            WORK[asked["work"]](Path(asked["root"]))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        ended = "done" if status == 0 else "killed" if os.WIFSIGNALED(status) else "failed"
        sys.stdout.write(f"{ended}\n")
        sys.stdout.flush()
