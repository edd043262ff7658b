"""Send files in tests: agencies with an agreement, small files in partners' real forms, landings."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

from tests.service.people import make_agency, make_member

HEADER = "Supply Date,Site,District Code,Supplier Type,Recipient Type,Kits Issued,Reason\n"
FLOW = {
    "purpose": "statistics",
    "legal_basis": "public_task",
    "confidentiality": "none",
    "retention_months": 96,
}


def kits(rows: int = 3, *, day: str = "05/02/2026", more: str = "") -> bytes:
    """Return a file of naloxone kits; `more` are lines after the good ones."""
    lines = "".join(f"{day},Site {n},X06000001,Pharmacy,Family,{n + 1},\n" for n in range(rows))
    return (HEADER + lines + more).encode()


def upload_of(content: bytes, name: str = "kits.csv") -> io.BytesIO:
    """Return bytes as the test client sends a file."""
    file = io.BytesIO(content)
    file.name = name
    return file


def agree(
    giver: Any,
    *items: str,
    receiver: str = "Fenmark Council",
    reference: str = "FM-9",
    starts_on: date = date(2020, 1, 1),
    ends_on: date = date(2099, 1, 1),
    status: str = "signed",
    kind: str = "council",
    purpose: str = "statistics",
) -> Any:
    """Put an agreement in force by which an agency gives files to the council, or to another."""
    from fingerpost.service.access.models import Agreement, AgreementVersion, Flow, Party

    council = make_agency(receiver, kind)
    agreement, _ = Agreement.objects.get_or_create(reference=reference, title="Files")
    version = AgreementVersion.objects.create(
        agreement=agreement,
        number=agreement.versions.count() + 1,
        drafted_by=giver,
        why="To count.",
        starts_on=starts_on,
        review_on=starts_on,
        ends_on=ends_on,
        status=status,
    )
    for side in (giver, council):
        Party.objects.create(version=version, agency=side)
    for item in items:
        Flow.objects.create(
            version=version,
            giver=giver,
            receiver=council,
            item=item,
            **{**FLOW, "purpose": purpose},
        )
    return version


def sender(agency: str = "Open Door", *items: str, role: str = "sender", **more: Any) -> Any:
    """Return somebody who sends files for a charity that has an agreement for them."""
    member = make_member(role, agency, kind="charity", **more)
    agree(member.agency, *(items or ("naloxone_kits",)), reference=f"FM-{member.pk}")
    return member
