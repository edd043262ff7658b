"""Units in which seized drugs are counted."""

from fingerpost.evidence.core.codelists import Codelist

SEIZURE_UNITS = Codelist(
    name="seizure_units",
    publisher="Home Office",
    version="user guide to seizures of drugs, January 2024; plants and doses not confirmed",
    values={
        "kg": "powders, resin and herbal",
        "g": "powders, resin and herbal",
        "tablets": "ecstasy and others",
        "doses": "LSD",
        "plants": "cannabis",
        "ml": "liquids",
    },
)
