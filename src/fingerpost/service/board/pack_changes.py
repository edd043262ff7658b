"""What changed on a meeting's agenda, in its papers and interests since its pack was sent."""

from __future__ import annotations

from typing import Any

from fingerpost.service.board.models import Meeting
from fingerpost.service.board.pack_contents import leaving, papers_of


def holds(meeting: Meeting, *, edition: str = "") -> dict[str, Any]:
    """Return of what a pack that is frozen now is made: edition, items in order, papers, who leaves."""
    shown = ("title", "kind", "question", "minutes", "measure", "presented_by")
    items = meeting.items.filter(is_struck=False).values("pk", *shown)
    return {
        "edition": edition,
        "items": [[one["pk"], *(one[name] for name in shown)] for one in items],
        "papers": [
            [one.pk, one.title, one.newest.number if one.newest else 0]
            for papers in papers_of(meeting).values()
            for one in papers
        ],
        "leaves": [[one.pk, one.item.title] for one in leaving(meeting).select_related("item")],
    }


def changed_since(meeting: Meeting) -> list[str]:
    """Return what a reader of the newest pack does not know, in words; empty if nothing changed."""
    if not meeting.pack_number:
        return []
    sent, now = meeting.pack_holds, holds(meeting)
    before, after = ({one[0]: one[1:] for one in held["items"]} for held in (sent, now))
    told = [
        f"New on the agenda: {words[0]}" if number not in before else f"Changed: {words[0]}"
        for number, words in after.items()
        if before.get(number) != words
    ]
    told += [
        f"Taken off: {words[0]}" for number, words in before.items() if number not in after
    ]
    if [n for n in before if n in after] != [n for n in after if n in before]:
        told.append("The order of the agenda")
    versions = {number: version for number, _, version in sent["papers"]}
    told += [
        f"Paper, version {version}: {title}"
        for number, title, version in now["papers"]
        if version > versions.get(number, 0)
    ]
    known = [number for number, _ in sent["leaves"]]
    told += [
        f"Somebody leaves for: {title}"
        for number, title in now["leaves"]
        if number not in known
    ]
    return told
