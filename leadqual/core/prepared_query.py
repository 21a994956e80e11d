"""Queries of every request, whose SQL is made once.

To turn a query set of several tables into SQL takes Django longer than Postgres takes to answer.
Measured in `benchmarks/api`; decision 54.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar, cast

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model, QuerySet, prefetch_related_objects
from django.db.models.query import get_related_populators

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class _Prepared(Generic[M]):
    """What is the same for every call of a query.

    Args:
        params: each parameter: its name, or its value.
        attributes: of the model, as the first columns of its part of a row have them.
        converters: column → what makes a value of what the database gives.
        related: fill the objects of other tables.
        prefetched: lookups of further queries.
    """

    sql: str
    params: Sequence[tuple[str, object]]
    model: type[M]
    attributes: Sequence[str]
    columns: slice
    converters: Mapping[int, tuple[Sequence[Callable[..., Any]], Any]]
    related: Sequence[Any]
    annotations: Mapping[str, int]
    prefetched: Sequence[Any]


class PreparedQuery(Generic[M]):
    """A query set that is the same each time but for some values.

    Rows become objects as Django's `ModelIterable` makes them.

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
        """Return the first row for these values, None where there is none.

        Raises:
            ValueError: the query depends on fewer values.
        """
        known = self._prepared
        connection = connections[DEFAULT_DB_ALIAS]
        params: Any = [values[name] if name else value for name, value in known.params]
        with connection.cursor() as cursor:
            cursor.execute(known.sql, params)
            found = cursor.fetchone()
        if found is None:
            return None
        row = list(found)
        for place, (converters, expression) in known.converters.items():
            for convert in converters:
                row[place] = convert(row[place], expression, connection)
        one = known.model.from_db(DEFAULT_DB_ALIAS, known.attributes, row[known.columns])
        for populator in known.related:
            populator.populate(row, one)
        for name, place in known.annotations.items():
            setattr(one, name, row[place])
        if known.prefetched:
            prefetch_related_objects([one], *known.prefetched)
        return one

    @cached_property
    def _prepared(self) -> _Prepared[M]:
        queryset: Any = self._make(**self._stand_ins)[:1]
        compiler = queryset.query.get_compiler(using=DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        names = {value: name for name, value in self._stand_ins.items()}
        found = [(names.get(cast("str", value), ""), value) for value in params]
        if missing := set(self._stand_ins) - {name for name, _ in found}:
            raise ValueError(f"The query does not depend on {', '.join(sorted(missing))}.")
        tables, select = compiler.klass_info, compiler.select
        columns = slice(tables["select_fields"][0], tables["select_fields"][-1] + 1)
        return _Prepared(
            sql,
            found,
            tables["model"],
            [column.target.attname for column, *_ in select[columns]],
            columns,
            compiler.get_converters([column for column, *_ in select]),
            get_related_populators(tables, select, DEFAULT_DB_ALIAS),  # type: ignore[call-arg]  # of Django 6.1
            compiler.annotation_col_map or {},
            queryset._prefetch_related_lookups,
        )
