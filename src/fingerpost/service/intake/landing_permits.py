"""What the landing of one upload may do, as plain values. No Django: another process needs them too."""

from __future__ import annotations

from dataclasses import dataclass

from fingerpost.evidence.sources import Source

BETWEEN = " · "  # in the name of an edition: the sender stands before the last one


@dataclass(frozen=True)
class Permits:
    """What the landing of one upload may do: plain values, handed to another process.

    Attributes
    ----------
    refused : dict of str to str
        By source that may not land: why.
    senders : dict of str to list of str
        By source: whose instalments they must be, as the files spell them.
    taken : dict of str to list of str
        By source: editions that another agency sent.
    """

    refused: dict[str, str]
    senders: dict[str, list[str]]
    taken: dict[str, list[str]]

    def why_not(self, source: Source, editions: tuple[str, ...]) -> str:
        """Return why a file may not land, or nothing if it may."""
        if source.name in self.refused:
            return self.refused[source.name]
        senders = self.senders.get(source.name)
        if senders is not None:
            strangers = sorted({sender_of(source, one) for one in editions} - set(senders))
            if strangers:
                return (
                    f"It holds {source.title} of another sender than your agency. Send your own "
                    "agency's rows alone."
                )
        if set(editions) & set(self.taken.get(source.name, ())):
            return (
                f"Another agency sent {source.title} for the same time, and yours would take its "
                "place. Ask the partnership's analyst which of the two counts."
            )
        return ""


def sender_of(source: Source, edition: str) -> str:
    """Return whose instalment an edition is, "" where files do not say who sent them."""
    return edition.rpartition(BETWEEN)[0] if len(source.edition) > 1 else ""
