"""Department for Education, children in need: 1 to 5 not shown."""

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.disclosure.rules import DisclosureRule

CHILDREN_IN_NEED = DisclosureRule(
    name="children_in_need",
    title="Children in need",
    publisher="Department for Education",
    version="2020",
    source="Characteristics of children in need 2020",
    confirmed=True,
    suppress_below=6,
    protects_complement=True,
    exempt_areas=(AreaKind.COUNTRY, AreaKind.REGION),
    words="Counts of 1 to 5 are not shown, nor what would give them away.",
)
