"""The page on journeys: what it says of a path, what it does not, and that pictures say the same."""

import re

import pytest

from fingerpost.evidence.measures.declaration import Path, Step
from fingerpost.evidence.publication.content import Callout, Facts, Figure, Group, Paragraph
from fingerpost.evidence.publication.pages.journeys import journeys_page
from fingerpost.evidence.publication.paths import path_taken
from fingerpost.evidence.publication.publish import write_pack
from tests.unit.publication.making import MONTHLY, measure, months, release
from tests.unit.publication.path_release import PATH, path_measure, path_release


def taken(made):
    table = next(table for table in made.tables if table.measure.path)
    return path_taken(table, made)


def shown(path):
    return [(step.people, step.lost) for step in path.steps]


@pytest.mark.parametrize(
    ("ends", "steps"),
    [
        pytest.param(
            (110, 60, 25, 125),
            [(320, None), (210, 110), (150, 60), (125, 25)],
            id="everything is shown",
        ),
        pytest.param(
            (110, 3, 4, 125),
            [(242, None), (132, 110), (None, None), (125, None)],
            id="two ends too small: what lies between them is not shown",
        ),
        pytest.param(
            (110, 3, 28, 4),
            [(145, None), (35, 110), (None, None), (None, 28)],
            id="the last end too small: nor is who came so far",
        ),
        pytest.param(
            (0, 0, 25, 125),
            [(150, None), (150, 0), (150, 0), (125, 25)],
            id="nobody stopped",
        ),
    ],
)
def test_who_came_how_far_follows_from_the_parts_that_are_shown(ends, steps):
    assert shown(taken(path_release(ends))) == steps


def test_where_hiding_one_end_would_not_hide_it_another_goes_too():
    path = taken(path_release((110, 60, 2, 125)))
    assert (
        sum(step.lost is None for step in path.steps[1:]) + (path.steps[-1].people is None) > 1
    )


def test_numbers_rounded_apart_never_grow_on_the_way():
    path = taken(path_release((112, 63, 8, 22), sources=("prison_releases", "ndtms_adult")))
    counts = [step.people for step in path.steps]
    assert counts == sorted(counts, reverse=True)
    assert all(count % 5 == 0 for count in counts)


def test_the_days_are_those_of_the_step_they_lead_to_and_none_without_people():
    path = taken(path_release((110, 3, 28, 4)))
    assert [step.days for step in path.steps] == [None, 3, None, None]


def blocks_of(made):
    (page,) = journeys_page(made)
    (group,) = (block for block in page.blocks if isinstance(block, Group))
    return page, group.blocks


def test_the_answer_comes_first_in_one_sentence_with_its_numbers():
    page, _ = blocks_of(path_release())
    assert page.blocks[0] == Paragraph(
        "Of 320 people let out of prison with a treatment need in the year to November 2025, 125 "
        "(39%) got to the last step: still in treatment after 12 weeks, or completed it. The largest "
        "loss: no community service was told, 110 (34%).",
        "lead",
    )


def test_the_answer_says_where_it_cannot_see():
    page, _ = blocks_of(path_release((110, 3, 28, 4)))
    assert (
        "cannot be shown. The largest loss of the parts that can be shown"
        in page.blocks[0].text
    )


# The first part are those of whom it is too early to say.
OPEN_PATH = PATH.model_copy(
    update={
        "steps": (
            PATH.steps[0],
            Step(title="Known", without="Still open: too early to say", is_open=True),
            *PATH.steps[2:],
        )
    }
)


def test_who_is_still_open_is_not_lost_and_the_share_is_of_the_others():
    page, _ = blocks_of(path_release((110, 60, 25, 125), path=OPEN_PATH))
    # 125 of 320 - 110 are 60%; if none or all of the 110 came so far, 125 or 235 of 320.
    assert page.blocks[0].text == (
        "Of 320 people let out of prison with a treatment need in the year to November 2025, 110 are "
        "still open, and of the other 210, 125 (60%) got to the last step: still in treatment after "
        "12 weeks, or completed it (whatever becomes of those still open, 39% to 73% of all). The "
        "largest loss: A service was told, and no treatment began within 21 days, 60 (19%)."
    )


def test_where_too_few_are_open_to_show_nothing_is_said_of_them():
    page, _ = blocks_of(path_release((3, 60, 25, 125), path=OPEN_PATH))
    assert "still open" not in page.blocks[0].text
    assert "too early" not in page.blocks[0].text


@pytest.mark.parametrize("ends", [(110, 60, 25, 125), (110, 3, 28, 4), (0, 0, 25, 125)])
def test_pictures_say_what_their_words_and_tables_say(ends):
    _, blocks = blocks_of(path_release(ends))
    funnel, stream = (block for block in blocks if isinstance(block, Figure))
    for figure in (funnel, stream):
        drawn = " ".join(re.findall(r"<text[^>]*>([^<]*)</text>", figure.svg))
        for row in figure.table.rows:
            for number in re.findall(r"^\d+$", row[1]):
                assert number in drawn, row
                assert number in figure.alternative
        assert f'<desc id="{figure.id}-desc">' in figure.svg
        assert 'fill="#ffffff"' in figure.svg or "url(" not in figure.svg
    assert "too few people" in funnel.table.note or "not shown" not in str(funnel.table.rows)


def test_what_is_hidden_is_named_and_has_no_bar():
    _, blocks = blocks_of(path_release((110, 3, 28, 4)))
    funnel = next(block for block in blocks if isinstance(block, Figure))
    assert funnel.svg.count("stroke-dasharray") == 2
    assert funnel.svg.count("not shown") > 2


def test_a_path_says_how_its_records_were_matched():
    _, blocks = blocks_of(path_release(band=2.5))
    box = next(block for block in blocks if isinstance(block, Facts) and not block.summary)
    assert [term for term, _ in box.rows] == ["How records were matched", "With other matching"]
    assert "still in treatment after 12 weeks" in box.rows[1][1]


def test_too_few_people_for_any_part_is_said_and_not_drawn():
    made = path_release((1, 1, 1, 1), days=())
    page, blocks = blocks_of(made)
    assert page.blocks[0].text.startswith("Cannot say where people are lost")
    assert isinstance(blocks[0], Callout)
    assert not any(isinstance(block, Figure) for block in blocks)


def test_a_release_without_a_path_has_no_such_page():
    assert journeys_page(release((measure(), MONTHLY, months([1, 2])))) == ()


def test_the_pack_with_a_path_is_made_as_html_and_tagged_pdf(tmp_path):
    paths = write_pack(path_release(band=2.5), tmp_path)
    page = (paths.html.parent / "journeys.html").read_text()
    assert page.count('role="img"') == 2
    assert "<script" not in page
    assert paths.pdf.read_bytes().startswith(b"%PDF")


def test_the_parts_of_a_path_are_its_losses_and_its_last_step():
    path = Path(people="people", steps=(Step(title="a"), Step(title="b", without="short of b")))
    assert path.ends == ("short of b", "b")
    assert len(PATH.ends) == len(PATH.steps)
    assert path_measure().path.ends == PATH.ends
