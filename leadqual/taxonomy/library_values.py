"""The tables as the values that the pure package works with, cached in the process by version."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter
from typing import Protocol, TypeVar

from django.db.models import QuerySet

from classifiers.core import taxonomy as pure
from classifiers.titles.lookup import Entry
from leadqual.taxonomy.document.document import Document, slug_changes
from leadqual.taxonomy.document.edits import TaxonomyChange
from leadqual.taxonomy.models import DictionaryEntry, PhraseRule
from leadqual.taxonomy.selectors import current_version, department_tree, former_functions, levels
from leadqual.taxonomy.selectors import industries as all_industries

Row = TypeVar("Row", DictionaryEntry, PhraseRule)


@dataclass(frozen=True, eq=False)  # one object for each version: it may be the key of a cache
class TitleKnowledge:
    """All that people wrote down about titles.

    Args:
        version: moves with every change.
        taxonomy: departments, functions, levels, industries.
        dictionary: normalised title → what it is.
        phrases: phrase → slugs of the functions it means.
        thresholds: slug → threshold, for functions where staff set one.
    """

    version: int
    taxonomy: pure.Taxonomy
    dictionary: Mapping[str, Entry]
    phrases: Mapping[str, tuple[str, ...]]
    thresholds: Mapping[str, float]


def load_knowledge() -> TitleKnowledge:
    """Return the taxonomy as it is now; one small query where nothing changed."""
    return _load(current_version())


def knowledge_at(version: int) -> TitleKnowledge:
    """Return the taxonomy, of which the caller knows the present version."""
    return _load(version)


@lru_cache(maxsize=2)
def _load(version: int) -> TitleKnowledge:
    departments = list(department_tree().prefetch_related("functions__representative_titles"))
    functions = [function for department in departments for function in department.functions.all()]
    return TitleKnowledge(
        version=version,
        taxonomy=pure.Taxonomy(
            departments={department.slug: department.name for department in departments},
            functions=tuple(
                pure.Function(
                    slug=function.slug,
                    name=function.name,
                    department=department.slug,
                    about=function.about,
                    titles=tuple(row.title for row in function.representative_titles.all()),
                )
                for department in departments
                for function in department.functions.all()
            ),
            levels=_levels(),
            industries={industry.slug: industry.name for industry in all_industries()},
            former=former_functions(),
        ),
        dictionary=_dictionary(),
        phrases={
            rule.phrase: tuple(function.slug for function in rule.functions.all())
            for rule in _in_order(PhraseRule.objects.prefetch_related("functions"), "phrase")
        },
        thresholds={
            function.slug: function.threshold
            for function in functions
            if function.threshold is not None
        },
    )


def knowledge_of(document: Document) -> TitleKnowledge:
    """Return what people wrote down as it would be with a document; two queries.

    Its version is 0: it is not live.
    """
    places = {function.slug: place for place, function in enumerate(document.functions)}
    return TitleKnowledge(
        version=0,
        taxonomy=pure.Taxonomy(
            departments={department.slug: department.name for department in document.departments},
            functions=tuple(
                pure.Function(
                    slug=function.slug,
                    name=function.name,
                    department=function.department,
                    about=function.about,
                    titles=tuple(sorted(function.titles)),
                )
                for function in document.functions
            ),
            levels=_levels(),
            industries={industry.slug: industry.name for industry in all_industries()},
            former={
                alias: function.slug
                for function in document.functions
                for alias in function.formerly
            },
        ),
        dictionary={
            title: Entry(
                functions=tuple(sorted(said.functions, key=places.__getitem__)),
                level=said.level or None,
                industry=said.industry,
            )
            for title, said in sorted(document.dictionary.items())
        },
        phrases={
            phrase: tuple(sorted(meant, key=places.__getitem__))
            for phrase, meant in sorted(document.phrases.items())
        },
        thresholds={
            function.slug: function.threshold
            for function in document.functions
            if function.threshold is not None
        },
    )


def _levels() -> tuple[pure.Level, ...]:
    return tuple(
        pure.Level(level.slug, level.name, rank, level.about) for rank, level in enumerate(levels())
    )


def _dictionary() -> dict[str, Entry]:
    entries = DictionaryEntry.objects.select_related("level", "industry")
    return {
        entry.normalised: Entry(
            functions=tuple(function.slug for function in entry.functions.all()),
            level=entry.level.slug if entry.level else None,
            industry=entry.industry.slug if entry.industry else "",
        )
        for entry in _in_order(entries.prefetch_related("functions"), "normalised")
    }


def _in_order(rows: QuerySet[Row], name: str) -> list[Row]:
    """Return rows by a text, letter by letter: of two spellings of one title the last counts.

    The order of the database depends on its language.
    """
    return sorted(rows.order_by(), key=attrgetter(name))


# What staff write about titles is checked before it counts, by checks of the apps above.


class TaxonomyCheck(Protocol):
    """Refuses a change of the taxonomy by a `LeadqualError`."""

    def __call__(self, knowledge: TitleKnowledge, *, spared: Collection[str]) -> None:
        """Check what would be known of titles; see `check_document`."""
        ...


_CHECKS: list[TaxonomyCheck] = []


@dataclass(frozen=True, slots=True)
class ReachOfChange:
    """What a change of the taxonomy reaches, in all workspaces.

    Args:
        n_titles: titles that have one of the changed functions now.
        n_silent: corrections that name no other function than retired ones; they are kept, and
            count again when one of these is put back.
    """

    n_titles: int
    n_silent: int


class ReachCounter(Protocol):
    """Counts what changes reach; see `ReachOfChange`."""

    def __call__(self, changed: Collection[str], retired: Collection[str]) -> ReachOfChange:
        """Take slugs of functions that change and of those that will be retired."""
        ...


_COUNTERS: list[ReachCounter] = []


def register_counter(counter: ReachCounter) -> None:
    """Have what a change reaches counted by an app above, which registers when it starts."""
    _COUNTERS.append(counter)


def reach_of(live: Document, new: Document, found: Iterable[TaxonomyChange]) -> ReachOfChange:
    """Return what the changes from one taxonomy to another reach.

    Args:
        live: the taxonomy before.
        new: the taxonomy after.
        found: the changes whose titles are counted.
    """
    changed = frozenset().union(*(change.functions for change in found))
    retired = slug_changes(live.functions, new.functions).retired
    counts = [count(changed, retired) for count in _COUNTERS]
    return ReachOfChange(sum(one.n_titles for one in counts), sum(one.n_silent for one in counts))


def register_check(check: TaxonomyCheck) -> None:
    """Have a check asked before each change; apps register theirs when they start."""
    _CHECKS.append(check)


def check_document(document: Document, *, spared: Collection[str]) -> None:
    """Have a whole taxonomy checked before it is written.

    Args:
        document: as it would be.
        spared: slugs of functions whose figures may drop: those that the change is about.

    Raises:
        LeadqualError: a check refuses it; nothing has been written.
    """
    knowledge = knowledge_of(document)
    for check in _CHECKS:
        check(knowledge, spared=spared)
