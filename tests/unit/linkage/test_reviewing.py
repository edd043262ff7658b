"""A reviewer at the desk: what is asked, shown, kept, and bound; and that nothing leaks."""

import json
import shutil
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
import typer
from typer.testing import CliRunner

from fingerpost.cli.linkage_review import add_to
from fingerpost.cli.output import WorkspaceOption
from fingerpost.evidence.core.errors import LinkageError
from fingerpost.evidence.lake import Workspace
from fingerpost.evidence.lake.identifiers import open_vault
from fingerpost.evidence.linkage.decisions import Said, binding, read_ledger
from fingerpost.evidence.linkage.match_quality import LinkedPeople, estimated_quality
from fingerpost.evidence.linkage.people import link_people
from fingerpost.evidence.linkage.reviewing import Desk, standing_of

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)


@pytest.fixture
def workspace(linked_county, tmp_path):
    shutil.copytree(linked_county.root, tmp_path / "fenmark")
    return Workspace.open(tmp_path / "fenmark")


@pytest.fixture
def run(workspace):
    """Return a function that runs `link review` or `link accuracy` in a workspace of its own."""
    app = typer.Typer()

    @app.callback()
    def options(context: typer.Context, folder: WorkspaceOption = None) -> None:
        context.obj = {"workspace": folder, "quiet": True}

    add_to(app)

    def call(*arguments, said=None):
        return CliRunner().invoke(app, ["-w", str(workspace.root), *arguments], input=said)

    call.workspace = workspace
    return call


def ledger_of(workspace):
    return read_ledger(open_vault(workspace))


def identifiers_of(workspace, pairs):
    """Every name, number, date and postcode of the entries of some pairs, as they could be shown."""
    entries = LinkedPeople.read(workspace).state.entries
    wanted = {entry for pair in pairs for entry in pair}
    rows = entries.filter(pl.col("entry").is_in(list(wanted))).to_dicts()
    columns = ("forename", "surname", "alias_forename", "alias_surname", "local_id", "postcode")
    texts = {row[column] for row in rows for column in columns if row[column]}
    texts |= {f"{row['born']:%d/%m/%Y}" for row in rows if row["born"]}
    texts |= {f"{row['born']}" for row in rows if row["born"]}
    return {text for text in texts if len(text) > 4}


def test_the_first_question_touches_a_measure(workspace):
    desk = Desk.open(workspace, by="Ann Person")
    assert len(desk.questions) > 10
    assert desk.questions[0].changes
    assert not desk.questions[-1].changes


def test_an_answer_binds_the_next_run(workspace):
    assert binding(ledger_of(workspace)).is_empty()
    desk = Desk.open(workspace, by="Ann Person", share=0.0)
    before = LinkedPeople.read(workspace)
    apart = next(one for one in desk.questions if not desk.show(one).is_linked)
    joined = next(one for one in desk.questions if desk.show(one).is_linked)
    desk.answer(apart, Said.SAME, at=NOW, reason="the same tattoo")
    desk.answer(joined, Said.DIFFERENT, at=NOW, reason="twins")
    link_people(workspace, at=NOW)
    after = LinkedPeople.read(workspace)
    for question, was, now in ((apart, 2, 1), (joined, 1, 2)):
        for linked, expected in ((before, was), (after, now)):
            of = linked.clusters().filter(pl.col("entry").is_in(question.pair))
            assert of["cluster"].n_unique() == expected
    # And what is decided is not asked again.
    asked = {question.pair for question in Desk.open(workspace, by="Bo Person").questions}
    assert not {apart.pair, joined.pair} & asked


def test_an_answer_for_two_waits_for_the_second_and_binds_when_they_agree(workspace):
    first = Desk.open(workspace, by="Ann Person", share=1.0)
    question = first.questions[0]
    first.answer(question, Said.SAME, at=NOW, reason="looked")
    assert binding(ledger_of(workspace)).is_empty()
    assert standing_of(workspace).by_state["waiting"] == 1
    second = Desk.open(workspace, by="Bo Person", share=1.0)
    assert second.questions[0].pair == question.pair
    assert "Ann" not in repr(second.show(second.questions[0]))
    again = Desk.open(workspace, by="ann person", share=1.0)
    assert question.pair not in {one.pair for one in again.questions}
    second.answer(second.questions[0], Said.SAME, at=NOW + timedelta(hours=1), reason="looked")
    assert binding(ledger_of(workspace)).rows() == [(*question.pair, True)]
    standing = standing_of(workspace)
    assert (standing.by_state["same"], standing.pairs_for_two) == (1, 1)


def test_the_last_answer_can_be_taken_back(workspace):
    desk = Desk.open(workspace, by="Ann Person", share=0.0)
    assert desk.undo(at=NOW) is None
    desk.answer(desk.questions[0], Said.SAME, at=NOW, reason="looked")
    assert desk.undo(at=NOW) == desk.questions[0]
    assert binding(ledger_of(workspace)).is_empty()
    assert ledger_of(workspace)["said"].to_list() == ["same", "withdrawn"]
    assert desk.undo(at=NOW) is None


def test_who_answers_one_pair_at_a_time_goes_on_with_the_days_sitting(workspace):
    """As the service does: a desk for each request, and nothing kept between."""

    def desk(by, hours):
        return Desk.open(workspace, by=by, share=0.0, since=NOW + timedelta(hours=hours - 12))

    def answer(by, hours):
        sat = desk(by, hours)
        at = NOW + timedelta(hours=hours)
        sat.answer(sat.questions[0], Said.DIFFERENT, at=at, reason="looked")

    for by, hours in (("Ann", 0), ("Bo", 1), ("Ann", 2), ("Bo", 3), ("Ann", 24)):
        answer(by, hours)
    found = ledger_of(workspace)
    assert found.group_by("sitting", "by").len().sort("sitting").rows() == [
        (1, "Ann", 2),
        (2, "Bo", 2),
        (3, "Ann", 1),
    ]
    assert found["number"].to_list() == [1, 1, 2, 2, 1]
    last = desk("Ann", 25).last_answer()
    assert last.pair == found.select("entry_l", "entry_r").row(-1)
    desk("Ann", 25).take_back(last, at=NOW + timedelta(hours=25))
    assert binding(ledger_of(workspace)).height == 4
    before = found.select("entry_l", "entry_r").row(2)
    assert desk("Ann", 25).last_answer().pair == before
    assert desk("Nobody", 25).last_answer() is None


def test_a_pair_of_the_sample_is_shown_without_the_models_opinion(workspace):
    desk = Desk.open(workspace, by="Ann Person", is_sample=True)
    shown = desk.show(desk.questions[0])
    assert shown.rows
    assert shown.steps == ()
    assert (shown.probability, shown.is_linked) == (None, None)


def test_sampled_pairs_that_were_judged_make_the_estimate(workspace):
    desk = Desk.open(workspace, by="Ann Person", is_sample=True)
    linked = LinkedPeople.read(workspace)
    together = dict(linked.clusters().iter_rows())
    for question in desk.questions[:40]:
        left, right = (together[entry] for entry in question.pair)
        said = Said.SAME if left == right else Said.DIFFERENT
        desk.answer(question, said, at=NOW, reason="as the model says")
    found = estimated_quality(workspace)
    assert found.looked_at == 40
    assert found.quality.precision.value[0] > 0.99
    assert len(Desk.open(workspace, by="Ann Person", is_sample=True).questions) == (
        found.to_look_at - 40
    )


def test_decisions_do_not_change_what_is_sampled(workspace):
    """Else the pairs that were judged would be right, and speak for those that nobody saw."""
    before = LinkedPeople.read(workspace).clusters_by_model()
    desk = Desk.open(workspace, by="Ann Person", share=0.0)
    joined = next(one for one in desk.questions if desk.show(one).is_linked)
    desk.answer(joined, Said.DIFFERENT, at=NOW, reason="twins")
    link_people(workspace, at=NOW)
    after = LinkedPeople.read(workspace)
    assert not after.clusters().equals(LinkedPeople.read(workspace).clusters_by_model())
    assert after.clusters_by_model().equals(before)


def test_a_reviewer_has_a_name_and_somebody_must_be_linked(workspace, tmp_path, landed_county):
    with pytest.raises(LinkageError, match="a reviewer has a name"):
        Desk.open(workspace, by=" ")
    shutil.copytree(landed_county[0].root, tmp_path / "unlinked")
    with pytest.raises(LinkageError, match="nobody is linked here yet"):
        Desk.open(Workspace.open(tmp_path / "unlinked"), by="Ann Person")


def test_the_terminal_asks_keeps_and_takes_back(run):
    done = run(
        *("review", "--by", "Ann Person"),
        said="s one name\nx\nd a twin\nu\nc\nq\n",
    )
    assert done.exit_code == 0, done.output
    assert "Pair 1 of" in done.stdout
    assert "before comparing" in done.stdout
    assert "The other answer would change" in done.stdout
    assert "Answer with one letter" in done.stderr
    found = ledger_of(run.workspace)
    assert found["said"].to_list() == ["same", "different", "withdrawn", "cannot_say"]
    assert found["reason"].to_list()[:2] == ["one name", "a twin"]
    assert found["reason"].to_list()[-1] == "as the comparisons show"
    assert set(found["by"]) == {"Ann Person"}
    assert "You said the same 1 times, different 0, cannot say 1." in done.stdout


def test_answers_from_a_file(run, tmp_path):
    answers = tmp_path / "answers.txt"
    answers.write_text("# of the first pairs\ns both were seen\n\nd\n")
    done = run("review", "--by", "Ann Person", "--answers", str(answers))
    assert done.exit_code == 0, done.output
    assert ledger_of(run.workspace)["said"].to_list() == ["same", "different"]
    answers.write_text("perhaps\n")
    assert run("review", "--by", "Ann Person", "--answers", str(answers)).exit_code == 2


def test_masked_pairs_show_no_identifier(run):
    done = run("review", "--by", "Ann Person", "--limit", "15", said="s\n" * 15)
    assert done.exit_code == 0, done.output
    ledger = ledger_of(run.workspace)
    assert ledger.height == 15
    hidden = identifiers_of(run.workspace, ledger.select("entry_l", "entry_r").rows())
    assert len(hidden) > 30
    assert not [text for text in hidden if text in done.output]


def test_unmasked_pairs_are_shown_whole_and_that_is_written_down(run):
    done = run(
        *("review", "--by", "Ann Person", "--unmask", "initials do not tell twins apart"),
        said="c\nq\n",
    )
    assert done.exit_code == 0, done.output
    ledger = ledger_of(run.workspace)
    assert ledger["said"].to_list() == ["unmasked", "cannot_say", "unmasked"]
    assert ledger["reason"][0] == "initials do not tell twins apart"
    shown = identifiers_of(run.workspace, ledger.select("entry_l", "entry_r").rows())
    assert [text for text in shown if text in done.output]
    assert run("review", "--by", "Ann Person", "--unmask", " ").exit_code == 2


def test_json_holds_numbers_alone(run, tmp_path):
    answers = tmp_path / "answers.txt"
    answers.write_text("s\ns\nd\n")
    done = run("review", "--by", "Ann Person", "--answers", str(answers), "--json")
    assert done.exit_code == 0, done.output
    said = json.loads(done.stdout)
    assert said["answered"] == {"same": 2, "different": 1, "cannot_say": 0}
    assert sum(said["pairs"].values()) == 3
    assert said["kappa"]["status"] == "cannot_say"
    pairs = ledger_of(run.workspace).select("entry_l", "entry_r").rows()
    assert not [text for text in identifiers_of(run.workspace, pairs) if text in done.output]
    assert not [entry for pair in pairs for entry in pair if str(entry) in done.output]
    assert run("review", "--by", "Ann Person", "--json").exit_code == 2


def test_accuracy_is_told_in_the_terminal(run):
    truth = str(run.workspace.root / "truth")
    done = run("accuracy", "--truth", truth, "--among", "named", "--by", "ethnic_group")
    assert done.exit_code == 0, done.output
    assert "strict" in done.stdout
    assert "White British" in done.stdout
    said = json.loads(run("accuracy", "--truth", truth, "--among", "named", "--json").stdout)
    assert set(said) == {"strict", "published", "loose"}
    assert said["published"]["pairs"][0]["f1"] > 0.97
    assert run("accuracy", "--truth", truth, "--by", "shoe_size").exit_code == 2
    assert run("accuracy", "--truth", truth, "--among", "everybody").exit_code == 2


def test_without_the_truth_the_terminal_says_what_is_missing_and_then_estimates(run):
    done = run("accuracy")
    assert done.exit_code == 0, done.output
    assert "Cannot say how good the matches are" in done.stdout
    run("review", "--by", "Ann Person", "--sample", "--limit", "60", said="s\n" * 60)
    done = run("accuracy")
    assert "Looked at 60 of" in done.stdout
    assert "Precision" in done.stdout
    said = json.loads(run("accuracy", "--json").stdout)
    assert said["looked_at"] == 60
    assert said["precision"]["status"] == "ok"
