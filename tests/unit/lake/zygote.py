"""A real process that lands files when told, in a child of its own that can be killed.

Everything is imported once, here, where no thread runs yet; each line on standard input names a
workspace, is answered with the child's process number, and with "done" when the child has ended.
"""

import os
import sys
from pathlib import Path

from fingerpost.evidence.lake import Workspace, land
from tests.unit.lake.making import FIRST


def _say(text: object) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


for line in sys.stdin:
    ready, go = os.pipe()
    child = os.fork()
    if child == 0:
        workspace = Workspace.open(Path(line.strip()))
        os.write(go, b"x")
        land(workspace, [workspace.inbox], at=FIRST)
        os._exit(0)
    os.close(go)
    os.read(ready, 1)
    os.close(ready)
    _say(child)
    _, status = os.waitpid(child, 0)
    _say("killed" if os.WIFSIGNALED(status) else "done")
