"""The document of the taxonomy → the tables; nothing else writes these."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, TypeVar

from django.utils import timezone

from leadqual.taxonomy.document.document import (
    Document,
    Meaning,
    WrittenDepartment,
    WrittenFunction,
)
from leadqual.taxonomy.document.slug_history import SlugChanges, slug_changes
from leadqual.taxonomy.models import (
    CrosswalkName,
    Department,
    DictionaryEntry,
    FormerSlug,
    Function,
    Industry,
    Level,
    OtherTool,
    PhraseRule,
    RepresentativeTitle,
)
from leadqual.taxonomy.selectors import last_of_merges

Row = TypeVar("Row", Department, Function)
Stored = TypeVar("Stored", Meaning, frozenset[str])


def write_document(*, live: Document, new: Document) -> None:
    """Make the tables say what a document says; call it in a transaction, with the lock held.

    Args:
        live: what the tables say.
        new: what they are to say; `check` has passed it.
    """
    departments = _write_departments(new, slug_changes(live.departments, new.departments))
    functions = _write_functions(new, slug_changes(live.functions, new.functions), departments)
    _write_aliases(Department, new.departments)
    _write_aliases(Function, new.functions)
    _write_titles(new, functions)
    _write_tool_names(new, functions)
    _write_dictionary(live, new, functions)
    _write_phrases(live, new, functions)


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
    # No entry and no phrase names functions that come back: the document says which do.
    back = [row.pk for row in rows if row.pk and row.retired_at]
    for model in (DictionaryEntry, PhraseRule):
        model.functions.through.objects.filter(function_id__in=back).delete()
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
    positions: list[int] = []
    for row in rows:
        positions.append(max(positions, default=-1) + 1 if row._state.adding else row.position)
    is_rising = all(first < second for first, second in pairwise(positions))
    return positions if is_rising else list(range(len(positions)))


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
        if row.pk:
            row.save()
    model.objects.bulk_create(row for row, _ in changed if row._state.adding)


def _write_titles(new: Document, functions: Mapping[str, Function]) -> None:
    rows = RepresentativeTitle.objects.filter(function__in=functions.values())
    stored = {
        (function, title): key
        for key, function, title in rows.values_list("pk", "function_id", "title")
    }
    wanted = {(functions[each.slug].pk, title) for each in new.functions for title in each.titles}
    rows.filter(pk__in=[stored[row] for row in stored.keys() - wanted]).delete()
    RepresentativeTitle.objects.bulk_create(
        RepresentativeTitle(function_id=function, title=title)
        for function, title in sorted(wanted - stored.keys())
    )


def _write_tool_names(new: Document, functions: Mapping[str, Function]) -> None:
    tools = dict(OtherTool.objects.values_list("slug", "pk"))
    rows = CrosswalkName.objects.filter(function__in=functions.values())
    wanted = {
        (functions[each.slug].pk, tools[tool]): name
        for each in new.functions
        for tool, name in each.called.items()
    }
    rows.exclude(
        pk__in=[row.pk for row in rows if (row.function_id, row.tool_id) in wanted]
    ).delete()
    CrosswalkName.objects.bulk_create(
        (
            CrosswalkName(function_id=function, tool_id=tool, name=name)
            for (function, tool), name in wanted.items()
        ),
        update_conflicts=True,
        unique_fields=["tool", "function"],
        update_fields=["name"],
    )


def _write_dictionary(live: Document, new: Document, functions: Mapping[str, Function]) -> None:
    levels = dict(Level.objects.values_list("slug", "pk"))
    industries = dict(Industry.objects.values_list("slug", "pk"))
    rows = _write_texts(DictionaryEntry, "normalised", live.dictionary, new.dictionary)
    for title, row in rows.items():
        row.level_id = levels.get(new.dictionary[title].level)
        row.industry_id = industries.get(new.dictionary[title].industry)
    DictionaryEntry.objects.bulk_update(rows.values(), ["level", "industry"], batch_size=500)
    links = DictionaryEntry.functions.through
    links.objects.filter(dictionaryentry__in=rows.values()).delete()
    links.objects.bulk_create(
        links(dictionaryentry_id=row.pk, function_id=functions[slug].pk)
        for title, row in rows.items()
        for slug in sorted(new.dictionary[title].functions)
    )


def _write_phrases(live: Document, new: Document, functions: Mapping[str, Function]) -> None:
    rows = _write_texts(PhraseRule, "phrase", live.phrases, new.phrases)
    links = PhraseRule.functions.through
    links.objects.filter(phraserule__in=rows.values()).delete()
    links.objects.bulk_create(
        links(phraserule_id=row.pk, function_id=functions[slug].pk)
        for phrase, row in rows.items()
        for slug in sorted(new.phrases[phrase])
    )


def _write_texts(
    model: Any, field: str, live: Mapping[str, Stored], new: Mapping[str, Stored]
) -> dict[str, Any]:
    """Delete and create rows; return those of texts that mean something else, or are new."""
    changed = [text for text, meaning in new.items() if live.get(text) != meaning]
    model.objects.filter(**{f"{field}__in": live.keys() - new.keys()}).delete()
    model.objects.bulk_create(model(**{field: text}) for text in changed if text not in live)
    rows: dict[str, Any] = model.objects.in_bulk(changed, field_name=field)
    return rows


def _write_aliases(
    model: type[Department] | type[Function],
    written: Sequence[WrittenDepartment] | Sequence[WrittenFunction],
) -> None:
    """Let each slug that something formerly had lead to it, and no other slug.

    The slug of a retired row leads on by a merge, any other by a `FormerSlug`. Slugs that lead to
    a retired row are left as they are.
    """
    rows: dict[int, Department | Function] = {row.pk: row for row in model.objects.all()}
    by_slug = {row.slug: row for row in rows.values()}
    wanted = {alias: by_slug[each.slug] for each in written for alias in each.formerly}
    last_merges = {key: last_of_merges(rows, key) for key in rows}
    retired = [row for row in rows.values() if row.retired_at]
    for row in retired:
        into = wanted.get(row.slug)
        if into is not None and row.merged_into_id != into.pk:
            _merge(row, into)
    # A merge just written may let slugs lead on through a retired row, which none had said.
    for row in retired:
        has_successor = last_merges[row.pk] or last_of_merges(rows, row.pk)
        if row.slug not in wanted and row.merged_into_id and has_successor:
            _merge(row, None)
    kind = FormerSlug.Kind.FUNCTION if model is Function else FormerSlug.Kind.DEPARTMENT
    redirecting = {key for key in rows if last_merges[key] or last_of_merges(rows, key)}
    _write_former_slugs(kind, wanted, by_slug, redirecting)


def _merge(row: Department | Function, into: Department | Function | None) -> None:
    row.merged_into = into
    row.save(update_fields=["merged_into"])


def _write_former_slugs(
    kind: FormerSlug.Kind,
    wanted: Mapping[str, Department | Function],
    by_slug: Mapping[str, Department | Function],
    redirecting: Collection[int],
) -> None:
    for former in FormerSlug.objects.filter(kind=kind):
        has_successor = (former.function_id or former.department_id) in redirecting
        if former.slug in by_slug or (has_successor and former.slug not in wanted):
            former.delete()
    for alias, into in wanted.items():
        if alias not in by_slug:
            FormerSlug.objects.update_or_create(kind=kind, slug=alias, defaults={kind.value: into})
