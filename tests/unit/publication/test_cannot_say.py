"""What no number of a measure tells stands beside its numbers, on every page that shows them."""

from fingerpost.evidence.measures import all_measures
from fingerpost.evidence.publication.content import Callout
from fingerpost.evidence.publication.measure_blocks import measure_blocks
from fingerpost.evidence.publication.measure_lineage import what_cannot_be_said
from tests.unit.publication.making import MONTHLY, measure, months, release

SAID = ("Whether the package did it.",)


def test_it_is_shown_open_after_the_figures_and_first_in_the_service():
    made = release((measure(cannot_say=SAID), MONTHLY, months([10, 12])))
    blocks = measure_blocks(list(made.tables), made)
    assert blocks[-2] == Callout("What this cannot say", SAID, "cannot_say")
    assert what_cannot_be_said(list(made.tables), made)[0] == SAID[0]


def test_a_measure_without_it_has_no_such_box():
    made = release((measure(), MONTHLY, months([10, 12])))
    assert not any(isinstance(one, Callout) for one in measure_blocks(list(made.tables), made))


def test_packages_are_compared_without_a_word_of_cause():
    compared = all_measures()["completion_by_package"]
    assert compared.cannot_say[0].startswith("Whether the package did it.")
    words = f"{compared.title} {compared.what_is_counted} {' '.join(compared.caveats)}".lower()
    for word in ("because", "thanks to", "effect", "impact", "leads to", "improves", "causes"):
        assert word not in words, word
