"""Records by key, as columns of plain values, in chunks."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from leadqual.accounts.models import Workspace
from leadqual.core import clock
from leadqual.leads.do_not_contact.leaving_values import IS_STOPPED
from leadqual.leads.models import Export
from leadqual.search.exports.export_columns import TOOL_PREFIX, ExportColumn
from leadqual.taxonomy.models import Function
from leadqual.taxonomy.selectors import crosswalk

CHUNK = 10_000
"""Records that are read and held at once."""
_PEOPLE_ROWS = """
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
_ALLOWED = f"""
           c.workspace_id = %(workspace)s
       AND (%(has_stopped)s OR c.paused_until IS NULL OR c.paused_until <= %(today)s)
       AND (%(has_stopped)s OR NOT {IS_STOPPED})
"""
_N_ALLOWED = """
    SELECT count(*) FROM leads_contact AS c
     WHERE c.id = ANY(%(keys)s::bigint[]) AND {allowed}
"""
_LABELS = """
    SELECT job_title_id, array_agg(function_id ORDER BY score DESC, id)
      FROM leads_titlelabel WHERE job_title_id = ANY(%(titles)s::bigint[]) GROUP BY job_title_id
"""
_COMPANY_ROWS = """
    SELECT o.id, NULL::bigint{sources}
      FROM unnest(%(keys)s::bigint[]) WITH ORDINALITY AS wanted (id, place)
      JOIN leads_company AS o ON o.id = wanted.id
     WHERE o.workspace_id = %(workspace)s
     ORDER BY wanted.place
"""
Cells = list[Any]
Chunk = list[Cells]
"""Columns in order, each with one cell for every row."""
Sender = Callable[[Sequence[int]], None]
"""Called with the keys of the records that are sent."""
Namer = Callable[[Sequence[int]], tuple[str, ...]]
"""Keys of the functions of a title, most certain first → text of a cell."""


def ignore_keys(_keys: Sequence[int]) -> None:
    """Ignore the keys."""


def are_allowed(workspace: Workspace, keys: NDArray[np.int64]) -> bool:
    """Return whether all contacts with these keys exist and may be contacted; one query."""
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
    records: str = Export.Records.PEOPLE,
    sent: Sender = ignore_keys,
) -> Iterator[Chunk]:
    """Yield the cells of records in the order of `keys`.

    Each chunk is read when it is requested, without records that are by then deleted, and without
    people who are then absent or marked do not contact. At most two queries for each chunk, and two
    before the first.

    Args:
        workspace: keys from other workspaces are skipped.
        keys: of the records.
        columns: with distinct codes, at least one.
        has_stopped: include people who must not be contacted.
        records: `people` or `companies`.
        sent: called with the keys of each chunk before it is yielded.
    """
    statement = _PEOPLE_ROWS if records == Export.Records.PEOPLE else _COMPANY_ROWS
    sources = "".join(f", {column.source}" for column in columns if column.source)
    names = _namers(columns)
    for start in range(0, len(keys), CHUNK):
        with connection.cursor() as cursor:
            cursor.execute(
                statement.format(sources=sources, allowed=_ALLOWED),
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
    """Return the function names of each title; many titles share few combinations of functions."""
    texts: dict[tuple[int, ...], tuple[str, ...]] = {(): ()}
    for found in functions.values():
        if found not in texts:
            texts[found] = namer(found)
    by_title = {title: texts[found] for title, found in functions.items()}
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
    nobody = _namer({})  # The tool has no names.
    return {code: namers.get(code, nobody) for code in wanted}


def _namer(names: Mapping[int, str]) -> Namer:
    """Join the names without duplicates, in the order of the functions."""
    return lambda functions: tuple(
        dict.fromkeys(names[function] for function in functions if function in names)
    )
