"""Work that another session overtook begins again, in the one way for requests and services.

Postgres ends one of two transactions that wait for each other. A row that was found may be gone
before it is locked, and one that was missing may be there before it is written. Begun again, the
work sees what there is now, and is done or refused by that.
"""

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

from leadqual.core.database.statements import n_committed

T = TypeVar("T")
MAX_TRIES = 5
_ENDED = (DeadlockDetected, SerializationFailure)
_RACED = (*_ENDED, ForeignKeyViolation, UniqueViolation)
_IS_AGAIN: ContextVar[bool] = ContextVar("is_again", default=False)


def is_ended(error: BaseException) -> bool:
    """Return whether the database ended a transaction for another one that it blocked."""
    return isinstance(error, DatabaseError) and isinstance(error.__cause__, _ENDED)


def is_overtaken(error: BaseException) -> bool:
    """Return whether a work failed as it does where another session was faster.

    Django raises `DatabaseError` itself where a row that it saves is gone.
    """
    if isinstance(error, ObjectDoesNotExist) or type(error) is DatabaseError:
        return True
    return isinstance(error, DatabaseError) and isinstance(error.__cause__, _RACED)


def may_begin_again(
    error: BaseException,
    n_before: int,
    *,
    where: Callable[[BaseException], bool] = is_overtaken,
    even_committed: bool = False,
) -> bool:
    """Return whether a work begins again: it was overtaken, and nothing of it is committed.

    Args:
        error: with which it failed.
        n_before: `n_committed()` as it began.
        where: whether an error is one of a work that begins again.
        even_committed: it may be done twice.
    """
    is_clear = even_committed or n_committed() == n_before
    return where(error) and is_clear and not connection.in_atomic_block


def run_again(
    work: Callable[[], T],
    *,
    before: Callable[[], object] = lambda: None,
    where: Callable[[BaseException], bool] = is_overtaken,
    even_committed: bool = False,
) -> T:
    """Do a work, and again from its start where others overtook it; at most `MAX_TRIES` times.

    Inside of a transaction it is done once: only the outermost work can begin again.

    Args:
        work: the work.
        before: called before the work begins again.
        where: whether an error is one of a work that begins again.
        even_committed: it may be done twice; else what committed a part does not begin again.
    """
    if connection.in_atomic_block:
        return work()
    for number in range(MAX_TRIES - 1):
        n_before = n_committed()
        try:
            return _tried(work, is_again=number > 0)
        except (DatabaseError, ObjectDoesNotExist) as error:
            if not may_begin_again(error, n_before, where=where, even_committed=even_committed):
                raise
        before()
    return _tried(work, is_again=True)


def has_begun_again() -> bool:
    """Return whether the present work was overtaken: now it takes alone what it shared at first."""
    return _IS_AGAIN.get()


def _tried(work: Callable[[], T], *, is_again: bool) -> T:
    token = _IS_AGAIN.set(is_again or _IS_AGAIN.get())
    try:
        return work()
    finally:
        _IS_AGAIN.reset(token)


def answer_again(request: Any, answer: Callable[[], T]) -> T:
    """Answer a request, and again where another one was faster and nothing was committed.

    Args:
        request: of Django or of REST framework.
        answer: gives the answer; it finds body and files as they came.
    """
    return run_again(answer, before=partial(_rewind_files, request))


def _rewind_files(request: Any) -> None:
    files = getattr(request, "_files", None)  # A body that nobody read yet is not read here.
    for _, group in files.lists() if isinstance(files, MultiValueDict) else ():
        for file in group:
            file.seek(0)
