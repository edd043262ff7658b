"""Structured logs: one JSON line an event, and never a value of a person.

A request is logged by the name of its address (`insight:measure`), never by its path, which may
hold a person's number, nor by its query, body or headers.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from typing import Any

import structlog
from django.conf import settings
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse


def where_of(error: BaseException) -> str:
    """Return the file and line in which an exception arose."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else ""


def without_message(logger: Any, method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Say of an exception that a library logs its kind and place: its message may hold a value."""
    told = event.pop("exc_info", None)
    error = told[1] if isinstance(told, tuple) else told
    if isinstance(error, BaseException):
        event |= {"kind": type(error).__name__, "where": where_of(error)}
    return event


SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                without_message,
                structlog.processors.JSONRenderer(),
            ],
            "foreign_pre_chain": SHARED,
        }
    },
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "json"},
        "nowhere": {"class": "logging.NullHandler"},  # without it Python writes to stderr
    },
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        # Django's own lines hold paths and exception messages, which may hold what people typed.
        "django.request": {"handlers": ["nowhere"], "propagate": False},
        "django.security": {"handlers": ["nowhere"], "propagate": False},
        "axes": {"level": "ERROR"},
        "procrastinate": {"level": "WARNING"},
    },
}

structlog.configure(
    processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
log = structlog.get_logger("fingerpost.service")


class RequestLog:
    """Log each request: which page, how it ended, how long it took."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request, and say in one line how it went."""
        begun = time.perf_counter()
        structlog.contextvars.bind_contextvars(request_id=uuid.uuid4().hex[:12])
        try:
            response = self.get_response(request)
        finally:
            structlog.contextvars.unbind_contextvars("request_id")
        match = request.resolver_match
        other = "static" if request.path.startswith(settings.STATIC_URL) else "unknown"
        log.info(
            "request",
            page=match.view_name if match else other,
            method=request.method if request.method in METHODS else "another",
            status=response.status_code,
            milliseconds=round(1000 * (time.perf_counter() - begun), 1),
        )
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Log the kind of an unexpected error and where it arose, without its message."""
        if isinstance(exception, Http404 | PermissionDenied | SuspiciousOperation):
            return  # a page answers these
        log.error("exception", kind=type(exception).__name__, where=where_of(exception))
