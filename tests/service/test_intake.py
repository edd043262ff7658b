"""Send a file, follow it, correct it, withdraw it."""

from __future__ import annotations

import shutil
import stat
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone
from tests.service.conftest import WORKSPACE
from tests.service.people import BACKEND, make_member
from tests.service.sending import HEADER, agree, kits, sender, upload_of

pytestmark = pytest.mark.django_db
LAKE, QUARANTINE = WORKSPACE / "lake", WORKSPACE / "quarantine"


@pytest.fixture(autouse=True)
def _clean(settings):
    settings.SECOND_FACTOR = False
    yield
    for folder in ("lake", "vault", "quarantine"):
        shutil.rmtree(WORKSPACE / folder, ignore_errors=True)


@pytest.fixture
def member():
    return sender()


@pytest.fixture
def web(client: Client, member) -> Client:
    client.force_login(member.user, backend=BACKEND)
    return client


def land_all():
    """Land what waits, as the worker does."""
    from fingerpost.service.intake.landing import land_upload
    from fingerpost.service.intake.models import Upload

    now = timezone.now()
    for one in Upload.objects.filter(status="waiting").order_by("pk"):
        land_upload(one.pk, at=timezone.now(), today=now.date())


def newest():
    from fingerpost.service.intake.models import Upload

    return Upload.objects.order_by("-pk").first()


def events(upload) -> list[str]:
    from fingerpost.service.access.models import Event

    mine = Event.objects.filter(target_type="upload", target=str(upload.pk))
    return list(mine.order_by("id").values_list("kind", flat=True))


def send(web: Client, content: bytes, name: str = "kits.csv", **fields):
    return web.post("/files/send", {"file": upload_of(content, name), **fields})


def send_and_land(web: Client, content: bytes, name: str = "kits.csv", **fields):
    answer = send(web, content, name, **fields)
    assert answer.status_code == 302, answer.content.decode()
    land_all()
    return newest()


def rows_in_lake() -> int:
    from fingerpost.evidence.lake import Lake, Workspace

    lake = Lake(Workspace.open(WORKSPACE))
    return lake.frame("naloxone_kits").collect().height if lake.has("naloxone_kits") else 0


def test_a_file_is_sent_landed_and_its_result_shown(web) -> None:
    upload = send_and_land(web, kits(3, more="not a day,Site,X06000001,,,2,\n"))
    page = web.get(f"/files/{upload.pk}").content.decode()
    assert upload.status == "landed"
    assert "4 rows read: 3 landed, 1 refused" in page
    assert "Supply Date" in page, "the reason names the column"
    assert rows_in_lake() == 3
    assert events(upload) == ["file_sent", "file_landed"]


def test_the_quarantine_is_closed_to_others_and_lies_under_no_address(web) -> None:
    send(web, kits())
    upload = newest()
    path = QUARANTINE / f"{upload.pk:09d}" / "kits.csv"
    assert path.read_bytes() == kits()
    for place in (QUARANTINE, QUARANTINE / "incoming", path.parent):
        assert stat.S_IMODE(place.stat().st_mode) == 0o700, place
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    for address in (f"/quarantine/{upload.pk:09d}/kits.csv", "/static/../quarantine/"):
        assert web.get(address).status_code == 404
    assert not list((QUARANTINE / "incoming").iterdir())


def test_refused_rows_are_taken_corrected_and_sent_again(web) -> None:
    first = send_and_land(web, kits(2, more='05/02/2026,"=cmd()",X06000001,,,many,\n'))
    answer = web.get(f"/files/{first.pk}/refused.csv")
    text = answer.content.decode("utf-8-sig")
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Disposition"] == f'attachment; filename="refused-{first.pk}.csv"'
    assert "Kits Issued" in text
    assert "=cmd()" in text
    assert not any(
        cell.startswith("=") for line in text.splitlines() for cell in line.split(",")
    )
    assert events(first)[-1] == "rejects_taken"
    second = send_and_land(web, kits(3), corrects=str(first.pk))
    assert second.corrects_id == first.pk
    assert second.files.get().status == "superseded"
    assert rows_in_lake() == 3
    assert "Corrects" in web.get(f"/files/{second.pk}").content.decode()


def test_what_is_refused_needs_its_sender_until_it_is_sent_again(web) -> None:
    first = send_and_land(web, b"nothing,that,any\nsource,knows,x\n", "odd.csv")
    assert first.status == "refused"
    assert "Correct and send again: odd.csv was refused" in web.get("/").content.decode()
    send_and_land(web, kits(), corrects=str(first.pk))
    assert "odd.csv" not in web.get("/").content.decode()


def test_a_withdrawn_file_does_not_count_and_its_history_stays(web, member) -> None:
    from fingerpost.evidence.lake import Workspace, read_withdrawals

    send_and_land(web, kits(2))
    wrong = send_and_land(web, kits(9))
    assert rows_in_lake() == 9
    assert web.post(f"/files/{wrong.pk}/withdraw", {"reason": " "}).status_code == 400
    assert rows_in_lake() == 9
    assert (
        web.post(f"/files/{wrong.pk}/withdraw", {"reason": "The wrong month"}).status_code
        == 302
    )
    assert rows_in_lake() == 2
    (told,) = read_withdrawals(Workspace.open(WORKSPACE).lake)
    assert told.by == f"person {member.user_id}, agency {member.agency_id}"
    assert told.reason == f"upload {wrong.pk}", "the lake is copied: no words of people in it"
    page = web.get(f"/files/{wrong.pk}").content.decode()
    assert "The wrong month" in page
    assert "Withdraw it" not in page
    assert events(wrong)[-1] == "file_withdrawn"
    assert web.post(f"/files/{wrong.pk}/withdraw", {"reason": "Again"}).status_code == 400


def test_if_the_lake_is_busy_nothing_is_withdrawn(web, monkeypatch) -> None:
    from fingerpost.evidence.core.errors import LakeLockedError
    from fingerpost.service.intake.actions import uploads

    upload = send_and_land(web, kits())

    def busy(*arguments, **options):
        raise LakeLockedError("busy")

    monkeypatch.setattr(uploads, "withdraw_from_lake", busy)
    answer = web.post(f"/files/{upload.pk}/withdraw", {"reason": "Wrong"})
    assert answer.status_code == 400
    assert "Try again in a minute" in answer.content.decode()
    upload.refresh_from_db()
    assert (upload.status, events(upload)) == ("landed", ["file_sent", "file_landed"])


def test_a_large_file_comes_in_parts_and_goes_on_where_it_stopped(web) -> None:
    content = kits(40)
    begun = web.post("/files/begin", {"name": "kits.csv", "size": len(content)}).json()
    number = begun["number"]

    def put(offset: int, part: bytes):
        return web.put(
            f"/files/{number}/part?offset={offset}", part, "application/octet-stream"
        )

    assert put(0, content[:100]).json()["received"] == 100
    wrong = put(50, content[50:150])
    assert (wrong.status_code, wrong.json()["received"]) == (400, 100)
    assert web.post(f"/files/{number}/complete").status_code == 400
    assert web.get(f"/files/{number}/part").json()["received"] == 100
    assert put(100, content[100:] + b"too much").status_code == 400
    assert put(100, content[100:]).json()["received"] == len(content)
    assert web.post(f"/files/{number}/complete").json()["url"] == f"/files/{number}"
    assert put(len(content), b"more").status_code == 400, "it is closed"
    land_all()
    assert newest().status == "landed"
    assert rows_in_lake() == 40


def test_both_ways_of_sending_ask_for_the_landing_once_they_are_committed(
    web, django_capture_on_commit_callbacks
) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    with django_capture_on_commit_callbacks(execute=True):
        send(web, kits())
    job = ProcrastinateJob.objects.get(task_name="intake.land")
    assert job.args == {"upload": newest().pk}


def test_the_worker_lands_and_then_asks_for_new_evidence_once(web) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    from fingerpost.service.intake import tasks

    send(web, kits(2))
    send(web, kits(3))
    tasks.land_waiting(0)
    assert rows_in_lake() == 3
    assert ProcrastinateJob.objects.filter(task_name="intake.evidence").count() == 1


@pytest.mark.parametrize(
    ("case", "words"),
    [
        pytest.param({}, "No agreement allows", id="none"),
        pytest.param({"ends_on": date(2026, 1, 1)}, "ended on 1 January 2026", id="expired"),
        pytest.param({"starts_on": date(2090, 1, 1)}, "starts on 1 January 2090", id="not yet"),
        pytest.param({"status": "review"}, "not all parties have signed", id="not signed"),
        pytest.param(
            {"status": "ended", "ended_on": date(2026, 2, 1)}, "was ended", id="ended"
        ),
    ],
)
def test_without_an_agreement_in_force_nothing_lands_and_it_is_said_why(
    client, case, words
) -> None:
    member = make_member("sender", "Open Door", kind="charity")
    agree(member.agency, "needle_exchange")
    if case:
        ended = case.pop("ended_on", None)
        version = agree(member.agency, "naloxone_kits", reference="FM-2", **case)
        if ended:
            version.ended_on = ended
            version.save()
    client.force_login(member.user, backend=BACKEND)
    upload = send_and_land(client, kits())
    page = client.get(f"/files/{upload.pk}").content.decode()
    assert upload.status == "refused"
    assert words in page
    assert rows_in_lake() == 0
    assert "flow_refused" in events(upload)
    assert not (QUARANTINE / f"{upload.pk:09d}").exists()


def test_an_agreement_that_ends_between_sending_and_landing_closes_the_flow(
    web, member
) -> None:
    from fingerpost.service.access.models import AgreementVersion

    send(web, kits())
    AgreementVersion.objects.update(ends_on=date(2026, 1, 1), review_on=date(2026, 1, 1))
    land_all()
    assert (newest().status, rows_in_lake()) == ("refused", 0)


def test_with_no_agreement_at_all_the_page_says_so_and_has_no_form(client) -> None:
    member = make_member("sender", "Open Door", kind="charity")
    client.force_login(member.user, backend=BACKEND)
    page = client.get("/files/send").content.decode()
    assert "No agreement lets Open Door send anything today" in page
    assert 'type="file"' not in page


def test_an_agreement_with_one_that_does_not_keep_the_evidence_lets_nothing_land(
    client, settings
) -> None:
    member = make_member("sender", "Open Door", kind="charity")
    agree(member.agency, "naloxone_kits", receiver="Other Council")
    client.force_login(member.user, backend=BACKEND)
    settings.EVIDENCE_HOLDER = "other-council"
    assert send_and_land(client, kits()).status == "landed"
    settings.EVIDENCE_HOLDER = "fenmark-constabulary"
    assert send_and_land(client, kits(5)).status == "refused"


def test_where_people_are_real_and_no_holder_is_named_nothing_lands(client, settings) -> None:
    member = make_member("sender", "Open Door", kind="charity")
    agree(member.agency, "naloxone_kits")
    client.force_login(member.user, backend=BACKEND)
    settings.MODE = "production"
    upload = send_and_land(client, kits())
    assert upload.status == "refused"
    assert "has not said which agency keeps the evidence" in upload.files.get().message
    settings.MODE = "development"
    assert send_and_land(client, kits(5)).status == "landed"


def test_a_file_that_is_not_what_its_sender_says_is_refused(client) -> None:
    member = sender("Open Door", "naloxone_kits", "needle_exchange")
    client.force_login(member.user, backend=BACKEND)
    upload = send_and_land(client, kits(), said_source="needle_exchange")
    assert upload.status == "refused"
    assert "You said that it is" in upload.files.get().message
    assert send_and_land(client, kits(), said_source="naloxone_kits").status == "landed"


def test_another_agency_cannot_take_the_place_of_what_one_sent(web, client) -> None:
    send_and_land(web, kits(4))
    other = sender("Harbour", name="Sam Hill")
    second = Client()
    second.force_login(other.user, backend=BACKEND)
    upload = send_and_land(second, kits(9))
    assert upload.status == "refused"
    assert "Another agency sent" in upload.files.get().message
    assert rows_in_lake() == 4


def test_an_agency_sends_its_own_rows_alone_where_its_name_in_the_files_is_known(
    client,
) -> None:
    from pathlib import Path

    sample = Path(__file__).parents[1] / "contract" / "samples" / "voluntary_contacts.csv"
    member = sender("Open Door", "voluntary_contacts")
    member.agency.sources = [{"source": "voluntary_contacts", "sender": "Nobody in it"}]
    member.agency.save()
    client.force_login(member.user, backend=BACKEND)
    upload = send_and_land(client, sample.read_bytes())
    assert upload.status == "refused"
    assert "of another sender than your agency" in upload.files.get().message


@pytest.mark.parametrize(
    ("role", "address", "status"),
    [
        pytest.param("reader", "/files/", 403, id="a practitioner sees no files"),
        pytest.param("manager", "/files/", 200, id="a manager sees what was sent"),
        pytest.param("manager", "/files/send", 403, id="a manager sends nothing"),
        pytest.param("governance", "/files/health", 200, id="governance sees the health"),
        pytest.param("governance", "/files/keys", 403, id="governance has no keys"),
        pytest.param("administrator", "/files/health", 403, id="an administrator sees nothing"),
        pytest.param("sender", "/files/keys", 200, id="a sender has keys"),
    ],
)
def test_each_role_opens_what_it_may(client, role, address, status) -> None:
    client.force_login(make_member(role).user, backend=BACKEND)
    assert client.get(address).status_code == status


def test_a_manager_sees_the_result_but_not_the_refused_rows(web, member) -> None:
    upload = send_and_land(web, kits(1, more="broken\n"))
    manager = make_member("manager", member.agency)
    client = Client()
    client.force_login(manager.user, backend=BACKEND)
    assert client.get(f"/files/{upload.pk}").status_code == 200
    assert client.get(f"/files/{upload.pk}/refused.csv").status_code == 403
    assert client.post(f"/files/{upload.pk}/withdraw", {"reason": "x"}).status_code == 403


def test_actions_refuse_who_may_not(member) -> None:
    from fingerpost.service.intake.actions import tokens, uploads

    reader = make_member("reader", member.agency)
    now = timezone.now()
    upload = uploads.begin(name="a.csv", size=10, by=member, at=now)
    for act in (
        lambda: uploads.begin(name="a.csv", size=10, by=reader, at=now),
        lambda: uploads.add_part(upload=upload, offset=0, data=b"x", by=reader),
        lambda: uploads.complete(upload=upload, by=reader, at=now),
        lambda: uploads.withdraw(upload=upload, reason="x", by=reader, at=now),
        lambda: tokens.make(
            name="x", scopes=["send"], expires_at=now + timedelta(1), by=reader, at=now
        ),
    ):
        with pytest.raises(PermissionDenied):
            act()


@pytest.mark.parametrize("address", ["", "/part", "/refused.csv", "/withdraw"])
def test_anothers_upload_is_not_found(web, address) -> None:
    upload = send_and_land(web, kits(1, more="broken\n"))
    stranger = Client()
    stranger.force_login(sender("Harbour").user, backend=BACKEND)
    assert stranger.get(f"/files/{upload.pk}{address}").status_code == 404
    assert stranger.get(f"/files/{upload.pk + 999}{address}").status_code == 404


def test_anothers_upload_cannot_be_changed(web) -> None:
    begun = web.post("/files/begin", {"name": "a.csv", "size": 3}).json()["number"]
    stranger = Client()
    stranger.force_login(sender("Harbour").user, backend=BACKEND)
    assert stranger.put(f"/files/{begun}/part?offset=0", b"bad").status_code == 404
    assert stranger.post(f"/files/{begun}/complete").status_code == 404
    assert stranger.post(f"/files/{begun}/withdraw", {"reason": "x"}).status_code == 404
    sent = send(stranger, kits(), corrects=str(begun))
    assert sent.status_code == 302
    assert newest().corrects_id is None


def test_the_database_itself_hides_and_keeps_what_another_agency_sent(web) -> None:
    from django.db import ProgrammingError, connection, transaction

    from fingerpost.service.access.second_lock import acting_in_database
    from fingerpost.service.intake.models import Upload, UploadedFile

    upload = send_and_land(web, kits())
    other = sender("Harbour")
    with transaction.atomic(), acting_in_database(other):
        assert not Upload.objects.filter(pk=upload.pk).exists()
        assert not UploadedFile.objects.exists()
        assert Upload.objects.filter(pk=upload.pk).update(name="x") == 0
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        acting_in_database(other),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM intake_uploadedfile")


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("post", "/files/send"),
        ("post", "/files/begin"),
        ("put", "/files/1/part?offset=0"),
        ("post", "/files/1/complete"),
        ("post", "/files/1/withdraw"),
        ("post", "/files/keys/make"),
        ("post", "/files/keys/1/end"),
    ],
)
def test_nothing_is_changed_without_the_token_against_forgery(member, method, address) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(member.user, backend=BACKEND)
    assert getattr(client, method)(address).status_code == 403


def test_the_form_as_a_browser_sends_it_passes_with_its_token(member) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(member.user, backend=BACKEND)
    page = client.get("/files/send").content.decode()
    token = page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    answer = client.post(
        "/files/send", {"csrfmiddlewaretoken": token, "file": upload_of(kits())}
    )
    assert answer.status_code == 302


def test_who_is_not_signed_in_leaves_nothing_in_the_quarantine(client, settings) -> None:
    for address in ("/files/send", "/account/login/", "/access/act-for"):
        client.post(address, {"file": upload_of(kits())})
    assert not list((QUARANTINE / "incoming").glob("*")) if QUARANTINE.exists() else True
    client.post("/account/login/", {"login": "x", "password": upload_of(kits())})


def test_a_file_larger_than_the_limit_is_stopped_while_it_comes(web, monkeypatch) -> None:
    from fingerpost.service.intake import quarantine

    monkeypatch.setattr(quarantine, "MAX_BYTES", 1000)
    answer = send(web, b"x" * 5000)
    assert answer.status_code == 413
    assert "larger than" in answer.content.decode()
    assert not list((QUARANTINE / "incoming").iterdir())
    begun = web.post("/files/begin", {"name": "a.csv", "size": 1001})
    assert begun.status_code == 400
    assert newest() is None


@pytest.mark.parametrize("size", ["0", "-5", "", "much", "9" * 40, "1e3", "٣"])
def test_a_size_that_is_none_is_refused(web, size) -> None:
    assert web.post("/files/begin", {"name": "a.csv", "size": size}).status_code == 400


def test_a_full_disk_is_said(web, monkeypatch) -> None:
    from fingerpost.service.intake import quarantine

    monkeypatch.setattr(quarantine, "has_room_for", lambda size: False)
    answer = send(web, kits())
    assert answer.status_code == 413
    assert "no room" in answer.content.decode()


def test_an_agency_may_send_only_so_much_at_once_and_in_an_hour(web, monkeypatch) -> None:
    from fingerpost.service.intake.actions import uploads

    monkeypatch.setattr(uploads, "AT_MOST_UNFINISHED", 2)
    assert [send(web, kits(n + 1)).status_code for n in range(3)] == [302, 302, 429]
    land_all()
    monkeypatch.setattr(uploads, "AT_MOST_AN_HOUR", 3)
    assert [send(web, kits(n + 5)).status_code for n in range(2)] == [302, 429]
    assert web.post("/files/begin", {"name": "a", "size": 5}).status_code == 429


def test_without_a_file_the_form_says_so(web) -> None:
    answer = web.post("/files/send", {})
    assert answer.status_code == 400
    assert "Choose a file" in answer.content.decode()
    assert "Error: " in answer.content.decode()


def test_a_file_that_takes_too_long_is_given_up_and_nothing_of_it_goes_on(
    web, monkeypatch
) -> None:
    from fingerpost.service.intake import landing

    monkeypatch.setattr(landing, "LIMIT_SECONDS", 0.05)
    upload = send_and_land(web, kits())
    assert upload.status == "refused"
    assert "longer to read" in upload.message
    assert rows_in_lake() == 0


def test_a_reader_that_breaks_down_takes_nothing_with_it(web, monkeypatch) -> None:
    from fingerpost.service.intake import landing

    monkeypatch.setattr(landing.sys, "executable", "/bin/false")
    upload = send_and_land(web, kits())
    assert upload.status == "refused"
    assert "break down" in upload.message


def test_while_somebody_writes_in_the_lake_a_file_waits(web, monkeypatch) -> None:
    from fingerpost.evidence.lake.lock import locked
    from fingerpost.service.intake import landing

    monkeypatch.setattr(landing, "WAIT_SECONDS", 0)
    send(web, kits())
    with locked(LAKE, at=timezone.now(), wait_seconds=0, tell=print):
        land_all()
        assert newest().status == "waiting"
    land_all()
    assert newest().status == "landed"


def test_a_landing_that_lost_its_worker_is_tried_again_and_counted_once(web) -> None:
    from fingerpost.service.intake import quarantine
    from fingerpost.service.intake.actions import uploads
    from fingerpost.service.intake.landing import run
    from fingerpost.service.intake.permits import permits_for

    send(web, kits(4))
    now = timezone.now()
    upload = uploads.begin_landing(number=newest().pk, at=now)
    permits = permits_for(upload.agency, said_source="", on=now.date())
    path = quarantine.path_of(upload.pk, upload.name)
    run(path, permits, at=now, today=now.date(), limit=60)  # and the worker dies here
    uploads.sweep(at=now + timedelta(hours=1))
    upload.refresh_from_db()
    assert upload.status == "landing", "it may still be going on"
    uploads.sweep(at=now + timedelta(hours=3))
    land_all()
    found = newest()
    file = found.files.get()
    assert (found.status, file.status, file.rows_landed) == ("landed", "landed", 4)
    assert web.post(f"/files/{found.pk}/withdraw", {"reason": "x"}).status_code == 302
    assert rows_in_lake() == 0


def test_a_file_over_which_workers_are_killed_is_refused_in_the_end(web) -> None:
    from fingerpost.service.intake.actions import uploads

    send(web, kits())
    upload, states = newest(), []
    for minute in range(3):
        at = timezone.now() + timedelta(minutes=minute)
        uploads.begin_landing(number=upload.pk, at=at)  # and the worker is killed here
        uploads.put_back_interrupted(at=at)
        upload.refresh_from_db()
        states.append(upload.status)
    assert states == ["waiting", "waiting", "refused"]
    assert "stopped three times" in web.get(f"/files/{upload.pk}").content.decode()
    assert events(upload)[-2:] == ["file_put_back", "file_refused"]
    assert rows_in_lake() == 0


def test_what_lies_too_long_is_given_up_and_deleted(web) -> None:
    from fingerpost.service.access.models import Event
    from fingerpost.service.intake.actions import uploads

    web.post("/files/begin", {"name": "half.csv", "size": 10})
    half = newest()
    landed = send_and_land(web, kits())
    now = timezone.now()
    uploads.sweep(at=now + timedelta(hours=25))
    half.refresh_from_db()
    assert half.status == "abandoned"
    (event,) = Event.objects.filter(kind="file_discarded")
    assert (event.target, event.actor, event.agency) == (str(half.pk), None, half.agency_id)
    assert not (QUARANTINE / f"{half.pk:09d}").exists()
    assert (QUARANTINE / f"{landed.pk:09d}").exists()
    uploads.sweep(at=now + timedelta(days=31))
    assert not (QUARANTINE / f"{landed.pk:09d}").exists()


def test_a_row_and_its_event_stand_or_fall_together(member, monkeypatch) -> None:
    from fingerpost.service.access import audit
    from fingerpost.service.intake.actions import uploads
    from fingerpost.service.intake.models import Upload

    def fail(*arguments, **options):
        raise RuntimeError("no audit")

    monkeypatch.setattr(audit, "record", fail)
    path = WORKSPACE / "x.csv"
    path.write_bytes(kits())
    with pytest.raises(RuntimeError):
        uploads.receive(path=path, name="x.csv", size=9, by=member, at=timezone.now())
    path.unlink(missing_ok=True)
    assert not Upload.objects.exists()


def test_the_table_of_moves_names_every_status_and_only_its_moves_are_made(member) -> None:
    from fingerpost.service.intake.actions.uploads import MOVES, _move
    from fingerpost.service.intake.models import Upload, UploadStatus

    assert set(MOVES) == set(UploadStatus)
    for before in UploadStatus:
        for after in UploadStatus:
            upload = Upload(status=before)
            if after in MOVES[before]:
                _move(upload, after)
            else:
                with pytest.raises(ValidationError):
                    _move(upload, after)


def test_a_wrong_header_is_explained_in_words(web) -> None:
    wrong = kits().replace(HEADER.encode(), HEADER.replace("Kits Issued", "Kits").encode())
    upload = send_and_land(web, wrong)
    page = web.get(f"/files/{upload.pk}").content.decode()
    assert "lacks &quot;Kits Issued&quot;" in page


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("NDTMS_ADULT_P_T0901_2021-22.csv", "NDTMS_ADULT_P_T0901_2021-22.csv"),
        ("<script>alert(1)</script>.csv", "script.csv"),
        ("a\r\nSet-Cookie: x=1.csv", "a_Set-Cookie_ x_1.csv"),
        ("evil\u202evsc.exe", "evil_vsc.exe"),
        (".htaccess", "htaccess"),
        ("", "file"),
        ("...", "file"),
        ("a" * 400 + ".csv", "a" * 116 + ".csv"),
        ("ü" * 200 + ".csv", "ü" * 58 + ".csv"),
        ("x!y.zip", "x_y.zip"),
        ("Mai 2026 (neu).csv", "Mai 2026 (neu).csv"),
    ],
)
def test_a_name_is_made_safe_and_stays_so(name, expected) -> None:
    from fingerpost.service.intake.quarantine import safe_name

    assert safe_name(name) == expected
    assert safe_name(expected) == expected
