"""Risks: scored by a stated matrix, scored again with a reason, shown the highest first, closed for a reason."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from tests.service.board_people import make_cast, signed_in, today, told

pytestmark = pytest.mark.django_db
SCORE = {"likelihood": 4, "impact": 4, "reason": "Two leases end", "review_on": "2030-01-31"}


@pytest.fixture(autouse=True)
def no_second_factor(settings) -> None:
    settings.SECOND_FACTOR = False


@pytest.fixture
def cast():
    return make_cast()


def raised(cast, *, review_in: int = 90, **more):
    from fingerpost.service.board.actions import risks

    said = {
        "title": "Leases of ten places end",
        "owner": cast["owner"].agency,
        "likelihood": 2,
        "impact": 4,
        "reason": "The landlord has not said",
        "review_on": today(review_in),
        **more,
    }
    return risks.raise_risk(**said, by=cast["lead"], at=timezone.now())


def take(cast, who: str, risk, name: str, **said):
    return signed_in(cast[who]).post(f"/board/risks/{risk.pk}/{name}", said, follow=True)


def test_a_lead_raises_a_risk_on_the_page_with_its_first_score(cast) -> None:
    from fingerpost.service.access.models import Event
    from fingerpost.service.board.models import Risk

    said = {**SCORE, "title": "Leases end", "owner": cast["owner"].agency_id, "appetite": 9}
    page = signed_in(cast["lead"]).post("/board/risks/new", said, follow=True)
    risk = Risk.objects.get()
    assert page.redirect_chain == [(f"/board/risks/{risk.pk}", 302)]
    shown = page.content.decode()
    assert "Scored 16 of 25, very high" in shown
    assert "Above appetite" in shown, "in words"
    assert risk.scores.get().reason == "Two leases end"
    assert Event.objects.filter(kind="risk_changed", target=str(risk.pk)).count() == 1


@pytest.mark.parametrize("who", ["owner", "member", "chair"])
def test_only_the_lead_raises_one_on_the_page(cast, who) -> None:
    assert signed_in(cast[who]).get("/board/risks/new").status_code == 403


def test_no_page_asks_for_each_row(cast, django_assert_max_num_queries) -> None:
    for _ in range(9):
        risk = raised(cast)
        take(cast, "owner", risk, "score", **SCORE)
    for path in ("", "/matrix", f"/{risk.pk}"):
        client = signed_in(cast["lead"])
        with django_assert_max_num_queries(25):
            client.get(f"/board/risks{path}")


def test_the_register_has_the_highest_first_and_says_what_is_above(cast) -> None:
    raised(cast, title="Small", likelihood=1, impact=2)
    raised(cast, title="Large", likelihood=5, impact=4)
    raised(cast, title="Middle", likelihood=3, impact=3, review_in=-1)
    page = signed_in(cast["member"]).get("/board/risks").content.decode()
    assert page.index("Large") < page.index("Middle") < page.index("Small")
    assert "1 of 3 is above its appetite" in page
    assert page.count("Above appetite") == 1
    assert page.count("Review is due") == 1


@pytest.mark.parametrize(("who", "status"), [("owner", 200), ("lead", 200), ("member", 404)])
def test_owner_and_lead_score_it_again_and_its_history_keeps_both(cast, who, status) -> None:
    risk = raised(cast)
    page = take(cast, who, risk, "score", **SCORE)
    assert page.status_code == status
    scores = [one.score for one in risk.scores.all()]
    assert scores == ([8, 16] if status == 200 else [8])
    if status == 200:
        shown = page.content.decode()
        assert "The landlord has not said" in shown
        assert "Two leases end" in shown
        assert "31 January 2030" in shown
        assert "<svg" in shown
        assert f"Scored 8 on {_day(today())}, then 16 on {_day(today())}." in shown


def _day(on: date) -> str:
    return f"{on.day} {on:%B %Y}"


def test_a_score_needs_a_reason_and_five_levels(cast) -> None:
    risk = raised(cast)
    for wrong in ({"reason": " "}, {"likelihood": 6}, {"impact": ""}):
        assert take(cast, "owner", risk, "score", **{**SCORE, **wrong}).status_code == 400
    assert risk.scores.count() == 1


def test_the_database_refuses_to_change_or_remove_a_score(cast) -> None:
    from django.db import DatabaseError, transaction

    score = raised(cast).scores.get()
    for change in (lambda: score.delete(), lambda: type(score).objects.update(impact=1)):
        refused = pytest.raises(DatabaseError, match=r"keeps .* as it was|permission denied")
        with refused, transaction.atomic():
            change()


def test_a_risk_that_happened_is_an_issue_with_the_highest_likelihood(cast) -> None:
    from fingerpost.service.board.actions import risks

    risk = raised(cast)
    page = take(cast, "owner", risk, "happened", reason="Four leases ended on 1 May")
    assert "Has happened" in page.content.decode()
    assert [one.score for one in risk.scores.all()] == [8, 20]
    with pytest.raises(ValidationError, match="stays at 5"):
        risks.rescore(
            risk=risk,
            **{**SCORE, "review_on": today(9)},
            by=cast["owner"],
            at=timezone.now(),
        )
    assert take(cast, "owner", risk, "happened", reason="Again").status_code == 404


def test_it_is_closed_by_the_lead_for_a_reason_and_stays(cast) -> None:
    risk = raised(cast)
    assert take(cast, "owner", risk, "close", reason="x").status_code == 404
    assert take(cast, "lead", risk, "close", reason=" ").status_code == 400
    page = take(cast, "lead", risk, "close", reason="Leases were renewed").content.decode()
    assert "Leases were renewed" in page
    assert "Review and score it" not in page
    closed = signed_in(cast["member"]).get("/board/risks?show=closed").content.decode()
    assert "Leases were renewed" in closed
    assert take(cast, "lead", risk, "score", **SCORE).status_code == 404


def test_what_is_accepted_is_said_by_lead_or_chair_with_a_reason(cast) -> None:
    from fingerpost.service.access.models import Event
    from fingerpost.service.board.actions import risks

    risk = raised(cast)
    assert take(cast, "owner", risk, "appetite", appetite=4, reason="x").status_code == 404
    page = take(cast, "chair", risk, "appetite", appetite=4, reason="Lives depend on it")
    assert "Above appetite" in page.content.decode()
    assert Event.objects.filter(reason="Lives depend on it").count() == 1
    assert take(cast, "chair", risk, "appetite", appetite=26, reason="x").status_code == 400
    with pytest.raises(PermissionDenied):
        risks.accept_up_to(
            risk=risk, appetite=25, reason="x", by=cast["owner"], at=timezone.now()
        )


def test_what_is_done_about_it_is_written_by_its_owner(cast) -> None:
    risk = raised(cast)
    said = {"cause": "Rents rise", "consequence": "Ten people lose a home", "controls": "Talks"}
    page = take(cast, "owner", risk, "describe", **said).content.decode()
    assert all(words in page for words in said.values())


def test_the_matrix_has_every_open_risk_in_its_cell_and_says_what_levels_mean(cast) -> None:
    one = raised(cast, likelihood=3, impact=5)
    two = raised(cast, title="Closed one")
    take(cast, "lead", two, "close", reason="Over")
    page = signed_in(cast["member"]).get("/board/risks/matrix").content.decode()
    row = page.partition("5: Extreme")[2].partition("</tr>")[0]
    assert f"R{one.pk}" in row.split("<td")[3]
    assert "above its appetite" in row
    assert "Closed one" not in page
    assert "up to a 1 in 5 chance within a year" in page
    assert "Lives are lost that could have been saved" in page


def test_an_installation_states_its_own_matrix_and_a_broken_one_is_passed_over(
    settings, tmp_path
) -> None:
    from fingerpost.service.board.own_words import HERE
    from fingerpost.service.board.risk_matrix import stated

    settings.WORKSPACE = tmp_path
    ours = (HERE / "risk_matrix.toml").read_text(encoding="utf-8")
    assert stated().likelihood[0].word == "Very unlikely"
    own = tmp_path / "board" / "risk-matrix.toml"
    own.parent.mkdir()
    own.write_text(ours.replace("Very unlikely", "Rare"), encoding="utf-8")
    assert stated().likelihood[0].word == "Rare"
    for broken in (
        ours.replace("level = 5", "level = 6"),
        "not toml",
        ours.replace("25", "24"),
    ):
        own.write_text(broken, encoding="utf-8")
        assert stated().likelihood[0].word == "Very unlikely"


@pytest.mark.parametrize(
    ("score", "band"),
    [(1, "Low"), (4, "Low"), (5, "Moderate"), (9, "Moderate"), (10, "High"), (15, "High"), (16, "Very high"), (25, "Very high")],
)  # fmt: skip
def test_each_score_has_its_band(score, band) -> None:
    from fingerpost.service.board.risk_matrix import stated

    assert stated().band(score) == band


def test_the_chart_says_in_words_what_it_shows_and_is_no_markup() -> None:
    from fingerpost.service.board.score_chart import said, score_chart

    scores = [(date(2026, 1, 5), 8), (date(2026, 4, 2), 16)]
    drawn = ET.fromstring(
        score_chart(scores, appetite=9, until=date(2026, 7, 1), title='A "risk" <b> & more')
    )
    label = drawn.get("aria-label")
    assert label.startswith('A "risk" <b> & more. Scored 8 on 5 January 2026, then 16 on')
    assert "It is above the 9" in said(scores, appetite=9)
    assert "It is within the 16" in said(scores, appetite=16)
    marks = [
        (float(m.get("cx")), float(m.get("cy"))) for m in drawn if m.tag.endswith("circle")
    ]
    assert marks[0][0] < marks[1][0], "later is further right"
    assert marks[0][1] > marks[1][1], "a higher score is higher up"
    assert all("style" not in one.attrib for one in drawn.iter())


@pytest.mark.parametrize(
    ("who", "review_in", "is_waiting"),
    [("owner", 10, True), ("lead", 10, True), ("owner", 30, False), ("member", 10, False), ("worker", 10, False)],
)  # fmt: skip
def test_a_review_waits_for_owner_and_lead(cast, who, review_in, is_waiting) -> None:
    raised(cast, review_in=review_in)
    page = signed_in(cast[who]).get("/").content.decode()
    assert ("Review this risk and score it: Leases of ten places end" in page) is is_waiting


def test_owners_are_told_once_a_week_until_it_is_reviewed(cast) -> None:
    from fingerpost.service.access.models import Notice
    from fingerpost.service.board.actions.reminding import remind_owners

    raised(cast, review_in=5)
    raised(cast, review_in=50)
    at = timezone.now()
    assert remind_owners(at=at) == 1
    assert told("risk") == {"board@aldenwold-housing.test"}
    assert remind_owners(at=at + timedelta(days=1)) == 0
    Notice.objects.update(sent_at=at)
    assert remind_owners(at=at + timedelta(days=8)) == 1


def test_who_does_not_sit_on_the_board_sees_no_risk(cast) -> None:
    risk = raised(cast)
    for path in ("", "/matrix", f"/{risk.pk}", f"/{risk.pk}/score"):
        assert signed_in(cast["worker"]).get(f"/board/risks{path}").status_code == 403
    assert signed_in(cast["member"]).get("/board/risks/987654").status_code == 404


def test_a_review_stands_in_its_owners_calendar(cast) -> None:
    from fingerpost.service.access.calendar import entries_of

    risk = raised(cast)
    (entry,) = entries_of([cast["owner"]])
    assert (entry.kind, entry.begins) == ("Risk is due for review", risk.review_on)
    assert risk.title not in entry.kind, "nothing of the record in a calendar"
    assert entries_of([cast["member"]]) == []
