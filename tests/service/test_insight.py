"""The evidence as pages: from a real release, through the second lock."""

from __future__ import annotations

import html
import json
import re
import shutil
from collections.abc import Iterator

import pytest
from django.test import Client
from tests.service.conftest import WORKSPACE
from tests.service.people import BACKEND, make_member

pytestmark = pytest.mark.django_db
NUMBERS = ("numerator", "denominator", "value", "lower", "upper", "band_lower", "band_upper")


@pytest.fixture(scope="module")
def published(released) -> Iterator[None]:
    """Put a release of the example into the service's workspace."""
    from fingerpost.evidence.disclosure import write_release

    folder = WORKSPACE / "published"
    write_release(released, folder / released.id)
    (folder / "latest.json").write_text(json.dumps({"release": released.id}))
    yield
    shutil.rmtree(folder)


@pytest.fixture
def reader(client: Client, settings) -> Client:
    settings.SECOND_FACTOR = False
    client.force_login(make_member("reader").user, backend=BACKEND)
    return client


def test_with_nothing_published_the_page_says_so(reader: Client) -> None:
    assert "Nothing is published yet" in reader.get("/evidence/").content.decode()


def test_a_release_of_another_version_is_a_page_that_says_what_to_do(
    client, settings, tmp_path, released
) -> None:
    from tests.unit.publication.old_release import age_release

    from fingerpost.evidence.disclosure import write_release

    settings.SECOND_FACTOR = False
    settings.WORKSPACE = tmp_path
    shutil.copy(WORKSPACE / "fingerpost.toml", tmp_path)
    folder = tmp_path / "published" / released.id
    write_release(released, folder)
    (tmp_path / "published" / "latest.json").write_text(json.dumps({"release": released.id}))
    age_release(folder)
    client.force_login(make_member("analyst").user, backend=BACKEND)
    for address in ("", "measures/recorded_drug_offences", "signals", "charts"):
        response = client.get(f"/evidence/{address}")
        assert response.status_code == 503, address
        assert "Make a new release</h1>" in response.content.decode()
    start = client.get("/")
    assert start.status_code == 200
    assert "Have a new release made" in start.content.decode()


def cells_of(page: str) -> list[tuple[str, str]]:
    """Return every cell of every table of a page with the header of its column."""
    found = []
    for table in re.findall(r"<table.*?</table>", page, re.DOTALL):
        headers = re.findall(r'<th scope="col"[^>]*>(.*?)</th>', table, re.DOTALL)
        for row in re.findall(r"<tr.*?</tr>", table.partition("<tbody")[2], re.DOTALL):
            cells = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)
            found += list(zip(headers, map(html.unescape, cells), strict=True))
    return found


def numbers_of(tables) -> set[str]:
    """Return every number of protected tables as a page may write it."""
    found = set()
    for table in tables:
        for column in NUMBERS:
            for value in table.frame[column].drop_nulls().unique():
                found |= {f"{value:,.{digits}f}" for digits in (0, 1, 2)}
    return found


def test_every_number_of_a_measures_tables_is_in_the_release(reader, published, released):
    """The page has no other source: there is no lake beside this workspace."""
    assert not (WORKSPACE / "lake" / "landings").exists()
    checked = 0
    for name in sorted({table.measure.name for table in released.tables}):
        tables = [table for table in released.tables if table.measure.name == name]
        known = numbers_of(tables)
        page = reader.get(f"/evidence/measures/{name}").content.decode()
        values = {
            "Count",
            "Out of",
            "Residents",
            "95% interval",
            tables[0].measure.unit.capitalize(),
        }
        for header, cell in cells_of(page):
            if header in values:
                for number in re.findall(r"[\d,]+(?:\.\d+)?", cell):
                    checked += 1
                    assert number in known, (name, header, cell)
    assert checked > 500


def test_a_table_taken_away_is_the_protected_one_and_written_down(reader, published, released):
    from fingerpost.evidence.publication.open_data import table_csv
    from fingerpost.service.access.models import Event, EventValues

    for table in released.tables[:5]:
        url = f"/evidence/measures/{table.measure.name}/{table.name}.csv"
        response = reader.get(url)
        assert response.content == table_csv(table)
        assert response["Content-Disposition"] == f'attachment; filename="{table.name}.csv"'
        assert response["Cache-Control"] == "private, no-store"
    events = Event.objects.filter(kind="exported")
    assert [one.target for one in events] == [t.measure.name for t in released.tables[:5]]
    assert EventValues.objects.get(event=events[0].pk).after == {
        "table": released.tables[0].name
    }
    name = released.tables[0].measure.name
    assert reader.get(f"/evidence/measures/{name}/no-such.csv").status_code == 404
    assert (
        reader.get(f"/evidence/measures/no_such/{released.tables[0].name}.csv").status_code
        == 404
    )


def test_a_table_from_partners_records_is_kept_by_no_browser(
    reader, published, monkeypatch, released
):
    from fingerpost.service.insight import reading

    monkeypatch.setattr(reading, "is_open", lambda *_: False)
    table = released.tables[0]
    response = reader.get(f"/evidence/measures/{table.measure.name}/{table.name}.csv")
    assert response["Cache-Control"] == "private, no-store"


def test_a_measures_page_says_what_it_is_and_where_it_comes_from(reader, published, released):
    page = reader.get("/evidence/measures/recorded_drug_offences").content.decode()
    table = released.table("recorded_drug_offences")
    for said in (
        "Activity",
        "What we cannot say",
        "This counts activity: more of it is not less harm.",
        "How it was computed",
        table.measure.owner,
        released.id,
        released.provenance.code_version,
    ):
        assert said in page, said
    mine = [file for file in released.provenance.files if file.source in table.measure.sources]
    assert mine
    assert all(file.sha256[:12] in page for file in mine)
    assert "Districts beside one another" in page


def test_the_overview_has_the_three_aims_and_each_outcome_once(reader, published):
    page = reader.get("/evidence/").content.decode()
    assert [page.count(f'id="aim-{n}"') for n in (1, 2, 3, 4)] == [1, 1, 1, 0]
    for name in ("use", "crime", "deaths", "supply", "engage", "recovery"):
        assert page.count(f'id="outcome-{name}"') == 1
    assert page.index("What changed for people") < page.index("What partners did")
    assert "style=" not in page


def test_the_registers_say_that_there_is_nothing_yet(reader):
    page = reader.get("/evidence/registers").content.decode()
    assert page.count("None yet.") == 2


@pytest.mark.parametrize(
    "address",
    [
        "/evidence/",
        "/evidence/registers",
        "/evidence/measures/recorded_drug_offences",
        "/evidence/measures/recorded_drug_offences/any.csv",
    ],
)
@pytest.mark.parametrize("role", ["linker", "administrator"])
def test_who_may_see_no_measure_sees_none(client, settings, published, address, role) -> None:
    settings.SECOND_FACTOR = False
    client.force_login(make_member(role).user, backend=BACKEND)
    assert client.get(address).status_code == 403


def test_the_overview_has_all_six_outcomes_and_every_measure_opens(reader, published, released):
    page = reader.get("/evidence/").content.decode()
    for title in ("Reduce drug use", "Reduce drug supply", "Improve recovery outcomes"):
        assert title in page
    links = set(re.findall(r"/evidence/measures/([a-z0-9_]+)", page))
    assert links == {table.measure.name for table in released.tables}
    for name in sorted(links)[:6]:
        answer = reader.get(f"/evidence/measures/{name}")
        text = answer.content.decode()
        assert answer.status_code == 200, name
        assert "Why it matters" in text
        assert "style=" not in text, "the policy of content forbids it"


def test_a_page_of_the_pack_is_shown_and_an_unknown_one_is_not(reader, published) -> None:
    assert reader.get("/evidence/pages/sources-and-methods").status_code == 200
    assert reader.get("/evidence/pages/no-such").status_code == 404
    assert reader.get("/evidence/measures/no_such").status_code == 404


def test_an_administrator_sees_no_evidence_and_is_not_led_there(client, settings) -> None:
    settings.SECOND_FACTOR = False
    client.force_login(make_member("administrator").user, backend=BACKEND)
    assert client.get("/evidence/").status_code == 403
    assert "/evidence/" not in client.get("/").content.decode()
