"""The small chart of a signal in the terminal."""

from datetime import date, timedelta

import pytest

from fingerpost.cli.signal_text import LINES, text_chart, what_it_marks
from fingerpost.evidence.early_warning.signals import Stretch

MONDAY = date(2026, 1, 5)


def week(at, count, **more):
    first = MONDAY + timedelta(days=7 * at)
    return Stretch(first, first + timedelta(days=6), count, **more)


def test_each_stretch_is_a_line_with_its_count_its_usual_and_its_words():
    lines = text_chart(
        [
            week(0, 0.0, expected=2.0, upper=8.0),
            week(1, None),
            week(2, 4.0, expected=2.0, upper=8.0, is_late=True, to_come=4.0),
            week(3, 16.0, expected=2.0, upper=8.0, is_signal=True),
        ]
    )
    assert lines == [
        "7 days to 11 Jan 2026   0                 I",
        "7 days to 18 Jan 2026   ?   no file",
        "7 days to 25 Jan 2026   4 ████████░░░░░░░░I  still being reported",
        "7 days to 1 Feb 2026  16 ████████████████I███████████████  the signal".replace(
            "7 days to 1 Feb", " 7 days to 1 Feb"
        ),
    ]


def test_months_and_days_are_called_by_their_names():
    month = Stretch(date(2026, 2, 1), date(2026, 2, 28), 3.0, is_signal=True)
    day = Stretch(date(2026, 2, 3), date(2026, 2, 3), 3.0, is_signal=True)
    assert text_chart([month])[0].startswith("Feb 2026   3 █")
    assert text_chart([day])[0].startswith("3 Feb 2026   3 █")


@pytest.mark.parametrize("signal_at", [0, 12, 25])
def test_the_signal_is_always_among_the_lines(signal_at):
    course = [week(at, 1.0, is_signal=at == signal_at) for at in range(26)]
    lines = text_chart(course)
    assert sum("the signal" in line for line in lines) == 1
    assert len(lines) <= LINES


def test_what_the_letter_stands_for():
    assert what_it_marks([week(0, 1.0, expected=1.0)]) == "what was expected"
    bounded = [week(0, 1.0, expected=1.0, upper=4.0)]
    assert what_it_marks(bounded) == "the highest that is usual"


def test_no_count_at_all_can_be_drawn():
    assert text_chart([week(0, 0.0), week(1, 0.0, is_signal=True)])
