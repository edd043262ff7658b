"""The queue of pairs: masked, for those with the linkage role only, and every look written down."""

from __future__ import annotations

import shutil
from datetime import timedelta

import polars as pl
import pytest
from django.test import Client
from tests.service.people import BACKEND, make_agency, make_member
from tests.service.sending import agree

from fingerpost.evidence.lake import Workspace
from fingerpost.evidence.lake.identifiers import open_vault
from fingerpost.evidence.linkage import all_linked_sources
from fingerpost.evidence.linkage.decisions import read_ledger
from fingerpost.evidence.linkage.match_quality import LinkedPeople
from fingerpost.evidence.linkage.reviewing import Desk

pytestmark = pytest.mark.django_db
ADDRESSES = ("/evidence/pairs", "/evidence/pairs/doubtful", "/evidence/pairs/sample")
LAW = ("police", "prison", "probation")


@pytest.fixture(autouse=True)
def no_second_factor(settings) -> None:
    settings.SECOND_FACTOR = False


@pytest.fixture(scope="module")
def linked(linked_county, tmp_path_factory):
    root = tmp_path_factory.mktemp("pairs") / "fenmark"
    shutil.copytree(linked_county.root, root)
    return Workspace.open(root)


@pytest.fixture
def workspace(linked, settings):
    """Return a linked workspace in which nobody has judged anything."""
    settings.WORKSPACE = linked.root
    yield linked
    shutil.rmtree(linked.vault / "review", ignore_errors=True)


def sign_in(
    client: Client, role: str = "linker", kind: str = "council", given: bool = True, **more
):
    member = make_member(role, agency=f"Agency of {kind}", kind=kind, **more)
    client.force_login(member.user, backend=BACKEND)
    if given:
        agreed(member.agency, *all_linked_sources(), reference=f"FM-{member.pk}")
    return member


def agreed(receiver, *items: str, reference: str = "FM-1", **more):
    """Put an agreement in force by which a charity gives records to be linked."""
    giver = make_agency("Those who give", "charity")
    return agree(
        giver,
        *items,
        receiver=receiver.name,
        kind=receiver.kind,
        purpose="linkage",
        reference=reference,
        **more,
    )


def first(workspace, *, is_sample: bool = False, by: str = "Nobody"):
    return Desk.open(workspace, by=by, is_sample=is_sample).questions[0]


def ledger_of(workspace) -> pl.DataFrame:
    return read_ledger(open_vault(workspace))


def answer(client: Client, pair, **said):
    given = {"left": pair[0], "right": pair[1], "said": "same", "reason": "", **said}
    return client.post("/evidence/pairs/doubtful", given)


def test_a_pair_is_masked_and_each_look_is_an_event(client, workspace):
    from fingerpost.service.access.models import Event

    member = sign_in(client)
    question = first(workspace)
    page = client.get("/evidence/pairs/doubtful").content.decode()
    entries = LinkedPeople.read(workspace).state.entries
    shown = entries.filter(pl.col("entry").is_in(question.pair)).to_dicts()
    assert len(shown) == 2
    for entry in shown:
        for column in ("forename", "surname", "alias_forename", "alias_surname", "local_id"):
            if entry[column] and len(entry[column]) > 2:
                assert entry[column] not in page
        if entry["postcode"] and " " in entry["postcode"]:
            assert entry["postcode"] not in page
        assert f"{entry['born']:%d/%m/%Y}" not in page if entry["born"] else True
        assert entry["agency"] not in page
    assert "Are these two one person?" in page
    assert "<svg" in page
    assert "style=" not in page
    (event,) = Event.objects.filter(kind="record_read")
    assert (event.actor, event.target_type) == (member.user_id, "pair")
    assert event.target == f"{question.pair[0]}-{question.pair[1]}"
    client.get("/evidence/pairs/doubtful")
    assert Event.objects.filter(kind="record_read").count() == 2
    client.get("/evidence/pairs")
    assert Event.objects.filter(kind="record_read").count() == 2, "numbers name nobody"


def test_only_what_agreements_in_force_give_to_be_linked_is_shown(client, workspace):
    from django.utils import timezone

    from fingerpost.service.insight import pairs

    member = sign_in(client, given=False)
    records = LinkedPeople.read(workspace).state.entry_records
    every = Desk.open(workspace, by="Nobody").questions
    sources = [set(records.filter(pl.col("entry").is_in(one.pair))["source"]) for one in every]

    def left() -> int:
        return pairs.standing(viewer=member, at=timezone.now()).doubtful

    assert left() == 0
    assert client.get("/evidence/pairs/doubtful").status_code == 302, "there is none to show"
    assert "no agreement in force" in client.get("/evidence/pairs").content.decode()
    assert answer(client, every[0].pair).status_code == 302, "it is not theirs"
    assert ledger_of(workspace).is_empty()

    version = agreed(member.agency, *sources[0])
    assert 0 < left() < len(every)
    assert left() == sum(one <= sources[0] for one in sources)

    version.ends_on = timezone.localdate() - timedelta(days=1)
    version.save()
    assert left() == 0, "it closed by itself"


def test_what_hangs_on_the_answer_is_not_shown(client, workspace):
    """That somebody came out of prison, or began treatment, is no evidence of who they are."""
    question = first(workspace)
    assert question.changes, "else this test proves nothing"
    sign_in(client)
    page = client.get("/evidence/pairs/doubtful").content.decode()
    for change in question.changes:
        assert change not in page
        assert change.partition(":")[0] not in page


def test_an_answer_goes_into_the_vault_under_the_reviewers_name_and_the_audit_has_no_reason(
    client, workspace
):
    from fingerpost.service.access.models import Event, EventValues

    member = sign_in(client, name="Ann Person", email="ann@x.test")
    question = first(workspace)
    said = answer(client, question.pair, said="different", reason="twins: other middle names")
    assert said.status_code == 302
    row = ledger_of(workspace).row(0, named=True)
    assert (row["entry_l"], row["entry_r"]) == question.pair
    assert (row["said"], row["by"], row["reason"]) == (
        "different",
        "Ann Person (ann@x.test)",
        "twins: other middle names",
    )
    event = Event.objects.get(kind="pair_decided")
    assert (event.actor, event.reason) == (member.user_id, "")
    assert EventValues.objects.get(event=event.pk).after == {"said": "different"}
    page = client.get("/evidence/pairs/doubtful").content.decode()
    assert f'name="left" value="{question.pair[0]}"' not in page or (
        f'name="right" value="{question.pair[1]}"' not in page
    )


def test_answers_of_a_day_are_one_sitting_and_the_last_can_be_taken_back(client, workspace):
    sign_in(client)
    for _ in range(2):
        by = "Alex Day (linker@agency-of-council.test)"
        answer(client, first(workspace, by=by).pair)
    assert ledger_of(workspace)["sitting"].to_list() == [1, 1]
    assert client.post("/evidence/pairs/take-back").status_code == 302
    assert ledger_of(workspace)["said"].to_list() == ["same", "same", "withdrawn"]
    client.post("/evidence/pairs/take-back")
    nothing = client.post("/evidence/pairs/take-back")
    assert nothing.status_code == 400
    assert "There is nothing to take back" in nothing.content.decode()


def test_a_pair_of_the_sample_is_judged_without_the_models_opinion(client, workspace):
    sign_in(client)
    page = client.get("/evidence/pairs/sample").content.decode()
    assert "<svg" not in page
    assert "The model" not in page


@pytest.mark.parametrize(
    ("said", "why"),
    [
        pytest.param(
            {"left": 1, "right": 1}, "not yours to judge", id="a pair that nobody asked"
        ),
        pytest.param({"said": ""}, "Say whether they are one person", id="no answer"),
        pytest.param({"said": "unmasked"}, "Select a valid choice", id="no answer at all"),
        pytest.param({"reason": "x" * 501}, "at most 500", id="too long"),
    ],
)
def test_a_wrong_answer_is_refused_and_nothing_is_written(client, workspace, said, why):
    from fingerpost.service.access.models import Event

    sign_in(client)
    refused = answer(client, first(workspace).pair, **said)
    assert refused.status_code == 400
    assert why in refused.content.decode()
    assert ledger_of(workspace).is_empty()
    assert not Event.objects.filter(kind="pair_decided").exists()


def test_while_somebody_links_nothing_is_written(client, workspace, settings):
    from datetime import UTC, datetime

    from fingerpost.evidence.lake.lock import locked
    from fingerpost.service.access.models import Event

    settings.WAIT_SECONDS = 0.0
    sign_in(client)
    pair = first(workspace).pair
    now = datetime(2026, 11, 2, tzinfo=UTC)
    with locked(workspace.lake, at=now, wait_seconds=0, tell=lambda _: None):
        refused = answer(client, pair)
    assert "Try again in a few minutes" in refused.content.decode()
    assert ledger_of(workspace).is_empty()
    assert not Event.objects.filter(kind="pair_decided").exists()


def test_where_nobody_is_linked_the_page_says_so(client, settings, tmp_path):
    settings.WORKSPACE = Workspace.create(tmp_path / "empty").root
    sign_in(client)
    for address in ADDRESSES:
        page = client.get(address).content.decode()
        assert "nobody is linked here yet" in page


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize(
    "role",
    ["analyst", "sender", "reader", "board", "manager", "governance", "administrator"],
)
def test_no_other_role_comes_here(client, settings, tmp_path, role, address):
    settings.WORKSPACE = Workspace.create(tmp_path / "empty").root
    sign_in(client, role)
    assert client.get(address).status_code == 403
    assert client.post(address, {}).status_code == 403
    assert "/evidence/pairs" not in client.get("/").content.decode()


@pytest.mark.parametrize("kind", LAW)
def test_no_agency_of_law_enforcement_reaches_health_records(client, workspace, kind):
    """Whatever role it gives its people, the linkage role among them."""
    from fingerpost.service.access.models import Event
    from fingerpost.service.access.permissions import Permission
    from fingerpost.service.access.roles import ROLES

    for role in ROLES:
        client.logout()
        more = {"vetting_expires_on": "2099-01-01"} if role == "volunteer" else {}
        member = sign_in(client, role, kind, **more)
        assert not member.allows(Permission.LINK_REVIEW)
        for address in ADDRESSES:
            assert client.get(address).status_code == 403, (role, address)
        assert answer(client, (1, 2)).status_code == 403
        assert "/evidence/pairs" not in client.get("/").content.decode()
    assert not Event.objects.filter(target_type="pair").exists()


def test_which_agencies_are_of_law_enforcement_is_known():
    from fingerpost.service.access.models import AgencyKind

    assert {kind.value for kind in AgencyKind if kind.is_law_enforcement} == set(LAW)


def test_no_answer_of_a_queue_that_is_none(client, workspace):
    sign_in(client)
    assert client.get("/evidence/pairs/all").status_code == 404
