"""Writes of the taxonomy; each one moves its version, so that every process reloads it."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from classifiers.core.crosswalk import load_crosswalk as pure_crosswalk
from classifiers.core.taxonomy import Taxonomy, load_default
from classifiers.titles.lookup import Entry, load_dictionary, load_phrases
from classifiers.titles.text.normalize import normalise
from leadqual.accounts.models import User
from leadqual.core.jobs import Job, enqueue
from leadqual.taxonomy.models import (
    ConfusionCost,
    CrosswalkName,
    Department,
    DictionaryEntry,
    Function,
    Industry,
    Level,
    OtherTool,
    PhraseRule,
    RepresentativeTitle,
    TaxonomyVersion,
)
from leadqual.taxonomy.versions import lock_taxonomy, record_version


def note_change(reason: str, *, author: User | None = None) -> TaxonomyVersion:
    """Keep a version and have stored titles read again, in the transaction of the change."""
    enqueue(Job.RECLASSIFY_TITLES)
    return record_version(reason, author=author)


@transaction.atomic
def set_costs(
    costs: Mapping[tuple[str, str], float], *, reason: str, author: User | None = None
) -> TaxonomyVersion:
    """Keep what confusions of business models cost, and move the version; titles stay as read.

    Args:
        costs: (truth, said) → cost, 0 to 1000; pairs that are left out keep theirs.
        reason: shown with the version.
        author: who set them; None for the product itself.

    Raises:
        IntegrityError: a label or a cost that cannot be; nothing has been written.
    """
    ConfusionCost.objects.bulk_create(
        (ConfusionCost(truth=truth, said=said, cost=cost) for (truth, said), cost in costs.items()),
        update_conflicts=True,
        unique_fields=["truth", "said"],
        update_fields=["cost"],
    )
    lock_taxonomy()
    return TaxonomyVersion.objects.create(reason=reason[:200], author=author)


def normalised(text: str) -> str:
    """Bring a title or phrase into the one spelling that titles are compared in."""
    return normalise(text)


@transaction.atomic
def load_taxonomy() -> bool:
    """Fill empty tables with the taxonomy that comes with the product.

    Returns:
        False where there is a taxonomy already, which is left as it is.
    """
    if Department.objects.exists():
        return False
    taxonomy = load_default()
    _create_tree(taxonomy)
    _create_dictionary({normalise(title): entry for title, entry in load_dictionary().items()})
    _create_phrases({normalise(phrase): slugs for phrase, slugs in load_phrases().items()})
    load_crosswalk()
    note_change("Loaded the default taxonomy")
    return True


@transaction.atomic
def load_crosswalk() -> bool:
    """Fill empty tables with what other tools call our functions; functions must be there.

    Returns:
        False where there are tools already, which are left as they are.
    """
    if OtherTool.objects.exists():
        return False
    functions = {function.slug: function.pk for function in Function.objects.all()}
    for position, tool in enumerate(pure_crosswalk()):
        row = OtherTool.objects.create(
            slug=tool.slug,
            name=tool.name,
            calls=tool.calls,
            source=tool.source,
            note=tool.note,
            position=position,
        )
        CrosswalkName.objects.bulk_create(
            CrosswalkName(tool=row, function_id=functions[slug], name=name)
            for slug, name in tool.functions.items()
            if slug in functions
        )
    return True


def _create_tree(taxonomy: Taxonomy) -> None:
    departments = Department.objects.bulk_create(
        Department(slug=slug, name=name, position=at)
        for at, (slug, name) in enumerate(taxonomy.departments.items())
    )
    by_slug = {department.slug: department for department in departments}
    functions = Function.objects.bulk_create(
        Function(
            department=by_slug[function.department],
            slug=function.slug,
            name=function.name,
            about=function.about,
            position=at,
        )
        for at, function in enumerate(taxonomy.functions)
    )
    RepresentativeTitle.objects.bulk_create(
        RepresentativeTitle(function=row, title=title)
        for row, function in zip(functions, taxonomy.functions, strict=True)
        for title in function.titles
    )
    Level.objects.bulk_create(
        Level(slug=level.slug, name=level.name, rank=level.rank, about=level.about)
        for level in taxonomy.levels
    )
    Industry.objects.bulk_create(
        Industry(slug=slug, name=name, position=at)
        for at, (slug, name) in enumerate(taxonomy.industries.items())
    )


def _create_dictionary(entries: Mapping[str, Entry]) -> None:
    functions = {function.slug: function.pk for function in Function.objects.all()}
    levels = {level.slug: level for level in Level.objects.all()}
    industries = {industry.slug: industry for industry in Industry.objects.all()}
    rows = DictionaryEntry.objects.bulk_create(
        DictionaryEntry(
            normalised=normalised,
            level=levels[entry.level] if entry.level else None,
            industry=industries[entry.industry] if entry.industry else None,
        )
        for normalised, entry in entries.items()
    )
    links = DictionaryEntry.functions.through
    links.objects.bulk_create(
        links(dictionaryentry_id=row.pk, function_id=functions[slug])
        for row, entry in zip(rows, entries.values(), strict=True)
        for slug in entry.functions
    )


def _create_phrases(rules: Mapping[str, Sequence[str]]) -> None:
    functions = {function.slug: function.pk for function in Function.objects.all()}
    rows = PhraseRule.objects.bulk_create(PhraseRule(phrase=phrase) for phrase in rules)
    links = PhraseRule.functions.through
    links.objects.bulk_create(
        links(phraserule_id=row.pk, function_id=functions[slug])
        for row, slugs in zip(rows, rules.values(), strict=True)
        for slug in dict.fromkeys(slugs)
    )
