"""The public's pages: what they say, that they say no more, and that they know nobody."""

from __future__ import annotations

import html
import io
import json
import re
import shutil
import uuid
from dataclasses import replace

import polars as pl
import pytest
from django.test import Client
from tests.conftest import AS_OF
from tests.service.conftest import WORKSPACE
from tests.service.people import AT, BACKEND, make_member
from tests.service.test_insight import cells_of, numbers_of

from fingerpost.evidence.disclosure import PUBLIC, Approval, protect, write_release
from fingerpost.evidence.measures import all_measures
from fingerpost.evidence.measures.declaration import Grid
from fingerpost.evidence.measures.estimates import Result
from fingerpost.service.public import crisis_help, published

pytestmark = pytest.mark.django_db
PERSON, WHY = "Bo Marlow", "Agreed at Yule"
CANARY = 876_543.0  # in tables that are not for the public
HEALTH = "people_in_treatment"


@pytest.fixture(autouse=True)
def nobody_publishes_here_after():
    yield
    shutil.rmtree(WORKSPACE / "published", ignore_errors=True)
    shutil.rmtree(WORKSPACE / "public", ignore_errors=True)


@pytest.fixture(scope="module")
def results(estimated):
    """Return the example's results, and health records with small numbers and secrets besides."""
    from tests.unit.disclosure.making import frame

    from fingerpost.evidence.core.areas import AreaKind
    from fingerpost.evidence.core.periods import PeriodKind

    codes = [one.code for one in estimated.inputs.places.partnership.districts]
    cells = [
        (code, None, count, None)
        for code, count in zip(codes, (3.0, 7.0, 43.0, 58.0, 112.0), strict=False)
    ]
    grid = Grid(areas=(AreaKind.DISTRICT,), period=PeriodKind.FINANCIAL_YEAR)
    health = Result(
        measure=all_measures()[HEALTH], grid=grid, frame=frame(cells, period="2024/25")
    )
    secret = replace(
        health,
        measure=all_measures()["deaths_in_treatment"],
        frame=frame([(codes[0], None, CANARY, None)], period="2024/25"),
    )
    by_sex = replace(
        health,
        grid=grid.model_copy(update={"breakdown": "sex"}),
        frame=frame([(codes[0], "Female", CANARY, None)], period="2024/25"),
    )
    return (*estimated.results, health, secret, by_sex)


@pytest.fixture(scope="module")
def made(estimated, results):
    """Return a function that protects the same results for a reader."""

    def of(reader, approval=None):
        return protect(
            results,
            partnership=estimated.inputs.places.partnership,
            provenance=estimated.provenance,
            waiting=estimated.waiting,
            reader=reader,
            approval=approval,
        )

    return of


@pytest.fixture(scope="module")
def for_public(made):
    return made(PUBLIC, Approval(PERSON, WHY, AS_OF))


@pytest.fixture(scope="module")
def for_board(made):
    return made(None, Approval(PERSON, WHY, AS_OF))


def put(release, place="public") -> None:
    """Put a release where the newest of a reader is looked for."""
    folder = WORKSPACE / "published" / place
    write_release(release, folder / release.id)
    (folder / "latest.json").write_text(json.dumps({"release": release.id}))


@pytest.fixture
def shown(for_public, for_board):
    put(for_public)
    put(for_board, "")


def crawl(client: Client) -> dict[str, bytes]:
    """Return every page and file under /county/ that a link leads to, by address."""
    waiting, found = ["/county/"], {}
    while waiting:
        address = waiting.pop()
        answer = client.get(address)
        assert answer.status_code == 200, address
        found[address] = answer.content
        if answer["Content-Type"].startswith("text/html"):
            links = re.findall(r'href="(/county/[^"#]*)"', answer.content.decode())
            waiting += [one for one in dict.fromkeys(links) if one not in {*found, *waiting}]
    return found


# What programs read, and no link leads to.
FOR_PROGRAMS = (
    "/county/api/v1/edition",
    "/county/api/v1/tables",
    "/county/api/v1/board",
    "/county/help/api/",
    "/county/help/api/services",
    "/county/help/api/service_at_locations",
    "/county/help?place=FM1",
)


def test_what_stands_behind_sign_in_is_on_no_page_for_everybody(
    client: Client, shown, monkeypatch
) -> None:
    """Records of every room, some public and some not: only the public ones are anywhere."""
    from tests.service import board_making, test_agreements, test_directory

    from fingerpost.service.public import changes
    from fingerpost.service.public.actions import told

    monkeypatch.setattr(changes, "LOOKS_AGAIN_AFTER", 0.0)
    lead = board_making.make_lead()
    meeting = board_making.make_meeting(lead, status="held", days=-30)
    board_making.make_minutes(meeting, lead)
    draft = board_making.make_meeting(lead, status="held", days=-1, title="Secretmeeting")
    board_making.make_minutes(draft, lead, status="draft")
    board_making.make_decision(meeting, lead, "Publicdecision")
    board_making.make_decision(meeting, lead, "Secretdecision", is_public=False)
    board_making.make_action(lead, "Secretaction", meeting=meeting, is_public=False)
    keeper = test_directory.keep(test_directory.entry(name="Publicservice"))
    ended = {"id": uuid.uuid4(), "name": "Secretservice", "status": "defunct"}
    test_directory.keep(test_directory.entry(**ended), keeper)
    said = {"district": "X06000001", "safety": "safe", "change": "same"}
    told.tell(**said, words="Secretwords", at=AT)
    known = told.tell(**said, words="Publicwords", at=AT)
    told.decide(told=known, status="shown", by=lead, at=AT)
    other = make_member("governance", "Fenmark Council", kind="council", name="Secretperson")
    governor = make_member("governance", name="Secretperson")
    test_agreements.drafted(governor, other, title="Secretagreement", why="Secretwhy")
    found = crawl(client) | {one: client.get(one).content for one in FOR_PROGRAMS}
    everything = b"".join(found.values()).decode()
    for public in ("Publicdecision", "Publicservice", "Publicwords", "All heard."):
        assert public in everything, public
    assert sorted(set(re.findall(r"Secret\w+", everything))) == []
    assert lead.user.name not in everything
    assert lead.user.email not in everything
    for address in found:
        answer = client.get(address, headers={"cookie": "__Host-session=x"})
        assert not answer.cookies, address
        assert not answer.has_header("Vary"), address
        if address.partition("?")[0] not in ("/county/tell-us", "/county/help/ask"):
            assert client.post(address).status_code == 405, address


def test_with_nothing_published_a_calm_page_says_so(client: Client) -> None:
    answer = client.get("/county/")
    assert answer.status_code == 200
    assert "Nothing is published for everybody yet" in answer.content.decode()


@pytest.mark.parametrize(
    ("reader", "is_approved", "service_synthetic", "release_synthetic", "is_shown"),
    [
        pytest.param("public", True, False, False, True, id="approved"),
        pytest.param("public", False, False, False, False, id="a draft of real people"),
        pytest.param("public", False, True, True, True, id="a draft of nobody real"),
        pytest.param("public", False, True, False, False, id="a draft, only we say made up"),
        pytest.param("public", False, False, True, False, id="a draft, only it says made up"),
        pytest.param("", True, True, True, False, id="the board's"),
        pytest.param("others", True, True, True, False, id="another reader's"),
    ],
)
def test_which_release_may_be_shown(
    for_public, settings, reader, is_approved, service_synthetic, release_synthetic, is_shown
) -> None:
    from types import SimpleNamespace

    settings.IS_SYNTHETIC = service_synthetic
    release = SimpleNamespace(
        reader=reader,
        approval=for_public.approval if is_approved else None,
        partnership=replace(for_public.partnership, is_synthetic=release_synthetic),
    )
    assert published.may_be_shown(release) is is_shown


def test_the_boards_release_in_the_publics_place_is_refused(client: Client, for_board) -> None:
    put(for_board)
    assert "Nothing is published" in client.get("/county/").content.decode()


def test_a_release_that_was_changed_by_hand_is_refused(client: Client, for_public) -> None:
    put(for_public)
    manifest = WORKSPACE / "published" / "public" / for_public.id / "release.json"
    manifest.write_text(manifest.read_text().replace("England", "Elsewhere"))
    published._read.cache_clear()
    assert "Nothing is published" in client.get("/county/").content.decode()


def test_nothing_but_the_publics_release_is_on_any_page(
    client: Client, shown, for_public, for_board
) -> None:
    """Every link is followed; every number of a table and every file is in the release."""
    found = crawl(client)
    measures = {table.measure.name: table.measure for table in for_public.tables}
    assert {f"/county/measures/{name}" for name in measures} <= set(found)
    files = {one: data for one, data in found.items() if one.endswith(".csv")}
    tables = {f"/county/measures/{t.measure.name}/{t.name}.csv": t for t in for_public.tables}
    assert set(files) == {one for one, table in tables.items() if not table.frame.is_empty()}
    checked = 0
    for name, measure in measures.items():
        mine = [table for table in for_public.tables if table.measure.name == name]
        known = numbers_of(mine)
        page = found[f"/county/measures/{name}"].decode()
        heads = {"Count", "Out of", "Residents", "95% interval", measure.unit.capitalize()}
        for header, cell in cells_of(page):
            if header in heads:
                for number in re.findall(r"[\d,]+(?:\.\d+)?", cell):
                    checked += 1
                    assert number in known, (name, header, cell)
    for address, data in files.items():
        known = {one.replace(",", "") for one in numbers_of([tables[address]])}
        frame = pl.read_csv(io.BytesIO(data), infer_schema=False)
        for said in frame["numerator"].drop_nulls():
            checked += 1
            assert said in known or said.startswith("["), (address, said)
    assert checked > 1000
    secret = {
        *(t.measure.title for t in for_board.tables if t.measure.name not in measures),
        *(file.sha256[:12] for file in for_board.provenance.files),
        *(file.file.rpartition("/")[2] for file in for_board.provenance.files),
        *(PERSON, WHY, "876,543", for_board.id, "rows_refused"),
    }
    assert len(secret) > 20
    for address, data in found.items():
        text = html.unescape(data.decode())
        assert [one for one in secret if one in text] == [], address
        assert not re.search(r"(?<![\d.])876543", text), address


def test_a_small_number_of_health_records_is_on_no_page(client: Client, shown) -> None:
    data = crawl(client)
    mine = f"/county/measures/{HEALTH}/"
    (file,) = [one for one in data if one.startswith(mine) and one.endswith(".csv")]
    rows = pl.read_csv(io.BytesIO(data[file]), infer_schema=False)
    assert sorted(rows["numerator"]) == ["110", "45", "60", "[c]", "[c]"]
    assert "<td" in data[f"/county/measures/{HEALTH}"].decode()


@pytest.mark.parametrize(
    "address",
    [
        "/county/measures/deaths_in_treatment",
        "/county/measures/no_such",
        "/county/measures/recorded_drug_offences/no-such.csv",
        "/county/districts/E99999999",
    ],
)
def test_what_is_not_published_is_not_there(client: Client, shown, address) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert "116 123" in answer.content.decode(), "help stands on this page too"
    assert "no-store" in answer["Cache-Control"]


def test_whoever_is_signed_in_gets_the_same_bytes_and_no_cookie(
    client: Client, shown, settings
) -> None:
    settings.SECOND_FACTOR = False
    signed_in = Client()
    signed_in.force_login(make_member("analyst").user, backend=BACKEND)
    for address in ("/county/", "/county/measures/recorded_drug_offences"):
        theirs, anybodys = signed_in.get(address), client.get(address)
        assert theirs.content == anybodys.content
        for answer in (theirs, anybodys):
            assert not answer.cookies
            assert not answer.has_header("Vary")
            assert answer["Cache-Control"] == "public, max-age=300"
            assert answer["X-Frame-Options"] == "DENY"
            assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert "Sign out" in signed_in.get("/").content.decode(), "the session itself is untouched"


def test_a_page_is_drawn_once_for_each_edition_and_asked_anew_by_its_tag(
    client: Client, made, for_public, monkeypatch
) -> None:
    from fingerpost.service.public import selectors

    put(for_public)
    drawn, overview = [], selectors.overview
    monkeypatch.setattr(
        selectors, "overview", lambda release: drawn.append(release.id) or overview(release)
    )
    first = client.get("/county/")
    for address in ("/county/", "/county/?a=1", "/county/?b=2"):
        assert client.get(address).content == first.content
    assert len(drawn) == 1
    same = client.get("/county/", headers={"if-none-match": first["ETag"]})
    assert (same.status_code, same.content) == (304, b"")
    another = made(PUBLIC, Approval(PERSON, WHY, AS_OF.replace(day=2)))
    put(another)
    later = client.get("/county/", headers={"if-none-match": first["ETag"]})
    assert (later.status_code, drawn) == (200, [for_public.id, another.id])
    assert later["ETag"] != first["ETag"]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_nothing_can_be_sent_to_it(client: Client, shown, method) -> None:
    assert client.generic(method, "/county/").status_code == 405


def test_a_stranger_to_our_hosts_is_refused(client: Client, shown) -> None:
    client.get("/county/")
    assert client.get("/county/", headers={"host": "elsewhere.test"}).status_code == 400


def test_every_page_has_help_at_once_and_a_way_to_leave(client: Client, shown) -> None:
    for address, data in crawl(client).items():
        page = data.decode()
        if "<html" not in page:
            continue
        assert 'href="tel:116123"' in page, address
        assert 'href="https://www.bbc.co.uk/weather"' in page, address
        assert page.count("(k)") == 1, "one of our lines has no source yet"


def test_an_installation_has_its_own_lines_of_help_at_once(client: Client, shown) -> None:
    before = client.get("/county/")["ETag"]
    (WORKSPACE / "public").mkdir()
    (WORKSPACE / "public" / "crisis-help.toml").write_text(
        '[[line]]\nname = "Fenmark night line"\nnumber = "01632 960001"\nwords = "all night"\n'
        'source = "https://fenmark.example"\n'
    )
    answer = client.get("/county/")
    page = answer.content.decode()
    assert "Fenmark night line" in page
    assert "(k)" not in page
    assert answer["ETag"] != before


@pytest.mark.parametrize(
    "said",
    ["[[line]", '[[line]]\nname = "No number"', ""],
    ids=["no TOML", "a line without a number", "no line"],
)
def test_help_stands_there_even_where_its_file_is_broken(client: Client, shown, said) -> None:
    (WORKSPACE / "public").mkdir()
    (WORKSPACE / "public" / "crisis-help.toml").write_text(said)
    assert "116 123" in client.get("/county/").content.decode()


def test_a_file_without_a_line_is_refused() -> None:
    with pytest.raises(ValueError, match="names no line"):
        crisis_help.lines("")


def test_a_district_has_what_is_known_and_what_is_not(
    client: Client, shown, for_public
) -> None:
    area = for_public.partnership.districts[0]
    page = html.unescape(client.get(f"/county/districts/{area.code}").content.decode())
    assert f'<h1 class="govuk-heading-l">{area.name}</h1>' in page
    assert "What changed for people" in page
    assert "What we do not know here" in page
    others = {one.name for one in for_public.partnership.districts} - {area.name}
    main = page.partition("<main")[2]
    assert not [one for one in others if f"in {one}:" in main]
