"""ONS deaths by local authority: three years pooled, no rate on fewer than three deaths."""

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.disclosure.rules import DisclosureRule

ONS_DEATHS = DisclosureRule(
    name="ons_deaths",
    title="Deaths from drug poisoning",
    publisher="Office for National Statistics",
    version="2021",
    source="ONS drug poisoning QMI; FOI/2021/3301",
    confirmed=True,
    suppress_below=3,
    exempt_areas=(AreaKind.COUNTRY, AreaKind.REGION),
    pool_years=3,
    words=(
        "Below a region, deaths are shown only as three years together; 1 or 2 deaths are not "
        "shown and get no rate."
    ),
)
