"""Withdrawing a landed file: it does not count from then on, and nothing of it is lost."""

from datetime import timedelta

import pytest

from fingerpost.evidence.core.errors import LakeError
from fingerpost.evidence.lake import Lake, land, read_withdrawals, rejects, withdraw
from tests.unit.lake.making import FIRST, SECOND, contents, street, workspace
from tests.unit.lake.people import in_lake, in_vault, release, releases, require_agreement

THIRD = SECOND + timedelta(days=1)


@pytest.fixture
def ws(tmp_path):
    return workspace(tmp_path / "ws")


def count(ws, as_of=None):
    lake = Lake(ws)
    return (
        lake.frame("police_street", as_of).collect().height
        if lake.has("police_street", as_of)
        else 0
    )


def landed(ws, tmp_path, name, numbers, at):
    (result,) = land(ws, [street(tmp_path / name / "may.csv", numbers)], at=at).files
    return result


def test_a_withdrawn_correction_gives_way_to_what_it_corrected(ws, tmp_path):
    landed(ws, tmp_path, "a", range(5), FIRST)
    wrong = landed(ws, tmp_path, "b", range(7), SECOND)
    (one,) = withdraw(ws, [wrong.sha256], at=THIRD, by="person 7", reason="The wrong month.")
    assert (one.reason, one.by, one.at) == ("The wrong month.", "person 7", THIRD)
    assert read_withdrawals(ws.lake) == (one,)
    assert count(ws) == 5
    assert count(ws, SECOND) == 7, "what was known then can still be read"
    assert count(ws, FIRST) == 5


def test_the_only_file_of_a_source_withdrawn_leaves_nothing(ws, tmp_path):
    result = landed(ws, tmp_path, "a", range(5), FIRST)
    before = Lake(ws).fingerprint()
    withdraw(ws, [result.sha256], at=SECOND, by="x", reason="A test file.")
    assert not Lake(ws).has("police_street")
    assert Lake(ws).fingerprint() != before, "what was made from it is made again"


def test_the_same_bytes_land_again_after_a_withdrawal_and_history_stays(ws, tmp_path):
    result = landed(ws, tmp_path, "a", range(5), FIRST)
    kept = contents(ws.root)
    withdraw(ws, [result.sha256], at=SECOND, by="x", reason="Too early.")
    again = landed(ws, tmp_path, "a", range(5), THIRD)
    assert str(again.status) == "landed"
    assert (count(ws), count(ws, SECOND), count(ws, FIRST)) == (5, 0, 5)
    assert kept.items() <= contents(ws.root).items(), "no file was changed or removed"


def test_a_later_landing_sweeps_nothing_of_what_is_withdrawn(ws, tmp_path):
    result = landed(ws, tmp_path, "a", range(5), FIRST)
    withdraw(ws, [result.sha256], at=SECOND, by="x", reason="Wrong.")
    landed(ws, tmp_path, "b", range(9), THIRD)
    assert count(ws, FIRST) == 5


def test_withdrawing_twice_changes_nothing(ws, tmp_path):
    result = landed(ws, tmp_path, "a", range(5), FIRST)
    withdraw(ws, [result.sha256], at=SECOND, by="x", reason="Wrong.")
    assert withdraw(ws, [result.sha256], at=THIRD, by="y", reason="Again.") == ()
    assert [one.by for one in read_withdrawals(ws.lake)] == ["x"]


@pytest.mark.parametrize(
    ("reason", "file", "words"),
    [
        pytest.param(" ", None, "needs a reason", id="no reason"),
        pytest.param("Wrong.", "0" * 64, "was landed", id="never landed"),
    ],
)
def test_what_cannot_be_withdrawn(ws, tmp_path, reason, file, words):
    result = landed(ws, tmp_path, "a", range(5), FIRST)
    with pytest.raises(LakeError, match=words):
        withdraw(ws, [file or result.sha256], at=SECOND, by="x", reason=reason)
    assert count(ws) == 5


def test_a_file_that_may_not_land_is_refused_in_the_words_given(ws, tmp_path):
    asked = []

    def may_land(source, editions):
        asked.append((source.name, editions))
        return "No agreement."

    path = street(tmp_path / "may.csv", range(3))
    (result,) = land(ws, [path], at=FIRST, may_land=may_land).files
    assert (str(result.status), result.message, result.source) == (
        "refused",
        "No agreement.",
        "police_street",
    )
    assert asked == [("police_street", ("Cambridgeshire Constabulary · 2024-05",))]
    assert not Lake(ws).landings()


def test_rejects_of_one_file_alone(ws, tmp_path):
    one = street(tmp_path / "may.csv", range(3))
    one.write_text(one.read_text() + "broken\n")
    two = street(tmp_path / "june.csv", range(3), "2024-06")
    two.write_text(two.read_text() + "broken too\n")
    first, _ = land(ws, [one, two], at=FIRST).files
    assert rejects(ws, sha256=[first.sha256])["original_line"].to_list() == ["broken"]
    assert rejects(ws, sha256=[]).is_empty()


def test_a_file_about_people_withdrawn_keeps_lake_and_vault_in_agreement(ws, tmp_path):
    path = releases(tmp_path / "q2.csv", [release(1), release(2)])
    (result,) = land(ws, [path], at=FIRST).files
    withdraw(ws, [result.sha256], at=SECOND, by="x", reason="The wrong prison.")
    assert not Lake(ws).has("prison_releases")
    (again,) = land(ws, [path], at=THIRD).files
    assert str(again.status) == "landed"
    require_agreement(ws)
    assert in_lake(ws).height == in_vault(ws).height == 2
    assert in_lake(ws, as_of=FIRST)["record"].to_list() == in_lake(ws)["record"].to_list()
