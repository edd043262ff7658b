"""Land files: recognise, read, write typed Parquet, and put the landing in the catalogue last."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from pathlib import Path, PurePosixPath
from traceback import extract_tb

import polars as pl

from fingerpost.evidence.core.errors import FingerpostError, LakeError, SourceError
from fingerpost.evidence.core.fingerprints import code_version, fingerprint
from fingerpost.evidence.core.periods import Period
from fingerpost.evidence.lake.catalogue import Landing, Part, read_landings, write_landing
from fingerpost.evidence.lake.editions import current_parts
from fingerpost.evidence.lake.identifiers import open_vault
from fingerpost.evidence.lake.lock import locked
from fingerpost.evidence.lake.splitting import (
    add_tokens,
    identifying,
    require_own_numbers,
    rest,
)
from fingerpost.evidence.lake.withdrawals import read_withdrawals
from fingerpost.evidence.lake.workspace import Workspace
from fingerpost.evidence.lake.writing import sweep_unfinished, write_tables
from fingerpost.evidence.sources import (
    ColumnKind,
    Opened,
    ReadFile,
    Source,
    Unopened,
    open_files,
    read,
    recognise,
)
from fingerpost.evidence.vault import Vault

Progress = Callable[[str, int, int], None]
OpenVault = Callable[
    [], Vault
]  # opened when the first file about people comes; None: a dry run
# Asked of a file that could land: why this source, with these editions, may not; "" if it may.
MayLand = Callable[[Source, tuple[str, ...]], str]
SHRUNK = 0.5  # a correction with fewer than half of the rows is landed, and said loudly


class LandingStatus(StrEnum):
    """What became of a file.

    `SUPERSEDED`: it was landed, and takes the place of an earlier edition of the same instalment,
    which stays readable as known before.
    """

    LANDED = "landed"
    ALREADY_LANDED = "already_landed"
    SUPERSEDED = "superseded"
    UNRECOGNISED = "unrecognised"
    REFUSED = "refused"


@dataclass(frozen=True)
class FileResult:
    """One file of a landing: what it was taken for, and what became of it."""

    path: str
    sha256: str | None
    source: str | None
    status: LandingStatus
    rows_read: int = 0
    rows_landed: int = 0
    rows_refused: int = 0
    message: str = ""  # what happened and what to do, for people
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class LandReport:
    """Every file that was looked at, in order."""

    files: tuple[FileResult, ...]

    @property
    def landed(self) -> tuple[FileResult, ...]:
        """The files that changed the lake."""
        changed = (LandingStatus.LANDED, LandingStatus.SUPERSEDED)
        return tuple(result for result in self.files if result.status in changed)


def _silent(what: str, done: int, of: int) -> None:
    """Tell nobody."""


def _everything(source: Source, editions: tuple[str, ...]) -> str:
    """Let every file land."""
    return ""


def land(
    workspace: Workspace,
    paths: Iterable[Path],
    *,
    at: datetime,
    today: date | None = None,
    wait_seconds: float = 0.0,
    dry_run: bool = False,
    may_land: MayLand = _everything,
    progress: Progress = _silent,
) -> LandReport:
    """Land every file under `paths`, once.

    Parameters
    ----------
    workspace : Workspace
    paths : iterable of Path
        Files, folders or ZIP archives.
    at : datetime
        When this landing happens, with its zone.
    today : date, optional
        Months and dates after it are refused as lying in the future.
    wait_seconds : float
        How long to wait if somebody else is landing.
    dry_run : bool
        Say what would happen, write nothing.
    may_land : callable
        Asked before a file is written, with its source and the names of its editions; a file for
        which it returns a reason is refused with that.
    progress : callable
        Told the file, how many are done, and how many there are.

    Raises
    ------
    LakeLockedError
        If somebody else is still landing after `wait_seconds`.
    """
    if at.tzinfo is None:
        raise ValueError("`at` needs a time zone")
    paths = [Path(path) for path in paths]

    def tell(text: str) -> None:
        progress(text, 0, 1)

    if dry_run:
        return _land_all(workspace, paths, at, today, may_land, progress, writes=False)
    with locked(workspace.lake, at=at, wait_seconds=wait_seconds, tell=tell):
        sweep_unfinished(workspace)
        return _land_all(workspace, paths, at, today, may_land, progress, writes=True)


def _land_all(
    workspace: Workspace,
    paths: list[Path],
    at: datetime,
    today: date | None,
    may_land: MayLand,
    progress: Progress,
    *,
    writes: bool,
) -> LandReport:
    before = list(read_landings(workspace.lake))
    gone = frozenset(one.landing for one in read_withdrawals(workspace.lake))
    vault = cache(lambda: open_vault(workspace, before)) if writes else None
    results: list[FileResult] = []
    for opened in _all_files(paths):
        progress(f"Landing {PurePosixPath(opened.name).name}", len(results), 0)
        if isinstance(opened, Unopened):
            message = f"{opened.reason}. {opened.do}"
            results.append(
                FileResult(_path(opened), None, None, LandingStatus.REFUSED, message=message)
            )
            continue
        try:
            result, landing = _land_one(
                workspace, opened, before, gone, at, today, may_land, vault
            )
        except (FingerpostError, OSError):
            raise
        except Exception as error:  # noqa: BLE001, a library's message may repeat a cell
            raise _fault_without_values(error, opened) from None
        results.append(result)
        if landing is not None:
            before.append(landing)
    progress("Landed", len(results), len(results))
    return LandReport(tuple(results))


def _fault_without_values(error: Exception, opened: Opened) -> LakeError:
    """Return what is said of a fault of ours: what kind, and where in the code, but not its message.

    A message of a library may repeat the cells that it could not take, and so name a person.
    """
    evidence = Path(__file__).parents[1]
    ours = [
        at for at in extract_tb(error.__traceback__) if evidence in Path(at.filename).parents
    ]
    last = f"{Path(ours[-1].filename).relative_to(evidence)}, line {ours[-1].lineno}"
    return LakeError(
        f"landing stopped on a fault of ours ({type(error).__name__} at {last})",
        where=opened.name,
        do="Nothing of this file was landed. Please report it, with this message.",
    )


def _all_files(paths: list[Path]) -> Iterator[Opened | Unopened]:
    for path in paths:
        yield from open_files(path)


def _path(opened: Opened | Unopened) -> str:
    """Return the path as it was given, with the member's name for an archive."""
    _, mark, member = opened.name.partition("!")
    return f"{opened.path}{mark}{member}"


def _land_one(
    workspace: Workspace,
    opened: Opened,
    before: list[Landing],
    gone: frozenset[int],
    at: datetime,
    today: date | None,
    may_land: MayLand,
    vault: OpenVault | None,
) -> tuple[FileResult, Landing | None]:
    standing = [landing for landing in before if landing.sequence not in gone]
    same = next((landing for landing in standing if landing.sha256 == opened.sha256), None)
    if same is not None:
        name = f" as {same.name}" if same.name != opened.name else ""
        return (
            FileResult(
                _path(opened),
                opened.sha256,
                same.source,
                LandingStatus.ALREADY_LANDED,
                message=f"The same bytes were landed{name} at {same.landed_at:%d %B %Y %H:%M}.",
            ),
            None,
        )
    found = recognise(opened)
    if found.source is None:
        status = LandingStatus.REFUSED if found.is_refused else LandingStatus.UNRECOGNISED
        closest = found.closest.name if found.closest and found.is_refused else None
        return FileResult(
            _path(opened), opened.sha256, closest, status, message=found.why
        ), None
    try:
        taken = read(opened, found.source, today=today)
    except SourceError as error:
        return (
            FileResult(
                _path(opened),
                opened.sha256,
                found.source.name,
                LandingStatus.REFUSED,
                message=f"{error.what}. {error.do}".strip(),
            ),
            None,
        )
    if taken.rows_read != taken.rows_landed + taken.rows_refused:
        raise LakeError(
            f"{taken.rows_read} rows were read but {taken.rows_landed} landed and "
            f"{taken.rows_refused} were refused",
            where=opened.name,
            do="This is a fault of ours: nothing was landed. Please report it.",
        )
    if may_land is not _everything:
        editions = tuple(name for name, _, _ in _editions(found.source, taken.rows))
        why_not = may_land(found.source, editions)
        if why_not:
            status = LandingStatus.REFUSED
            name = found.source.name
            refused = FileResult(_path(opened), opened.sha256, name, status, message=why_not)
            return refused, None
    landing = _write(workspace, taken, before, at, vault)
    replaced = _replaced(landing, standing)
    notes = (*taken.notes, *replaced)
    status = LandingStatus.SUPERSEDED if replaced else LandingStatus.LANDED
    landing = replace(landing, notes=notes)
    if vault is not None:
        write_landing(workspace.lake, landing)
    result = FileResult(
        _path(opened),
        opened.sha256,
        found.source.name,
        status,
        taken.rows_read,
        taken.rows_landed,
        taken.rows_refused,
        message=_message(landing, replaced),
        notes=notes,
    )
    return result, landing


def _message(landing: Landing, replaced: tuple[str, ...]) -> str:
    said = list(replaced)
    if landing.rows_refused:
        worst = sorted(landing.refused.items(), key=lambda item: (-item[1], item[0]))[:3]
        reasons = "; ".join(f"{reason} ({count:,})" for reason, count in worst)
        said.append(
            f"{landing.rows_refused:,} of {landing.rows_read:,} rows refused: {reasons}."
        )
    return " ".join(said)


def _write(
    workspace: Workspace,
    taken: ReadFile,
    before: list[Landing],
    at: datetime,
    vault: OpenVault | None,
) -> Landing:
    """Write the typed rows and the refused ones; return the entry that is not written yet."""
    source, sha = taken.source, taken.opened.sha256
    sequence = max((landing.sequence for landing in before), default=0) + 1
    held = vault() if vault is not None and source.holds_people else None
    if held is not None:
        require_own_numbers(sha, (landing.sha256 for landing in before))
    every = taken.rows if held is None else add_tokens(taken.rows, source, sha, held)
    # Landed before and withdrawn: what was known then keeps its own files.
    again = f"-{sequence}" if any(one.sha256 == sha for one in before) else ""
    parts = []
    tables: dict[str, pl.DataFrame] = {}
    secret: dict[str, pl.DataFrame] = {}
    for edition, period, rows in _editions(source, every):
        name = f"landed/{source.name}/{_file_name(edition)}/{sha[:12]}{again}.parquet"
        parts.append(Part(edition, period, name, rows.height))
        if held is not None:
            secret[name] = identifying(rows, source)
            rows = rest(rows, source)
        tables[name] = rows
    rejects = None
    if taken.rejects.height:
        rejects = f"rejects/{source.name}/{sha[:12]}{again}.parquet"
        refused = taken.rejects.select(
            source=pl.lit(source.name),
            file=pl.lit(taken.opened.name),
            sha256=pl.lit(sha),
            row="row",
            column="column",
            reason="reason",
            original_line="original_line",
            reader_version=pl.lit(source.version),
        )
        if held is not None:
            secret[rejects] = refused.select("original_line")
            refused = refused.drop("original_line")
        tables[rejects] = refused
    if vault is not None:
        write_tables(workspace.lake, tables, secret, held)
    return Landing(
        sequence=sequence,
        sha256=sha,
        name=taken.opened.name,
        source=source.name,
        source_version=source.version,
        code_version=code_version(),
        landed_at=at,
        rows_read=taken.rows_read,
        rows_landed=taken.rows_landed,
        rows_refused=taken.rows_refused,
        parts=tuple(parts),
        refused=_reasons(taken.rejects),
        rejects=rejects,
        notes=taken.notes,
        vault=tuple(secret),
    )


def _reasons(rejects: pl.DataFrame) -> dict[str, int]:
    """Count rows by reason; like reasons come together with their values left out."""
    column = pl.when(pl.col("column") != "").then(pl.col("column") + ": ").otherwise(pl.lit(""))
    general = pl.col("reason").str.replace_all(r"[\"“'‘][^\"”'’]*[\"”'’]", "…")
    counted = (
        rejects.select("row", exact=column + pl.col("reason"), reason=column + general)
        .group_by("reason")
        .agg(pl.col("row").n_unique(), pl.col("exact").unique())
        .sort("reason")
    )
    return {
        exact[0] if len(exact) == 1 else reason: int(rows)
        for reason, rows, exact in counted.iter_rows()
    }


def _editions(
    source: Source, rows: pl.DataFrame
) -> Iterator[tuple[str, str | None, pl.DataFrame]]:
    """Split rows by instalment; one instalment, the usual case, copies nothing."""
    if rows.is_empty():
        return
    keys = list(source.edition)
    different = rows.select(keys).unique()
    pieces = (
        [rows]
        if different.height == 1
        else rows.partition_by(keys, maintain_order=True, include_key=True)
    )
    named = []
    for piece in pieces:
        values = [_word(value) for value in piece.select(keys).row(0)]
        named.append((" · ".join(values) or source.name, _period(source, piece), piece))
    yield from sorted(named, key=lambda item: item[0])


def _word(value: object) -> str:
    if value is None:
        return "not stated"
    if isinstance(value, date) and value.day == 1:
        return f"{value:%Y-%m}"
    return str(value)


def _period(source: Source, piece: pl.DataFrame) -> str | None:
    if source.period is None:
        return None
    first = piece[source.period].min()
    match source.column(source.period).kind:
        case ColumnKind.MONTH if isinstance(first, date):
            return Period.month(first.year, first.month).code
        case ColumnKind.QUARTER if isinstance(first, date):
            return Period.quarter(first.year, (first.month + 2) // 3).code
        case ColumnKind.YEAR if isinstance(first, int):
            return Period.calendar_year(first).code
        case ColumnKind.FINANCIAL_YEAR if isinstance(first, int):
            return Period.financial_year(first).code
        case ColumnKind.DATE if isinstance(first, date):
            return Period.month(first.year, first.month).code
        case _:
            return None


def _file_name(edition: str) -> str:
    """Return the edition as a folder name: letters, digits and dashes only, and no two alike."""
    words = re.sub(r"[^a-z0-9]+", "-", edition.lower()).strip("-")[:60]
    return f"{words or 'all'}-{fingerprint(edition)[:6]}"


def _replaced(landing: Landing, before: list[Landing]) -> tuple[str, ...]:
    """Say which earlier editions this landing takes the place of."""
    current = {part.edition: (old, part) for old, part in current_parts(before, landing.source)}
    said = []
    for part in landing.parts:
        if part.edition in current:
            old, earlier = current[part.edition]
            words = f"Takes the place of {old.name} for {part.edition}."
            if part.rows < SHRUNK * earlier.rows:
                words += (
                    f" CHECK THIS: it has {part.rows:,} rows where the earlier one had "
                    f"{earlier.rows:,}."
                )
            said.append(words)
    if len(said) > 3:
        loud = [words for words in said if "CHECK THIS" in words]
        first = said[0].removesuffix(".")
        said = [f"{first}, and for {len(said) - 1} more.", *loud[:5]]
    return tuple(said)
