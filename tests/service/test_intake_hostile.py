"""Files that mean harm, or are broken in every way we know: each is refused in words, or lands what is good.

None may leave anything outside the quarantine and the lake, answer with a fault of ours, stay in the
quarantine when refused, or bring its own HTML into a page.
"""

from __future__ import annotations

import gzip
import io
import shutil
import stat
import struct
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from tests.service.conftest import WORKSPACE
from tests.service.people import BACKEND
from tests.service.sending import HEADER, kits, sender, upload_of

pytestmark = pytest.mark.django_db
GOOD = kits(2)
NAME = "kits.csv"
SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def zipped(members: dict[str, bytes], **more) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, **more) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def zip_with(name: str, data: bytes, mode: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        member = zipfile.ZipInfo(name)
        member.external_attr = mode << 16
        archive.writestr(member, data)
    return out.getvalue()


def workbook(sheet: str, *, head: str = "", more: dict[str, bytes] | None = None) -> bytes:
    """Return an xlsx whose one sheet is this XML; `head` stands before every part, as a DTD would."""
    declared = '<?xml version="1.0"?>' + head
    parts = {
        "[Content_Types].xml": declared
        + '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{MAIN}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{MAIN}.worksheet+xml"/></Types>',
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{RELATION}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": declared
        + f'<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="{RELATION}">'
        '<sheets><sheet name="Data" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{RELATION}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": declared + sheet,
    }
    return zipped({**{name: text.encode() for name, text in parts.items()}, **(more or {})})


def cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def lying_zip() -> bytes:
    """Return a ZIP that says its member is ten bytes long, and holds 40 MB of zeros."""
    data = bytearray(zipped({NAME: b"\0" * (40 * 1024**2)}))
    for mark, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.find(mark)
        data[at + place : at + place + 4] = struct.pack("<I", 10)
    return bytes(data)


def nested(depth: int) -> bytes:
    data = GOOD
    for number in range(depth):
        data = zipped({f"{number}.zip": data})
    return data


def encrypted() -> bytes:
    import pyzipper

    out = io.BytesIO()
    with pyzipper.AESZipFile(out, "w", encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(b"secret")
        archive.writestr(NAME, GOOD)
    return out.getvalue()


def tar() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        member = tarfile.TarInfo("../../../tmp/evil")
        member.size = 4
        archive.addfile(member, io.BytesIO(b"evil"))
    return out.getvalue()


def wide(columns: int) -> bytes:
    head = ",".join(f"c{n}" for n in range(columns))
    return (head + "\n" + ",".join("1" for _ in range(columns)) + "\n").encode()


def wide_kits() -> bytes:
    lines = GOOD.decode().splitlines()
    extra = ",".join(f"x{n}" for n in range(1000))
    return "\n".join([f"{lines[0]},{extra}", *(f"{one},{extra}" for one in lines[1:])]).encode()


XXE = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
LAUGHS = (
    "<!DOCTYPE x ["
    '<!ENTITY a0 "ha">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    + "]>"
)
FORMULA = '05/02/2026,"=HYPERLINK(""http://evil.test"",""x"")",X06000001,,,2,\n'
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64
SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
)
HTML = b"<html><body><script>alert(1)</script></body></html>"

# Name, what is sent, what becomes of it, words of the page. "landed" with the rows of the good part.
CASES: list[tuple[str, str, Callable[[], bytes], str, str]] = [
    ("zip bomb", "a.zip", lambda: zipped({NAME: b"0" * (40 * 1024**2)}), "refused", "200 times"),
    ("zip that lies about its sizes", "a.zip", lying_zip, "refused", ""),
    ("zip in zip in zip", "a.zip", lambda: nested(4), "refused", "archive inside an archive"),
    ("zip with a path out of it", "a.zip", lambda: zipped({"../../evil.csv": GOOD}), "refused", "points outside"),
    ("zip with an absolute path", "a.zip", lambda: zipped({"/etc/cron.d/evil": GOOD}), "refused", "points outside"),
    ("zip with a drive", "a.zip", lambda: zipped({"C:\\evil.csv": GOOD}), "refused", "points outside"),
    ("zip with a backslash path", "a.zip", lambda: zipped({"..\\evil.csv": GOOD}), "refused", "points outside"),
    ("zip with a symbolic link", "a.zip", lambda: zip_with(NAME, b"/etc/passwd", stat.S_IFLNK | 0o777), "refused", ""),
    ("zip with a password", "a.zip", encrypted, "refused", "password"),
    ("zip with a name twice", "a.zip", lambda: _twice(), "landed", "holds this name twice"),
    ("zip with nothing in it", "a.zip", lambda: zipped({}), "refused", "no file in it"),
    ("zip cut in half", "a.zip", lambda: zipped({NAME: kits(400)})[:-60], "refused", "damaged"),
    ("zip with good and bad", "a.zip", lambda: zipped({NAME: GOOD, "x.exe": b"MZ\x90" + b"\0" * 99}), "landed", "a program"),
    ("zip with script in a member's name", "a.zip", lambda: zipped({"<script>alert(1)<script>.csv": GOOD}), "landed", ""),
    ("zip with many empty files", "a.zip", lambda: zipped({f"{n}.csv": b"" for n in range(500)}), "refused", "an empty file"),
    ("xlsx bomb of spaces", "a.xlsx", lambda: _bomb(), "refused", "unpacks to more"),
    ("xlsx whose last cell is far out", "a.xlsx", lambda: workbook(SHEET.format(f'<row r="1048576">{cell("XFD1048576", "x")}</row>')), "refused", ""),
    ("xlsx with an external entity", "a.xlsx", lambda: workbook(SHEET.format(f'<row r="1">{cell("A1", "&e;")}</row>'), head=XXE), "refused", ""),
    ("xlsx with a billion laughs", "a.xlsx", lambda: workbook(SHEET.format(f'<row r="1">{cell("A1", "&a11;")}</row>'), head=LAUGHS), "refused", ""),
    ("xlsx with a macro", "a.xlsm", lambda: workbook(SHEET.format(""), more={"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0evil"}), "refused", ""),
    ("xlsx without its parts", "a.xlsx", lambda: zipped({"[Content_Types].xml": b"<x/>"}), "refused", ""),
    ("old Excel file", "a.xls", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, "refused", "old Excel"),
    ("formula in a cell", NAME, lambda: kits(2, more=FORMULA), "landed", ""),
    ("formula in a refused row", NAME, lambda: kits(2, more="=1+1,@SUM(A1),-2+3,+4,\t=5,x,y\n"), "landed", "1 refused"),
    ("formula as a header", NAME, lambda: b"=cmd|'/C calc'!A0,b\n1,2\n", "refused", ""),
    ("zero bytes in a row", NAME, lambda: kits(2, more="05/02/2026,A\0B,X06000001,,,2,\n"), "landed", "1 refused"),
    ("nothing but zero bytes", NAME, lambda: b"\0" * 4096, "refused", "zero bytes"),
    ("random bytes", NAME, lambda: bytes((n * 167 + 13) % 256 for n in range(9999)), "refused", ""),
    ("program named as CSV", NAME, lambda: b"MZ\x90\0" + b"\0" * 400, "refused", "a program"),
    ("ELF named as CSV", NAME, lambda: b"\x7fELF" + b"\1" * 400, "refused", "a program"),
    ("PDF named as CSV", NAME, lambda: b"%PDF-1.7\n%evil\n", "refused", "PDF"),
    ("picture named as CSV", NAME, lambda: PNG, "refused", "picture"),
    ("web page named as CSV", NAME, lambda: HTML, "refused", "a web page"),
    ("SVG with script", "a.svg", lambda: SVG, "refused", ""),
    ("HTML before a good header", NAME, lambda: HTML + b"\n" + GOOD, "refused", "a web page"),
    ("script in a header", NAME, lambda: GOOD.replace(b",\n", b",,\n").replace(b"Reason", b"Reason,<script>alert(1)</script>"), "landed", ""),
    ("script in a cell of a refused row", NAME, lambda: kits(2, more="<script>alert(1)</script>,a,X06000001,,,2,\n"), "landed", "1 refused"),
    ("polyglot of PDF and ZIP", "a.pdf", lambda: b"%PDF-1.7\n" + zipped({NAME: GOOD}), "refused", "PDF"),
    ("polyglot of CSV and ZIP", NAME, lambda: GOOD + zipped({"evil.csv": GOOD}), "refused", "a binary file"),
    ("polyglot of GIF and script", "a.gif", lambda: b"GIF89a/*" + b"\0" * 40 + b"*/=1;alert(1)", "refused", "picture"),
    ("gzip", "a.csv.gz", lambda: gzip.compress(GOOD), "refused", "gzip"),
    ("tar with a path out of it", "a.tar", tar, "refused", ""),
    ("Parquet", "a.parquet", lambda: b"PAR1" + b"\0" * 64 + b"PAR1", "refused", "Parquet"),
    ("SQLite", "a.db", lambda: b"SQLite format 3\0" + b"\0" * 99, "refused", "SQLite"),
    ("pickle", "a.csv", lambda: b"\x80\x04cos\nsystem\n(S'touch /tmp/evil'\ntR.", "refused", ""),
    ("one line of 20 MB", NAME, lambda: b"a," * (10 * 1024**2), "refused", ""),
    ("a cell of 5 MB", NAME, lambda: kits(2, more=f"05/02/2026,{'x' * 5_000_000},X06000001,,,2,\n"), "landed", ""),
    ("a quote that is never closed", NAME, lambda: kits(2, more='05/02/2026,"open,X06000001,,,2,\n'), "landed", "1 refused"),
    ("1,000 columns", NAME, lambda: wide(1000), "refused", ""),
    ("1,000 columns that nobody knows", NAME, wide_kits, "landed", ""),
    ("UTF-16", NAME, lambda: GOOD.decode().encode("utf-16"), "landed", "UTF-16"),
    ("UTF-16 cut in a character", NAME, lambda: GOOD.decode().encode("utf-16")[:-1], "landed", ""),
    ("UTF-32", NAME, lambda: GOOD.decode().encode("utf-32"), "landed", "0 landed, 3 refused"),
    ("UTF-7", NAME, lambda: b"+ADw-script+AD4-,b\n1,2\n", "refused", ""),
    ("EBCDIC", NAME, lambda: GOOD.decode().encode("cp500"), "refused", ""),
    ("Windows-1252", NAME, lambda: GOOD.replace(b"Site 0", b"Caf\xe9"), "landed", ""),
    ("bytes that are no text", NAME, lambda: kits(2) + b"05/02/2026,\x81\x8d\xff,X06000001,,,2,\n", "landed", ""),
    ("only a byte-order mark", NAME, lambda: b"\xef\xbb\xbf", "refused", ""),
    ("only a header", NAME, lambda: HEADER.encode(), "landed", "0 rows read"),
    ("half a file", NAME, lambda: GOOD[:-12], "landed", "1 refused"),
    ("deeply nested JSON", "a.json", lambda: b'{"a":' * 100_000, "refused", ""),
    ("GeoJSON with a far point", "a.geojson", lambda: b'{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"x":1},"geometry":{"type":"Point","coordinates":[1e308,1e308]}}]}', "refused", ""),
    ("numbers beyond every bound", NAME, lambda: kits(2, more=f"05/02/2026,a,X06000001,,,{'9' * 400},\n"), "landed", "1 refused"),
    ("dates that no calendar has", NAME, lambda: kits(2, more="31/02/2026,a,X06000001,,,2,\n99/99/9999,a,X06000001,,,2,\n"), "landed", "2 refused"),
    ("control characters in a cell", NAME, lambda: kits(2, more="05/02/2026,\x1b[2J\x07,X06000001,,,2,\n"), "landed", ""),
]  # fmt: skip
NAMES = [
    pytest.param("../../../etc/cron.d/evil.csv", id="path out"),
    pytest.param("..\\..\\evil.csv", id="backslash path out"),
    pytest.param('<script>alert("x")</script>.csv', id="script"),
    pytest.param('"><img src=x onerror=alert(1)>.csv', id="image"),
    pytest.param("a\r\nSet-Cookie: evil=1\r\n.csv", id="line ends"),
    pytest.param("kits\u202evsc.exe", id="right to left"),
    pytest.param("a" * 4000 + ".csv", id="very long"),
    pytest.param("\U0001f600" * 300 + ".csv", id="very long and wide"),
    pytest.param("con.csv", id="device"),
    pytest.param("=cmd().csv", id="formula"),
    pytest.param("; rm -rf ~ .csv", id="shell"),
    pytest.param("'; DROP TABLE intake_upload; --.csv", id="SQL"),
    pytest.param("{{ settings.SECRET_KEY }}.csv", id="template"),
    pytest.param("%2e%2e%2fevil.csv", id="percent"),
    pytest.param("kits.csv\0.exe", id="zero byte"),
    pytest.param(".csv", id="only an ending"),
    pytest.param("a!b!../../c.csv", id="member marks"),
]


def _twice() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(NAME, GOOD)
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr(NAME, kits(3))
    return out.getvalue()


def _bomb() -> bytes:
    """Return a workbook of a megabyte that unpacks to more than a gigabyte of blanks."""
    out = io.BytesIO(workbook(SHEET.format("")))
    blank = b" " * (32 * 1024**2)
    with (
        zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("xl/sharedStrings.xml", "w", force_zip64=True) as member,
    ):
        for _ in range(33):
            member.write(blank)
    return out.getvalue()


def outside() -> dict[str, bytes | None]:
    """Return everything of the workspace, and near it, where no upload may put anything."""
    mine = ("lake", "vault", "quarantine", "postgres", "service")
    found: dict[str, bytes | None] = {}
    for path in sorted(WORKSPACE.rglob("*")):
        if path.relative_to(WORKSPACE).parts[0] not in mine and path.is_file():
            found[str(path)] = path.read_bytes()
    for near in (WORKSPACE.parent / "evil", Path("/tmp/evil"), Path("/etc/cron.d/evil")):
        found[str(near)] = near.read_bytes() if near.exists() else None
    return found


@pytest.fixture(autouse=True)
def _clean(settings):
    settings.SECOND_FACTOR = False
    before = outside()
    yield
    assert outside() == before, "nothing lies where no upload may put anything"
    for folder in ("lake", "vault", "quarantine"):
        shutil.rmtree(WORKSPACE / folder, ignore_errors=True)


@pytest.fixture
def web(client: Client) -> Client:
    client.force_login(sender().user, backend=BACKEND)
    client.raise_request_exception = True  # a fault of ours is a failed test
    return client


def send_and_look(web: Client, content: bytes, name: str):
    from fingerpost.service.intake.landing import land_upload
    from fingerpost.service.intake.models import Upload

    answer = web.post("/files/send", {"file": upload_of(content, name)})
    assert answer.status_code == 302, answer.content.decode()[:3000]
    upload = Upload.objects.order_by("-pk").first()
    land_upload(upload.pk, at=timezone.now(), today=timezone.localdate())
    upload.refresh_from_db()
    page = web.get(f"/files/{upload.pk}")
    assert page.status_code == 200
    text = page.content.decode()
    for evil in ("<script>alert", "onerror=alert(1)>", "<svg xmlns", "\u202e", "\0", "\x1b"):
        assert evil not in text
    return upload, text


def test_there_are_more_than_forty() -> None:
    assert len({case[0] for case in CASES}) == len(CASES) >= 40


@pytest.mark.parametrize(
    ("name", "make", "status", "words"),
    [pytest.param(*case[1:], id=case[0]) for case in CASES],
)
def test_a_hostile_file_does_no_harm(web, name, make, status, words) -> None:
    upload, text = send_and_look(web, make(), name)
    assert upload.status == status, (
        upload.message,
        [one.message for one in upload.files.all()],
    )
    assert words in text
    folder = WORKSPACE / "quarantine" / f"{upload.pk:09d}"
    assert folder.exists() is (status == "landed"), "what is refused is not kept"
    said = [upload.message, *(one.message for one in upload.files.all())]
    assert status == "landed" or any(said), "a refusal says why"
    assert not any("fault of ours" in one or "break down" in one for one in said)
    for one in upload.files.filter(rows_refused__gt=0)[:1]:
        answer = web.get(f"/files/{one.upload_id}/refused.csv")
        assert answer.status_code == 200
        import polars as pl

        cells = pl.read_csv(answer.content, infer_schema=False).to_dict(as_series=False)
        for value in (value for column in cells.values() for value in column if value):
            assert not value.startswith(("=", "+", "-", "@", "\t")), value[:50]


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_name_does_no_harm(web, name) -> None:
    from fingerpost.service.access.models import Membership
    from fingerpost.service.intake import quarantine
    from fingerpost.service.intake.actions import uploads
    from fingerpost.service.intake.models import Upload

    number = web.post("/files/begin", {"name": name, "size": len(GOOD)}).json()["number"]
    upload = Upload.objects.get(pk=number)
    path = quarantine.path_of(number, upload.name)
    assert path.resolve().parent == (WORKSPACE / "quarantine" / f"{number:09d}").resolve()
    assert len(path.name.encode()) <= 255
    assert upload.name.isprintable()
    assert not set(upload.name) & set("<>\"'\\/&!\r\n;{}%=")
    page = web.get("/files/").content.decode()
    assert "<script>alert" not in page
    assert "<img" not in page
    by = Membership.objects.get(pk=upload.sent_under_id)
    uploads.add_part(upload=upload, offset=0, data=GOOD, by=by)
    uploads.complete(upload=upload, by=by, at=timezone.now())
    assert web.get(f"/files/{number}").status_code == 200


def test_a_hostile_name_in_the_form_itself_does_no_harm(web) -> None:
    upload, _ = send_and_look(web, GOOD, '../"><script>alert(1)</script>.csv')
    assert upload.status == "landed"
    assert (WORKSPACE / "quarantine" / f"{upload.pk:09d}" / upload.name).is_file()
