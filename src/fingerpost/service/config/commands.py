"""Run several of Django's commands in one process: to set Django up takes seconds, so once.

`python -m fingerpost.service.config.commands "migrate --verbosity 0" apply_grants`
"""

from __future__ import annotations

import gc
import shlex
import sys
from collections.abc import Sequence

import django
from django.core.management import CommandError, call_command


def main(commands: Sequence[str]) -> int:
    """Run each command to its end; stop at the first that fails, and say why."""
    # Migrations make thousands of classes: to look for what is rubbish among them takes a third
    # of the time, and all of it goes when the process ends.
    gc.set_threshold(100_000, 50, 50)
    django.setup()
    for command in commands:
        try:
            call_command(*shlex.split(command))
        except CommandError as error:
            sys.stderr.write(f"{error}\n")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
