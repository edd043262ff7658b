"""Fill a database with the cases of a whole county: people, what was sent of them, and every step.

Names are the county's own. How many referrals stand in which state is a plausible share, not a finding:
most are over, a few in a hundred are open, a few of these late. The same seed gives the same rows.
Django must be set up, and the tables be empty.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import BytesIO

import numpy as np
import polars as pl
import psycopg
from numpy.typing import NDArray

from fingerpost.county.names import forename_shares, surname_shares

# The kind of each agency, how many workers it has, its share of what is sent, and of what is received.
AGENCIES = (
    ("police", 400, 0.28, 0.00),
    ("treatment", 80, 0.10, 0.40),
    ("treatment", 30, 0.03, 0.12),
    ("nhs", 60, 0.14, 0.06),
    ("nhs", 40, 0.06, 0.03),
    ("housing", 30, 0.06, 0.12),
    ("housing", 20, 0.04, 0.06),
    ("employment", 25, 0.03, 0.10),
    ("probation", 90, 0.12, 0.00),
    ("prison", 40, 0.05, 0.00),
    ("prison", 30, 0.03, 0.00),
    ("charity", 12, 0.03, 0.06),
    ("charity", 8, 0.02, 0.03),
    ("lived_experience", 6, 0.01, 0.02),
)
# What share of referrals stand in each state; who owes the next step; how many days it lasts.
STATES = (
    ("closed", 0.600, None),
    ("withdrawn", 0.080, None),
    ("lapsed", 0.180, None),
    ("redirected", 0.080, None),
    ("drafted", 0.001, "sender"),
    ("sent", 0.004, "receiver"),
    ("received", 0.005, "receiver"),
    ("more_needed", 0.002, "sender"),
    ("accepted", 0.004, "receiver"),
    ("contact_tried", 0.006, "receiver"),
    ("appointed", 0.008, "receiver"),
    ("attended", 0.003, "receiver"),
    ("missed", 0.004, "receiver"),
    ("engaged", 0.019, "receiver"),
    ("declined", 0.002, "sender"),
    ("outcome", 0.002, "sender"),
)
NEEDS = ("drugs", "alcohol", "housing", "work", "money", "mind", "body", "family", "safety")
ORIGINS = ("custody", "street", "court", "prison", "community", "hospital", "outreach")
OUTCOMES = ("started", "completed", "helped_once", "left_early", "not_suitable", "passed_on")
YEARS = 5
LATE = 0.12  # of what is open
NEWS = 0.3  # of what is open, and of what was over in the last fortnight
TABLES = ("person", "personkey", "referral", "referralsheet", "sheetkey", "referralstep")
UNMATCHED = ("sent", "received", "more_needed")  # the receiver has no record of the person yet


@dataclass(frozen=True)
class Crowd:
    """Who is there: agencies by number, their workers, managers and services."""

    agencies: tuple[int, ...]
    workers: dict[int, tuple[int, ...]]
    managers: dict[int, int]
    services: dict[int, tuple[int, ...]]


def make_accounts(as_of: datetime) -> Crowd:
    """Return agencies of every kind with their workers and services, made through Django."""
    from fingerpost.service.access.models import Agency, Membership, User
    from fingerpost.service.casework.models import Service

    days = {"starts_on": date(2020, 1, 1), "ends_on": date(2099, 1, 1)}
    workers, managers, services = {}, {}, {}
    for place, (kind, size, _, share) in enumerate(AGENCIES):
        agency = Agency.objects.create(
            slug=f"{kind}-{place}", name=f"{kind} {place}", kind=kind
        )
        people = User.objects.bulk_create(
            User(
                email=f"w{number}@{agency.slug}.example",
                name=f"Worker {number}",
                password="!",
            )
            for number in range(size)
        )
        Membership.objects.bulk_create(
            Membership(
                user=one,
                agency=agency,
                role="manager" if one is people[0] else "worker",
                **days,
            )
            for one in people
        )
        managers[agency.pk] = people[0].pk
        workers[agency.pk] = tuple(one.pk for one in people)
        made = Service.objects.bulk_create(
            Service(
                agency=agency, name=f"Service {number}", what="Help.", needs=list(NEEDS[:3])
            )
            for number in range(3 if share else 0)
        )
        services[agency.pk] = tuple(one.pk for one in made)
    return Crowd(tuple(workers), workers, managers, services)


def fill(
    owner_url: str, crowd: Crowd, *, people: int, referrals: int, seed: int, as_of: datetime
) -> None:
    """Fill the tables of people and referrals, as the database's owner.

    Parameters
    ----------
    owner_url : str
        How to connect; the owner may leave out the checks of foreign keys.
    crowd : Crowd
    people, referrals : int
    seed : int
    as_of : datetime
        The day up to which all this happened.
    """
    rng = np.random.default_rng(seed)
    persons = _people(crowd, people, rng, as_of)
    sent = _referrals(crowd, persons, referrals, rng, as_of)
    with psycopg.connect(owner_url) as connection:
        connection.execute("SET session_replication_role = replica")
        with without_indexes(connection):
            _copy(connection, "casework_person", persons)
            keys = _keys(persons)
            _copy(connection, "casework_personkey", keys)
            _copy(connection, "casework_referral", sent)
            _copy(connection, "casework_sheetkey", _sheet_keys(sent, keys))
            connection.execute(SHEETS)
            for steps in STEPS:
                connection.execute(steps)
        for table in ("person", "referral"):  # whose numbers were given here
            connection.execute(
                f"SELECT setval(pg_get_serial_sequence('casework_{table}', 'id'),"
                f" (SELECT max(id) FROM casework_{table}))"
            )
    with psycopg.connect(owner_url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


@contextmanager
def without_indexes(connection: psycopg.Connection) -> Iterator[None]:
    """Leave out the indexes that keep no constraint, and make them again at once at the end."""
    made = connection.execute(
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index"
        " WHERE indrelid = ANY(%s::regclass[]) AND NOT EXISTS"
        " (SELECT FROM pg_constraint WHERE conindid = indexrelid) AND NOT indisunique",
        [[f"casework_{table}" for table in TABLES]],
    ).fetchall()
    for name, _ in made:
        connection.execute(f"DROP INDEX {name}")
    yield
    connection.execute("SET maintenance_work_mem = '512MB'")
    for _, definition in made:
        connection.execute(definition)


SHEETS = """
INSERT INTO casework_referralsheet (referral_id, sender_id, receiver_id, name, known_as, born_on, sex,
  postcode, address, phone, email, safe_contact, language, support_needs, why, answers)
SELECT r.id, r.sender_id, r.receiver_id, p.given_name || ' ' || p.family_name, '', p.born_on, p.sex,
  p.postcode, '', p.phone, '', '', '', '', 'Asks for help, and would come on a weekday afternoon.', ''
FROM casework_referral r JOIN casework_person p ON p.id = r.person_id
"""
_STEP = """
INSERT INTO casework_referralstep (referral_id, sender_id, receiver_id, kind, before, after, at, agency_id,
  person_id, reason, channel, late_reason, alternatives)
SELECT id, sender_id, receiver_id, 'moved', {before}, {after}, {at}, {whose}, NULL, '', '', '', '[]'
FROM casework_referral
"""
STEPS = (
    _STEP.format(before="''", after="'drafted'", at="made_at", whose="sender_id"),
    _STEP.format(
        before="'drafted'", after="'sent'", at="coalesce(sent_at, made_at)", whose="sender_id"
    ),
    _STEP.format(before="'sent'", after="state", at="since", whose="receiver_id"),
)


def _people(
    crowd: Crowd, count: int, rng: np.random.Generator, as_of: datetime
) -> pl.DataFrame:
    """Return people whom agencies wrote down, each agency as many as its share of what is sent."""
    shares = np.array([sent + 0.02 for *_, sent, _ in AGENCIES])
    agency = np.array(crowd.agencies)[rng.choice(len(shares), count, p=shares / shares.sum())]
    ages = np.clip(rng.normal(38, 12, count), 18, 85)
    born = np.datetime64(as_of.date()) - (ages * 365.25).astype("timedelta64[D]")
    decade = np.clip(born.astype("datetime64[Y]").astype(int) + 1970, 1940, 2019) // 10 * 10
    is_woman = rng.random(count) < 0.3
    origin = np.where(rng.random(count) < 0.9, "british", "polish")
    given, family = np.empty(count, dtype=object), np.empty(count, dtype=object)
    lots = rng.random((2, count))
    for of in ("british", "polish"):
        for sex, is_sex in (("female", is_woman), ("male", ~is_woman)):
            here = (origin == of) & is_sex
            family[here] = surname_shares(of, sex).pick(lots[0, here])
            for ten in np.unique(decade):
                those = here & (decade == ten)
                given[those] = forename_shares(of, sex, int(ten)).pick(lots[1, those])
    worker = np.array([crowd.workers[one][0] for one in agency.tolist()])
    return pl.DataFrame(
        {
            "id": np.arange(1, count + 1),
            "agency_id": agency,
            "local_number": [f"L{number:07d}" for number in range(count)],
            "given_name": given.tolist(),
            "family_name": family.tolist(),
            "known_as": "",
            "born_on": born,
            "sex": np.where(is_woman, "female", "male"),
            "ethnicity": "unsaid",
            "postcode": "FE1 1AA",
            "address": "",
            "phone": [f"07{number:09d}" for number in rng.integers(0, 10**9, count).tolist()],
            "email": "",
            "safe_contact": "",
            "language": "",
            "support_needs": "",
            "death_source": "",
            "made_at": as_of - timedelta(days=365),
            "made_by_id": worker,
            "changed_at": as_of - timedelta(days=365),
        }
    )


def _keys(people: pl.DataFrame) -> pl.DataFrame:
    """Return the keys under which people are found, as the service keeps them."""
    from fingerpost.service.casework import finding

    columns = (
        "id",
        "agency_id",
        "given_name",
        "family_name",
        "born_on",
        "local_number",
        "phone",
    )
    made = [
        (number, agency, key)
        for number, agency, given, family, born_on, local, phone in people.select(
            columns
        ).rows()
        for key in finding.keys_of(
            given, family, born_on=born_on, local_number=local, phone=phone
        )
    ]
    # In the order of their index, which is made while they come.
    frame = pl.DataFrame(made, schema=["person_id", "agency_id", "key"], orient="row")
    return frame.sort("agency_id", "key", "person_id")


def _sheet_keys(sent: pl.DataFrame, keys: pl.DataFrame) -> pl.DataFrame:
    """Return the keys by which a receiver finds whom it has no record of: those of the sender's record."""
    waiting = sent.filter(pl.col("state").is_in(UNMATCHED)).select(
        pl.col("id").alias("referral_id"), "person_id", pl.col("receiver_id").alias("agency_id")
    )
    return waiting.join(keys.select("person_id", "key"), on="person_id").drop("person_id")


def _referrals(
    crowd: Crowd, people: pl.DataFrame, count: int, rng: np.random.Generator, as_of: datetime
) -> pl.DataFrame:
    """Return referrals of people by the agency that knows them, to services of others."""
    person = rng.integers(0, people.height, count)
    sender = people["agency_id"].to_numpy()[person]
    shares = np.array([received for *_, received in AGENCIES])
    receiver = np.array(crowd.agencies)[rng.choice(len(shares), count, p=shares / shares.sum())]
    states = np.array([name for name, *_ in STATES])
    odds = np.array([share for _, share, _ in STATES])
    state = states[rng.choice(len(states), count, p=odds / odds.sum())]
    side = {name: whose or "" for name, _, whose in STATES}
    owes = np.array([side[name] for name in state.tolist()])
    is_open = owes != ""
    age = np.where(is_open, rng.exponential(20, count), rng.uniform(1, YEARS * 365, count))
    made = _before(as_of, age)
    since = _before(as_of, np.where(is_open, age * rng.random(count), age * 0.8))
    is_late = rng.random(count) < LATE
    ahead = np.where(is_late, -rng.exponential(5, count), rng.exponential(8, count) + 0.1)
    due = _before(as_of, -ahead)
    owner = np.where(owes == "sender", sender, receiver)
    has_one = (state != "sent") & (rng.random(count) < 0.95)
    sent_by = _worker(crowd, sender, rng)
    taken_by = _worker(crowd, receiver, rng)
    is_recent = age < 14
    misses = rng.choice(4, count, p=[0.8, 0.14, 0.04, 0.02])
    return pl.DataFrame(
        {
            "id": np.arange(1, count + 1),
            "sender_id": sender,
            "receiver_id": receiver,
            "service_id": [
                crowd.services[agency][lot]
                for agency, lot in zip(
                    receiver.tolist(), rng.integers(0, 3, count).tolist(), strict=True
                )
            ],
            "person_id": person + 1,
            "purpose": "care",
            "basis": "public_task",
            "origin": np.array(ORIGINS)[rng.integers(0, len(ORIGINS), count)],
            "urgency": rng.choice(["routine", "soon", "today"], count, p=[0.75, 0.2, 0.05]),
            "needs": [
                f'["{NEEDS[lot]}"]' for lot in rng.integers(0, len(NEEDS), count).tolist()
            ],
            "companion": "",
            "state": state,
            "since": since,
            "owner_id": _or_null(owner, is_open),
            "owner_person_id": _or_null(
                np.where(owes == "sender", sent_by, taken_by), is_open & has_one
            ),
            "sender_person_id": sent_by,
            "receiver_person_id": _or_null(taken_by, state != "sent"),
            "due_at": _or_null(due, is_open),
            "appointment_place": "",
            "outcome": np.where(
                np.isin(state, ["closed", "outcome"]),
                np.array(OUTCOMES)[rng.integers(0, len(OUTCOMES), count)],
                "",
            ),
            "end_reason": np.where(
                np.isin(state, ["withdrawn", "lapsed"]),
                "person",
                np.where(state == "declined", "area", ""),
            ),
            "tries": np.where(state == "contact_tried", rng.geometric(0.5, count), 0),
            "misses": np.where(np.isin(state, ["missed", "appointed"]), misses, 0),
            "is_news_to_sender": (is_open | is_recent) & (rng.random(count) < NEWS),
            "redirected_to_id": _or_null(
                np.roll(np.arange(1, count + 1), 1), state == "redirected"
            ),
            "made_at": made,
            "made_by_id": sent_by,
            "sent_at": _or_null(made, state != "drafted"),
            "over_at": _or_null(since, ~is_open),
            "edition": 3,
        }
    )


def _worker(
    crowd: Crowd, agency: NDArray[np.int64], rng: np.random.Generator
) -> NDArray[np.int64]:
    lots = rng.random(len(agency))
    picked = np.empty(len(agency), dtype=np.int64)
    for one, people in crowd.workers.items():
        here = agency == one
        picked[here] = np.array(people)[(lots[here] * len(people)).astype(int)]
    return picked


def _before(as_of: datetime, days: NDArray[np.float64]) -> pl.Series:
    end = np.datetime64(as_of.replace(tzinfo=None), "us")
    moments = end - (days * 86_400_000_000).astype("timedelta64[us]")
    return pl.Series(moments).dt.replace_time_zone("UTC")


def _or_null(values: object, is_said: NDArray[np.bool_]) -> pl.Series:
    series = values if isinstance(values, pl.Series) else pl.Series(values)
    return pl.select(pl.when(pl.Series(is_said)).then(series)).to_series()


def _copy(connection: psycopg.Connection, table: str, rows: pl.DataFrame) -> None:
    names = ", ".join(f'"{name}"' for name in rows.columns)
    text = BytesIO()
    rows.write_csv(text, include_header=False, null_value="\\N", quote_style="necessary")
    with connection.cursor().copy(
        f"COPY {table} ({names}) FROM STDIN (FORMAT csv, NULL '\\N')"
    ) as copy:
        copy.write(text.getvalue())
