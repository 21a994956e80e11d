"""IDs of jobs and of the requests that started them, for log lines.

The request ID is passed in the message headers, including from a job to the jobs that it starts.
"""

import time
from contextvars import ContextVar, Token
from typing import Any

from celery import signals

from leadqual.core.requests.request_ids import continue_request, current_request_id, end_request

HEADER = "leadqual_request_id"
SENT_AT = "leadqual_sent_at"
_current: ContextVar[str] = ContextVar("job_id", default="")
_tokens: ContextVar[tuple[tuple[Token[str], Token[str] | None], ...]] = ContextVar(
    "job_tokens", default=()
)


def current_job_id() -> str:
    """Return the ID of the job that this thread runs, or ""."""
    return _current.get()


def mark_message(headers: dict[str, Any] | None = None, **_signal: object) -> None:
    """Add the current request ID and the time to a job's message."""
    if headers is None:
        return
    headers.setdefault(SENT_AT, time.time())
    if request_id := current_request_id():
        headers.setdefault(HEADER, request_id)


def set_job_ids(task: Any = None, task_id: str = "", **_signal: object) -> None:
    """Set the IDs when a job begins."""
    # Not `request.headers`: there, Sentry's headers hide those of the message.
    request_id = str(task.request.get(HEADER) or "")
    of_request = continue_request(request_id) if request_id else None
    _tokens.set((*_tokens.get(), (_current.set(task_id), of_request)))


def reset_job_ids(**_signal: object) -> None:
    """Reset the IDs when a job ends."""
    if tokens := _tokens.get():
        of_job, of_request = tokens[-1]
        _tokens.set(tokens[:-1])
        _current.reset(of_job)
        if of_request is not None:
            end_request(of_request)


def connect() -> None:
    """Connect the signal handlers; safe to call repeatedly."""
    signals.before_task_publish.connect(mark_message, dispatch_uid="job_ids.mark")
    signals.task_prerun.connect(set_job_ids, dispatch_uid="job_ids.begin")
    signals.task_postrun.connect(reset_job_ids, dispatch_uid="job_ids.end")
