"""Queries of every request, whose SQL is made once.

To turn a query set of several tables into SQL takes Django longer than Postgres takes to answer.
Measured in `benchmarks/api`; decision 54.
"""

import copy
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, Generic, TypeVar, cast

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)


class PreparedQuery(Generic[M]):
    """A query set that is the same each time but for some values.

    Args:
        make: gives the query set for values by name. Its SQL must not depend on what they are: no
            value is None, or left out.
        stand_ins: a value for each name, unlike any other in the query.
    """

    def __init__(
        self, make: Callable[..., QuerySet[M]], stand_ins: Mapping[str, str | int]
    ) -> None:
        self._make = make
        self._stand_ins = stand_ins

    def first(self, **values: str | int) -> M | None:
        """Return the first row for these values, None where there is none; one query.

        Args:
            values: one for each stand-in.

        Raises:
            ValueError: the query depends on fewer values.
        """
        queryset, compiler, sql, names = self._prepared
        ready = copy.copy(compiler)  # With what it found out of the columns.
        ready.connection = connections[DEFAULT_DB_ALIAS]  # That of this thread.
        params = tuple(values[name] if name else value for name, value in names)
        ready.as_sql = lambda *_args, **_options: (sql, params)
        asked: Any = queryset._chain()
        asked.query.get_compiler = lambda *_args, **_options: ready
        return next(iter(asked), None)

    @cached_property
    def _prepared(self) -> tuple[Any, Any, str, list[tuple[str, object]]]:
        """Query set, what compiled it, its SQL, and each parameter: its name, or its value."""
        queryset: Any = self._make(**self._stand_ins)[:1]
        compiler = queryset.query.get_compiler(using=DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        names = {value: name for name, value in self._stand_ins.items()}
        converters = compiler.get_converters([column for column, *_ in compiler.select])
        compiler.get_converters = lambda _columns: converters
        found = [(names.get(cast("str", value), ""), value) for value in params]
        if missing := set(self._stand_ins) - {name for name, _ in found}:
            raise ValueError(f"The query does not depend on {', '.join(sorted(missing))}.")
        return queryset, compiler, sql, found
