"""A real process that lands files when told, in a child of its own that can be killed.

Everything is imported once, here, where no thread runs yet; each line on standard input names a
workspace, is answered with the child's process number, and with "done" when the child has ended.
After a tab the line may say at which step the child ends itself: a step is a call by which
something reaches the disk.
"""

import itertools
import os
import signal
import sys
from pathlib import Path

import pyarrow.parquet
import pyarrow.parquet.encryption

from fingerpost.evidence.lake import Workspace, land
from tests.unit.lake.making import FIRST


def _say(text: object) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _die_at(step: int) -> None:
    """End this process, as a power cut would, when it takes its n-th step."""
    steps = itertools.count(1)

    def counted(act):
        def act_or_die(*arguments, **options):
            if next(steps) == step:
                os.kill(os.getpid(), signal.SIGKILL)
            return act(*arguments, **options)

        return act_or_die

    for place, name in (
        (os, "fsync"),
        (os, "link"),
        (Path, "replace"),
        (Path, "mkdir"),
        (Path, "unlink"),
        (pyarrow.parquet, "write_table"),
    ):
        setattr(place, name, counted(getattr(place, name)))


for line in sys.stdin:
    root, _, step = line.strip().partition("\t")
    ready, go = os.pipe()
    child = os.fork()
    if child == 0:
        workspace = Workspace.open(Path(root))
        if step:
            _die_at(int(step))
        os.write(go, b"x")
        land(workspace, [workspace.inbox], at=FIRST)
        os._exit(0)
    os.close(go)
    os.read(ready, 1)
    os.close(ready)
    _say(child)
    _, status = os.waitpid(child, 0)
    _say("killed" if os.WIFSIGNALED(status) else "done")
