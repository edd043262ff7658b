"""The second lock of the board: who sees and writes which rows of its tables.

What the board decides and promises is no secret within the partnership, whose agencies all sit on it or
answer to it: there roles decide. A pack is its reader's own; what a member needs to take part is theirs,
and the agency's that sees to it. What is only ever added to is granted so.
"""

from __future__ import annotations

from fingerpost.service.access.second_lock import AGENCY, PERSON, Guard

ADDED_TO = ("SELECT", "INSERT")
CHANGED = ("SELECT", "INSERT", "UPDATE")
# Nobody removes anything: no page, and no job.
SHARED = (
    "planversion",
    "priority",
    "commitment",
    "seat",
    "meeting",
    "agendaitem",
    "interest",
    "attendance",
    "paper",
    "minutes",
    "decision",
    "actionitem",
    "risk",
    "deepdive",
    "requireddocument",
    "documentversion",
    "involvemententry",
    "grantline",
    "question",
)
APPENDED = (
    "commitmentreport",
    "paperversion",
    "minute",
    "actionreport",
    "riskscore",
    "spend",
)

GUARDS = (
    *(
        Guard(f"board_{table}", rows="true", may=CHANGED, service_may=CHANGED)
        for table in SHARED
    ),
    *(
        Guard(f"board_{table}", rows="true", may=ADDED_TO, service_may=ADDED_TO)
        for table in APPENDED
    ),
    Guard(
        "board_frozenpack",
        rows=f"reader_id = {PERSON} OR frozen_by_id = {PERSON}",
        writes=f"frozen_by_id = {PERSON}",
        may=ADDED_TO,
        service_may=ADDED_TO,
    ),
    Guard(
        "board_involvementmember",
        rows=f"person_id = {PERSON} OR agency_id = {AGENCY}",
        may=CHANGED,
        service_may=CHANGED,
    ),
)
