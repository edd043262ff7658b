"""Take the bytes of a form: straight into the quarantine, no more than are allowed, for our pages only.

Django reads the body of a form before a view is asked, to find the token against forgery. So this
stands before everybody, signed in or not, and takes files only where a page waits for one.
"""

from __future__ import annotations

from tempfile import NamedTemporaryFile
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopUpload
from django.http import HttpRequest

from fingerpost.service.intake import quarantine

PAGES = frozenset(
    {
        "intake:send",
        "api:send_file",
        "board:upload_version",
        "directory:import",
        "casework:send_releases",
    }
)


class IncomingFile(UploadedFile):  # type: ignore[type-arg]
    """A file in the quarantine that is deleted with the request; an action links to it to keep it."""

    def __init__(self, name: str, content_type: str | None) -> None:
        file = NamedTemporaryFile(dir=quarantine.incoming(), suffix=".incoming")  # noqa: SIM115
        super().__init__(file, name, content_type, 0)

    def temporary_file_path(self) -> str:
        """Return where the bytes lie."""
        assert self.file is not None
        return str(self.file.name)


class QuarantineUpload(FileUploadHandler):
    """Write one file into the quarantine; stop when it is larger than any may be."""

    def handle_raw_input(self, *arguments: Any, **options: Any) -> None:
        """See whether the page takes files at all."""
        request = self.request
        assert isinstance(request, HttpRequest)
        match = request.resolver_match
        self.is_welcome = match is not None and match.view_name in PAGES
        self.announced = int(request.META.get("CONTENT_LENGTH") or 0)
        self.incoming: IncomingFile | None = None

    def new_file(self, *arguments: Any, **options: Any) -> None:
        """Begin the file, or leave it out: of several only the first is taken."""
        super().new_file(*arguments, **options)
        if not self.is_welcome or self.incoming is not None:
            raise SkipFile
        if not quarantine.has_room_for(min(self.announced, quarantine.MAX_BYTES)):
            self._refuse("There is no room for it on the disk now. Tell your administrator.")
        self.incoming = IncomingFile(self.file_name or "", self.content_type)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep a piece of it."""
        if start + len(raw_data) > quarantine.MAX_BYTES:
            self._refuse(TOO_LARGE)
        assert self.incoming is not None
        self.incoming.write(raw_data)

    def file_complete(self, file_size: int) -> IncomingFile | None:
        """Hand it over, whole."""
        if self.incoming is None:
            return None
        self.incoming.flush()
        self.incoming.seek(0)
        self.incoming.size = file_size
        return self.incoming

    def upload_interrupted(self) -> None:
        """Delete what came before the sender went away."""
        if self.incoming is not None:
            self.incoming.close()

    def _refuse(self, why: str) -> None:
        # The view says it in words. The rest of a body is read, so that the browser gets the page;
        # of one that is absurdly long it is not.
        assert self.request is not None
        self.upload_interrupted()
        self.request.upload_refused = why  # type: ignore[attr-defined]
        raise StopUpload(connection_reset=self.announced > 2 * quarantine.MAX_BYTES)


TOO_LARGE = f"The file is larger than {quarantine.MAX_BYTES // 1024**2} MB. Split it by month or by area."
