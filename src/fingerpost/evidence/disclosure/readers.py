"""For whom a release is made: what that reader may see at all, and by which rules besides.

The board's release holds every table, and needs no declaration. Another reader's holds only what is
declared here: a measure that is added stays out until somebody writes its name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from fingerpost.evidence.core.areas import AreaKind
from fingerpost.evidence.core.declarations import Declaration
from fingerpost.evidence.core.provenance import Provenance
from fingerpost.evidence.disclosure.release import Approval
from fingerpost.evidence.measures.compute import sources_of
from fingerpost.evidence.measures.declaration import Grid, Measure
from fingerpost.evidence.sources import all_sources

WHO = "the partnership"  # in the place of a person's name
WHY_REBASED = "a new level begins here"  # in the place of what a person wrote
WHY_APPROVED = "let out for this reader"


class Reader(Declaration):
    """One reader of releases, other than the board.

    Parameters
    ----------
    title : str
        Who it is, in words.
    measures : tuple of str
        The measures that they may see; no other leaves.
    adds : mapping of str to str
        For the rule of a source that is not open, the rule that is weighed besides. A source whose
        rule is neither here nor in `open_rules` does not leave, whatever the measure.
    open_rules : tuple of str
        Rules of publishers whose tables everybody can read already: nothing is added to them.
    areas : tuple of AreaKind
        The kinds of area by which tables from sources that are not open are shown; such tables are
        never split by who people are.
    """

    title: str
    measures: tuple[str, ...]
    adds: Mapping[str, str]
    open_rules: tuple[str, ...]
    areas: tuple[AreaKind, ...]

    def lets_out(self, measure: Measure, grid: Grid) -> bool:
        """Tell whether a table of a measure may be shown to this reader at all."""
        if measure.name not in self.measures:
            return False
        closed = self._closed(measure)
        if not closed:
            return True
        return (
            closed <= set(self.adds)
            and grid.breakdown is None
            and set(grid.areas) <= set(self.areas)
        )

    def rules_besides(self, measure: Measure) -> tuple[str, ...]:
        """Return the names of the rules that bind a measure's tables besides those of its sources."""
        return tuple(sorted({self.adds[rule] for rule in self._closed(measure)}))

    def provenance(self, provenance: Provenance, measures: Iterable[Measure]) -> Provenance:
        """Return what may be told of where this reader's numbers come from.

        Files, rows refused and rows without a place are those of partners, so none is told; of a
        source that is not open, no number of rows. Who rebased a chart is not named, nor what they
        wrote of it.
        """
        shown = tuple(measures)
        read = {source for measure in shown for source in sources_of(measure)}
        return replace(
            provenance,
            files=(),
            refused=(),
            unplaced=(),
            sources=tuple(
                replace(one, files=0, rows_read=0, rows_landed=0, rows_refused=0)
                for one in provenance.sources
                if one.source in read
            ),
            rebases=tuple(
                replace(one, by=WHO, reason=WHY_REBASED)
                for one in provenance.rebases
                if one.measure in {measure.name for measure in shown}
            ),
        )

    def approval(self, approval: Approval | None) -> Approval | None:
        """Return an approval without the person's name and words, which stay in the workspace."""
        return approval and replace(approval, by=WHO, reason=WHY_APPROVED)

    def _closed(self, measure: Measure) -> set[str]:
        """Return the rules of a measure's sources that are not open."""
        rules = {all_sources()[source].disclosure for source in sources_of(measure)}
        return rules - set(self.open_rules)


HEALTH, PARTNERS = "public_health_records", "public_partner_records"

PUBLIC = Reader(
    name="public",
    title="Everybody",
    measures=(
        "acquisitive_crime_recorded",
        "adults_in_treatment_england",
        "ambulance_overdose_callouts",
        "continuity_of_care",
        "drug_hospital_admissions",
        "drug_misuse_deaths",
        "drug_offence_outcomes",
        "drug_offences_without_outcome",
        "drug_poisoning_deaths",
        "drug_searches",
        "drug_search_action",
        "early_unplanned_exits",
        "injecting_site_infection",
        "naloxone_kits_supplied",
        "needle_exchange_transactions",
        "neighbourhood_crime_recorded",
        "opiate_crack_prevalence",
        "people_in_treatment",
        "recorded_drug_offence_rate",
        "recorded_drug_offence_rate_published",
        "recorded_drug_offences",
        "successful_completions",
        "treatment_progress",
        "treatment_waits",
        "unmet_treatment_need",
    ),
    adds={
        "ambulance": HEALTH,
        "hes_ecds": HEALTH,
        "local_deaths": HEALTH,
        "ndtms": HEALTH,
        "justice_local": PARTNERS,
        "local_partner_data": PARTNERS,
    },
    open_rules=("ons_deaths", "ons_open", "police_uk"),
    areas=(
        AreaKind.COUNTRY,
        AreaKind.REGION,
        AreaKind.POLICE_FORCE,
        AreaKind.PARTNERSHIP,
        AreaKind.DISTRICT,
    ),
)
READERS = {PUBLIC.name: PUBLIC}
