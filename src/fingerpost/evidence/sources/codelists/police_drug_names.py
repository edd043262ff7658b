"""Drugs as police records name them."""

from fingerpost.evidence.core.codelists import Codelist

POLICE_DRUG_NAMES = Codelist(
    name="police_drug_names",
    publisher="the police force",
    version="words agreed for local extracts; not confirmed",
    values={
        "Heroin": "opiate, class A",
        "Crack cocaine": "class A",
        "Cocaine": "powder, class A",
        "Cannabis herbal": "class B",
        "Cannabis resin": "class B",
        "Cannabis plants": "class B, counted in plants",
        "Amphetamine": "class B",
        "Ketamine": "class B",
        "MDMA": "ecstasy, class A",
        "LSD": "class A",
        "Methadone": "class A",
        "Nitazenes": "synthetic opioids, class A",
        "Fentanyls": "synthetic opioids, class A",
        "Benzodiazepines": "class C",
        "Pregabalin or gabapentin": "class C",
        "Nitrous oxide": "class C since November 2023",
        "Synthetic cannabinoids": "class B or under the 2016 Act",
        "Other": "any other drug",
        "Not known": "not identified",
    },
)
