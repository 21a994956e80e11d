"""Read titles, companies and contacts for the facet index: all of a workspace, or some by key."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from typing import Any

import pyarrow as pa
from django.db import connection
from pyarrow import csv

from facet_index.types import CompanyRow, ContactRow, Taxonomy, TitleRow
from leadqual.core.committed_writes import copy
from leadqual.search.facet_types import Kind, value_of
from leadqual.search.index.index_schema import COMPANY_VALUES, CONTACT_FACETS, SCHEMA
from leadqual.search.words.word_parsing import MAX_OVERVIEW
from leadqual.taxonomy.models import Function
from leadqual.taxonomy.selectors import department_tree, industries, levels

_TEXT = pa.string()
_DICTIONARY = pa.dictionary(pa.int32(), pa.string())
_TITLES = """
    SELECT t.id AS key, coalesce(l.slug, '') AS level, coalesce(i.slug, '') AS industry,
           t.classified_at IS NOT NULL AS is_read
      FROM leads_jobtitle AS t
      LEFT JOIN taxonomy_level AS l ON l.id = t.level_id
      LEFT JOIN taxonomy_industry AS i ON i.id = t.industry_id
     WHERE t.workspace_id = %(workspace)s {some}
"""
_LABELS = """
    SELECT t.id AS title, f.slug AS function, label.score
      FROM leads_jobtitle AS t
      JOIN leads_titlelabel AS label ON label.job_title_id = t.id
      JOIN taxonomy_function AS f ON f.id = label.function_id
     WHERE t.workspace_id = %(workspace)s {some}
"""
_COMPANY_FIELDS = ("key", "name", "domain", "city_name", "overview", "topics")
_COMPANIES = """
    SELECT t.id AS key, t.name, coalesce(t.domain, '') AS domain, t.city AS city_name,
           left(t.overview, {length}) AS overview,
           concat_ws(' | ', t.industry, array_to_string(t.categories, ' | '),
                     array_to_string(t.specialties, ' | ')) AS topics {facets} {several}
      FROM leads_company AS t WHERE t.workspace_id = %(workspace)s {some}
""".replace(
    "{facets}", "".join(f", {COMPANY_VALUES[column]}" for column in SCHEMA.company_columns)
).replace("{length}", str(MAX_OVERVIEW))
# The same condition as the index of tags.
_MULTI_VALUES = """
    SELECT DISTINCT t.id AS {record}, used.value
      FROM leads_{record} AS t CROSS JOIN LATERAL unnest(t.{column}) AS used (value)
     WHERE t.workspace_id = %(workspace)s AND NOT t.{column} = '{{{{}}}}' AND used.value <> ''
"""
_COMPANY_MULTI_VALUES = {
    column: _MULTI_VALUES.format(record="company", column=column) for column in SCHEMA.multi_columns
}
_CONTACT_MULTI_VALUES = {
    column: _MULTI_VALUES.format(record="contact", column=column)
    for column in SCHEMA.contact_multi_columns
}
_SINGLE_VALUE_FACETS = tuple(facet for facet in CONTACT_FACETS if facet.kind is not Kind.TEXTS)
_CONTACT_FIELDS = ("key", "title", "company", "written", "last_name", "first_name")
_CONTACTS = """
    SELECT t.id AS key, coalesce(t.job_title_id, 0) AS title, coalesce(t.company_id, 0) AS company,
           t.title AS written, lower(t.last_name) AS last_name,
           lower(t.first_name) AS first_name {facets} {several}
      FROM leads_contact AS t WHERE t.workspace_id = %(workspace)s {some}
""".replace("{facets}", "".join(f", {value_of(facet)}" for facet in _SINGLE_VALUE_FACETS))
_CONTACT_COLUMNS = tuple(facet.column for facet in _SINGLE_VALUE_FACETS)
_ARRAYS = {_COMPANIES: SCHEMA.multi_columns, _CONTACTS: SCHEMA.contact_multi_columns}
"""Query of records → their multi-value columns, read together with records by key."""
_TYPES: Mapping[str, Mapping[str, pa.DataType]] = {
    _TITLES: {
        "key": pa.int64(),
        "level": _DICTIONARY,
        "industry": _DICTIONARY,
        "is_read": pa.bool_(),
    },
    _LABELS: {"title": pa.int64(), "function": _DICTIONARY, "score": pa.float64()},
    _COMPANIES: {
        "key": pa.int64(),
        **dict.fromkeys(_COMPANY_FIELDS[1:], _TEXT),
        **dict.fromkeys(SCHEMA.company_columns, _DICTIONARY),
    },
    **{
        query: {"company": pa.int64(), "value": _DICTIONARY}
        for query in _COMPANY_MULTI_VALUES.values()
    },
    **{
        query: {"contact": pa.int64(), "value": _DICTIONARY}
        for query in _CONTACT_MULTI_VALUES.values()
    },
    _CONTACTS: {
        **dict.fromkeys(_CONTACT_FIELDS[:3], pa.int64()),
        **dict.fromkeys((*_CONTACT_FIELDS[3:], *_CONTACT_COLUMNS), _DICTIONARY),
    },
}
_BLOCK_BYTES = 8 << 20  # bytes read at once


@lru_cache(maxsize=2)
def read_taxonomy(_version: int) -> Taxonomy:
    """Return the slugs of the current taxonomy version; five queries, then cached."""
    departments = tuple(department.slug for department in department_tree())
    functions = Function.objects.order_by("pk").values_list(
        "slug", "department__slug", "retired_at"
    )
    return Taxonomy(
        departments=departments,
        functions={
            slug: department if retired is None and department in departments else ""
            for slug, department, retired in functions
        },
        levels=tuple(levels().values_list("slug", flat=True)),
        industries=tuple(industries().values_list("slug", flat=True)),
    )


def read_tables(workspace_id: int) -> dict[str, Any]:
    """Return all rows of a workspace for `facet_index.index_builder.build`."""
    return {
        "titles": _read_table(_TITLES, workspace_id, order="t.id"),
        "labels": _read_table(_LABELS, workspace_id, order="t.id"),
        "companies": _read_table(_COMPANIES, workspace_id, order="t.id"),
        "many": {
            name: _read_table(query, workspace_id, order="t.id")
            for name, query in _COMPANY_MULTI_VALUES.items()
        },
        "contacts": _read_table(_CONTACTS, workspace_id),
        "contact_many": {
            name: _read_table(query, workspace_id) for name, query in _CONTACT_MULTI_VALUES.items()
        },
    }


def title_rows(workspace_id: int, keys: Collection[int]) -> list[TitleRow]:
    """Return the current titles of a workspace by key; two queries."""
    labels: dict[int, list[tuple[str, float]]] = defaultdict(list)
    for title, function, score in _read_by_keys(_LABELS, workspace_id, keys):
        labels[title].append((function, score))
    return [
        TitleRow(key, level, industry, is_read, labels[key])
        for key, level, industry, is_read in _read_by_keys(_TITLES, workspace_id, keys)
    ]


def company_rows(workspace_id: int, keys: Collection[int]) -> list[CompanyRow]:
    """Return the current companies of a workspace by key, without deleted ones."""
    columns, multi_columns = SCHEMA.company_columns, SCHEMA.multi_columns
    return [
        CompanyRow(
            *(key, name, domain, city_name, overview, topics),
            values=dict(zip(columns, values, strict=False)),
            many=dict(zip(multi_columns, values[len(columns) :], strict=True)),
        )
        for key, name, domain, city_name, overview, topics, *values in _read_by_keys(
            _COMPANIES, workspace_id, keys
        )
    ]


def contact_rows(workspace_id: int, keys: Collection[int]) -> list[ContactRow]:
    """Return the current contacts of a workspace by key, without deleted ones."""
    rows = _read_by_keys(_CONTACTS, workspace_id, keys)
    n = len(_CONTACT_COLUMNS)
    return [
        ContactRow(
            *(key, title, company, written, last_name, first_name),
            values=dict(zip(_CONTACT_COLUMNS, values, strict=False)),
            many=dict(zip(SCHEMA.contact_multi_columns, values[n:], strict=True)),
        )
        for key, title, company, written, last_name, first_name, *values in rows
    ]


def _read_by_keys(query: str, workspace_id: int, keys: Collection[int]) -> list[Any]:
    values: dict[str, Any] = {"workspace": workspace_id, "keys": list(keys)}
    arrays = "".join(f", t.{column}" for column in _ARRAYS.get(query, ()))
    statement = query.format(some="AND t.id = ANY(%(keys)s)", several=arrays)  # constants
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[Any] = cursor.fetchall()
    return rows


def _read_table(query: str, workspace_id: int, *, order: str = "") -> pa.Table:
    """Read the rows of a query into a table without creating Python values."""
    statement = query.format(some="", several="") + (f" ORDER BY {order}" if order else "")
    types = _TYPES[query]
    to_csv = f"COPY ({statement}) TO STDOUT (FORMAT csv)"
    with copy(to_csv, {"workspace": workspace_id}) as blocks:
        stream = _Stream(iter(blocks))
        if stream.is_empty():  # The reader finds no columns in an empty file.
            return pa.table({name: pa.array([], kind) for name, kind in types.items()})
        return csv.read_csv(
            pa.PythonFile(stream, "r"),
            csv.ReadOptions(column_names=list(types), block_size=_BLOCK_BYTES),
            csv.ParseOptions(newlines_in_values=True),
            csv.ConvertOptions(
                column_types=types, true_values=["t"], false_values=["f"], null_values=[]
            ),
        )


class _Stream:
    """A readable file of byte blocks."""

    closed = False

    def __init__(self, blocks: Iterator[memoryview | bytes]) -> None:
        self._blocks = blocks
        self._rest = memoryview(b"")

    def is_empty(self) -> bool:
        """Return whether nothing is left to read."""
        while not self._rest:
            block = next(self._blocks, None)
            if block is None:
                return True
            self._rest = memoryview(block)
        return False

    def read(self, size: int = _BLOCK_BYTES) -> bytes:
        """Return the next `size` bytes, fewer at the end."""
        parts = []
        while size > 0 and not self.is_empty():
            part = self._rest[:size]
            self._rest = self._rest[len(part) :]
            size -= len(part)
            parts.append(part)
        return b"".join(parts)
