"""Several people at the same moment, each on a connection to the database of their own."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from contextvars import copy_context
from threading import Barrier, Thread
from typing import Any, Generic, TypeVar

from django.db import connection, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from tests.waiting import PATIENCE, until, waits_for_a_lock

T = TypeVar("T")


class Racer(Generic[T]):
    """A call in a thread of its own, by the clock of the test; needs tests with real commits.

    Args:
        call: is made at once.
        start: others that begin at the same moment.
    """

    def __init__(self, call: Callable[[], T], start: Barrier | None = None) -> None:
        self._call = call
        self._start = start or Barrier(1)
        self._session = 0
        self._outcome: Future[T] = Future()
        Thread(target=copy_context().run, args=[self._run], daemon=True).start()

    def _run(self) -> None:
        try:
            self._session = session_of(connection)
            self._start.wait(PATIENCE)
            result = self._call()
        except BaseException as error:  # noqa: BLE001  # raised by `result`
            connection.close()
            self._outcome.set_exception(error)
        else:
            connection.close()
            self._outcome.set_result(result)

    def is_over(self) -> bool:
        return self._outcome.done()

    def is_waiting(self, *, of: int | None = None) -> bool:
        """Return whether it waits for a lock of another session."""
        return bool(self._session) and waits_for_a_lock(self._session, of=of)

    def until_waiting(self, *, of: "Racer[Any] | None" = None) -> None:
        """Return once it waits for a lock that another session holds.

        Args:
            of: whose lock it must be.

        Raises:
            AssertionError: it came to its end without waiting, or waits for somebody else.
        """
        until(lambda: self.is_over() or self.is_waiting(), "The other session waits for a lock.")
        if self.is_over():
            raise AssertionError(f"It waited for nobody: {self.result()!r}")
        if of and not self.is_waiting(of=of._session):
            raise AssertionError("It waits for somebody else.")

    def result(self) -> T:
        """Return what the call returned, or raise what it raised."""
        return self._outcome.result(PATIENCE)

    def result_beside(self, holder: BaseDatabaseWrapper) -> T:
        """Do the same while a connection holds its locks.

        Raises:
            AssertionError: the call waits for one of them.
        """
        session = session_of(holder)
        until(lambda: self.is_over() or self.is_waiting(of=session), "The other session goes on.")
        if not self.is_over():
            raise AssertionError("It waits for a lock that it must not need.")
        return self.result()

    def cancel(self) -> None:
        """Have Postgres end the statement that waits."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_cancel_backend(%s)", [self._session])


def session_of(database: BaseDatabaseWrapper) -> int:
    """Return the process id of a connection's session in Postgres."""
    with database.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


@contextmanager
def other_session() -> Iterator[BaseDatabaseWrapper]:
    """Give another connection, in a transaction that is undone unless it is committed."""
    other = connection.copy()
    other.inc_thread_sharing()
    other.set_autocommit(False)
    try:
        yield other
    finally:
        other.rollback()
        other.close()


def together(
    calls: Sequence[Callable[[], T]], *, behind: Callable[[], object] | None = None
) -> list[T]:
    """Return what each call returns, all called at once; needs tests with real commits.

    Args:
        calls: in threads of their own.
        behind: takes a lock that all of them need, in a transaction that is undone when every
            call waits: all have read what they go by then, and none has written.
    """
    start = Barrier(len(calls))
    with transaction.atomic():
        if behind:
            behind()
        racers = [Racer(call, start) for call in calls]
        if behind:
            for racer in racers:
                racer.until_waiting()
        transaction.set_rollback(True)
    return [racer.result() for racer in racers]


def writers_of(*tables: type[models.Model]) -> Callable[[], None]:
    """Return what holds up all who write tables; whoever reads them, or locks rows, goes on."""
    names = ", ".join(table._meta.db_table for table in tables)

    def hold_up() -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {names} IN SHARE MODE")

    return hold_up
