"""The paths that people go from agency to agency, step by step, with the words for who stops."""

from __future__ import annotations

from fingerpost.evidence.measures.declaration import Path, Step

FROM_PRISON = Path(
    people="releases from prison of people with a treatment need",
    steps=(
        Step(title="Released from prison with a treatment need"),
        Step(
            title="A community service was told, or treatment began without",
            without="No community service was told, and no treatment began within 21 days",
        ),
        Step(
            title="Treatment began within 21 days",
            without="A community service was told, and no treatment began within 21 days",
        ),
        Step(
            title="Stayed in treatment for 12 weeks, or completed it",
            without="Treatment began, and ended within 12 weeks without completion",
        ),
    ),
    days="prison_to_treatment_days",
)

FROM_CUSTODY = Path(
    people="positive drug tests on arrest of people who were not in treatment",
    steps=(
        Step(title="Tested positive on arrest, and not in treatment"),
        Step(
            title="The required assessment was attended",
            without="No assessment was attended, and no treatment began within 12 weeks",
        ),
        Step(
            title="Treatment began within 12 weeks of the test",
            without="The assessment was attended, and no treatment began within 12 weeks",
        ),
    ),
    days="custody_to_treatment_days",
)

FROM_POSSESSION = Path(
    people="offences of possession by people known from custody",
    steps=(
        Step(title="Offence of possession with an outcome, by a person known from custody"),
        Step(
            title="Diverted: community resolution or diversionary activity",
            without="Closed in another way",
        ),
        Step(
            title="Reached by the criminal justice drug team within 12 months",
            without="Diverted, and not reached by the team within 12 months",
        ),
        Step(
            title="Assessed by the team",
            without="Reached by the team, and not assessed",
        ),
        Step(
            title="Treatment began within 12 months of the arrest",
            without="Assessed, and no treatment began within 12 months",
        ),
    ),
    days="possession_to_treatment_days",
)

FROM_REFERRAL = Path(
    people="referrals between agencies",
    steps=(
        Step(title="Referral sent"),
        Step(
            title="What became of it is known",
            without="Still open: too early to say",
            is_open=True,
        ),
        Step(title="Received", without="Ended before it was received"),
        Step(
            title="Accepted", without="Received, and declined or ended before it was accepted"
        ),
        Step(
            title="First contact tried",
            without="Accepted, and ended before anybody tried to reach the person",
        ),
        Step(
            title="First appointment offered",
            without="Contact tried, and no appointment offered",
        ),
        Step(title="Attended", without="Appointment offered, and nobody came"),
        Step(title="Stayed, or was helped at once", without="Came, and did not stay"),
        Step(
            title="Outcome: started with the service, completed, or helped",
            without="Stayed, and left early or went elsewhere",
        ),
    ),
    days="referral_path_days",
)
