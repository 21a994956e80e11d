"""JSON logs of the product and of gunicorn, and error reports to Sentry."""

import json
import logging
import re
import traceback
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from gunicorn.config import Config
from gunicorn.glogging import Logger

from leadqual.core.requests.client_addresses import client_address_in
from leadqual.core.requests.job_ids import current_job_id
from leadqual.core.requests.request_ids import HEADER, LOG_KEY, current_request_id

_STANDARD_FIELDS = frozenset(vars(logging.makeLogRecord({}))) | {
    "message",
    "asctime",
    "request",
    "data",
}
_SECURITY_LOGGER = "django.security"
"""Logger of requests that Django refuses, e.g. for an invalid host; the event says why."""
_PATH_LOGGERS = ("django.", "gunicorn")
"""Loggers whose events may name the path of a request."""
_PATH = re.compile(r"/\S*")
_SECRET = re.compile(r"(?<=/)(?:[^/]*@[^/]*|[^/]{24,})")
"""A path segment that may be an email address, a name or a link secret."""
_CAUSE_LINE = "\nThe above exception was the direct cause of the following exception:\n\n"
_CONTEXT_LINE = "\nDuring handling of the above exception, another exception occurred:\n\n"

_QUERY = re.compile(r"\?\S*")


class JsonFormatter(logging.Formatter):
    """Writes one JSON object per line: time, level, logger, event, extra values, traceback.

    Error messages often quote personal data ("Key (email)=… already exists"), so only the type, the
    location and the database code of an error are written.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as a line of JSON."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": _event_of(record),
        }
        if request_id := current_request_id():
            line["request_id"] = request_id
        if job_id := current_job_id() or _job_of(record):
            line["job_id"] = job_id
        line |= {key: value for key, value in vars(record).items() if key not in _STANDARD_FIELDS}
        if "path" in line:
            line["path"] = plain_path(str(line["path"]))
        error = record.exc_info[1] if record.exc_info else None
        if error is not None and not record.name.startswith(_SECURITY_LOGGER):
            line["traceback"] = "".join(_format_causes(error))
        return json.dumps(line, ensure_ascii=False, default=str)


def _event_of(record: logging.LogRecord) -> str:
    """Return the event; for Celery jobs, without result and error message."""
    job = getattr(record, "data", None)
    if isinstance(job, Mapping):
        return str(record.msg) % {**job, "return_value": "…", "exc": "…"}
    if record.name.startswith(_PATH_LOGGERS):
        return _PATH.sub(lambda path: plain_path(path[0]), record.getMessage())
    return record.getMessage()


def plain_path(path: str) -> str:
    """Return a path without segments that may be secret or personal."""
    return path if path.startswith("/static/") else _SECRET.sub("…", path)


def _job_of(record: logging.LogRecord) -> str:
    """Return the job ID from Celery's own messages about a job, or ""."""
    job = getattr(record, "data", None)
    return str(job.get("id") or "") if isinstance(job, Mapping) else ""


def _format_causes(error: BaseException, *, seen: frozenset[int] = frozenset()) -> Iterator[str]:
    """Yield an error and its causes, oldest first, formatted as a traceback."""
    cause = error.__cause__
    before = cause or (None if error.__suppress_context__ else error.__context__)
    if before is not None and id(before) not in seen:
        yield from _format_causes(before, seen=seen | {id(error)})
        yield _CAUSE_LINE if cause else _CONTEXT_LINE
    yield "Traceback (most recent call last):\n"
    yield from traceback.format_tb(error.__traceback__)
    yield f"{type(error).__module__}.{type(error).__qualname__}{_code_of(error)}\n"


def _code_of(error: BaseException) -> str:
    """Return the SQLSTATE or errno of an error, or ""."""
    code = getattr(error, "sqlstate", None) or getattr(error, "errno", None)
    return f" [{code}]" if code else ""


class _ServerFormatter(JsonFormatter):
    """Removes query strings from gunicorn's messages about failed requests."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as a line of JSON."""
        record.msg, record.args = _QUERY.sub("", record.getMessage()), None
        return super().format(record)


class ServerLogger(Logger):  # type: ignore[misc]  # has no types
    """Logs errors, and with `--access-logfile` each request without its query string."""

    def setup(self, cfg: Config) -> None:
        """Set our formatter on all handlers."""
        super().setup(cfg)
        for log in (self.error_log, self.access_log):
            for handler in log.handlers:
                handler.setFormatter(_ServerFormatter())

    def access(self, resp: Any, req: Any, environ: dict[str, Any], request_time: Any) -> None:
        """Log an answered request with its ID, its API key and where it came from."""
        if not self.cfg.accesslog:
            return
        headers = {str(name).lower(): str(value) for name, value in resp.headers}
        self.access_log.info(
            "request answered",
            extra={
                "request_id": headers.get(HEADER.lower(), ""),
                "method": environ.get("REQUEST_METHOD", ""),
                "path": environ.get("PATH_INFO", ""),
                "status": int(str(resp.status).split(" ", 1)[0]),
                "milliseconds": round(1_000 * request_time.total_seconds(), 1),
                "client": client_address_in(environ),
                "api_key": environ.get(LOG_KEY, ""),
            },
        )
