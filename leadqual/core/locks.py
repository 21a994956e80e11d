"""Work that only one process of the installation does at a time."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, InterfaceError, connection

_TRY_NAME = "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))"
_TRY_NUMBERS = "SELECT pg_try_advisory_xact_lock(%s, %s)"

DEPLOYMENT = "core.deployment"
"""Work on tables and on what every installation holds: one deployment after another does it."""

_ASK_SECONDS = 0.5


@contextmanager
def only_here(name: str) -> Iterator[bool]:
    """Give True to the first process that asks and False to all others until it is done.

    A process that dies loses its lock with its connection.
    """
    with _locked(_TRY_NAME, [name]) as is_ours:
        yield is_ours


@contextmanager
def only_here_by_number(kind: int, number: int) -> Iterator[bool]:
    """Do the same for work whose name is two numbers of 32 bits."""
    with _locked(_TRY_NUMBERS, [kind, number]) as is_ours:
        yield is_ours


@contextmanager
def _locked(statement: str, key: list[str] | list[int]) -> Iterator[bool]:
    """Hold a lock in the transaction of a second connection, which does nothing else.

    PgBouncer gives each transaction another session, and with it the locks of that session. The
    open transaction has no snapshot: vacuum and the facet index do not wait for it.
    """
    second = connection.copy()
    try:
        second.set_autocommit(autocommit=False)
        with second.cursor() as cursor:
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            cursor.execute(statement, key)
            row = cursor.fetchone()
        is_ours = bool(row and row[0])
        if not is_ours:
            second.rollback()
            second.close()
        yield is_ours
    finally:
        with suppress(DatabaseError, InterfaceError):  # A broken connection holds no lock.
            second.rollback()
            second.close()


@contextmanager
def in_turn(name: str, *, on_wait: Callable[[], object]) -> Iterator[None]:
    """Do a work once no other process does it.

    It asks again and again: a session that waits inside Postgres would keep the other process from
    building indexes concurrently.

    Args:
        name: of the work.
        on_wait: called once where another process is at it.
    """
    is_told = False
    while True:
        with only_here(name) as is_ours:
            if is_ours:
                yield
                return
        if not is_told:
            on_wait()
            is_told = True
        time.sleep(_ASK_SECONDS)


# Who has what open now: no two people are given the same thing at once.

LEASE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class LeaseTable:
    """A table with a row for each thing that somebody has open: `holder_id` until `expires_at`.

    Args:
        key: columns of its unique constraint; the last one says which thing is leased.
        columns: all other columns and those of `key` → SQL of the value in a row of `source`.
        source: SQL behind FROM: the things that may be leased, in one order for everybody.
        renewed: columns that change with a lease that is taken again → SQL of the new value.
        is_done: SQL that says of a row of the table that its holder needs it no longer.
    """

    name: str
    key: tuple[str, ...]
    columns: Mapping[str, str]
    source: str
    renewed: Mapping[str, str] = field(default_factory=dict)
    is_done: str = "false"

    def take(
        self,
        *,
        holder: int,
        now: datetime,
        **values: Any,
    ) -> list[int]:
        """Lease things for a minute, or for another one; return those that nobody else has.

        One statement: the unique constraint decides between two people who ask at the same time,
        and one order for all keeps those who take several from waiting for each other.

        Args:
            holder: key of who gets them.
            now: for leases.
            values: of the parameters in `columns`, `source` and `renewed`.
        """
        taken_over = {name: f"EXCLUDED.{name}" for name in ("holder_id", "expires_at")}
        changes = (f"{name} = {value}" for name, value in {**taken_over, **self.renewed}.items())
        statement = f"""
            INSERT INTO {self.name} ({", ".join(self.columns)}, holder_id, expires_at)
            SELECT {", ".join(self.columns.values())}, %(holder)s, %(expires_at)s
              FROM {self.source}
            ON CONFLICT ({", ".join(self.key)}) DO UPDATE SET {", ".join(changes)}
             WHERE {self.name}.expires_at <= %(now)s OR {self.name}.holder_id = EXCLUDED.holder_id
                OR {self.is_done}
            RETURNING {self.key[-1]}
        """  # noqa: S608  # made of constants
        terms: dict[str, Any] = {"holder": holder, "now": now, "expires_at": now + LEASE}
        with connection.cursor() as cursor:
            cursor.execute(statement, terms | values)
            return [int(thing) for (thing,) in cursor.fetchall()]

    def sweep(self, where: str, *values: Any) -> None:
        """Delete the leases of which a condition in SQL is true; one query.

        By itself, as the database does it in one step; Django would open a transaction around it.
        What somebody takes again is not old: to wait for it could be to wait for each other.
        """
        key = ", ".join(self.key)
        statement = f"""
            DELETE FROM {self.name} WHERE ({key}) IN (
                SELECT {key} FROM {self.name} WHERE {where} FOR UPDATE SKIP LOCKED)
        """  # noqa: S608  # made of constants
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
