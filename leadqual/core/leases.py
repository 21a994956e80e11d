"""Leases of items: no two people are given the same one at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

LEASE = timedelta(seconds=60)


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
            return [int(item_id) for (item_id,) in cursor.fetchall()]

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
