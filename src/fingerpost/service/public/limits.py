"""How often one address may ask in a minute; who it was is forgotten with the minute.

An address is kept as a digest under a key that is drawn by chance for each span of time and never leaves
the memory of the process. When the span is over, key and counts are gone.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections import Counter
from ipaddress import ip_address, ip_network
from threading import Lock

from django.conf import settings
from django.http import HttpRequest

MOST_KNOWN = 50_000  # addresses of one span; with more, all are counted as one


class Limit:
    """So many times in so many seconds for each address, in each web process."""

    def __init__(self, *, times: int, seconds: int) -> None:
        self.times, self.seconds = times, seconds
        self.lock = Lock()
        self.forget()

    def forget(self) -> None:
        """Begin a new span: nobody has asked in it yet."""
        self.key = secrets.token_bytes(32)
        self.begun = time.monotonic()
        self.counts: Counter[bytes] = Counter()

    def wait(self, request: HttpRequest) -> int:
        """Count a request; return how many seconds its address is to wait, 0 if it may go on."""
        with self.lock:
            over = self.begun + self.seconds - time.monotonic()
            if over <= 0:
                self.forget()
                over = float(self.seconds)
            who = self._digest(address_of(request))
            if len(self.counts) >= MOST_KNOWN and who not in self.counts:
                who = b""
            self.counts[who] += 1
            return max(1, round(over)) if self.counts[who] > self.times else 0

    def _digest(self, address: str) -> bytes:
        return hashlib.blake2b(address.encode(), key=self.key, digest_size=16).digest()


def address_of(request: HttpRequest) -> str:
    """Return from where a request came; of a long address (IPv6) the half that is a household's.

    Where a proxy stands before us, which speaks HTTPS, it is the last that the proxy names: those before
    it are what the asker said.
    """
    said = str(request.META.get("REMOTE_ADDR", ""))
    if settings.SECURE_PROXY_SSL_HEADER:
        forwarded = str(request.META.get("HTTP_X_FORWARDED_FOR", ""))
        said = forwarded.rpartition(",")[2].strip() or said
    try:
        known = ip_address(said)
    except ValueError:
        return said[:64]
    return str(ip_network((known, 64), strict=False)) if known.version == 6 else said


QUESTIONS = Limit(times=120, seconds=60)  # of the APIs, and searches of the directory
TOLD = Limit(times=5, seconds=600)  # what somebody sends us
ASKED = Limit(times=5, seconds=600)  # requests for help from a service
