"""Documents composed from the records: what they say is in the room, and what is not there they say."""

from __future__ import annotations

import io
import re
import tomllib
import zipfile
from datetime import date, timedelta

import pikepdf
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from lxml import etree
from odfdo import Document
from tests.service.board_people import make_cast, signed_in, today
from tests.service.board_release import publish_for_board
from tests.service.test_board_documents import required
from tests.service.test_board_risks import raised
from tests.unit.publication.pdf_text import words_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_second_factor(settings) -> None:
    settings.SECOND_FACTOR = False


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def published(settings, tmp_path):
    return publish_for_board(settings, tmp_path)


@pytest.fixture
def nothing_published(settings, tmp_path):
    settings.WORKSPACE = tmp_path


def progress(cast, **more):
    from fingerpost.service.board.models import DocumentKind

    said = {"kind": DocumentKind.PROGRESS, "title": "Progress report", **more}
    return required(cast, **said)


def composed(cast, document, *, since: int = -365):
    from fingerpost.service.board.actions.composing import compose

    at = timezone.now()
    return compose(document=document, since=today(since), by=cast["lead"], at=at)


def written(version) -> str:
    """Return the words of the ODT."""
    content = zipfile.ZipFile(io.BytesIO(bytes(version.content))).read("content.xml")
    return " ".join("".join(etree.fromstring(content).itertext()).split())


def printed(version) -> str:
    with pikepdf.open(io.BytesIO(bytes(version.pdf))) as opened:
        return " ".join(words_of(page) for page in opened.pages)


def make_records(cast) -> None:
    """Make a commitment, actions in every state, a decision, a meeting, a grant and what people said."""
    from tests.service.test_board_meetings import called

    from fingerpost.service.board.actions import action_items as actions
    from fingerpost.service.board.models import (
        Commitment,
        Decision,
        GrantLine,
        InvolvementEntry,
        Meeting,
        PlanVersion,
        Priority,
        Spend,
    )

    at, lead, owner = timezone.now(), cast["lead"], cast["owner"]
    plan = PlanVersion.objects.create(
        number=1,
        title="Delivery plan",
        starts_on=today(-300),
        ends_on=today(300),
        drafted_at=at,
        drafted_by=lead.user,
    )
    priority = Priority.objects.create(
        plan=plan, place=1, title="Fewer deaths", framework="strategy"
    )
    Commitment.objects.create(
        priority=priority,
        place=1,
        title="A home for ten people",
        owner=owner.agency,
        starts_on=today(-200),
        due_on=today(100),
        status="at_risk",
        evidence="Six of ten places are let",
        status_at=at,
        outcome_measures=["made_deaths"],
        activity_measures=["made_searches", "made_waiting"],
    )
    plan.status, plan.adopted_on = "adopted", today(-290)
    plan.save()

    def action(words, days=-5, **more):
        return actions.make(
            words=words, owner=owner.agency, due_on=today(days), by=lead, at=at, **more
        )

    done, given_up = action("Open ten places"), action("Hire two nurses")
    action("Train the wardens")
    action("Not due yet", 40)
    action("A secret one", is_public=False)
    actions.report_done(item=done, evidence="Ten keys, counted in May", by=owner, at=at)
    actions.accept(item=done, by=cast["chair"], at=at)
    actions.give_up(item=given_up, reason="Nobody applied", by=owner, at=at)
    meeting = called(lead)
    Meeting.objects.filter(pk=meeting.pk).update(
        status="held",
        starts_at=at - timedelta(days=20),
        ends_at=at - timedelta(days=20) + timedelta(hours=2),
        opened_at=at,
        closed_at=at,
    )
    Decision.objects.create(
        meeting=meeting,
        title="Give every hostel naloxone",
        reasons="Four deaths in hostels",
        status="agreed",
        decided_on=today(-20),
        recorded_at=at,
        recorded_by=lead.user,
    )
    line = GrantLine.objects.create(
        grant="Improvement grant",
        title="Outreach",
        owner=owner.agency,
        starts_on=today(-99),
        ends_on=today(100),
        pounds=200_000,
        made_at=at,
        made_by=lead.user,
    )
    Spend.objects.create(line=line, up_to=today(0), pounds=40_000, at=at, by=lead.user)
    InvolvementEntry.objects.create(
        on=today(-9),
        who="Families",
        you_said="Nobody rang back",
        owner=owner.agency,
        written_at=at,
        written_by=lead.user,
    )
    raised(cast, title="Leases end", likelihood=4, impact=4, is_public=True)


def test_the_report_says_what_the_records_say_in_both_forms(cast, published) -> None:
    make_records(cast)
    version = composed(cast, progress(cast))
    wanted = (
        "A home for ten people", "At risk", "Six of ten places are let",
        "Of 4 actions, 1 was accepted as done, 0 reported done and not accepted yet, 1 is late and 1 not done.",
        "Ten keys, counted in May", "Late by 5 days.", "Nobody applied",
        "Give every hostel naloxone", "Four deaths in hostels",
        "The board met 1 time", "Nobody wrote down who came; the quorum is 2",
        "1 open risk, 1 above what the board accepts.", "16, very high, above what the board accepts",
        "60 in March 2025, below the range expected", "more of it is not less harm",
        "it waits for the recovery extract, from Fenmark Recovery Service",
        "£40,000 up to", "£100,000", "Nobody rang back", "Not answered yet",
        f"figures of release {published.id}",
    )  # fmt: skip
    odt, pdf = written(version), re.sub(r"\s", "", printed(version))
    for words in wanted:
        assert words in odt
        assert re.sub(r"\s", "", words) in pdf
    assert version.edition == published.id
    assert version.status == "draft"


def test_what_the_public_may_not_read_is_left_out_of_what_it_may(cast, published) -> None:
    make_records(cast)
    public, closed = progress(cast), progress(cast, is_public=False)
    assert "A secret one" not in (said := written(composed(cast, public)))
    assert "1 action that the public may not read is left out here." in said
    assert "A secret one" in (said := written(composed(cast, closed)))
    assert "left out" not in said


def test_where_no_record_is_it_says_so(cast, nothing_published) -> None:
    version = composed(cast, progress(cast))
    said = written(version)
    for words in (
        "No delivery plan is adopted here, so nothing can be said of its commitments.",
        "No action of the board is recorded",
        "No decision of the board is recorded in approved minutes",
        "No meeting is recorded as held",
        "No risk is recorded in the board's register.",
        "No release of the evidence is there, so nothing can be said of any measure.",
        "No grant is recorded here for these days.",
        "Nothing that people with lived experience said is recorded",
    ):
        assert words in said
    assert version.edition == ""
    assert not re.search(r"\d%", said), "no figure of its own"


def test_what_was_settled_before_is_not_told_again(cast, nothing_published) -> None:
    from fingerpost.service.board.models import ActionItem

    make_records(cast)
    ActionItem.objects.filter(status="closed").update(
        settled_at=timezone.now() - timedelta(days=40)
    )
    document = progress(cast)
    assert "Ten keys" in written(composed(cast, document))
    assert "Ten keys" not in written(composed(cast, document, since=-30))


def test_the_files_open_and_say_what_they_are(cast, published) -> None:
    make_records(cast)
    version = composed(cast, progress(cast))
    assert Document(io.BytesIO(bytes(version.content))).meta.get_title().endswith("report")
    with pikepdf.open(io.BytesIO(bytes(version.pdf))) as opened:
        assert bool(opened.Root.MarkInfo.Marked)
        assert str(opened.Root.Lang) == "en-GB"
        with opened.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert "progress report" in str(metadata["dc:title"])


def test_one_click_on_the_page_freezes_it(cast, published) -> None:
    document = progress(cast)
    path = f"/board/documents/{document.pk}"
    client = signed_in(cast["lead"])
    assert "Compose it from the records" in client.get(path).content.decode()
    page = client.post(f"{path}/compose", {"since": today(-90)}, follow=True).content.decode()
    assert "It is composed and frozen" in page
    assert f"Its figures are of release {published.id}" in page
    version = document.versions.get()
    got = signed_in(cast["member"]).get(f"{path}/versions/1/pdf")
    assert got.content == bytes(version.pdf)
    assert got["Content-Type"] == "application/pdf"
    assert got["Content-Disposition"].startswith("attachment; filename=")
    assert client.post(f"{path}/compose", {"since": today(3)}).status_code == 400


def test_who_may_compose_and_what(cast, published) -> None:
    from fingerpost.service.board.actions.composing import compose

    document, terms = progress(cast), required(cast)
    for who in ("owner", "chair"):
        path = f"/board/documents/{document.pk}/compose"
        assert signed_in(cast[who]).get(path).status_code == 403
        with pytest.raises(PermissionDenied):
            compose(document=document, since=today(), by=cast[who], at=timezone.now())
    path = f"/board/documents/{terms.pk}/compose"
    assert signed_in(cast["lead"]).get(path).status_code == 404
    with pytest.raises(ValidationError, match="written by people"):
        composed(cast, terms)


@pytest.mark.parametrize(
    ("on", "pounds"),
    [
        pytest.param(date(2026, 3, 31), 0, id="before it begins"),
        pytest.param(date(2026, 4, 1), 1000, id="its first day"),
        pytest.param(date(2026, 9, 30), 183_000, id="half a year: 183 of 365 days"),
        pytest.param(date(2027, 3, 31), 365_000, id="its last day"),
        pytest.param(date(2028, 1, 1), 365_000, id="after it"),
    ],
)
def test_an_even_spend_is_a_share_of_the_days(on, pounds) -> None:
    from fingerpost.service.board.reports.room import even_spend

    assert even_spend(365_000, date(2026, 4, 1), date(2027, 3, 31), on) == pounds


def needs(cast):
    from fingerpost.service.board.models import DocumentKind

    return required(cast, kind=DocumentKind.NEEDS, title="Needs assessment")


def test_the_skeleton_fills_itself_and_says_what_is_missing(cast, published) -> None:
    make_records(cast)
    version = composed(cast, needs(cast))
    odt, pdf = written(version), re.sub(r"\s", "", printed(version))
    for words in (
        "Deaths and harm: 1 thing known, 2 to write",
        "60 in March 2025, below the range expected",
        "months old",
        "Drug supply and exploitation: 1 thing known",
        "it waits for the recovery extract, from Fenmark Recovery Service",
        "No release has linked records from which journeys could be shown.",
        "No measure is split by sex, age and ethnicity in any release.",
        "Nobody rang back",
        "Gaps and priorities: 0 things known, 1 to write",
        "For the board: figures from the board’s release",
    ):
        assert words in odt
        assert re.sub(r"\s", "", words) in pdf
    assert "3 of 11 sections could be begun" in odt


def test_journeys_and_who_is_reached_come_from_the_release(cast, settings, tmp_path) -> None:
    from tests.service.board_release import put_beside
    from tests.unit.publication.path_release import path_release
    from tests.unit.publication.test_who_is_reached import made as split_release

    put_beside(settings, tmp_path / "paths", path_release())
    version = composed(cast, needs(cast))
    odt, pdf = written(version), re.sub(r"\s", "", printed(version))
    for words in ("Between agencies: 1 thing known", "Still in treatment after 12 weeks"):
        assert words in odt
        assert re.sub(r"\s", "", words) in pdf
    put_beside(settings, tmp_path / "splits", split_release((40, 90)))
    said = written(composed(cast, needs(cast)))
    for words in ("Who is reached, and who is not: 1 thing known", "Ethnicity: White", "44.4"):
        assert words in said


@pytest.mark.parametrize("wrong", ['outcomes = ["use"]', 'shows = ["journeys"]'])
def test_an_outline_that_names_what_is_not_known_is_passed_over(
    settings, tmp_path, wrong
) -> None:
    from fingerpost.service.board.own_words import HERE, own_or_ours
    from fingerpost.service.board.reports.needs_assessment import read

    settings.WORKSPACE = tmp_path
    ours = (HERE / "needs_outline.toml").read_text(encoding="utf-8")
    own = tmp_path / "board" / "needs-outline.toml"
    own.parent.mkdir()
    assert wrong in ours
    own.write_text(ours.replace(wrong, wrong.replace('"]', 'x"]')), encoding="utf-8")
    assert own_or_ours("needs_outline.toml", read) == read(ours)
    own.write_text(ours.replace("Deaths and harm", "Deaths"), encoding="utf-8")
    assert "Deaths" in {one.title for one in own_or_ours("needs_outline.toml", read)}


def test_the_outline_asks_for_every_outcome_and_filling_once() -> None:
    from fingerpost.evidence.measures.declaration import Outcome
    from fingerpost.service.board.own_words import HERE
    from fingerpost.service.board.reports.needs_assessment import SHOWS

    text = (HERE / "needs_outline.toml").read_text(encoding="utf-8")
    sections = tomllib.loads(text)["section"]
    outcomes = [name for one in sections for name in one.get("outcomes", ())]
    assert sorted(outcomes) == sorted(one.value for one in Outcome)
    assert sorted(x for one in sections for x in one.get("shows", ())) == sorted(SHOWS)


def test_a_release_of_another_version_is_not_read_and_pages_stand(
    cast, published, settings
) -> None:
    from tests.service.test_board_deep_dives import begun
    from tests.unit.publication.old_release import age_release

    from fingerpost.service.insight import published as reading

    dive, document = begun(cast), progress(cast)
    age_release(settings.WORKSPACE / "published" / published.id)
    reading.read.cache_clear()
    page = signed_in(cast["member"]).get(f"/board/deep-dives/{dive.pk}").content.decode()
    assert "60 in March 2025" in page, "what was collected stays"
    with pytest.raises(ValidationError, match="made again"):
        composed(cast, document)
