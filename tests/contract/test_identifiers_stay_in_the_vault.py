"""Nobody can be found outside the vault: every name, date of birth, postcode and number that the
made-up county's partners send about people is looked for in everything that is made of it.

What is looked for comes from the files and the truth, by their headers, and not from our own
declarations. Words that the files also hold where nobody is named ("Young people's service"), and
words of the program itself, are no names: what they hide is counted, so that enough is left.
"""

import csv
import re
import shutil
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path

import pikepdf
import polars as pl
import pytest

from fingerpost.evidence.lake import Lake, Workspace, write_rejects
from fingerpost.evidence.lake import rejects as refused_rows
from fingerpost.evidence.lake.identifiers import identifiers, open_vault
from fingerpost.evidence.pipeline import make_pack, make_release, tables_of, watch_days
from fingerpost.evidence.sources import all_sources
from tests.conftest import AS_OF
from tests.contract.test_county import partner_rows, truth
from tests.unit.publication.pdf_text import words_of

ROOT = Path(__file__).parents[2]
NAME = re.compile(r"forename|surname$|first name|alias", re.IGNORECASE)
BIRTH = re.compile(r"date of birth|^dob$", re.IGNORECASE)
POSTCODE = re.compile(r"postcode$", re.IGNORECASE)
NUMBER = re.compile(
    r"prison number|custody number|nominal id|^crn$|reference$|incident number|^epikey$|"
    r"^client|^episodid$|^modid$|^topid$",
    re.IGNORECASE,
)
ANY = re.compile(
    rf"{NAME.pattern}|{BIRTH.pattern}|postcode|^pc$|initial|{NUMBER.pattern}", re.I
)
# Whole words: in keys of random hexadecimal digits "becca" stands by chance.
WORD = re.compile(r"(?<![^\W_])[^\W\d_]{5,}(?![^\W_])")
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9/-]{4,}")
FULL_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b", re.IGNORECASE)
# Not the decimals of a number: a weight of 0.19890412 is no day.
DAY = re.compile(
    r"(?<!\d)(?<!\d\.)(?:\d\d[/.]\d\d[/.]\d{4}|\d{4}-\d\d-\d\d|\d{8}|\d\d? [A-Z][a-z]{2,8} \d{4})(?!\d)"
)
PUBLIC = {"postcode_lookup"}  # open data: where postcodes lie, of nobody in particular


def words(text: str) -> set[str]:
    return {word.casefold() for word in WORD.findall(text)}


def codes(text: str) -> set[str]:
    return {code.casefold() for code in CODE.findall(text)}


@dataclass
class Sought:
    """What identifies people in the files, and what stands in them anyway."""

    names: set[str] = field(default_factory=set)
    written: set[str] = field(default_factory=set)  # names and numbers that stand in the files
    births: set[date] = field(default_factory=set)
    postcodes: set[str] = field(default_factory=set)
    numbers: set[str] = field(default_factory=set)
    elsewhere: set[str] = field(default_factory=set)
    first_event: date = date.max

    @cached_property
    def spellings(self) -> set[str]:
        """The dates of birth as people and programs write them."""
        forms = ("%d/%m/%Y", "%Y-%m-%d", "%d.%m.%Y", "%Y%m%d", "%-d %B %Y", "%-d %b %Y")
        return {day.strftime(form).casefold() for day in self.births for form in forms}


@pytest.fixture(scope="module")
def sought(county):
    found = Sought()
    for _, source, lines in partner_rows(county):
        about_people = all_sources()[source].holds_people
        for header, *cells in zip(
            *(line for line in lines if len(line) == len(lines[0])), strict=True
        ):
            said = {cell.strip() for cell in cells} - {"", "NA"}
            if not about_people or not ANY.search(header):
                for cell in said:
                    found.elsewhere |= words(cell) | codes(cell)
            elif NAME.search(header):
                found.names |= {word for cell in said for word in words(cell)}
            elif BIRTH.search(header):
                found.births |= set(days(said))
            elif POSTCODE.search(header):
                found.postcodes |= {cell.casefold() for cell in said}
            elif NUMBER.search(header):
                found.numbers |= {cell.casefold() for cell in said if len(cell) >= 5}
            if about_people and "Date" in header and not BIRTH.search(header):
                found.first_event = min([found.first_event, *days(said)])
    found.written = found.names | found.numbers
    who = truth(county, "who")
    for column in ("forename", "middle", "new_forename", "surname"):
        found.names |= {word for name in who[column].drop_nulls() for word in words(name)}
    found.names |= {
        word for name in who["previous_surnames"].explode().drop_nulls() for word in words(name)
    }
    found.numbers |= {n.casefold() for n in truth(county, "identities")["local_id"]}
    for path in (ROOT / "src").rglob("*"):
        if path.suffix in {".py", ".html", ".css", ".typ", ".toml"}:
            text = path.read_text()
            found.elsewhere |= words(text) | codes(text)
    for path in (county / "inbox" / "open-data").rglob("*"):
        if path.is_file() and path.suffix != ".zip" and "postcode" not in path.name:
            found.elsewhere |= words(path.read_text(errors="replace"))
    found.births = {day for day in found.births if day < found.first_event}
    every = len(found.names), len(found.numbers), len(found.births)
    found.names -= found.elsewhere
    found.numbers -= found.elsewhere
    assert found.first_event >= date(2015, 1, 1)
    assert len(found.names) > 0.9 * every[0] > 1500
    assert len(found.numbers) > 0.99 * every[1] > 15_000
    assert every[2] > 2500
    assert len(found.postcodes) > 1000
    return found


def days(cells):
    for cell in cells:
        for form in ("%d/%m/%Y", "%Y-%m-%d"):
            try:
                yield datetime.strptime(cell, form).date()  # noqa: DTZ007, a day has no zone
            except ValueError:
                continue


def found_in(text: str, sought: Sought) -> list[str]:
    """Return what of the sought stands in a text."""
    seen = (words(text) & sought.names) | (codes(text) & sought.numbers)
    seen |= {p for p in map(str.casefold, FULL_POSTCODE.findall(text)) if p in sought.postcodes}
    return sorted(seen | (spelt(text) & sought.spellings))


def found_in_cells(
    frame: pl.DataFrame, sought: Sought, *, is_public: bool = False
) -> list[str]:
    """Return what of the sought stands in the cells of a table."""
    seen = set()
    for column in frame.iter_columns():
        values = column.drop_nulls().unique()
        if values.dtype in (pl.Date, pl.Datetime) or isinstance(values.dtype, pl.Datetime):
            seen |= {str(day) for day in set(values.cast(pl.Date)) & sought.births}
            continue
        text = "\n".join(map(str, values.to_list()))
        seen |= (words(text) & sought.names) | (codes(text) & sought.numbers)
        if not is_public:
            seen |= {f"{column.name}: {code}" for code in FULL_POSTCODE.findall(text)}
        if column.dtype == pl.String:
            seen |= spelt(text) & sought.spellings
    return sorted(seen)


def spelt(text: str) -> set[str]:
    """Return what looks like a date."""
    return {day.casefold() for day in DAY.findall(text)}


@pytest.fixture(scope="module")
def workspace(linked_county, tmp_path_factory):
    """A copy of the linked county, with everything made of it: links, signals, a pack."""
    first = linked_county
    root = tmp_path_factory.mktemp("all-of-it")
    shutil.copy(first.root / "fingerpost.toml", root)
    (root / "inbox").symlink_to(first.root / "inbox")
    for name in ("lake", "vault", "keys"):
        shutil.copytree(first.root / name, root / name)
    made = Workspace.open(root)
    persons = Lake(made).person_keys().select("person_key").collect()
    assert persons["person_key"].n_unique() > 1000
    inputs = tables_of(made, AS_OF)
    newest = watch_days(made, as_of=AS_OF, inputs=inputs).last
    watch_days(made, as_of=AS_OF, first=newest - timedelta(days=200), every=50, inputs=inputs)
    make_pack(made, make_release(made, as_of=AS_OF, inputs=inputs))
    return made


# -- the search can find -------------------------------------------------------------------------


def test_the_vault_holds_everybody_and_the_search_finds_them_there(sought, landed_county):
    """The same search in the vault, with the key, finds nearly all: it is not blind."""
    made = landed_county[0]
    lake, vault = Lake(made), open_vault(made)
    seen: set[str] = set()
    births: set[date] = set()
    for source in all_sources().values():
        if source.holds_people and lake.has(source.name):
            people = identifiers(lake, vault, source.name)
            for column in people.iter_columns():
                if column.dtype == pl.Date:
                    births |= set(column.drop_nulls())
                else:
                    text = "\n".join(map(str, column.drop_nulls().unique().to_list()))
                    seen |= words(text) | codes(text)
                    seen |= {code.casefold() for code in FULL_POSTCODE.findall(text)}
    for kind in (sought.names, sought.numbers):
        written = sought.written & kind
        assert len(written & seen) > 0.95 * len(written) > 1000
    assert len(sought.postcodes & seen) > 0.95 * len(sought.postcodes)
    assert len(sought.births & births) > 0.95 * len(sought.births)


def test_the_search_finds_what_is_planted(sought):
    name, number = sorted(sought.names)[7], sorted(sought.numbers)[7]
    postcode, born = sorted(sought.postcodes)[7], sorted(sought.births)[7]
    for text in (
        f"of {name.title()},",
        f"({number})",
        f"at {postcode.upper()}",
        f"{born:%d/%m/%Y}",
    ):
        assert found_in(text, sought), text
        assert found_in_cells(pl.DataFrame({"cell": [text]}), sought), text
    assert found_in_cells(pl.DataFrame({"day": [born]}), sought)


# -- and finds nobody ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(all_sources()))
def test_nobody_is_in_the_landed_tables(name, workspace, sought):
    paths = sorted((workspace.lake / "landed" / name).rglob("*.parquet"))
    paths += sorted((workspace.lake / "rejects" / name).rglob("*.parquet"))
    if not paths:
        pytest.skip("the county has no such file")
    personal = {column.name for column in all_sources()[name].columns if column.personal}
    for path in paths:
        frame = pl.read_parquet(path)
        assert not personal & set(frame.columns)
        assert not found_in_cells(frame, sought, is_public=name in PUBLIC), path


def test_no_schema_in_the_lake_has_a_column_that_any_source_declares_personal(workspace):
    seen = 0
    anybodys = {c.name for s in all_sources().values() for c in s.columns if c.personal}
    for path in workspace.lake.rglob("*.parquet"):
        schema = set(pl.read_parquet_schema(path))
        room, name = path.relative_to(workspace.lake).parts[:2]
        source = all_sources()[name] if room in ("landed", "rejects") else None
        personal = {c.name for c in source.columns if c.personal} if source else anybodys
        assert not personal & schema, path
        assert not (source and source.holds_people and "original_line" in schema), path
        seen += bool(personal)
    assert seen > 250


def test_nobody_is_in_what_is_not_a_table(workspace, sought):
    """The catalogue, the ledger, the pack, the open data, the logs: every other file that is made."""
    searched = []
    for folder in ("lake", "published", "ledger", "governance"):
        for path in sorted((workspace.root / folder).rglob("*")):
            if not path.is_file():
                continue
            if path.suffix == ".parquet":
                if not {"landed", "rejects"} & set(path.parts):  # looked at above
                    assert not found_in_cells(pl.read_parquet(path), sought), path
            elif path.suffix == ".pdf":
                with pikepdf.open(path) as file:
                    text = " ".join(words_of(page) for page in file.pages)
                assert len(text) > 1000
                assert not found_in(text, sought), path
            else:
                assert not found_in(path.read_text(errors="replace"), sought), path
            searched.append(path.suffix)
    assert {".json", ".jsonl", ".html", ".pdf", ".csv", ".parquet"} <= set(searched)
    assert list((workspace.lake / "linked").rglob("*.parquet"))


def test_nobody_is_in_what_landing_says(landed_county, sought):
    for result in landed_county[1].files:
        said = "\n".join([result.message, *result.notes])
        assert not found_in(said, sought), result.path


def test_no_byte_of_the_vault_or_the_keys_is_plain(landed_county, sought):
    made = landed_county[0]
    for folder in (made.vault, made.key_file.parent):
        for path in folder.rglob("*"):
            if path.is_file():
                text = path.read_bytes().decode("latin-1")
                assert "PAR1" not in text
                # Five letters may meet by chance in random bytes; eight will not.
                long = {name for name in words(text) & sought.names if len(name) > 7}
                assert not long, path
                assert not {n for n in codes(text) & sought.numbers if len(n) > 7}, path


def test_refused_lines_go_back_whole_and_nowhere_else(landed_county, county, tmp_path, sought):
    made = landed_county[0]
    write_rejects(refused_rows(made), tmp_path / "refused.csv")
    text = (tmp_path / "refused.csv").read_text(encoding="utf-8-sig")
    assert found_in(text, sought)  # the partner's own lines
    assert (tmp_path / "refused.csv").stat().st_mode & 0o077 == 0
    without = refused_rows(made, with_lines=False)
    assert not found_in_cells(without, sought)
    planted = pl.read_csv(county / "truth" / "refusals.csv")
    assert len({(row["file"], row["row"]) for row in csv.DictReader(text.splitlines())}) == len(
        planted.unique(["file", "row"])
    )
