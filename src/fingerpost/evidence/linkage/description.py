"""What linkage does with whose data, made from the declarations: for a data protection assessment.

Which fields, from whom, why, how long: one row for each source, and for each field what it is
compared as, whether it leaves the vault, and what stands for it outside.
"""

from __future__ import annotations

from dataclasses import dataclass

from fingerpost.evidence.linkage.declaration import LinkedSource, Regime, all_linked_sources
from fingerpost.evidence.sources import Column, ColumnKind, Source, all_sources

COMPARED = {
    "forename": "first name",
    "surname": "surname",
    "alias": "another name",
    "first_initial": "initial of the first name",
    "surname_initial": "initial of the surname",
    "born": "date of birth",
    "sex": "sex",
    "postcode": "place of residence",
    "area": "district of residence",
}


REGIMES = {
    Regime.NAMED: "by name",
    Regime.ATTRIBUTOR: "by attributor",
    Regime.ENCODED: "by codes in place of names",
}


@dataclass(frozen=True)
class FieldUse:
    """What becomes of one field of one source."""

    header: str  # as the sender spells it
    compared_as: str  # "" if linkage does not look at it
    where: str  # the only place in which it is kept
    outside: str  # what stands for it outside the vault; "" for nothing


@dataclass(frozen=True)
class SourceUse:
    """What linkage does with the people of one source."""

    source: str
    title: str
    sender: str
    regime: str
    why: str
    kept: str
    fields: tuple[FieldUse, ...]


def describe() -> tuple[SourceUse, ...]:
    """Return what is done with every source that holds people, in the order of their names.

    A source that holds people and is not linked is there too, and says so.
    """
    linked = all_linked_sources()
    return tuple(
        _use(source, linked.get(name))
        for name, source in sorted(all_sources().items())
        if source.holds_people
    )


def _use(source: Source, linked: LinkedSource | None) -> SourceUse:
    regime = "not linked"
    if linked is not None:
        regime = REGIMES[linked.regime]
    return SourceUse(
        source=source.name,
        title=source.title,
        sender=source.agency,
        regime=regime,
        why=linked.why if linked else "Counted only; its numbers tell records apart.",
        kept=linked.kept if linked else LinkedSource.model_fields["kept"].default,
        fields=tuple(
            _field(source, column, linked)
            for column in source.columns
            if column.personal or (linked and column.name in linked.identity.values())
        ),
    )


def _field(source: Source, column: Column, linked: LinkedSource | None) -> FieldUse:
    compared = ""
    if linked is not None:
        if column.name == linked.local_id:
            compared = "the agency's own number"
        else:
            names = [name for name, own in linked.identity.items() if own == column.name]
            compared = COMPARED[names[0]] if names else ""
            if linked.regime is Regime.ENCODED and column.personal:
                compared = "a code, which tells only whether two are the same or alike"
    if not column.personal:
        outside = "itself: it tells no person apart"
    elif column.token:
        outside = f"a keyed token ({column.token})"
    elif column.kind is ColumnKind.DATE and any(one.name == "age" for one in source.columns):
        outside = "the age in whole years on the day of the record"
    elif linked is not None and column.name == linked.postcode:
        outside = "the small area that a whole postcode lies in"
    else:
        outside = ""
    return FieldUse(
        header=column.header or column.name,
        compared_as=compared,
        where="vault" if column.personal else "lake",
        outside=outside,
    )


def as_markdown(uses: tuple[SourceUse, ...]) -> str:
    """Return the description as Markdown, to put into an assessment."""
    parts = []
    for use in uses:
        rows = "".join(
            f"| {one.header} | {one.compared_as or 'not compared'} | {one.where} | "
            f"{one.outside or 'nothing'} |\n"
            for one in use.fields
        )
        parts.append(
            f"## {use.title}\n\n"
            f"- **From whom:** {use.sender}\n- **How people are told apart:** {use.regime}\n"
            f"- **Why:** {use.why}\n- **How long:** {use.kept}\n\n"
            f"| Field | Compared as | Kept in | Outside the vault stands |\n|---|---|---|---|\n{rows}"
        )
    return "\n".join(parts)
