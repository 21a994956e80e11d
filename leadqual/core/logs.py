"""Log lines as JSON: a fixed event text, values beside it, and errors without what they quote."""

import json
import logging
import traceback
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from leadqual.core.requests.job_ids import current_job_id
from leadqual.core.requests.request_ids import current_request_id

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "request", "data"}
_REFUSED = "django.security"
"""Logger of requests that Django refuses, such as for a foreign host; the event says why."""
_AS_CAUSE = "\nThe above exception was the direct cause of the following exception:\n\n"
_IN_CONTEXT = "\nDuring handling of the above exception, another exception occurred:\n\n"


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time, level, logger, event, extra values, traceback.

    What an error says often quotes a cell, an address or a text ("Key (email)=… already exists"):
    of each error only its type, where it was raised and the code of the database are written.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line of JSON."""
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
        line |= {key: value for key, value in vars(record).items() if key not in _STANDARD}
        error = record.exc_info[1] if record.exc_info else None
        if error is not None and not record.name.startswith(_REFUSED):
            line["traceback"] = "".join(_told(error))
        return json.dumps(line, ensure_ascii=False, default=str)


def _event_of(record: logging.LogRecord) -> str:
    """Return the event; of a job of Celery without its result and what its error says."""
    job = getattr(record, "data", None)
    if isinstance(job, Mapping):
        return str(record.msg) % {**job, "return_value": "…", "exc": "…"}
    return record.getMessage()


def _job_of(record: logging.LogRecord) -> str:
    """Return the ID in what Celery says of a job before it begins and after it ended."""
    job = getattr(record, "data", None)
    return str(job.get("id") or "") if isinstance(job, Mapping) else ""


def _told(error: BaseException, *, seen: frozenset[int] = frozenset()) -> Iterator[str]:
    """Tell an error and those that led to it, the first one first, in the shape of a traceback."""
    cause = error.__cause__
    before = cause or (None if error.__suppress_context__ else error.__context__)
    if before is not None and id(before) not in seen:
        yield from _told(before, seen=seen | {id(error)})
        yield _AS_CAUSE if cause else _IN_CONTEXT
    yield "Traceback (most recent call last):\n"
    yield from traceback.format_tb(error.__traceback__)
    yield f"{type(error).__module__}.{type(error).__qualname__}{_code_of(error)}\n"


def _code_of(error: BaseException) -> str:
    """Return what a database or the system calls this error; "" where neither does."""
    code = getattr(error, "sqlstate", None) or getattr(error, "errno", None)
    return f" [{code}]" if code else ""
