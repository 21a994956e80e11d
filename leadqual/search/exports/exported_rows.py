"""Records by key, as columns of plain values, in chunks."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from leadqual.accounts.models import Workspace
from leadqual.core import clock
from leadqual.leads.do_not_contact.outgoing_values import IS_BLOCKED
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
_CONTACTABLE = f"""
           c.workspace_id = %(workspace)s
       AND (%(has_stopped)s OR c.paused_until IS NULL OR c.paused_until <= %(today)s)
       AND (%(has_stopped)s OR NOT {IS_BLOCKED})
"""
_COUNT_CONTACTABLE = """
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
NameFormatter = Callable[[Sequence[int]], tuple[str, ...]]
"""Keys of the functions of a title, most certain first → text of a cell."""


def ignore_keys(_keys: Sequence[int]) -> None:
    """Ignore the keys."""


def are_contactable(workspace: Workspace, keys: NDArray[np.int64]) -> bool:
    """Return whether all contacts with these keys exist and may be contacted; one query."""
    values = {
        "keys": keys.tolist(),
        "workspace": workspace.pk,
        "today": clock.now().date(),
        "has_stopped": False,
    }
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_CONTACTABLE.format(allowed=_CONTACTABLE), values)
        return bool(cursor.fetchone()[0] == len(keys))


def read_chunks(
    workspace: Workspace,
    keys: NDArray[np.int64],
    columns: Sequence[ExportColumn],
    *,
    has_stopped: bool,
    records: str = Export.Records.PEOPLE,
    on_sent: Sender = ignore_keys,
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
        on_sent: called with the keys of each chunk before it is yielded.
    """
    statement = _PEOPLE_ROWS if records == Export.Records.PEOPLE else _COMPANY_ROWS
    sources = "".join(f", {column.source}" for column in columns if column.source)
    names = _name_formatters(columns)
    for start in range(0, len(keys), CHUNK):
        with connection.cursor() as cursor:
            cursor.execute(
                statement.format(sources=sources, allowed=_CONTACTABLE),
                {
                    "keys": keys[start : start + CHUNK].tolist(),
                    "workspace": workspace.pk,
                    "has_stopped": has_stopped,
                    "today": clock.now().date(),
                },
            )
            rows = cursor.fetchall()
        if rows:
            on_sent([row[0] for row in rows])
            yield _to_columns(rows, columns, names)


def _to_columns(
    rows: Sequence[tuple[Any, ...]],
    columns: Sequence[ExportColumn],
    names: Mapping[str, NameFormatter],
) -> Chunk:
    _, titles, *columns_read = map(list, zip(*rows, strict=True))
    functions = _read_functions(set(titles) - {None}) if names else {}
    by_code = {
        code: _format_names(titles, functions, formatter) for code, formatter in names.items()
    }
    values = iter(columns_read)
    return [next(values) if column.source else by_code[column.code] for column in columns]


def _read_functions(titles: Iterable[int]) -> dict[int, tuple[int, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(_LABELS, {"titles": list(titles)})
        return {title: tuple(functions) for title, functions in cursor.fetchall()}


def _format_names(
    titles: Sequence[int | None], functions: Mapping[int, tuple[int, ...]], formatter: NameFormatter
) -> Cells:
    """Return the function names of each title; many titles share few combinations of functions."""
    texts: dict[tuple[int, ...], tuple[str, ...]] = {(): ()}
    for columns_read in functions.values():
        if columns_read not in texts:
            texts[columns_read] = formatter(columns_read)
    by_title = {title: texts[columns_read] for title, columns_read in functions.items()}
    nothing: tuple[str, ...] = ()
    return [by_title.get(title, nothing) for title in titles]  # type: ignore[arg-type]  # None: no


def _name_formatters(columns: Sequence[ExportColumn]) -> dict[str, NameFormatter]:
    wanted = {column.code for column in columns if not column.source}
    if not wanted:
        return {}
    rows = Function.objects.values_list("pk", "name", "department__name")
    functions = {key: name for key, name, _ in rows}
    departments = {key: department for key, _, department in rows}
    formatters = {
        "functions": _name_formatter(functions),
        "departments": _name_formatter(departments),
    }
    for tool, names in (crosswalk() if wanted - formatters.keys() else {}).items():
        formatters[f"{TOOL_PREFIX}{tool}"] = _name_formatter(names)
    no_names = _name_formatter({})  # The tool has no names.
    return {code: formatters.get(code, no_names) for code in wanted}


def _name_formatter(names: Mapping[int, str]) -> NameFormatter:
    """Join the names without duplicates, in the order of the functions."""
    return lambda functions: tuple(
        dict.fromkeys(names[function] for function in functions if function in names)
    )
