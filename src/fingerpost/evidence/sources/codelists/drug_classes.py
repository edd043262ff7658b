"""Classes of controlled drugs."""

from fingerpost.evidence.core.codelists import Codelist

DRUG_CLASSES = Codelist(
    name="drug_classes",
    publisher="Home Office",
    version="Misuse of Drugs Act 1971",
    values={
        "A": "class A",
        "B": "class B",
        "C": "class C",
        "PSA": "Psychoactive Substances Act 2016, no class",
        "Not known": "not identified",
    },
)
