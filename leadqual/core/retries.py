"""Retries of work that conflicts with another session, for requests and services."""

from collections.abc import Callable
from contextvars import ContextVar
from functools import partial
from typing import Any, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, connection
from django.utils.datastructures import MultiValueDict
from psycopg.errors import (
    DeadlockDetected,
    ForeignKeyViolation,
    SerializationFailure,
    UniqueViolation,
)

from leadqual.core.committed_writes import count_committed

T = TypeVar("T")

MAX_TRIES = 5
_ENDED = (DeadlockDetected, SerializationFailure)
_RACED = (*_ENDED, ForeignKeyViolation, UniqueViolation)
_IS_AGAIN: ContextVar[bool] = ContextVar("is_again", default=False)


def is_aborted(error: BaseException) -> bool:
    """Return whether the database aborted a transaction (deadlock or serialization failure)."""
    return isinstance(error, DatabaseError) and isinstance(error.__cause__, _ENDED)


def is_conflict(error: BaseException) -> bool:
    """Return whether an error is typical of a conflict with another session.

    Django raises plain `DatabaseError` if a row to save is gone.
    """
    if isinstance(error, ObjectDoesNotExist) or type(error) is DatabaseError:
        return True
    return isinstance(error, DatabaseError) and isinstance(error.__cause__, _RACED)


def may_retry(
    error: BaseException,
    n_before: int,
    *,
    where: Callable[[BaseException], bool] = is_conflict,
    even_committed: bool = False,
) -> bool:
    """Return whether to retry: the error allows it, and nothing was committed.

    Args:
        error: that was raised.
        n_before: `n_committed()` at the start.
        where: whether an error allows a retry.
        even_committed: retry even if a part was committed, because the work is idempotent.
    """
    is_clear = even_committed or count_committed() == n_before
    return where(error) and is_clear and not connection.in_atomic_block


def run_with_retries(
    work: Callable[[], T],
    *,
    before: Callable[[], object] = lambda: None,
    where: Callable[[BaseException], bool] = is_conflict,
    even_committed: bool = False,
) -> T:
    """Run work, and retry it after conflicts; at most `MAX_TRIES` times.

    Inside a transaction it runs once, because only the outermost work can be retried.

    Args:
        work: to run.
        before: called before each retry.
        where: whether an error allows a retry.
        even_committed: retry even if a part was committed, because the work is idempotent.
    """
    if connection.in_atomic_block:
        return work()
    for number in range(MAX_TRIES - 1):
        n_before = count_committed()
        try:
            return _call_with_retries(work, is_again=number > 0)
        except (DatabaseError, ObjectDoesNotExist) as error:
            if not may_retry(error, n_before, where=where, even_committed=even_committed):
                raise
        before()
    return _call_with_retries(work, is_again=True)


def is_retry() -> bool:
    """Return whether the current work is a retry, which should take exclusive locks."""
    return _IS_AGAIN.get()


def _call_with_retries(work: Callable[[], T], *, is_again: bool) -> T:
    token = _IS_AGAIN.set(is_again or _IS_AGAIN.get())
    try:
        return work()
    finally:
        _IS_AGAIN.reset(token)


def answer_with_retries(request: Any, answer: Callable[[], T]) -> T:
    """Answer a request, and retry after conflicts if nothing was committed.

    Args:
        request: of Django or REST framework.
        answer: returns the response; uploaded files are rewound before a retry.
    """
    return run_with_retries(answer, before=partial(_rewind_files, request))


def _rewind_files(request: Any) -> None:
    files = getattr(request, "_files", None)  # Avoids reading an unread body.
    for _, group in files.lists() if isinstance(files, MultiValueDict) else ():
        for file in group:
            file.seek(0)
