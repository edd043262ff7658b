"""Referrals between agencies, as the partnership's own service writes them down: one file, and their steps.

Who was referred, and whether they came, is the county's truth: treatment, releases with a need, homes
asked for, support into work, and offers in custody that nobody took up. How each went on its way
from agency to agency is drawn here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fingerpost.county.calendar import bank_holidays
from fingerpost.county.chance import pick, stream
from fingerpost.county.records import cells
from fingerpost.county.records.who import written
from fingerpost.county.world import PartnerFile, World

Days = NDArray[np.int64]

POLICE = ("Fenmark Constabulary", "police")
PRISON = ("HMP Northgarth", "prison")
PROBATION = ("Fenmark Probation", "probation")
HOSPITAL = ("Fenmark Infirmary", "nhs")
COUNCIL = ("Fenmark County Council", "council")
CHARITY = ("Saltmarsh Recovery Community", "charity")
TREATMENT = ("Fenmark Recovery Service", "treatment")
WORK = ("Fenmark Work and Support", "employment")
HOUSING = ("Aldenwold Housing", "housing")
HUBS = (
    "Adult hub, city",
    "Adult hub, county",
    "Young people’s service",
    "Residential service",
)
# Where a referral to treatment begins, and who sends it; nobody: they came by themselves.
SENT_BY = {
    "gp": ("hospital", *HOSPITAL),
    "hospital": ("hospital", *HOSPITAL),
    "social_services": ("community", *COUNCIL),
    "outreach": ("outreach", *CHARITY),
    "other_service": ("outreach", *CHARITY),
    "arrest_referral": ("custody", *POLICE),
    "diversion": ("custody", *POLICE),
    "drr": ("court", *PROBATION),
    "self": ("self", *TREATMENT),
}
ENDED_AS = {
    "completed_alcohol_free": "completed",
    "completed_drug_free": "completed",
    "completed_occasional": "completed",
    "transferred_not_in_custody": "passed_on",
    "transferred_in_custody": "passed_on",
    "withdrawn_by_provider": "not_suitable",
}
HOMES = {"Secured accommodation": "completed", "56 days elapsed": "passed_on"}
LEFT = "left_early"
STARTED = "started"
AGE_BANDS = (
    (18, "under 18"),
    (25, "18 to 24"),
    (35, "25 to 34"),
    (45, "35 to 44"),
    (55, "45 to 54"),
    (65, "55 to 64"),
    (200, "65 and over"),
)
GROUPS = {"W": "White", "M": "Mixed", "A": "Asian", "B": "Black", "O": "Other"}
# The steps of a referral that goes well: the day, the state, whose step, and the working days it may take.
STEPS = (
    ("sent", "sent", "sender", 2),
    ("received", "received", "receiver", 1),
    ("accepted", "accepted", "receiver", 2),
    ("contact", "contact_tried", "receiver", 2),
    ("appointed", "appointed", "receiver", 3),
    ("attended", "attended", "receiver", 10),
    ("engaged", "engaged", "receiver", 10),
    ("outcome_day", "outcome", "receiver", 60),
)
TO_CONTACT = 5  # working days that a service may take until first contact, step by step
DAYS_OF_STEPS = tuple(day for day, _, _, _ in STEPS)
NEEDS = {"treatment": "drugs", "housing": "housing", "employment": "work"}
ASKED = {
    "person": pl.Int64,
    "origin": pl.String,
    "sender": pl.String,
    "sender_kind": pl.String,
    "receiver": pl.String,
    "receiver_kind": pl.String,
    "service": pl.String,
    "sent": pl.Int64,
    "came": pl.Int64,
    "stays": pl.Int64,
    "ended": pl.Int64,
    "result": pl.String,
}


def files(world: World) -> Iterator[PartnerFile]:
    """Yield the file of referrals and that of their steps."""
    calendar = world.calendar
    asked = pl.concat([_to_treatment(world), _from_prison(world), _from_custody(world)])
    asked = pl.concat([asked, _to_a_home(world), _to_work(world), _to_peers(world)])
    asked = asked.filter(pl.col("sent").is_between(calendar.first_day, calendar.last_day))
    rows = _with_course(world, asked.sort(list(ASKED)))
    rows = rows.sort("sent", "referral")
    yield PartnerFile(
        "service_referrals", "service/referrals.csv", _sheet(world, rows), people=rows["person"]
    )
    yield PartnerFile("service_referral_steps", "service/referral-steps.csv", _steps(rows))


def _to_treatment(world: World) -> pl.DataFrame:
    """Return referrals to treatment, but for those of prisons, by people of whom it is known."""
    rows = world.tables["treatment"].filter(pl.col("referral_source").is_in(list(SENT_BY)))
    said = pl.DataFrame(
        [(source, *words) for source, words in SENT_BY.items()],
        schema=["referral_source", "origin", "sender", "sender_kind"],
        orient="row",
    )
    return _asked(
        rows.join(said, on="referral_source", how="left", maintain_order="left"),
        *TREATMENT,
        service=pl.col("provider").replace_strict(
            dict(enumerate(HUBS)), return_dtype=pl.String
        ),
        sent=pl.col("referred"),
        came=pl.col("triaged"),
        stays=pl.col("started"),
        ended=pl.col("ended"),
        result=pl.col("reason").replace_strict(ENDED_AS, default=LEFT),
    )


def _from_prison(world: World) -> pl.DataFrame:
    """Return referrals of people in prison whom the prison told the service outside of."""
    lead = int(world.parameters["referrals.days_before_release"])
    ends = world.tables["treatment"].select("person", "started", "ended", "reason", "provider")
    rows = (
        world.tables["prison"]
        .filter(pl.col("need") & pl.col("transferred"))
        .join(
            ends.unique(["person", "started"], keep="first", maintain_order=True),
            left_on=["person", "engaged_started"],
            right_on=["person", "started"],
            how="left",
            maintain_order="left",
        )
        .with_columns(
            origin=pl.lit("prison"), sender=pl.lit(PRISON[0]), sender_kind=pl.lit(PRISON[1])
        )
    )
    return _asked(
        rows,
        *TREATMENT,
        service=pl.col("provider")
        .fill_null(0)
        .replace_strict(dict(enumerate(HUBS)), return_dtype=pl.String),
        sent=pl.max_horizontal(pl.col("released") - lead, "entered"),
        came=pl.col("engaged_started"),
        stays=pl.col("engaged_started"),
        ended=pl.col("ended"),
        result=pl.col("reason").replace_strict(ENDED_AS, default=LEFT),
    )


def _from_custody(world: World) -> pl.DataFrame:
    """Return offers in custody, beside a community resolution, that nobody took up."""
    u = stream(world.seed, "referrals", "custody").random(len(world.tables["offences"]))
    began = world.tables["treatment"].select("person", "referred").sort("referred")
    rows = (
        world.tables["offences"]
        .with_columns(u=pl.Series(u))
        .filter(
            pl.col("in_custody")
            & pl.col("person").is_not_null()
            & (pl.col("outcome") == "8")
            & (pl.col("u") < world.parameters["referrals.never_came_after_custody"])
        )
        .sort("day", "person", maintain_order=True)
        .join_asof(
            began,
            left_on="day",
            right_on="referred",
            by="person",
            strategy="nearest",
            tolerance=90,
            check_sortedness=False,
        )
        .filter(pl.col("referred").is_null())
        .with_columns(
            origin=pl.lit("custody"), sender=pl.lit(POLICE[0]), sender_kind=pl.lit(POLICE[1])
        )
    )
    return _asked(rows, *TREATMENT, service=pl.lit(HUBS[0]), sent=pl.col("day"))


def _to_a_home(world: World) -> pl.DataFrame:
    """Return referrals to the housing authority of people who need support for drugs or alcohol."""
    rows = world.tables["homeless"].filter(pl.col("drug_need") | pl.col("alcohol_need"))
    lost = pl.col("outcome") == "Contact lost"
    return _asked(
        _by_who_treats(world, rows, "approached"),
        *HOUSING,
        service=pl.lit("Housing options"),
        sent=pl.col("approached"),
        came=pl.when(~lost).then(pl.col("approached") + 6),
        stays=pl.when(~lost).then(pl.col("approached") + 12),
        ended=pl.when(~lost).then("outcome_day"),
        result=pl.col("outcome").replace_strict(HOMES, default=LEFT),
    )


def _to_work(world: World) -> pl.DataFrame:
    """Return referrals of people in treatment to support into work."""
    return _asked(
        _by_who_treats(world, world.tables["employment"], "referred"),
        *WORK,
        service=pl.lit("Individual placement and support"),
        sent=pl.col("referred"),
        came=pl.col("profile_day"),
        stays=pl.col("profile_day"),
        ended=pl.col("job_start"),
        result=pl.lit("completed"),
    )


def _to_peers(world: World) -> pl.DataFrame:
    """Return referrals to the recovery community of people who came to its peer support."""
    rows = world.tables["voluntary"].filter(pl.col("kind") == "Peer support")
    u = stream(world.seed, "referrals", "peers").random(len(rows))
    rows = rows.filter(pl.Series(u < world.parameters["referrals.sent_to_peers"]))
    return _asked(
        _by_who_treats(world, rows, "day"),
        *CHARITY,
        service=pl.lit("Recovery community"),
        sent=pl.col("day") - 5,
        came=pl.col("day"),
        stays=pl.col("day"),
        result=pl.lit("completed"),
    ).filter(pl.col("sender") != CHARITY[0])


def _by_who_treats(world: World, rows: pl.DataFrame, day: str) -> pl.DataFrame:
    """Return rows with who refers: the service that treats the person on that day, else a charity."""
    treated = (
        world.tables["treatment"]
        .filter(pl.col("started").is_not_null())
        .select("person", "started", treated_until=pl.col("ended").fill_null(2**30))
        .sort("started", "person")
    )
    joined = rows.sort(day, "person", maintain_order=True).join_asof(
        treated, left_on=day, right_on="started", by="person", check_sortedness=False
    )
    is_treated = (pl.col("treated_until") >= pl.col(day)).fill_null(value=False)
    said = zip(("origin", "sender", "sender_kind"), ("community", *TREATMENT), strict=True)
    other = dict(zip(("origin", "sender", "sender_kind"), ("outreach", *CHARITY), strict=True))
    return joined.with_columns(
        **{
            name: pl.when(is_treated).then(pl.lit(word)).otherwise(pl.lit(other[name]))
            for name, word in said
        }
    )


def _asked(rows: pl.DataFrame, receiver: str, kind: str, **said: pl.Expr) -> pl.DataFrame:
    """Return rows as `ASKED` has them; what is not said is null."""
    missing = {
        name: pl.lit(None) for name in ("came", "stays", "ended", "result") if name not in said
    }
    made = rows.select(
        "person",
        "origin",
        "sender",
        "sender_kind",
        receiver=pl.lit(receiver),
        receiver_kind=pl.lit(kind),
        **said,
        **missing,
    )
    return made.select(pl.col(name).cast(dtype) for name, dtype in ASKED.items())


def _with_course(world: World, asked: pl.DataFrame) -> pl.DataFrame:
    """Return each referral with the day of every step, how it ended and why; as known on the last day."""
    p, n = world.parameters, len(asked)
    rng = stream(world.seed, "referrals")
    came = _days(asked, "came")
    has_come = came >= 0
    sent = _days(asked, "sent")
    until_lost = 4 + rng.exponential(p["referrals.days_until_lost"], n).astype(np.int64)
    span = np.where(has_come, np.maximum(came - sent, 0), np.minimum(until_lost, 90))
    steps = np.sort(rng.random((n, 4)), axis=1) * np.array([0.3, 0.5, 0.8, 1.0])
    received, accepted, contact, appointed = (
        sent[:, None] + (steps * span[:, None]).astype(np.int64)
    ).T
    u = rng.random(n)
    shares = [p[f"referrals.{name}"] for name in ("receiver_declines", "person_declines")]
    declined, unwilling, missed = (
        ~has_come & (u >= low) & (u < low + share)
        for low, share in (
            (0.0, shares[0]),
            (shares[0], shares[1]),
            (sum(shares), p["referrals.misses_appointment"]),
        )
    )
    lost = ~has_come
    stays = _days(asked, "stays")
    ended = _days(asked, "ended")
    soon = stays + int(p["referrals.days_to_outcome"])
    is_early = (ended >= 0) & (ended <= soon)
    no_stay = has_come & (stays < 0)
    outcome_day = np.where(stays >= 0, np.where(is_early, ended, soon), came + 14)
    outcome_day[lost] = -1
    result = np.where(
        no_stay, LEFT, np.where(is_early, asked["result"].fill_null(LEFT).to_numpy(), STARTED)
    )
    never = np.int64(-1)
    over = np.where(lost, sent + span, outcome_day + rng.integers(1, 12, n))
    frame = asked.with_columns(
        received=pl.Series(received),
        accepted=pl.Series(np.where(declined, never, accepted)),
        declined=pl.Series(np.where(declined, accepted, never)),
        contact=pl.Series(np.where(declined | unwilling, never, contact)),
        appointed=pl.Series(np.where(has_come | missed, appointed, never)),
        attended=pl.Series(came),
        engaged=pl.Series(stays),
        outcome_day=pl.Series(outcome_day),
        over=pl.Series(over),
        is_lost=pl.Series(lost),
        is_unwilling=pl.Series(unwilling),
        is_missed=pl.Series(missed),
        outcome=pl.Series(result.astype(object), dtype=pl.String),
        tries=pl.Series(
            np.where(declined | unwilling, 0, 1 + rng.poisson(np.where(lost, 2, 0.4)))
        ),
        decline_reason=pl.Series(
            pick(
                (("full", 0.5), ("not_ours", 0.3), ("area", 0.2)),
                rng.random(n),
            ),
            dtype=pl.String,
        ),
        referral=pl.Series(np.char.mod("%016x", rng.integers(2**60, 2**63, n))),
        urgency=pl.Series(
            pick((("routine", 0.7), ("soon", 0.25), ("today", 0.05)), rng.random(n)),
            dtype=pl.String,
        ),
        lot=pl.Series(rng.random(n)),
        redirected_from=pl.lit(None, pl.String),
    )
    return _as_known(_with_those_before(world, frame), world.calendar.last_day)


def _with_those_before(world: World, rows: pl.DataFrame) -> pl.DataFrame:
    """Return the referrals and, before some of them, one that was declined and sent on here."""
    share = world.parameters["referrals.declined_elsewhere_first"]
    chosen = (
        (pl.col("receiver_kind") == "treatment")
        & (pl.col("origin") != "self")
        & ~pl.col("is_lost")
        & (pl.col("lot") < share)
        & (pl.col("sent") - 4 >= world.calendar.first_day)
    )
    first = rows.filter(chosen)
    numbers = stream(world.seed, "referrals", "before").integers(2**60, 2**63, len(first))
    none = pl.lit(-1, pl.Int64)
    before = first.with_columns(
        referral=pl.Series(np.char.mod("%016x", numbers), dtype=pl.String),
        receiver=pl.lit(CHARITY[0]),
        receiver_kind=pl.lit(CHARITY[1]),
        service=pl.lit("Recovery community"),
        sent=pl.col("sent") - 4,
        received=pl.col("sent") - 3,
        declined=pl.col("sent") - 1,
        over=pl.col("sent"),
        is_lost=pl.lit(value=True),
        tries=pl.lit(0, pl.Int64),
        **dict.fromkeys(
            ("accepted", "contact", "appointed", "attended", "engaged", "outcome_day"), none
        ),
    )
    onward = before.select(going_on=first["referral"], came_from="referral")
    rows = rows.join(
        onward, left_on="referral", right_on="going_on", how="left", maintain_order="left"
    ).with_columns(redirected_from=pl.col("came_from"))
    return pl.concat(
        [
            rows.drop("came_from").with_columns(is_sent_on=pl.lit(value=False)),
            before.with_columns(is_sent_on=pl.lit(value=True)),
        ]
    )


def _as_known(rows: pl.DataFrame, last_day: int) -> pl.DataFrame:
    """Return days up to the last, null where they did not come or are still to come; and the state."""
    names = (*DAYS_OF_STEPS, "declined", "over")
    known = [
        pl.when(pl.col(name).is_between(0, last_day)).then(name).alias(name) for name in names
    ]
    rows = rows.with_columns(known)
    is_over = pl.col("over").is_not_null()
    state: Any = pl.when(is_over & pl.col("is_sent_on")).then(pl.lit("redirected"))
    state = state.when(
        is_over
        & pl.col("is_lost")
        & (pl.col("is_unwilling") | pl.col("declined").is_not_null())
    ).then(pl.lit("withdrawn"))
    state = state.when(is_over & pl.col("is_lost")).then(pl.lit("lapsed"))
    state = state.when(is_over).then(pl.lit("closed"))
    state = state.when(pl.col("declined").is_not_null()).then(pl.lit("declined"))
    for day, name, _, _ in reversed(STEPS):
        state = state.when(pl.col(day).is_not_null()).then(pl.lit(name))
    rows = rows.with_columns(state=state)
    lapsed = pl.col("state") == "lapsed"
    ended = (
        pl.when(pl.col("state") == "withdrawn")
        .then(
            pl.when(pl.col("is_unwilling"))
            .then(pl.lit("person"))
            .otherwise(pl.lit("elsewhere"))
        )
        .when(lapsed & (pl.col("lot") < 0.1))
        .then(pl.lit("moved"))
        .when(lapsed & (pl.col("lot") < 0.16))
        .then(pl.lit("prison"))
        .when(lapsed)
        .then(pl.lit("no_contact"))
    )
    return rows.with_columns(
        end_reason=ended,
        decline_reason=pl.when(pl.col("declined").is_not_null()).then("decline_reason"),
        outcome=pl.when(pl.col("outcome_day").is_not_null()).then("outcome"),
        misses=pl.when(pl.col("is_missed") & lapsed).then(1).otherwise(0),
    )


def _sheet(world: World, rows: pl.DataFrame) -> pl.DataFrame:
    """Return the cells of the file of referrals."""
    senders = rows["sender"].unique().sort()
    who = written(
        world,
        "service",
        rows["person"].to_numpy(),
        rows["sent"].to_numpy().astype(np.int32),
        unit=rows["sender"]
        .replace_strict(
            {name: place for place, name in enumerate(senders)}, return_dtype=pl.Int64
        )
        .to_numpy(),
    )
    born = who["born"].str.to_date(cells.DAY_MONTH_YEAR, strict=False)
    age = (rows["sent"].cast(pl.Date) - born).dt.total_days() / 365.25
    band: Any = pl.when(pl.col("age") < 0).then(None)
    for above, words in AGE_BANDS:
        band = band.when(pl.col("age") < above).then(pl.lit(words))
    by_themselves = pl.col("origin") == "self"
    return (
        pl.concat(
            [
                rows.drop("person"),
                who.select("local_id", "forename", "surname", "sex", "ethnicity", "postcode"),
            ],
            how="horizontal",
        )
        .with_columns(born=born, age=age)
        .select(
            pl.col("referral").alias("Referral"),
            pl.col("redirected_from").alias("Redirected From"),
            pl.when(~by_themselves).then("local_id").alias("Person Reference"),
            pl.col("forename").alias("Forename"),
            pl.col("surname").alias("Surname"),
            pl.col("born").dt.strftime("%Y-%m-%d").alias("Date of Birth"),
            pl.col("postcode").alias("Postcode"),
            band.alias("Age Band"),
            pl.col("sex").fill_null("Not said").alias("Sex"),
            pl.col("ethnicity")
            .str.head(1)
            .replace_strict(GROUPS, default="Not said")
            .alias("Ethnic Group"),
            pl.col("sender").alias("Sender"),
            pl.col("sender_kind").alias("Kind of Sender"),
            pl.col("receiver").alias("Receiver"),
            pl.col("receiver_kind").alias("Kind of Receiver"),
            pl.col("service").alias("Service"),
            pl.col("origin").alias("Origin"),
            pl.col("urgency").alias("Urgency"),
            pl.col("receiver_kind").replace_strict(NEEDS, default="drugs").alias("Needs"),
            pl.lit("public_task").alias("Basis"),
            cells.iso_day("sent").alias("Sent Date"),
            cells.iso_day("received").alias("Received Date"),
            cells.iso_day("declined").alias("Declined Date"),
            cells.iso_day("accepted").alias("Accepted Date"),
            cells.iso_day(pl.lit(pl.Series(_working(rows["sent"], TO_CONTACT)))).alias(
                "Contact Due Date"
            ),
            cells.iso_day("contact").alias("First Contact Date"),
            cells.iso_day("appointed").alias("Appointment Offered Date"),
            cells.iso_day("attended").alias("Attended Date"),
            cells.iso_day("engaged").alias("Engaged Date"),
            cells.iso_day("outcome_day").alias("Outcome Date"),
            cells.iso_day("over").alias("Over Date"),
            pl.col("state").alias("State"),
            pl.col("tries").cast(pl.String).alias("Tries"),
            pl.col("misses").cast(pl.String).alias("Misses"),
            pl.col("decline_reason").alias("Decline Reason"),
            pl.col("end_reason").alias("End Reason"),
            pl.col("outcome").alias("Outcome"),
        )
    )


def _steps(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the cells of the file of steps: those of the days known, in order, with what was late."""
    order = {state: place for place, (_, state, _, _) in enumerate(STEPS)}
    parts = [
        rows.filter(pl.col(day).is_not_null()).select(
            "referral",
            "sent",
            "receiver_kind",
            "lot",
            day=pl.col(day),
            to=pl.lit(state),
            side=pl.lit(side),
            allowed=pl.lit(allowed),
            order=pl.lit(order[state]),
            reason=pl.lit(None, pl.String),
        )
        for day, state, side, allowed in STEPS
    ]
    parts += [
        rows.filter(pl.col(day).is_not_null() & fits).select(
            "referral",
            "sent",
            "receiver_kind",
            "lot",
            day=pl.col(day),
            to=to,
            side=pl.lit(side),
            allowed=pl.lit(2),
            order=pl.lit(place),
            reason=reason,
        )
        for day, fits, to, side, place, reason in (
            (
                "declined",
                pl.lit(value=True),
                pl.lit("declined"),
                "receiver",
                2,
                pl.col("decline_reason"),
            ),
            ("over", pl.lit(value=True), pl.col("state"), "sender", 9, pl.col("end_reason")),
        )
    ]
    steps = pl.concat(
        [part.cast({"day": pl.Int64, "order": pl.Int64, "allowed": pl.Int64}) for part in parts]
    )
    steps = steps.sort("sent", "referral", "order").with_columns(
        before=pl.col("to").shift(1).over("referral"),
        day_before=pl.col("day").shift(1).over("referral"),
        step=pl.int_range(1, pl.len() + 1).over("referral"),
    )
    due = np.empty(len(steps), dtype=np.int64)
    since = steps["day_before"].fill_null(steps["day"]).cast(pl.Int64)
    for allowed in steps["allowed"].unique():
        these = (steps["allowed"] == allowed).to_numpy()
        due[these] = _working(since.filter(pl.Series(these)), int(allowed))
    steps = steps.with_columns(due=pl.Series(due))
    late = (pl.col("day") > pl.col("due")) & (pl.col("side") == "receiver")
    why = (("could_not_reach", 0.4), ("no_place", 0.25), ("staff", 0.2), ("waited", 0.15))
    reasons = pl.Series(
        pick(why, (steps["lot"] * 7919 + steps["order"] * 0.37).to_numpy() % 1.0),
        dtype=pl.String,
    )
    return steps.with_columns(why=reasons).select(
        pl.col("referral").alias("Referral"),
        cells.iso_day("sent").alias("Sent Date"),
        pl.col("step").cast(pl.String).alias("Step"),
        pl.lit("moved").alias("Kind of Step"),
        cells.iso_day("day").alias("Step Date"),
        pl.col("before").fill_null("drafted").alias("From State"),
        pl.col("to").alias("To State"),
        pl.col("side").alias("Side"),
        pl.col("receiver_kind").alias("Kind of Receiver"),
        pl.when(pl.col("to") == "contact_tried").then(pl.lit("phone")).alias("Channel"),
        pl.col("reason").alias("Reason"),
        cells.iso_day("due").alias("Due Date"),
        pl.when(late).then("why").alias("Late Reason"),
    )


def _days(rows: pl.DataFrame, name: str) -> Days:
    """Return days as numbers, -1 where there is none."""
    return rows[name].fill_null(-1).to_numpy().astype(np.int64)


def _working(day: pl.Series, count: int) -> Days:
    """Return the day that comes so many working days after each."""
    days = day.to_numpy().astype("datetime64[D]")
    if not len(days):
        return days.astype(np.int64)
    years = range(int(str(days.min())[:4]), int(str(days.max())[:4]) + 2)
    holidays = np.array(
        [one for year in years for one in bank_holidays(year)], dtype="datetime64[D]"
    )
    start = np.busday_offset(days, 0, roll="backward", holidays=holidays)
    if not count:
        return np.busday_offset(days, 0, roll="forward", holidays=holidays).astype(np.int64)
    return np.busday_offset(start, count, holidays=holidays).astype(np.int64)
