"""What changed, as an Atom feed (RFC 4287): a new edition, a correction, published minutes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from xml.etree import ElementTree

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from fingerpost.evidence.disclosure import Release
from fingerpost.evidence.publication import wording
from fingerpost.service.public.account import Account
from fingerpost.service.public.taxonomy import number_of
from fingerpost.service.public.texts import Correction

ATOM = "http://www.w3.org/2005/Atom"
AT_MOST = 50
NEVER = datetime(
    2000, 1, 1, tzinfo=timezone.get_fixed_timezone(0)
)  # of a feed with nothing in it


@dataclass(frozen=True)
class Item:
    """One thing that changed."""

    id: str
    title: str
    words: str
    path: str
    at: datetime


def items(
    release: Release | None, corrections: tuple[Correction, ...], account: Account
) -> tuple[Item, ...]:
    """Return what changed, the newest first."""
    found = [
        Item(
            f"correction/{one.on}/{one.what}",
            f"Corrected: {one.what}",
            f"It said: {one.was}. Right is: {one.now}. {one.why}",
            reverse("public:corrections"),
            _noon(one.on),
        )
        for one in corrections
    ]
    found += [
        Item(
            f"minutes/{one.number}",
            f"Minutes published: {one.title}, {wording.day(one.day)}",
            "What the board decided and promised.",
            reverse("public:minutes", args=[one.number]),
            _noon(one.published_on),
        )
        for one in account.minutes
    ]
    if release is not None:
        at = release.approval.at if release.approval else release.provenance.as_of
        known = release.provenance.as_of
        found.append(
            Item(
                f"edition/{release.id}",
                f"New figures, as known on {wording.day(known)}",
                f"Edition {release.id}, with {len(release.tables)} tables.",
                reverse("public:data"),
                at,
            )
        )
    return tuple(sorted(found, key=lambda one: (one.at, one.id), reverse=True)[:AT_MOST])


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


def atom(found: tuple[Item, ...]) -> bytes:
    """Return the feed as XML."""
    ElementTree.register_namespace("", ATOM)
    feed = ElementTree.Element(f"{{{ATOM}}}feed")
    home = settings.SERVICE_ADDRESS
    _add(feed, "id", number_of("feed", settings.PARTNERSHIP).urn)
    _add(feed, "title", f"{settings.PARTNERSHIP}: what changed")
    _add(feed, "updated", (found[0].at if found else NEVER).isoformat())
    author = ElementTree.SubElement(feed, f"{{{ATOM}}}author")
    _add(author, "name", settings.PARTNERSHIP)
    _add(feed, "link", "", rel="self", href=home + reverse("public:feed"))
    _add(feed, "link", "", rel="alternate", href=home + reverse("public:overview"))
    for one in found:
        entry = ElementTree.SubElement(feed, f"{{{ATOM}}}entry")
        _add(entry, "id", number_of(one.id).urn)
        _add(entry, "title", one.title)
        _add(entry, "updated", one.at.isoformat())
        _add(entry, "link", "", rel="alternate", href=home + one.path)
        _add(entry, "summary", one.words)
    written: bytes = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return written


def _add(parent: ElementTree.Element, name: str, words: str, **said: str) -> None:
    ElementTree.SubElement(parent, f"{{{ATOM}}}{name}", said).text = words or None
