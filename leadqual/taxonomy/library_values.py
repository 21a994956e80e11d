"""The tables as the values that the pure package works with, cached in the process by version."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from classifiers.core import taxonomy as pure
from classifiers.titles.dictionary import Entry
from leadqual.taxonomy.document.document import Document
from leadqual.taxonomy.document.from_tables import read_document
from leadqual.taxonomy.selectors import current_version, industries, levels


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
    return knowledge_of(read_document(), version=version)


def knowledge_of(document: Document, *, version: int = 0) -> TitleKnowledge:
    """Return what people wrote down as it would be with a document; two queries.

    Args:
        document: of the whole taxonomy.
        version: 0 for a document that is not live.
    """
    positions = {function.slug: index for index, function in enumerate(document.functions)}
    return TitleKnowledge(
        version=version,
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
            levels=tuple(
                pure.Level(level.slug, level.name, rank, level.about)
                for rank, level in enumerate(levels())
            ),
            industries={industry.slug: industry.name for industry in industries()},
            former={
                alias: function.slug
                for function in document.functions
                for alias in function.formerly
            },
        ),
        dictionary={
            title: Entry(
                functions=tuple(sorted(meaning.functions, key=positions.__getitem__)),
                level=meaning.level or None,
                industry=meaning.industry,
            )
            for title, meaning in sorted(document.dictionary.items())
        },
        phrases={
            phrase: tuple(sorted(meant, key=positions.__getitem__))
            for phrase, meant in sorted(document.phrases.items())
        },
        thresholds={
            function.slug: function.threshold
            for function in document.functions
            if function.threshold is not None
        },
    )
