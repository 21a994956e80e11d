"""A lookup for many keys: `job_title__any=keys`."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Field, ForeignKey, Lookup


class AnyOf(Lookup):
    """Is a whole number one of many: `= ANY(array)`, one parameter whatever their number.

    `__in` makes a parameter for each and converts it by its field: with 2,000 keys that takes
    longer than the query.
    """

    lookup_name = "any"
    prepare_rhs = False

    def get_db_prep_lookup(  # type: ignore[override]  # many keys
        self,
        value: Iterable[int],
        connection: Any,
    ) -> tuple[str, list[list[int]]]:
        """Return the array as the one parameter."""
        return "%s", [list(value)]

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Return the condition and its parameters."""
        left, before = self.process_lhs(compiler, connection)
        right, given = self.process_rhs(compiler, connection)
        return f"{left} = ANY({right})", (*before, *given)


def register() -> None:
    """Make it known to keys and numbers."""
    Field.register_lookup(AnyOf)
    ForeignKey.register_lookup(AnyOf)
