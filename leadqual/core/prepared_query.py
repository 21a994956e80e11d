"""Queries of every request whose SQL is compiled once.

Compiling a query set of several tables takes Django longer than Postgres takes to run it, as
measured in `benchmarks/api`; decision 54.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Field, ForeignKey, Lookup, Model, QuerySet, prefetch_related_objects
from django.db.models.base import ModelState
from django.db.models.query import get_related_populators

from leadqual.core.row_counts import count_queries, counted

M = TypeVar("M", bound=Model)
StandIn = str | int | datetime | list[int]


@dataclass(frozen=True, slots=True)
class _Prepared(Generic[M]):
    """The parts of a query that are the same for every call.

    Args:
        params: name or value of each parameter.
        attributes: of the model, in the order of its columns.
        converters: column → functions that convert database values.
        related: populate related objects.
        prefetched: lookups for additional queries.
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
    """A query set that differs only in some values between calls.

    Rows become objects as in Django's `ModelIterable`, but without `Model.__init__` and its
    signals, to which nothing listens: a page of rows is some hundred objects.

    Args:
        make: returns the query set for values by name. Its SQL must not depend on the values, so
            none may be None or missing.
        stand_ins: for each name a value that no other parameter of the query has.
        most: maximum number of rows; None for all.
    """

    def __init__(
        self,
        make: Callable[..., QuerySet[M]],
        stand_ins: Mapping[str, StandIn],
        most: int | None = 1,
    ) -> None:
        self._make = make
        self._stand_ins = stand_ins
        self._most = most

    def first(self, **values: StandIn) -> M | None:
        """Return the first row for these values, or None; see `rows`."""
        return next(iter(self.rows(**values)), None)

    def rows(self, **values: StandIn) -> list[M]:
        """Return the rows for these values.

        Raises:
            ValueError: the query does not use all values.
        """
        known = self._prepared
        connection = connections[DEFAULT_DB_ALIAS]
        params: Any = [values[name] if name else value for name, value in known.params]
        with connection.cursor() as cursor:
            cursor.execute(known.sql, params)
            found = [self._build_object(known, list(row), connection) for row in cursor.fetchall()]
        if known.prefetched and found:
            prefetch_related_objects(found, *known.prefetched)
        return found

    @staticmethod
    def _build_object(known: _Prepared[M], row: list[Any], connection: Any) -> M:
        for place, (converters, expression) in known.converters.items():
            for convert in converters:
                row[place] = convert(row[place], expression, connection)
        one = build_object(known.model, known.attributes, row[known.columns])
        for populator in known.related:
            _populate(populator, row, one)
        for name, place in known.annotations.items():
            setattr(one, name, row[place])
        return one

    @cached_property
    def _prepared(self) -> _Prepared[M]:
        queryset: Any = self._make(**self._stand_ins)[: self._most]
        compiler = queryset.query.get_compiler(using=DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        found = _name_parameters(params, self._stand_ins)
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


class PreparedCounts:
    """How many rows several query sets have: one statement, whose SQL is compiled once.

    Args:
        make: returns the query sets for values by name, as of `PreparedQuery`.
        stand_ins: for each name a value that no other parameter of the query has.
    """

    def __init__(
        self, make: Callable[..., Iterable[QuerySet[Any]]], stand_ins: Mapping[str, StandIn]
    ) -> None:
        self._make = make
        self._stand_ins = stand_ins

    def of(self, **values: StandIn) -> list[int]:
        """Return the counts for these values, in the order of the query sets."""
        parts, params = self._prepared
        return counted(parts, [values[name] if name else value for name, value in params])

    @cached_property
    def _prepared(self) -> tuple[Sequence[str], Sequence[tuple[str, object]]]:
        parts, params = count_queries(self._make(**self._stand_ins))
        return parts, _name_parameters(params, self._stand_ins)


def _name_parameters(
    params: Iterable[object], stand_ins: Mapping[str, StandIn]
) -> Sequence[tuple[str, object]]:
    """Return each parameter with the name of the value that it stands for, or with none."""
    names = list(stand_ins.items())
    return [(next((name for name, one in names if one == value), ""), value) for value in params]


def build_object(model: type[M], attributes: Iterable[str], values: Iterable[Any]) -> M:
    """Return the object of a row that was read; attributes that are missing are deferred."""
    one = model.__new__(model)
    one.__dict__.update(zip(attributes, values, strict=True))
    state = one._state = ModelState()
    state.adding, state.db = False, DEFAULT_DB_ALIAS
    return one


def _populate(populator: Any, row: list[Any], one: Model) -> None:
    """Add the related objects of a row, as Django's `RelatedPopulator` does."""
    values = row[populator.cols_start : populator.cols_end]
    if values[populator.pk_idx] is None:
        populator.local_setter(one, None)
        return
    other = build_object(populator.model_cls, populator.init_list, values)
    for further in populator.related_populators:
        _populate(further, row, other)
    populator.local_setter(one, other)
    populator.remote_setter(other, one)


# A lookup for many keys: `job_title__any=keys`


class AnyOf(Lookup):
    """Lookup for integers with `= ANY(array)`, a single parameter for any number of values.

    `__in` creates and converts one parameter per value, which takes longer than the query with
    2,000 keys.
    """

    lookup_name = "any"
    prepare_rhs = False

    def get_db_prep_lookup(  # type: ignore[override]  # many keys
        self,
        value: Iterable[int],
        connection: Any,
    ) -> tuple[str, list[list[int]]]:
        """Return the array as a single parameter."""
        return "%s", [list(value)]

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Return the condition and its parameters."""
        left, before = self.process_lhs(compiler, connection)
        right, given = self.process_rhs(compiler, connection)
        return f"{left} = ANY({right})", (*before, *given)


def register() -> None:
    """Register the lookup for foreign keys and integers."""
    Field.register_lookup(AnyOf)
    ForeignKey.register_lookup(AnyOf)
