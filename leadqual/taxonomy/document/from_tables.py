"""The tables → the document of the taxonomy as it is now."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from leadqual.taxonomy.document.document import (
    Document,
    Meaning,
    WrittenDepartment,
    WrittenFunction,
)
from leadqual.taxonomy.document.validation import ExternalSlugs
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


def read_document() -> Document:
    """Return the taxonomy as the tables have it; seven queries.

    What is retired is left out; a function that is retired is named by no entry and no phrase.
    """
    departments = {row.pk: row for row in Department.objects.order_by("position", "name")}
    functions = {row.pk: row for row in Function.objects.order_by("position", "name")}
    homes = {key for key, row in departments.items() if row.retired_at is None}
    living = {
        key: row.slug
        for key, row in functions.items()
        if row.retired_at is None and row.department_id in homes
    }
    titles, called = _titles(), _names_in_tools()
    former = list(FormerSlug.objects.all())
    department_redirects = _aliases(departments, former, FormerSlug.Kind.DEPARTMENT)
    function_redirects = _aliases(functions, former, FormerSlug.Kind.FUNCTION)
    return Document(
        departments=tuple(
            WrittenDepartment(row.slug, row.name, department_redirects[row.pk])
            for row in departments.values()
            if row.pk in homes
        ),
        functions=tuple(
            WrittenFunction(
                slug=row.slug,
                name=row.name,
                department=departments[row.department_id].slug,
                about=row.about,
                formerly=function_redirects[row.pk],
                titles=frozenset(titles[row.pk]),
                threshold=row.threshold,
                called=called[row.pk],
            )
            for row in functions.values()
            if row.pk in living
        ),
        dictionary=_dictionary(living),
        phrases=_phrases(living),
    )


def known_slugs() -> ExternalSlugs:
    """Return the slugs of levels, industries and tools; three queries."""
    return ExternalSlugs(
        levels=frozenset(Level.objects.values_list("slug", flat=True)),
        industries=frozenset(Industry.objects.values_list("slug", flat=True)),
        tools=frozenset(OtherTool.objects.values_list("slug", flat=True)),
    )


def _titles() -> dict[int, list[str]]:
    found: defaultdict[int, list[str]] = defaultdict(list)
    for function, title in RepresentativeTitle.objects.values_list("function_id", "title"):
        found[function].append(title)
    return found


def _names_in_tools() -> dict[int, dict[str, str]]:
    found: defaultdict[int, dict[str, str]] = defaultdict(dict)
    rows = CrosswalkName.objects.values_list("function_id", "tool__slug", "name")
    for function, tool, name in rows.order_by():
        found[function][tool] = name
    return found


def _aliases(
    by_key: Mapping[int, Department | Function], former_slugs: Iterable[FormerSlug], kind: str
) -> dict[int, frozenset[str]]:
    """Return key of each row → slugs that lead to it."""
    found: defaultdict[int, set[str]] = defaultdict(set)
    for row in by_key.values():
        last = last_of_merges(by_key, row.pk)
        if row.merged_into_id and last is not None:
            found[last.pk].add(row.slug)
    for former in former_slugs:
        if former.kind != kind:
            continue
        last = last_of_merges(by_key, former.function_id or former.department_id or 0)
        if last is not None:
            found[last.pk].add(former.slug)
    living = {row.slug for row in by_key.values() if row.retired_at is None}
    return {key: frozenset(found[key] - living) for key in by_key}


def _dictionary(living: dict[int, str]) -> dict[str, Meaning]:
    entries = DictionaryEntry.objects.order_by().values_list(
        "normalised", "level__slug", "industry__slug", _functions_of(DictionaryEntry)
    )
    return {
        title: Meaning(_living_slugs(keys, living), level or "", industry or "")
        for title, level, industry, keys in entries
    }


def _phrases(living: dict[int, str]) -> dict[str, frozenset[str]]:
    rules = PhraseRule.objects.order_by().values_list("phrase", _functions_of(PhraseRule))
    return {phrase: _living_slugs(keys, living) for phrase, keys in rules}


def _functions_of(model: type[DictionaryEntry | PhraseRule]) -> ArraySubquery:
    """Return the keys of the functions that a row names."""
    links: Any = model.functions.through
    own = links.objects.filter(**{str(model._meta.model_name): OuterRef("pk")})
    return ArraySubquery(own.values("function_id"))


def _living_slugs(keys: Iterable[int], living: Mapping[int, str]) -> frozenset[str]:
    return frozenset(living[key] for key in keys if key in living)
