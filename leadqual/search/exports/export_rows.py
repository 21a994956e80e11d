"""Contacts by their keys, as columns of plain values, chunk by chunk."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from leadqual.accounts.models import Workspace
from leadqual.core import clock
from leadqual.search.exports.export_columns import TOOL_PREFIX, ExportColumn
from leadqual.taxonomy.models import Function
from leadqual.taxonomy.selectors import crosswalk

CHUNK = 10_000
"""Contacts that are read at once; so many and no more are held."""

_ROWS = """
    SELECT c.id, c.job_title_id{sources}
      FROM unnest(%(keys)s::bigint[]) WITH ORDINALITY AS wanted (id, place)
      JOIN leads_contact AS c ON c.id = wanted.id
      LEFT JOIN leads_company AS o ON o.id = c.company_id
      LEFT JOIN leads_jobtitle AS t ON t.id = c.job_title_id
      LEFT JOIN taxonomy_level AS l ON l.id = t.level_id
      LEFT JOIN taxonomy_industry AS i ON i.id = t.industry_id
     WHERE {allowed}
     ORDER BY wanted.place
"""
_ALLOWED = """
           c.workspace_id = %(workspace)s AND (%(has_stopped)s OR NOT c.do_not_contact)
       AND (%(has_stopped)s OR c.paused_until IS NULL OR c.paused_until <= %(today)s)
       AND (%(has_stopped)s OR c.id NOT IN (
           SELECT leads_blocked_contacts(%(workspace)s, %(keys)s::bigint[])))
"""
_N_ALLOWED = """
    SELECT count(*) FROM leads_contact AS c
     WHERE c.id = ANY(%(keys)s::bigint[]) AND {allowed}
"""
_LABELS = """
    SELECT job_title_id, array_agg(function_id ORDER BY score DESC, id)
      FROM leads_titlelabel WHERE job_title_id = ANY(%(titles)s::bigint[]) GROUP BY job_title_id
"""

Cells = list[Any]
Chunk = list[Cells]
"""Columns in their order, each with one cell for every row."""

Sender = Callable[[Sequence[int]], None]
"""Hears the keys of the records that are sent."""

Namer = Callable[[Sequence[int]], tuple[str, ...]]
"""Functions of a title by their keys, the surest first → what a cell says of them."""


def nobody_listens(_keys: Sequence[int]) -> None:
    """Forget the keys."""


def are_allowed(workspace: Workspace, keys: NDArray[np.int64]) -> bool:
    """Return whether all contacts of some keys are there and may be contacted; one query."""
    values = {
        "keys": keys.tolist(),
        "workspace": workspace.pk,
        "today": clock.now().date(),
        "has_stopped": False,
    }
    with connection.cursor() as cursor:
        cursor.execute(_N_ALLOWED.format(allowed=_ALLOWED), values)
        return bool(cursor.fetchone()[0] == len(keys))


def read_chunks(
    workspace: Workspace,
    keys: NDArray[np.int64],
    columns: Sequence[ExportColumn],
    *,
    has_stopped: bool,
    sent: Sender = nobody_listens,
) -> Iterator[Chunk]:
    """Yield the cells of contacts in the order of their keys.

    Each chunk is read when it is asked for, as it is then: who is deleted, absent or must not be
    contacted meanwhile is left out. Two queries for each chunk, at most two before the first.

    Args:
        workspace: keys of others find nobody.
        keys: of contacts.
        columns: with distinct codes, at least one.
        has_stopped: people who must not be contacted are there, too.
        sent: told the keys of each chunk before it is yielded.
    """
    sources = "".join(f", {column.source}" for column in columns if column.source)
    names = _namers(columns)
    for start in range(0, len(keys), CHUNK):
        with connection.cursor() as cursor:
            cursor.execute(
                _ROWS.format(sources=sources, allowed=_ALLOWED),
                {
                    "keys": keys[start : start + CHUNK].tolist(),
                    "workspace": workspace.pk,
                    "has_stopped": has_stopped,
                    "today": clock.now().date(),
                },
            )
            rows = cursor.fetchall()
        if rows:
            sent([row[0] for row in rows])
            yield _columns_of(rows, columns, names)


def _columns_of(
    rows: Sequence[tuple[Any, ...]], columns: Sequence[ExportColumn], names: Mapping[str, Namer]
) -> Chunk:
    _, titles, *found = map(list, zip(*rows, strict=True))
    functions = _functions_of(set(titles) - {None}) if names else {}
    by_code = {code: _named(titles, functions, namer) for code, namer in names.items()}
    plain = iter(found)
    return [next(plain) if column.source else by_code[column.code] for column in columns]


def _functions_of(titles: Iterable[int]) -> dict[int, tuple[int, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(_LABELS, {"titles": list(titles)})
        return {title: tuple(functions) for title, functions in cursor.fetchall()}


def _named(
    titles: Sequence[int | None], functions: Mapping[int, tuple[int, ...]], namer: Namer
) -> Cells:
    """Name the functions of each title; few combinations of functions are many titles."""
    said: dict[tuple[int, ...], tuple[str, ...]] = {(): ()}
    for found in functions.values():
        if found not in said:
            said[found] = namer(found)
    by_title = {title: said[found] for title, found in functions.items()}
    nothing: tuple[str, ...] = ()
    return [by_title.get(title, nothing) for title in titles]  # type: ignore[arg-type]  # None: no


def _namers(columns: Sequence[ExportColumn]) -> dict[str, Namer]:
    wanted = {column.code for column in columns if not column.source}
    if not wanted:
        return {}
    rows = Function.objects.values_list("pk", "name", "department__name")
    functions = {key: name for key, name, _ in rows}
    departments = {key: department for key, _, department in rows}
    namers = {"functions": _namer(functions), "departments": _namer(departments)}
    for tool, names in (crosswalk() if wanted - namers.keys() else {}).items():
        namers[f"{TOOL_PREFIX}{tool}"] = _namer(names)
    nobody = _namer({})  # A tool without names.
    return {code: namers.get(code, nobody) for code in wanted}


def _namer(names: Mapping[int, str]) -> Namer:
    """Say each name once, in the order of the functions."""
    return lambda functions: tuple(
        dict.fromkeys(names[function] for function in functions if function in names)
    )
