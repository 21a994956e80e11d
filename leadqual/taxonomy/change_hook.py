"""What staff write about titles is judged before it counts, by whoever listens."""

from collections.abc import Collection
from dataclasses import replace

from django.dispatch import Signal

from classifiers.titles.lookup.dictionary import Entry
from leadqual.taxonomy.document.document import Document
from leadqual.taxonomy.library_values import TitleKnowledge, knowledge_of, load_knowledge
from leadqual.taxonomy.models import DictionaryEntry, Function, PhraseRule

about_to_change = Signal()
"""Sent before staff change what is known of titles; a `LeadqualError` of a receiver refuses it.

Args:
    knowledge: `TitleKnowledge` as it would be.
    spared: slugs of the functions that the change is about.
"""


def check_entry(row: DictionaryEntry, functions: Collection[Function], *, former: str) -> None:
    """Have an entry of the dictionary judged before it is written.

    Args:
        row: as it would be.
        functions: that it would have.
        former: its title so far; "" for a new one.

    Raises:
        LeadqualError: a guard refuses it; nothing has been written.
    """
    known = load_knowledge()
    entry = Entry(
        functions=tuple(function.slug for function in functions),
        level=row.level.slug if row.level else None,
        industry=row.industry.slug if row.industry else "",
    )
    others = {title: said for title, said in known.dictionary.items() if title != former}
    _check(replace(known, dictionary={**others, row.normalised: entry}))


def check_phrase(row: PhraseRule, functions: Collection[Function], *, former: str) -> None:
    """Have a phrase rule judged before it is written; see `check_entry`."""
    known = load_knowledge()
    slugs = tuple(function.slug for function in functions)
    others = {phrase: said for phrase, said in known.phrases.items() if phrase != former}
    _check(replace(known, phrases={**others, row.phrase: slugs}))


def check_threshold(slug: str, threshold: float | None) -> None:
    """Have the threshold of a function judged before it is written; see `check_entry`.

    Its own function may fall: that is what it is moved for.
    """
    known = load_knowledge()
    others = {name: limit for name, limit in known.thresholds.items() if name != slug}
    moved = {} if threshold is None else {slug: threshold}
    _check(replace(known, thresholds=others | moved), spared=(slug,))


def check_document(document: Document, *, spared: Collection[str]) -> None:
    """Have a whole taxonomy judged before it is written; see `check_entry`.

    Args:
        document: as it would be.
        spared: slugs of functions that may fall.
    """
    _check(knowledge_of(document), spared=spared)


def _check(knowledge: TitleKnowledge, *, spared: Collection[str] = ()) -> None:
    about_to_change.send(sender=TitleKnowledge, knowledge=knowledge, spared=spared)
