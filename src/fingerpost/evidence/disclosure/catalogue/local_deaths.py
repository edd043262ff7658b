"""Deaths from the coroner: three years pooled below a region, 1 to 4 not shown."""

from fingerpost.evidence.disclosure.rules import DisclosureRule

LOCAL_DEATHS = DisclosureRule(
    name="local_deaths",
    title="Drug deaths from the coroner",
    publisher="the coroner",
    version="2026",
    source=(
        "not confirmed: the strict default, with the three years that the Office for National"
        " Statistics pools"
    ),
    confirmed=False,
    suppress_below=5,
    protects_complement=True,
    pool_years=3,
    words=(
        "Below a region, deaths are shown only as three years together; counts of 1 to 4 are "
        "not shown, nor what would give them away."
    ),
)
