"""Required documents: versions frozen, known by their content, approved by the chair, due again."""

from __future__ import annotations

import hashlib
import io
import zipfile
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from tests.service.board_people import make_cast, signed_in, today, told

from fingerpost.evidence.publication.content import Pack, Page, Paragraph
from fingerpost.evidence.publication.odt import render_odt
from fingerpost.evidence.publication.pdf import render_pdf

pytestmark = pytest.mark.django_db
MADE = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
PACK = Pack(
    title="Terms",
    subtitle="Of reference",
    audience="the board",
    is_draft=False,
    pages=(Page("index", "Who we are", (Paragraph("We meet."),)),),
    licence_statements=(),
    identity="none",
)
ODT = render_odt(PACK, made_at=MADE)
DOCX_TYPES = (
    '<Types><Override ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)


def zipped(**parts: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        for name, words in parts.items():
            file.writestr(name.replace("__", "/"), words)
    return made.getvalue()


def docx(**more: str) -> bytes:
    return zipped(**{"[Content_Types].xml": DOCX_TYPES, "word__document.xml": "<w/>", **more})


def odt(**more: str) -> bytes:
    parts = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": "<x/>",
        "META-INF__manifest.xml": "<m/>",
    }
    return zipped(**{**parts, **more})


@pytest.fixture(autouse=True)
def no_second_factor(settings) -> None:
    settings.SECOND_FACTOR = False


@pytest.fixture
def cast():
    return make_cast()


def required(cast, *, due_in: int = 30, **more):
    from fingerpost.service.board.actions import documents
    from fingerpost.service.board.models import DocumentKind

    said = {
        "kind": DocumentKind.TERMS,
        "title": "Terms of reference",
        "owner": cast["owner"].agency,
        "due_on": today(due_in),
        **more,
    }
    return documents.require(**said, by=cast["lead"], at=timezone.now())


def added(cast, document, who: str = "owner", **more):
    from fingerpost.service.board.actions import documents

    said = {"file_name": "terms.odt", "content": ODT, **more}
    return documents.add_version(document=document, **said, by=cast[who], at=timezone.now())


def take(cast, who: str, version, name: str, **said):
    path = f"/board/documents/{version.document_id}/versions/{version.number}/{name}"
    return signed_in(cast[who]).post(path, said, follow=True)


def status(version) -> str:
    return type(version).objects.values_list("status", flat=True).get(pk=version.pk)


@pytest.mark.parametrize(
    ("content", "ending"),
    [
        pytest.param(ODT, "odt", id="our own ODT"),
        pytest.param(odt(), "odt", id="a small ODT"),
        pytest.param(docx(), "docx", id="a DOCX"),
        pytest.param(b"%PDF-1.7\n%%EOF\n", "pdf", id="a PDF"),
    ],
)
def test_a_document_is_known_by_its_content(content, ending) -> None:
    from fingerpost.service.board.document_files import kind_of

    assert kind_of(content).ending == ending


def test_the_pdf_that_we_make_ourselves_is_taken() -> None:
    from fingerpost.service.board.document_files import kind_of

    assert kind_of(render_pdf(PACK, made_at=MADE)).ending == "pdf"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        pytest.param(b"", "empty", id="empty"),
        pytest.param(b"MZ\x90\x00", "not an ODT", id="a program"),
        pytest.param(b"<html><script>", "not an ODT", id="a page"),
        pytest.param(zipped(a="b"), "not an ODT", id="any ZIP"),
        pytest.param(odt(mimetype="application/x"), "not an ODT", id="another OpenDocument"),
        pytest.param(odt(**{"Basic__x.xml": "x"}), "macro", id="ODT with a macro"),
        pytest.param(docx(**{"word__vbaProject.bin": "x"}), "macro", id="DOCX with a macro"),
        pytest.param(odt(**{"META-INF__manifest.xml": "<encryption-data/>"}), "locked", id="locked ODT"),
        pytest.param(b"%PDF-1.7\n/Encrypt 1\n%%EOF", "locked", id="locked PDF"),
        pytest.param(b"%PDF-1.7\n/JavaScript (x)\n%%EOF", "macro", id="PDF with a script"),
        pytest.param(b"%PDF-1.7\n", "broken", id="half a PDF"),
        pytest.param(b"%PDF-1.7" + b"0" * 20 * 1024**2 + b"%%EOF", "larger than 20 MB", id="too large"),
        pytest.param(odt(**{"content.xml": "0" * 201 * 1024**2}), "larger", id="unpacks to too much"),
    ],
)  # fmt: skip
def test_anything_else_is_refused_and_why(content, why) -> None:
    from fingerpost.service.board.document_files import kind_of

    with pytest.raises(ValidationError, match=why):
        kind_of(content)


@pytest.mark.parametrize(
    "whole", [ODT, docx(), odt()], ids=["our ODT", "a DOCX", "a small ODT"]
)
@examples(max_examples=60, deadline=None)
@given(place=st.integers(0, 10**6), mark=st.binary(min_size=1, max_size=4), cut=st.booleans())
def test_a_file_that_was_spoilt_is_known_or_refused_and_breaks_nothing(whole, place, mark, cut):
    from fingerpost.service.board.document_files import kind_of

    place %= len(whole)
    spoilt = whole[:place] if cut else whole[:place] + mark + whole[place + len(mark) :]
    with suppress(ValidationError):  # and nothing else
        assert kind_of(spoilt).ending in ("odt", "docx")


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd.odt"),
        ('a"; filename=x.exe\r\nSet-Cookie: a', "a_ filename_x.odt"),
        ("Prüfung.docx", "Prüfung.odt"),
        ("…", "file.odt"),
    ],
)
def test_a_name_is_harmless_and_ends_as_the_file_is(name, kept) -> None:
    from fingerpost.service.board.document_files import ODT as KIND
    from fingerpost.service.board.document_files import named

    assert named(name, KIND) == kept


def test_a_file_is_uploaded_frozen_and_given_back_as_it_was(cast) -> None:
    document = required(cast)
    client = signed_in(cast["owner"])
    sent = SimpleUploadedFile("../Our terms.doc", ODT, "application/x-evil")
    page = client.post(
        f"/board/documents/{document.pk}/upload", {"file": sent, "note": "First"}, follow=True
    )
    assert page.redirect_chain == [(f"/board/documents/{document.pk}", 302)]
    version = document.versions.get()
    assert (version.file_name, version.status) == ("Our terms.odt", "draft")
    answer = signed_in(cast["member"]).get(f"/board/documents/{document.pk}/versions/1/file")
    assert answer.content == ODT
    assert hashlib.sha256(answer.content).hexdigest() == version.sha256
    assert answer["Content-Disposition"] == 'attachment; filename="Our terms.odt"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Type"] == "application/vnd.oasis.opendocument.text"
    assert client.get(f"/board/documents/{document.pk}/versions/1/pdf").status_code == 404


@pytest.mark.parametrize("content", [b"MZ\x90\x00 program", b""])
def test_what_is_no_document_is_refused_on_the_page(cast, content) -> None:
    document = required(cast)
    sent = SimpleUploadedFile("terms.odt", content)
    path = f"/board/documents/{document.pk}/upload"
    answer = signed_in(cast["owner"]).post(path, {"file": sent})
    assert answer.status_code == 400
    assert document.versions.count() == 0
    assert signed_in(cast["owner"]).post(path, {}).status_code == 400
    assert signed_in(cast["member"]).get(path).status_code == 404


def test_the_database_keeps_the_bytes(cast) -> None:
    from django.db import DatabaseError, transaction

    version = added(cast, required(cast), pdf=b"%PDF-1.7 %%EOF")
    for field, value in (("content", b"x"), ("pdf", b"x"), ("sha256", "0" * 64), ("pdf", None)):
        with pytest.raises(DatabaseError, match="kept as they were"), transaction.atomic():
            type(version).objects.filter(pk=version.pk).update(**{field: value})


def test_from_draft_to_approved_and_replaced(cast) -> None:
    document = required(cast, review_months=6)
    first = added(cast, document)
    assert take(cast, "owner", first, "approve").status_code == 404
    take(cast, "owner", first, "put")
    assert status(first) == "review"
    for who in ("owner", "lead", "member"):
        assert take(cast, who, first, "approve").status_code == 404, "only the chair"
    assert take(cast, "chair", first, "give-back", reason=" ").status_code == 400
    page = take(cast, "chair", first, "give-back", reason="Section 2 is old").content.decode()
    assert "Section 2 is old" in page
    assert status(first) == "draft"
    take(cast, "owner", first, "put")
    page = take(cast, "chair", first, "approve").content.decode()
    assert "Version 1 counts" in page
    document.refresh_from_db()
    due = document.next_review_on
    assert (due.year * 12 + due.month) - (today().year * 12 + today().month) == 6
    assert document.due_on == due
    second = added(cast, document)
    take(cast, "owner", second, "put")
    take(cast, "chair", second, "approve")
    assert (status(first), status(second)) == ("replaced", "approved")
    first.refresh_from_db()
    assert bytes(first.content) == ODT


def test_a_later_draft_takes_the_place_of_an_earlier_one(cast) -> None:
    document = required(cast)
    first, second = added(cast, document), added(cast, document, "lead")
    assert (first.number, second.number) == (1, 2)
    assert (status(first), status(second)) == ("abandoned", "draft")
    page = take(cast, "owner", second, "give-up", reason="Not needed").content.decode()
    assert "A later draft was made." in page
    assert "Not needed" in page
    assert take(cast, "owner", second, "put").status_code == 404


@pytest.mark.parametrize(
    ("on", "months", "later"),
    [
        ((2026, 1, 31), 1, (2026, 2, 28)),
        ((2026, 11, 25), 12, (2027, 11, 25)),
        ((2027, 12, 31), 2, (2028, 2, 29)),
    ],
)
def test_the_next_review_is_so_many_months_later(on, months, later) -> None:
    from fingerpost.service.board.actions.documents import _months_later

    assert _months_later(date(*on), months) == date(*later)


def test_others_than_owner_and_lead_add_nothing(cast) -> None:
    document = required(cast)
    for who in ("member", "chair"):
        with pytest.raises(PermissionDenied):
            added(cast, document, who)
    assert signed_in(cast["owner"]).get("/board/documents/new").status_code == 403


def test_a_lead_requires_one_and_its_list_says_what_is_late(
    cast, django_assert_max_num_queries
) -> None:
    from fingerpost.service.access.models import Event

    late = required(cast, due_in=-3)
    for _ in range(6):
        added(cast, late)
    said = {
        "kind": "plan",
        "title": "Delivery plan",
        "owner": cast["owner"].agency_id,
        "due_on": today(90),
        "review_months": 36,
    }
    signed_in(cast["lead"]).post("/board/documents/new", said)
    client = signed_in(cast["member"])
    with django_assert_max_num_queries(25):
        page = client.get("/board/documents").content.decode()
    assert "1 of 2 is late" in page
    assert page.index("Terms of reference") < page.index("Delivery plan")
    assert Event.objects.filter(kind="document_changed").count() == 8
    with django_assert_max_num_queries(25):
        client.get(f"/board/documents/{late.pk}")


def test_it_is_retired_for_a_reason_and_takes_no_more(cast) -> None:
    document = required(cast, due_in=-3)
    path = f"/board/documents/{document.pk}"
    assert signed_in(cast["owner"]).post(f"{path}/retire", {"reason": "x"}).status_code == 404
    assert signed_in(cast["lead"]).post(f"{path}/retire", {"reason": ""}).status_code == 400
    page = signed_in(cast["lead"]).post(f"{path}/retire", {"reason": "Merged"}, follow=True)
    assert "Merged" in page.content.decode()
    assert "Late" not in page.content.decode()
    with pytest.raises(ValidationError, match="retired"):
        added(cast, document)
    shown = signed_in(cast["lead"]).get("/board/documents?show=retired").content.decode()
    assert "Merged" in shown


def test_another_day_takes_a_reason(cast) -> None:
    document = required(cast)
    path = f"/board/documents/{document.pk}/day"
    client = signed_in(cast["lead"])
    assert client.post(path, {"due_on": today(60)}).status_code == 400
    client.post(path, {"due_on": today(60), "reason": "The survey is late"})
    document.refresh_from_db()
    assert document.due_on == today(60)


def test_it_waits_for_owner_lead_and_chair_and_owners_are_told(cast) -> None:
    from fingerpost.service.access.calendar import entries_of
    from fingerpost.service.board.actions.reminding import remind_owners

    document = required(cast, due_in=-1)
    version = added(cast, document)
    late = "This document is late: Terms of reference"
    waits = {who: signed_in(cast[who]).get("/").content.decode() for who in cast}
    assert {who for who, page in waits.items() if late in page} == {"owner", "lead"}
    take(cast, "owner", version, "put")
    chairs = signed_in(cast["chair"]).get("/").content.decode()
    assert "Approve this document, or give it back: Terms of reference" in chairs
    assert remind_owners(at=timezone.now()) == 1
    assert told("document") == {"board@aldenwold-housing.test"}
    assert remind_owners(at=timezone.now() + timedelta(days=3)) == 0
    (entry,) = entries_of([cast["owner"]])
    assert (entry.kind, entry.begins) == ("Document of the board is due", document.due_on)


def test_who_does_not_sit_on_the_board_sees_none(cast) -> None:
    version = added(cast, required(cast))
    path = f"/board/documents/{version.document_id}"
    for one in ("/board/documents", path, f"{path}/upload", f"{path}/versions/1/file"):
        assert signed_in(cast["worker"]).get(one).status_code == 403
    assert signed_in(cast["member"]).get(f"{path}/versions/9/file").status_code == 404
