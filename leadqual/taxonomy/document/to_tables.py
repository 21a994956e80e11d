"""A document → the tables: rows are changed, added, retired and brought back, never deleted.

Labels, corrections and addresses hang on the rows of functions, so a function that a document
does not have is retired, and comes back as the same row where a later document has it.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import TypeVar

from django.utils import timezone

from leadqual.taxonomy.document.document import Document
from leadqual.taxonomy.document.slug_history import SlugChanges, slug_changes
from leadqual.taxonomy.document.to_tables_aliases import write_aliases
from leadqual.taxonomy.document.to_tables_rules import (
    forget_meanings,
    write_dictionary,
    write_phrases,
)
from leadqual.taxonomy.models import (
    CrosswalkName,
    Department,
    Function,
    OtherTool,
    RepresentativeTitle,
)

Row = TypeVar("Row", Department, Function)


def write_document(*, live: Document, new: Document) -> None:
    """Make the tables say what a document says; call it in a transaction, with the lock held.

    Args:
        live: what the tables say.
        new: what they are to say; `checking.check` has passed it.
    """
    departments = _write_departments(new, slug_changes(live.departments, new.departments))
    functions = _write_functions(new, slug_changes(live.functions, new.functions), departments)
    write_aliases(Department, new.departments)
    write_aliases(Function, new.functions)
    _write_titles(new, functions)
    _write_called(new, functions)
    write_dictionary(live, new, functions)
    write_phrases(live, new, functions)


def _write_departments(new: Document, moved: SlugChanges) -> dict[str, Department]:
    known = _by_slug(Department.objects.all(), moved)
    rows = [known.get(each.slug) or Department() for each in new.departments]
    _retire_others(Department, rows)
    wanted: list[dict[str, object]] = [
        {"slug": each.slug, "name": each.name, "position": position}
        for each, position in zip(new.departments, _positions(rows), strict=True)
    ]
    _keep(Department, rows, wanted)
    return {row.slug: row for row in rows}


def _write_functions(
    new: Document, moved: SlugChanges, departments: Mapping[str, Department]
) -> dict[str, Function]:
    known = _by_slug(Function.objects.all(), moved)
    rows = [known.get(each.slug) or Function() for each in new.functions]
    _retire_others(Function, rows)
    forget_meanings([row.pk for row in rows if row.pk and row.retired_at])
    positions = [
        position
        for home in departments
        for position in _positions(
            [row for row, each in zip(rows, new.functions, strict=True) if each.department == home]
        )
    ]
    wanted: list[dict[str, object]] = [
        {
            "slug": each.slug,
            "name": each.name,
            "about": each.about,
            "threshold": each.threshold,
            "department_id": departments[each.department].pk,
            "position": position,
        }
        for each, position in zip(new.functions, positions, strict=True)
    ]
    _keep(Function, rows, wanted)
    return {row.slug: row for row in rows}


def _by_slug(rows: Iterable[Row], moved: SlugChanges) -> dict[str, Row]:
    """Return slug in the new document → row; a row of its own, if retired, stays its own."""
    found = {row.slug: row for row in rows}
    for former, slug in moved.renamed.items():
        if slug not in found:  # Else the retired row comes back, and the former leads to it.
            found[slug] = found.pop(former)
    return found


def _retire_others(model: type[Row], kept: Sequence[Row]) -> None:
    keys = [row.pk for row in kept if row.pk]
    model.objects.filter(retired_at=None).exclude(pk__in=keys).update(retired_at=timezone.now())


def _positions(rows: Sequence[Department] | Sequence[Function]) -> list[int]:
    """Return places in the order of the rows; those that they have, where these rise."""
    places: list[int] = []
    for row in rows:
        places.append(max(places, default=-1) + 1 if row._state.adding else row.position)
    is_rising = all(first < second for first, second in pairwise(places))
    return places if is_rising else list(range(len(places)))


def _keep(model: type[Row], rows: Sequence[Row], wanted: Sequence[Mapping[str, object]]) -> None:
    """Store rows that differ from what is wanted of them; all of them live from then on.

    Names are exchanged in two steps: they are unique at each moment.
    """
    living: dict[str, object] = {"retired_at": None, "merged_into_id": None}
    changed = []
    for row, fields in zip(rows, wanted, strict=True):
        every = {**fields, **living}
        if row._state.adding or any(getattr(row, name) != value for name, value in every.items()):
            changed.append((row, every))
    for row, _ in changed:
        if row.pk:
            model.objects.filter(pk=row.pk).update(name=f"~{row.pk}")
    for row, every in changed:
        for name, value in every.items():
            setattr(row, name, value)
        row.save()


def _write_titles(new: Document, functions: Mapping[str, Function]) -> None:
    keys = {row.pk: slug for slug, row in functions.items()}
    stored = {
        (function, title)
        for function, title in RepresentativeTitle.objects.filter(function_id__in=keys).values_list(
            "function_id", "title"
        )
    }
    wanted = {(functions[each.slug].pk, title) for each in new.functions for title in each.titles}
    for function, title in stored - wanted:
        RepresentativeTitle.objects.filter(function_id=function, title=title).delete()
    RepresentativeTitle.objects.bulk_create(
        RepresentativeTitle(function_id=function, title=title)
        for function, title in sorted(wanted - stored)
    )


def _write_called(new: Document, functions: Mapping[str, Function]) -> None:
    tools = dict(OtherTool.objects.values_list("slug", "pk"))
    rows = {
        (row.function_id, row.tool_id): row
        for row in CrosswalkName.objects.filter(function__in=functions.values())
    }
    wanted = {
        (functions[each.slug].pk, tools[tool]): name
        for each in new.functions
        for tool, name in each.called.items()
    }
    for place, row in rows.items():
        if place not in wanted:
            row.delete()
        elif row.name != wanted[place]:
            row.name = wanted[place]
            row.save(update_fields=["name"])
    CrosswalkName.objects.bulk_create(
        CrosswalkName(function_id=function, tool_id=tool, name=name)
        for (function, tool), name in wanted.items()
        if (function, tool) not in rows
    )
