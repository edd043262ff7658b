"""Every journey table of a lake, made once and kept: the room's front door.

| Table | One row per | Its columns are told in |
|---|---|---|
| `episodes` | episode of treatment that began, adults, young people and secure | `treatment.numbered` |
| `treatment_journeys` | treatment journey | `treatment.treatment_journeys` |
| `people_in_treatment_year` | person and financial year, by setting | `treatment.people_in_treatment_year` |
| `treatment_progress` | adult and financial year | `progress.treatment_progress` |
| `releases` | release from prison | `release.releases` |
| `custody_tests` | positive drug test on arrest | `custody.custody_tests` |
| `diversions` | offence of possession and person detained for it | `diversion.diversions` |
| `court_requirements` | treatment requirement of a court order | `requirements.court_requirements` |
| `recovery_sequences` | treatment journey in the community | `recovery.recovery_sequences` |
| `reoffending_after_*` | row of that table | `reoffending.reoffending` |
| `referrals` | referral between agencies that was sent | `referrals.referrals` |
| `packages` | adult's treatment journey of 12 weeks or more | `packages.packages` |
| `contact_months` | person, agency and month | `contacts.contact_months` |

All have `person_key`, `records` (numbers of the records that the row rests on) and `match_probability`
(of its weakest link). Answers are text: "yes", "no", "not yet known" (the follow-up is not over) and
"not known" (nobody says). A source that is not landed is missing from tables that can do without it,
as young people's treatment; the others raise `LakeError`, and say what to land.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

import ibis
import ibis.expr.types as ir

from fingerpost.evidence.journeys.contacts import contact_months, spans_of
from fingerpost.evidence.journeys.custody import custody_tests, detentions
from fingerpost.evidence.journeys.diversion import diversions
from fingerpost.evidence.journeys.episodes import Setting, counting, episodes, forms
from fingerpost.evidence.journeys.inputs import Linked, once
from fingerpost.evidence.journeys.justice_team import team_episodes
from fingerpost.evidence.journeys.packages import packages
from fingerpost.evidence.journeys.progress import treatment_progress
from fingerpost.evidence.journeys.recovery import housing_cases, jobs, recovery_sequences
from fingerpost.evidence.journeys.referrals import referrals
from fingerpost.evidence.journeys.release import releases
from fingerpost.evidence.journeys.reoffending import arrests, reoffending
from fingerpost.evidence.journeys.requirements import court_requirements
from fingerpost.evidence.journeys.rules import Rules
from fingerpost.evidence.journeys.treatment import (
    numbered,
    people_in_treatment_year,
    treatment_journeys,
)

SETTINGS: dict[str, Setting] = {
    "ndtms_adult": "adult",
    "ndtms_young_people": "young people",
    "ndtms_secure": "secure",
}
COMMUNITY = ("adult", "young people")
# Who may know a person, as linkage names the kinds of agency, and from which files it is seen.
AGENCIES = {
    "police": ("force_custody",),
    "prison": ("prison_releases",),
    "treatment": ("ndtms_adult", "ndtms_young_people"),
    "prison_healthcare": ("ndtms_secure",),
    "justice_team": ("ndtms_cjit",),
    "probation": ("probation_requirements",),
    "housing": ("housing_cases",),
    "employment": ("employment_support",),
    "voluntary": ("voluntary_contacts",),
}
# The columns that tell a source's things apart, and the one by which its files follow one another.
TOLD_APART = {
    "prison_releases": ("prisoner", "released_on", "quarter"),
    "probation_requirements": ("case", "ordered_on", "requirement", "financial_year"),
    "voluntary_contacts": ("contact", "quarter"),
}


@dataclass(frozen=True)
class Journeys:
    """The journeys of everybody in a lake.

    Parameters
    ----------
    linked : Linked
    rules : Rules
        By default as `rules.toml` has them.
    """

    linked: Linked
    rules: Rules = field(default_factory=Rules.standard)

    @property
    def treatment_until(self) -> date:
        """The last day that the files of adult treatment tell about."""
        return self.linked.known_until("ndtms_adult")

    @property
    def custody_until(self) -> date:
        """The last day that the files of custody tell about."""
        return self.linked.known_until("force_custody")

    def all_episodes(self) -> ir.Table:
        """Return every episode, also those that never began: `episodes.episodes`."""
        return self.linked.keep("all_episodes", self._all_episodes)

    def _all_episodes(self) -> ir.Table:
        found = [
            episodes(
                self._counting(source),
                setting,
                known_until=self.linked.known_until(source),
                rules=self.rules,
            )
            for source, setting in SETTINGS.items()
            if source == "ndtms_adult" or self.linked.has(source)
        ]
        return ibis.union(*(table.select(found[0].columns) for table in found))

    def _counting(self, source: str) -> ir.Table:
        return counting(self.linked.landed(source), self.rules)

    def episodes(self) -> ir.Table:
        """Return the episodes that began, each with its journey."""
        return self.linked.keep("episodes", lambda: numbered(self.all_episodes(), self.rules))

    def community_episodes(self) -> ir.Table:
        """Return the episodes of adults and young people outside prison."""
        every = self.episodes()
        return every.filter(every.setting.isin(COMMUNITY))

    def treatment_journeys(self) -> ir.Table:
        """Return one row per treatment journey."""
        return self.linked.keep(
            "treatment_journeys",
            lambda: treatment_journeys(
                self.episodes(),
                known_until=self.treatment_until,
                rules=self.rules,
                deaths=self._deaths(),
            ),
        )

    def _deaths(self) -> ir.Table | None:
        if not self.linked.has("drug_deaths"):
            return None
        return self.linked.landed("drug_deaths").select(
            "person_key", "died_on", "record", "match_probability"
        )

    def people_in_treatment_year(self, within: str | None = None) -> ir.Table:
        """Return one row per person and financial year in treatment, or for each area of it."""
        return self.linked.keep(
            f"people_in_treatment_year_{within or 'all'}",
            lambda: people_in_treatment_year(
                self.episodes(),
                self.treatment_journeys(),
                first_year=self.linked.first_day("ndtms_adult").year,
                known_until=self.treatment_until,
                within=within,
            ),
        )

    def treatment_progress(self) -> ir.Table:
        """Return one row per adult and financial year, with what the outcome forms say."""
        return self.linked.keep(
            "treatment_progress",
            lambda: treatment_progress(
                self.people_in_treatment_year(),
                self.treatment_journeys(),
                self.episodes(),
                forms(self._counting("ndtms_adult")),
                rules=self.rules,
            ),
        )

    def releases(self) -> ir.Table:
        """Return one row per release from prison."""
        return self.linked.keep(
            "releases",
            lambda: releases(
                self.linked.landed("prison_releases"),
                self.community_episodes(),
                known_until=self.treatment_until,
                rules=self.rules,
            ),
        )

    def detentions(self) -> ir.Table:
        """Return each detention once."""
        return self.linked.keep(
            "detentions", lambda: detentions(self.linked.landed("force_custody"))
        )

    def team_episodes(self) -> ir.Table:
        """Return the episodes of the criminal justice intervention team."""
        return self.linked.keep(
            "team_episodes", lambda: team_episodes(self.linked.landed("ndtms_cjit"), self.rules)
        )

    def custody_tests(self) -> ir.Table:
        """Return one row per positive drug test on arrest."""
        return self.linked.keep(
            "custody_tests",
            lambda: custody_tests(
                self.detentions(),
                self.community_episodes(),
                self.team_episodes(),
                known_until=self.treatment_until,
                rules=self.rules,
            ),
        )

    def diversions(self) -> ir.Table:
        """Return one row per offence of possession and person detained for it."""
        return self.linked.keep(
            "diversions",
            lambda: diversions(
                self.linked.rows("force_crime"),
                self.detentions(),
                self.team_episodes(),
                self.community_episodes(),
                known_until=self.treatment_until,
                rules=self.rules,
            ),
        )

    def court_requirements(self) -> ir.Table:
        """Return one row per treatment requirement of a court order."""
        return self.linked.keep(
            "court_requirements",
            lambda: court_requirements(
                self.linked.landed("probation_requirements"),
                self.community_episodes(),
                known_until=self.linked.known_until("probation_requirements"),
                treatment_until=self.treatment_until,
                rules=self.rules,
            ),
        )

    def housing_cases(self) -> ir.Table:
        """Return one row per homelessness case."""
        return self.linked.keep(
            "housing_cases",
            lambda: housing_cases(self.linked.landed("housing_cases"), self.rules),
        )

    def jobs(self) -> ir.Table:
        """Return one row per referral to employment support."""
        return self.linked.keep(
            "jobs",
            lambda: jobs(
                self.linked.landed("employment_support"),
                known_until=self.linked.known_until("employment_support"),
                rules=self.rules,
            ),
        )

    def recovery_sequences(self) -> ir.Table:
        """Return one row per treatment journey in the community, with the home and work after it."""
        journeys = self.treatment_journeys()
        return self.linked.keep(
            "recovery_sequences",
            lambda: recovery_sequences(
                journeys.filter(journeys.setting.isin(COMMUNITY)),
                self.housing_cases(),
                self.jobs(),
                housing_until=self.linked.known_until("housing_cases"),
                work_until=self.linked.known_until("employment_support"),
                rules=self.rules,
            ),
        )

    def reoffending_after_release(self) -> ir.Table:
        """Return the releases, with whether the person was arrested again within 12 months."""
        return self._reoffending("releases", self.releases, "record", "released_on")

    def reoffending_after_diversion(self) -> ir.Table:
        """Return the offences of possession, with whether the person was arrested again."""
        return self._reoffending("diversions", self.diversions, "offence", "outcome_on")

    def reoffending_after_start(self) -> ir.Table:
        """Return the treatment journeys, with whether the person was arrested after the start."""
        return self._reoffending("treatment", self.treatment_journeys, "journey", "started_on")

    def _reoffending(
        self, name: str, table: Callable[[], ir.Table], key: str, since: str
    ) -> ir.Table:
        return self.linked.keep(
            f"reoffending_{name}",
            lambda: reoffending(
                table(),
                arrests(self.detentions(), self.rules),
                key=key,
                since=since,
                known_until=self.custody_until,
                rules=self.rules,
            ),
        )

    def referrals(self) -> ir.Table:
        """Return one row per referral between agencies that was sent."""
        return self.linked.keep(
            "referrals",
            lambda: referrals(
                self.linked.landed("service_referrals"),
                known_until=self.linked.known_until("service_referrals"),
            ),
        )

    def packages(self) -> ir.Table:
        """Return one row per adult's treatment journey of 12 weeks or more, with the help beside it."""
        return self.linked.keep(
            "packages",
            lambda: packages(
                self.treatment_journeys(),
                self.referrals(),
                known_until=self.treatment_until,
                rules=self.rules,
            ),
        )

    def contact_months(self) -> ir.Table:
        """Return one row per person, agency and month in which the agency knew the person."""
        return self.linked.keep("contact_months", self._contact_months)

    def _contact_months(self) -> ir.Table:
        return contact_months(
            {agency: ibis.union(*spans) for agency, spans in self._spans().items()},
            known_from=max(self.linked.first_day(source) for source in self._contact_sources),
            known_until=min(
                self.linked.known_until(source) for source in self._contact_sources
            ),
        )

    @property
    def _contact_sources(self) -> list[str]:
        return [
            source
            for sources in AGENCIES.values()
            for source in sources
            if self.linked.has(source)
        ]

    def _spans(self) -> dict[str, list[ir.Table]]:
        """Return, for each agency whose files are landed, when it had to do with whom."""
        until = self.linked.known_until
        made: dict[str, Callable[[], list[ir.Table]]] = {
            "police": lambda: [spans_of(self.detentions(), "arrested_on")],
            "prison": lambda: [spans_of(self._stays(), "first_day", "released_on")],
            "treatment": lambda: [
                spans_of(self.community_episodes(), "started_on", "seen_until")
            ],
            "prison_healthcare": lambda: [spans_of(self._secure(), "started_on", "seen_until")],
            "justice_team": lambda: [
                spans_of(self.team_episodes(), "first_contact_on", "discharged_on")
            ],
            "probation": lambda: [
                spans_of(
                    self._once("probation_requirements"),
                    "ordered_on",
                    "ended_on",
                    open_until=until("probation_requirements"),
                )
            ],
            "housing": lambda: [
                spans_of(
                    self.housing_cases(),
                    "happened_on",
                    "ended_on",
                    open_until=until("housing_cases"),
                )
            ],
            "employment": lambda: [
                spans_of(self.jobs(), day)
                for day in ("happened_on", "profiled_on", "job_started_on", "job_ended_on")
            ],
            "voluntary": lambda: [spans_of(self._once("voluntary_contacts"), "contact_on")],
        }
        return {
            agency: make()
            for agency, make in made.items()
            if any(self.linked.has(source) for source in AGENCIES[agency])
        }

    def _once(self, source: str) -> ir.Table:
        *by, newest = TOLD_APART[source]
        return once(self.linked.landed(source), *by, newest=newest)

    def _stays(self) -> ir.Table:
        """Return stays in prison; one without a day of reception is the day of release alone."""
        stays = self._once("prison_releases")
        return stays.mutate(first_day=stays.received_on.fill_null(stays.released_on))

    def _secure(self) -> ir.Table:
        every = self.episodes()
        return every.filter(every.setting == "secure")
