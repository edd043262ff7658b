"""Footnote marks come off names, and nothing else does."""

from __future__ import annotations

import pytest

from fingerpost.evidence.sources.footnotes import without_footnotes


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("Violence against the person4", "Violence against the person"),
        ("ENGLAND AND WALES7,8", "ENGLAND AND WALES"),
        ("ENGLAND AND WALES10,11", "ENGLAND AND WALES"),
        ("Total recorded crime (excluding fraud3)", "Total recorded crime (excluding fraud)"),
        ("Residential burglary (households) 7,8,10", "Residential burglary (households)"),
        ("Residential burglary\n(households)6,8", "Residential burglary (households)"),
        ("Non-residential  burglary5,6", "Non-residential burglary"),
        ("Stalking and harassment 4", "Stalking and harassment"),
        ("Total number of individuals [note 1]", "Total number of individuals"),
        ("excluding paracetamol compounds) 32", "excluding paracetamol compounds)"),
        ("East ", "East"),
        ("Aged 16 to 24 people", "Aged 16 to 24 people"),
        (
            "Population figures (mid-2016)4 rounded to 100",
            "Population figures (mid-2016)4 rounded to 100",
        ),
        ("", ""),
    ],
)
def test_footnotes_come_off(name, clean):
    assert without_footnotes(name) == clean
