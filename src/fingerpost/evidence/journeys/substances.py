"""Which substances a person cited, and the one group that follows from all of them."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from fingerpost.evidence.journeys.rules import Rules

OPIATE = "opiate"
NON_OPIATE_AND_ALCOHOL = "non-opiate and alcohol"
NON_OPIATE_ONLY = "non-opiate only"
ALCOHOL_ONLY = "alcohol only"
NO_SUBSTANCE = "not recorded"
GROUPS = (OPIATE, NON_OPIATE_AND_ALCOHOL, NON_OPIATE_ONLY, ALCOHOL_ONLY, NO_SUBSTANCE)


def cited(rows: ir.Table, rules: Rules) -> dict[str, ir.BooleanValue]:
    """Return, for each row, whether any of its drugs is an opiate, another drug, or alcohol.

    `other_drug` is every code that is neither an opiate, nor alcohol, nor one of the substances that
    treatment is not for (nicotine).
    """
    drugs = [rows[name] for name in ("drug_1", "drug_2", "drug_3") if name in rows.columns]
    opiates, alcohol = rules.codes["opiates"], rules.codes["alcohol"]
    no_other = (*opiates, *alcohol, *rules.codes["not_substances"])

    def any_of(claims: list[ir.BooleanValue]) -> ir.BooleanValue:
        return ibis.or_(*(claim.fill_null(False) for claim in claims))

    return {
        "opiate": any_of([drug.isin(opiates) for drug in drugs]),
        "other_drug": any_of([~drug.isin(no_other) for drug in drugs]),
        "alcohol": any_of([drug.isin(alcohol) for drug in drugs]),
    }


def substance_group(
    opiate: ir.BooleanValue, other_drug: ir.BooleanValue, alcohol: ir.BooleanValue
) -> ir.StringValue:
    """Return the one group of a person, from every substance cited in the journey or the year.

    The published order: any opiate; then another drug with alcohol; then another drug without; then
    alcohol alone. The groups do not overlap.

    References
    ----------
    .. [1] Adult substance misuse treatment statistics, Office for Health Improvement and
       Disparities: how people in treatment are grouped.
    """
    return ibis.cases(
        (opiate, OPIATE),
        (other_drug & alcohol, NON_OPIATE_AND_ALCOHOL),
        (other_drug, NON_OPIATE_ONLY),
        (alcohol, ALCOHOL_ONLY),
        else_=NO_SUBSTANCE,
    )
