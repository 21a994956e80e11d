"""Locks across processes, and leases of items."""

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
"""Lock for migrations and base data: deployments take turns."""

_ASK_SECONDS = 0.5

LEASE = timedelta(seconds=60)


@contextmanager
def only_here(name: str) -> Iterator[bool]:
    """Yield True to the first process and False to all others until it is done.

    If a process dies, its connection closes and releases the lock.
    """
    with _locked(_TRY_NAME, [name]) as is_ours:
        yield is_ours


@contextmanager
def only_here_by_number(kind: int, number: int) -> Iterator[bool]:
    """Do the same for a lock named by two 32-bit numbers."""
    with _locked(_TRY_NUMBERS, [kind, number]) as is_ours:
        yield is_ours


@contextmanager
def _locked(statement: str, key: list[str] | list[int]) -> Iterator[bool]:
    """Hold a lock in a transaction on a second connection, used for nothing else.

    With PgBouncer, session locks are unreliable, because each transaction may use another session.
    The open transaction has no snapshot, so it does not block vacuum or the facet index.
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
        with suppress(DatabaseError, InterfaceError):  # A broken connection releases the lock.
            second.rollback()
            second.close()


@contextmanager
def in_turn(name: str, *, on_wait: Callable[[], object]) -> Iterator[None]:
    """Run the block once no other process holds the lock.

    Polls, because a session that waits inside Postgres would block concurrent index builds.

    Args:
        name: of the lock.
        on_wait: called once if another process holds the lock.
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


# Leases: no two people are given the same item at once.


@dataclass(frozen=True, slots=True)
class LeaseTable:
    """A table with a row per leased item: `holder_id` has it until `expires_at`.

    Args:
        key: columns of its unique constraint; the last one identifies the leased item.
        columns: all other columns, including `key` → SQL of the value from a row of `source`.
        source: SQL after FROM: the items that may be leased, in the same order for everyone.
        renewed: columns that change when a lease is renewed → SQL of the new value.
        is_done: SQL condition for rows whose holder no longer needs them.
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
        """Lease or renew items for a minute; return those that nobody else has.

        A single statement: the unique constraint resolves concurrent requests, and a common order
        avoids deadlocks.

        Args:
            holder: primary key of the person.
            now: start of the leases.
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
        """Delete the leases that match an SQL condition; one query.

        Raw SQL, because Django would open a transaction around it. Skips locked rows, which are
        being renewed, to avoid deadlocks.
        """
        key = ", ".join(self.key)
        statement = f"""
            DELETE FROM {self.name} WHERE ({key}) IN (
                SELECT {key} FROM {self.name} WHERE {where} FOR UPDATE SKIP LOCKED)
        """  # noqa: S608  # made of constants
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
