"""A prison's list of releases as a file: from bytes to rows to plan, beside the rows that are refused.

It is the declared source `prison_releases`, read by the same library as the files that are landed. A file is
a stranger's: it is read as text cells, and nothing of it is run, unpacked or quoted in a reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError

from fingerpost.evidence.core.errors import FingerpostError
from fingerpost.evidence.core.fingerprints import fingerprint_bytes
from fingerpost.evidence.sources import ROW, Opened, all_sources, read, recognise
from fingerpost.service.casework.models import Sex
from fingerpost.service.casework.release_reasons import ReleaseKind, TreatmentNeed

SOURCE = "prison_releases"
MAX_BYTES = 5 * 1024**2
MAX_ROWS = 2_000
TOO_LARGE = "It is larger than 5 MB. Send the list of fewer weeks."
LONGEST = {"prison_number": 40, "forename": 80, "surname": 80}

KINDS = {
    "end of sentence": ReleaseKind.SENTENCE_END,
    "automatic release": ReleaseKind.SENTENCE_END,
    "licence": ReleaseKind.LICENCE,
    "early release": ReleaseKind.EARLY,
    "end of custody supervised licence": ReleaseKind.EARLY,
    "remand": ReleaseKind.REMAND,
    "court": ReleaseKind.REMAND,
}
NEEDS = {"yes": TreatmentNeed.YES, "no": TreatmentNeed.NO}
SEXES = {"male": Sex.MALE, "m": Sex.MALE, "female": Sex.FEMALE, "f": Sex.FEMALE}


@dataclass(frozen=True)
class ListedRelease:
    """One row that can be planned."""

    row: int  # as a spreadsheet shows it
    number: str
    given_name: str
    family_name: str
    born_on: date | None
    sex: Sex
    due_on: date
    kind: ReleaseKind
    need: TreatmentNeed
    area: str
    transfer_agency: str


@dataclass(frozen=True)
class Refusal:
    """Why a row is not taken: where, and what to correct; never what stands there."""

    row: int
    column: str
    reason: str


@dataclass(frozen=True)
class ReleaseList:
    """A file that was read: every row is either listed or refused."""

    sha256: str
    rows: int
    listed: tuple[ListedRelease, ...]
    refusals: tuple[Refusal, ...]

    @property
    def refused(self) -> frozenset[int]:
        """The rows that are refused."""
        return frozenset(one.row for one in self.refusals)


def read_list(data: bytes, *, prison: str) -> ReleaseList:
    """Read a file as a prison's list.

    Parameters
    ----------
    data : bytes
    prison : str
        The name of the prison that sends it; rows of another are refused.

    Raises
    ------
    ValidationError
        If the file as a whole is no such list.
    """
    if len(data) > MAX_BYTES:
        raise ValidationError(TOO_LARGE)
    opened = Opened(Path("list.csv"), "list.csv", data, fingerprint_bytes(data))
    source = all_sources()[SOURCE]
    try:
        taken = recognise(opened)
        if taken.source != source:
            raise ValidationError(_what_it_lacks(taken.missing))
        found = read(opened, source)
    except FingerpostError as error:
        raise ValidationError(f"The file cannot be read: {error.what}.") from None
    if found.rows_read > MAX_ROWS:
        raise ValidationError(f"It has more than {MAX_ROWS:,} rows. Send fewer weeks.")
    refusals = [
        Refusal(int(one["row"]), one["column"], one["reason"])
        for one in found.rejects.iter_rows(named=True)
    ]
    listed: list[ListedRelease] = []
    seen: dict[str, int] = {}
    for row in found.rows.sort(ROW).iter_rows(named=True):
        number = int(row[ROW])
        refusal = _refusal(row, prison) or _twice(row, seen)
        if refusal is not None:
            refusals.append(refusal)
        else:
            seen[row["prison_number"]] = number
            listed.append(_listed(row))
    read_list = ReleaseList(
        opened.sha256,
        found.rows_read,
        tuple(listed),
        tuple(sorted(refusals, key=lambda one: (one.row, one.column))),
    )
    assert len(listed) + len(read_list.refused) == found.rows_read, "no row is lost"
    return read_list


def _what_it_lacks(missing: tuple[str, ...]) -> str:
    title = all_sources()[SOURCE].title
    lacks = f" It lacks: {', '.join(missing)}." if missing else ""
    return f"It is not a CSV file with the headers of “{title}”.{lacks}"


def _refusal(row: dict[str, Any], prison: str) -> Refusal | None:
    number = int(row[ROW])
    for column, header in (("forename", "Forename"), ("surname", "Surname")):
        if not (row[column] or "").strip():
            return Refusal(number, header, "Nobody can be met without a name. Fill it in.")
    for column, longest in LONGEST.items():
        if len(row[column]) > longest:
            return Refusal(number, column, f"It is longer than {longest} letters.")
    if not _is_same_prison(row["prison"], prison):
        return Refusal(number, "Prison", f"It is not {prison}. Each prison sends its own list.")
    if row["outcome_after_release"]:
        return Refusal(
            number,
            "Outcome After Release",
            "The list does not say on which day. Write it down on the page of the release.",
        )
    return None


def _twice(row: dict[str, Any], seen: dict[str, int]) -> Refusal | None:
    before = seen.get(row["prison_number"])
    if before is None:
        return None
    return Refusal(
        int(row[ROW]),
        "Prison Number",
        f"Row {before} is of the same person. Leave one of them.",
    )


def _is_same_prison(said: str, prison: str) -> bool:
    """Tell whether two names are of one prison: with or without the letters before it."""
    first, second = (
        one.casefold().removeprefix("hmp ").removeprefix("hm prison ").strip()
        for one in (said, prison)
    )
    return first == second


def _listed(row: dict[str, Any]) -> ListedRelease:
    return ListedRelease(
        row=int(row[ROW]),
        number=row["prison_number"].strip(),
        given_name=row["forename"].strip(),
        family_name=row["surname"].strip(),
        born_on=row["date_of_birth"],
        sex=SEXES.get((row["sex"] or "").casefold(), Sex.UNSAID),
        due_on=row["released_on"],
        kind=KINDS.get((row["release_type"] or "").casefold(), ReleaseKind.OTHER),
        need=NEEDS.get((row["treatment_need"] or "").casefold(), TreatmentNeed.UNKNOWN),
        area=row["home_district_code"] or "",
        transfer_agency=(row["transfer_agency"] or "").strip(),
    )
