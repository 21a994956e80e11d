"""Writes of the taxonomy; each one moves its version, so that every process reloads it."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from classifiers.core.crosswalk import ExternalTool, load_crosswalk
from classifiers.core.taxonomy import Taxonomy, load_default
from classifiers.titles.dictionary import load_dictionary
from classifiers.titles.phrase_rules import load_phrases
from classifiers.titles.text.normalize import normalize
from leadqual.accounts.models import User
from leadqual.core.jobs import Job, enqueue
from leadqual.taxonomy.document.document import (
    Document,
    Meaning,
    WrittenDepartment,
    WrittenFunction,
)
from leadqual.taxonomy.document.to_tables import write_document
from leadqual.taxonomy.models import (
    ConfusionCost,
    Department,
    Industry,
    Level,
    OtherTool,
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
        (
            ConfusionCost(truth=truth, said=predicted, cost=cost)
            for (truth, predicted), cost in costs.items()
        ),
        update_conflicts=True,
        unique_fields=["truth", "said"],
        update_fields=["cost"],
    )
    lock_taxonomy()
    return TaxonomyVersion.objects.create(reason=reason[:200], author=author)


def normalised(text: str) -> str:
    """Bring a title or phrase into the one spelling that titles are compared in."""
    return normalize(text)


@transaction.atomic
def load_taxonomy() -> bool:
    """Fill empty tables with the taxonomy that comes with the product.

    Returns:
        False where there is a taxonomy already, which is left as it is.
    """
    if Department.objects.exists():
        return False
    taxonomy, tools = load_default(), load_crosswalk()
    Level.objects.bulk_create(
        Level(slug=level.slug, name=level.name, rank=level.rank, about=level.about)
        for level in taxonomy.levels
    )
    Industry.objects.bulk_create(
        Industry(slug=slug, name=name, position=at)
        for at, (slug, name) in enumerate(taxonomy.industries.items())
    )
    OtherTool.objects.bulk_create(
        OtherTool(
            slug=tool.slug,
            name=tool.name,
            calls=tool.calls,
            source=tool.source,
            note=tool.note,
            position=position,
        )
        for position, tool in enumerate(tools)
    )
    write_document(live=Document(), new=_default_document(taxonomy, tools))
    note_change("Loaded the default taxonomy")
    return True


def _default_document(taxonomy: Taxonomy, tools: Sequence[ExternalTool]) -> Document:
    return Document(
        departments=tuple(
            WrittenDepartment(slug, name) for slug, name in taxonomy.departments.items()
        ),
        functions=tuple(
            WrittenFunction(
                slug=function.slug,
                name=function.name,
                department=function.department,
                about=function.about,
                titles=frozenset(function.titles),
                called={
                    tool.slug: tool.functions[function.slug]
                    for tool in tools
                    if function.slug in tool.functions
                },
            )
            for function in taxonomy.functions
        ),
        dictionary={
            normalize(title): Meaning(
                frozenset(entry.functions), entry.level or "", entry.industry or ""
            )
            for title, entry in load_dictionary().items()
        },
        phrases={normalize(phrase): frozenset(slugs) for phrase, slugs in load_phrases().items()},
    )
