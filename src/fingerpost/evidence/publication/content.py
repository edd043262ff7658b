"""What a pack says, apart from how it looks: pages of blocks that HTML and PDF both draw.

Words and numbers arrive here ready to be read. A renderer adds nothing and leaves nothing out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Heading:
    """A heading below the page's title: level 2 or 3, never skipping one."""

    text: str
    level: Literal[2, 3] = 2


@dataclass(frozen=True)
class Paragraph:
    """Running text; `lead` is the answer that a page opens with, `small` a note."""

    text: str
    tone: Literal["normal", "lead", "small"] = "normal"


@dataclass(frozen=True)
class BulletList:
    """A list of sentences."""

    items: tuple[str, ...]
    ordered: bool = False


@dataclass(frozen=True)
class FindingLine:
    """One finding as it is shown: a sentence, its kind in words, and where to read on."""

    sentence: str
    kind: str  # "Activity", "Outcome", "Process", "Context"
    sign: str  # "Sign of change", "No sign of change", "Cannot say"
    age: str  # "17 months old"
    page: str = ""  # the slug of the page that shows it


@dataclass(frozen=True)
class FindingList:
    """Findings, the most important first."""

    findings: tuple[FindingLine, ...]


@dataclass(frozen=True)
class Callout:
    """Something that must not be overlooked: what cannot be said, a draft, what activity is."""

    title: str
    paragraphs: tuple[str, ...]
    kind: Literal["caution", "cannot_say", "activity", "draft"] = "caution"


@dataclass(frozen=True)
class Facts:
    """Terms and what they are: a measure's definition, a release's identity.

    With a `summary` they may be folded away behind it; without one they are always open.
    """

    rows: tuple[tuple[str, str], ...]
    summary: str = ""


@dataclass(frozen=True)
class Table:
    """A table with a caption, a header row, and a header cell that begins each row."""

    caption: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]  # which columns are numbers, and are set to the right
    note: str = ""  # what the symbols mean


@dataclass(frozen=True)
class Figure:
    """A picture with its title, its words, and the table behind it."""

    id: str
    title: str
    svg: str
    alternative: str  # what the picture shows, for who cannot see it
    data_age: str  # "Data to May 2025, landed 24 November 2026"
    source: str  # "Source: data.police.uk"
    table: Table


@dataclass(frozen=True)
class Group:
    """Blocks that belong together under a heading, with what kind of evidence they are.

    Activity and outcome are told apart by this: by words, by shape and by place, not by colour
    alone.
    """

    title: str
    kind: Literal["outcome", "activity", "process", "context", "plain"]
    blocks: tuple[Block, ...]
    intro: str = ""


Block = (
    Heading | Paragraph | BulletList | FindingList | Callout | Facts | Table | Figure | Group
)


@dataclass(frozen=True)
class Page:
    """One page: a slug for its file, a title, and its blocks."""

    slug: str  # "index" for the first
    title: str
    blocks: tuple[Block, ...]
    short_title: str = ""  # for the navigation

    @property
    def navigation_title(self) -> str:
        """What the navigation calls this page."""
        return self.short_title or self.title


@dataclass(frozen=True)
class Pack:
    """A whole pack for one reader."""

    title: str
    subtitle: str
    audience: str
    is_draft: bool
    pages: tuple[Page, ...]
    licence_statements: tuple[str, ...]  # at the foot of every page
    identity: str  # "Release 1a2b3c4d5e6f, as known on 24 November 2026"
    language: str = "en-GB"
    warnings: tuple[str, ...] = ()  # at the head of every page and in its title, as "Synthetic"
