"""Kill what runs, with kill -9, while people and machines write: the real service comes back by itself.

What was answered as accepted is there afterwards, once; what was not may be there or not.
"""

from __future__ import annotations

import os
import re
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import requests
from tests.service.real_service import Served, children, command, served, sign_in, until
from tests.service.sending import kits

from fingerpost.service.config.postgres import private_server

SETTLED = ("landed", "refused")
MAKE_KEY = """
import django; django.setup()
from datetime import timedelta
from django.utils import timezone
from fingerpost.service.access.models import Membership
from fingerpost.service.intake.actions import tokens
now = timezone.now()
sender = Membership.objects.get(role="sender", agency__kind="treatment")
print(tokens.make(name="The test", scopes=["send", "read"], expires_at=now + timedelta(1), by=sender, at=now)[1])
"""


@dataclass
class Writers:
    """A person who looks into the audit, and a machine that sends files, without a pause."""

    served: Served
    looked: list[str] = field(default_factory=list)  # answered with 200: each look is an event
    sent: list[int] = field(default_factory=list)  # answered with 202
    answers: dict[int, int] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)  # what people saw who were not answered
    is_over: bool = False

    def run(self, person: requests.Session, secret: str) -> list[threading.Thread]:
        jobs = [
            threading.Thread(target=self._look, args=(person,)),
            threading.Thread(target=self._send, args=(secret,)),
        ]
        for job in jobs:
            job.start()
        return jobs

    def _look(self, person: requests.Session) -> None:
        for number in range(100_000):
            if self.is_over:
                return
            answer = self._ask(
                lambda mark=f"look-{number}": person.get(
                    f"{self.served.url}/access/audit", params={"which": mark}, timeout=20
                )
            )
            if answer is not None and answer.status_code == 200:
                self.looked.append(f"look-{number}")
            elif answer is not None:
                self.broken.add(re.sub(r"\s+", " ", answer.text))
                time.sleep(0.2)

    def _send(self, secret: str) -> None:
        key = {"Authorization": f"Bearer {secret}"}
        for number in range(40):  # an agency may send 60 an hour
            if self.is_over:
                return
            content = kits(3, day=f"{1 + number % 28:02}/{1 + number // 28:02}/2026")
            answer = self._ask(
                lambda content=content: requests.post(
                    f"{self.served.url}/api/uploads",
                    files={"file": ("kits.csv", content)}, headers=key, timeout=20,
                )
            )  # fmt: skip
            if answer is not None and answer.status_code == 202:
                self.sent.append(answer.json()["number"])
            time.sleep(1)

    def _ask(self, ask: Callable[[], requests.Response]) -> requests.Response | None:
        try:
            answer = ask()
        except requests.RequestException:
            return None  # the process that would have answered is dead
        self.answers[answer.status_code] = self.answers.get(answer.status_code, 0) + 1
        return answer

    @property
    def done(self) -> int:
        return len(self.looked)


def test_what_was_accepted_outlives_every_process() -> None:
    with served() as service:
        kill_one_after_the_other(service)


def kill_one_after_the_other(served: Served) -> None:
    secret = served.run("-c", MAKE_KEY)
    writers = Writers(served)
    jobs = writers.run(sign_in(served, "martin.cole"), secret)

    def goes_on(what: str) -> None:
        before = writers.done
        until(lambda: served.is_ready and writers.done > before + 5, f"people work on: {what}")

    try:
        until(lambda: writers.done > 5 and writers.sent, "they write at all")

        web = served.child("granian")
        worker_of_web = next(one for one in children(web) if "tracker" not in command(one))
        os.kill(worker_of_web, signal.SIGKILL)
        goes_on("a web process killed")

        background = served.child("procrastinate")
        doing = "SELECT id FROM procrastinate_jobs WHERE status = 'doing' AND task_name = %s"
        until(
            lambda: (
                served.rows(doing, "intake.land")
                and served.rows("SELECT 1 FROM intake_upload WHERE status = 'landing'")
            ),
            "a file is being landed",
        )
        os.kill(background, signal.SIGKILL)
        interrupted = [one for (one,) in served.rows(doing, "intake.land")]
        assert interrupted, "it was killed in the middle of a job"
        goes_on("the worker killed")

        server = private_server(served.folder)
        postmaster = int((server.data / "postmaster.pid").read_text().split()[0])
        os.kill(postmaster, signal.SIGKILL)
        goes_on("PostgreSQL killed")

        def all_settled() -> bool:
            rows = served.rows(
                "SELECT status FROM intake_upload WHERE id = ANY(%s)", writers.sent
            )
            return all(status in SETTLED for (status,) in rows)

        writers.is_over = True
        until(all_settled, "every file is checked")
    finally:
        writers.is_over = True
        for job in jobs:
            job.join()

    found = served.rows("SELECT target FROM access_event WHERE kind = 'audit_read'")
    assert set(writers.looked) <= {one for (one,) in found}, "a look that was answered is lost"
    assert len(found) == len({one for (one,) in found}), "one look, one event"
    uploads = dict(served.rows("SELECT id, status FROM intake_upload"))
    assert {uploads.get(one) for one in writers.sent} == {"landed"}
    for kind in ("file_sent", "file_landed"):
        told = served.rows("SELECT target FROM access_event WHERE kind = %s", kind)
        assert sorted(told) == sorted((str(one),) for one in uploads), kind
    assert not served.rows("SELECT 1 FROM procrastinate_jobs WHERE id = ANY(%s)", interrupted)
    put_back = served.rows("SELECT count(*) FROM access_event WHERE kind = 'file_put_back'")
    assert put_back[0][0] >= 1, "the file that was being landed was put back"

    served.run("-m", "django", "check_audit")
    assert set(writers.answers) <= {200, 202, 429, 503}, "no page fails in any other way"
    assert all("Sorry, the service is unavailable" in page for page in writers.broken)
    for line in (
        "The worker of background jobs stopped with code -9; starting it again",
        "PostgreSQL stopped; starting it again.",
        "PostgreSQL runs again",
        '"event": "job_taken_up_again"',
    ):
        assert line in served.log, line
