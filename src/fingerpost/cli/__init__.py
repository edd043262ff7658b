"""The command line: arguments in, one library call, the result out.

Results go to stdout (``--json`` prints one object), progress and messages to stderr. Exit codes:
0 done, 1 failed, 2 wrong usage, 3 done with refused rows, 10 and up by the class of the error.
Heavy libraries are imported inside the commands, so that help is quick.
"""

from fingerpost.cli.app import app, main

__all__ = ["app", "main"]
