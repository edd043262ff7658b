"""Which files a document may be: ODT, DOCX or PDF, known by what is in them and not by their name."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from fingerpost.service.intake.quarantine import safe_name

MAX_BYTES = 20 * 1024**2
MAX_UNPACKED_BYTES = 200 * 1024**2  # of a document that is packed
MAX_PARTS = 5000
MAX_NAMING_BYTES = 1024**2  # of the part that says what a packed file is


@dataclass(frozen=True)
class FileKind:
    """One kind of file: its ending, how a browser is told of it, and its name."""

    ending: str
    media_type: str
    words: str


ODT = FileKind("odt", "application/vnd.oasis.opendocument.text", "OpenDocument text")
DOCX = FileKind(
    "docx",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "Word document",
)
PDF = FileKind("pdf", "application/pdf", "PDF")

NOT_ONE = "It is not an ODT, a DOCX or a PDF. Save it as one of these and choose it again."
TOO_LARGE = f"It is larger than {MAX_BYTES // 1024**2} MB. Make its pictures smaller."
HOLDS_PROGRAM = "It holds a macro or a script. Save it without, and choose it again."
LOCKED = "It is locked by a password. Save it without, and choose it again."
BROKEN = "It is broken: part of it is missing. Save it again and choose it again."
# What a packed file that is none, or is half there, makes its reader say.
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    KeyError,
    EOFError,
    NotImplementedError,
    OSError,
    ValueError,
)
# Names that stand for programs in the plain parts of a PDF; what is packed inside is not opened.
IN_PDF = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia)\b")


def kind_of(content: bytes) -> FileKind:
    """Return what a file is.

    Raises
    ------
    ValidationError
        If it is none of the three, is locked, broken or too large, or holds a program.
    """
    if not content:
        raise ValidationError("The file is empty.")
    if len(content) > MAX_BYTES:
        raise ValidationError(TOO_LARGE)
    if content.startswith(b"%PDF-"):
        return _pdf(content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return _packed(packed)
    except UNREADABLE as error:
        raise ValidationError(NOT_ONE) from error


def named(name: str, kind: FileKind) -> str:
    """Return a name that is harmless in a header, with the ending of what the file is."""
    return f"{safe_name(name).rsplit('.', 1)[0]}.{kind.ending}"


def _pdf(content: bytes) -> FileKind:
    if b"%%EOF" not in content[-2048:]:
        raise ValidationError(BROKEN)
    if b"/Encrypt" in content:
        raise ValidationError(LOCKED)
    if IN_PDF.search(content):
        raise ValidationError(HOLDS_PROGRAM)
    return PDF


def _packed(file: zipfile.ZipFile) -> FileKind:
    parts = file.infolist()
    names = {one.filename for one in parts}
    if len(parts) > MAX_PARTS or sum(one.file_size for one in parts) > MAX_UNPACKED_BYTES:
        raise ValidationError(TOO_LARGE)
    if any(one.flag_bits & 1 for one in parts):
        raise ValidationError(LOCKED)
    if "mimetype" in names:
        kind, inside = ODT, "content.xml"
        said = _beginning(file, "mimetype").decode("ascii", "replace").strip()
        is_one = said == ODT.media_type
        is_locked = b"encryption-data" in _beginning(file, "META-INF/manifest.xml")
    else:
        kind, inside = DOCX, "word/document.xml"
        is_one = b"wordprocessingml.document.main+xml" in _beginning(
            file, "[Content_Types].xml"
        )
        is_locked = False
    if not is_one:
        raise ValidationError(NOT_ONE)
    if is_locked:
        raise ValidationError(LOCKED)
    if inside not in names:
        raise ValidationError(BROKEN)
    if any(_is_program(name) for name in names):
        raise ValidationError(HOLDS_PROGRAM)
    return kind


def _beginning(file: zipfile.ZipFile, name: str) -> bytes:
    with file.open(name) as part:
        return part.read(MAX_NAMING_BYTES)


def _is_program(name: str) -> bool:
    return name.startswith(("Basic/", "Scripts/")) or name.lower().endswith("vbaproject.bin")
