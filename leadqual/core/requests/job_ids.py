"""The ID of a job, and the ID of the request that asked for it, in all log lines of the job.

The request's ID travels in the headers of the message, also from a job to the jobs that it starts.
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
    """Return the ID of the job that this thread runs; "" outside of one."""
    return _current.get()


def mark_message(headers: dict[str, Any] | None = None, **_signal: object) -> None:
    """Put the ID of the current request, and when it was sent, into a job's message."""
    if headers is None:
        return
    headers.setdefault(SENT_AT, time.time())
    if request_id := current_request_id():
        headers.setdefault(HEADER, request_id)


def begin(task: Any = None, task_id: str = "", **_signal: object) -> None:
    """Take over the IDs of a job that begins."""
    # Not in `request.headers`: Sentry puts others there, which hide those of the message.
    request_id = str(task.request.get(HEADER) or "")
    of_request = continue_request(request_id) if request_id else None
    _tokens.set((*_tokens.get(), (_current.set(task_id), of_request)))


def end(**_signal: object) -> None:
    """Forget the IDs of a job that ended."""
    if tokens := _tokens.get():
        of_job, of_request = tokens[-1]
        _tokens.set(tokens[:-1])
        _current.reset(of_job)
        if of_request is not None:
            end_request(of_request)


def connect() -> None:
    """Have Celery call these; it keeps one of each, however often it is told."""
    signals.before_task_publish.connect(mark_message, dispatch_uid="job_ids.mark")
    signals.task_prerun.connect(begin, dispatch_uid="job_ids.begin")
    signals.task_postrun.connect(end, dispatch_uid="job_ids.end")
