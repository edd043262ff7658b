"""Refuse the body of a request that ends before its length: its sender hung up in the middle.

The web server hands over what came as if that were all, and Django takes the half of a form, or of a
part of a file, for the whole. Only a file in a form is left out by Django itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, BinaryIO

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]


class WholeBody:
    """A stream of a known length that fails where it ends before that."""

    def __init__(self, stream: BinaryIO, length: int) -> None:
        self.stream, self.missing = stream, length

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes: as many as asked for, or as are left of the length.

        Raises
        ------
        OSError
            If the stream ends before that; Django makes an `UnreadablePostError` of it.
        """
        wanted = self.missing if size < 0 else min(size, self.missing)
        pieces = []
        while wanted > 0:
            piece = self.stream.read(wanted)
            if not piece:
                raise OSError("the sender hung up before the end")
            pieces.append(piece)
            wanted -= len(piece)
            self.missing -= len(piece)
        return b"".join(pieces)

    def readline(self, size: int = -1) -> bytes:
        """Return the rest of a line, no more than so many bytes, and nothing beyond the length."""
        line = bytearray()
        while self.missing and (size < 0 or len(line) < size) and not line.endswith(b"\n"):
            line += self.read(1)
        return bytes(line)


def whole_bodies(application: Application) -> Application:
    """Return a WSGI application that reads bodies whole, or fails."""

    def answer(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        length = environ.get("CONTENT_LENGTH") or "0"
        if length.isdigit():
            environ["wsgi.input"] = WholeBody(environ["wsgi.input"], int(length))
        return application(environ, start_response)

    return answer
