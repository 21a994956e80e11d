"""Typed words → the clauses that people and companies are found by."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from facet_index.words.clauses import Alternative, Clause, literal
from leadqual.search.words.lookups import (
    companies_by_address,
    contacts_by_address,
    contacts_by_phone,
    is_phone,
)
from leadqual.search.words.syntax import Group, Part, read_groups


@dataclass(frozen=True, slots=True)
class WordReading:
    """What words ask for.

    Args:
        clauses: all of them hold.
    """

    clauses: tuple[Clause, ...] = ()


def read_contact_words(workspace_id: int, text: str) -> WordReading:
    """Read words that people are searched by."""
    if is_phone(text):
        return WordReading((Clause((contacts_by_phone(workspace_id, text),)),))
    return WordReading(
        tuple(_clauses(read_groups(text), lambda word: contacts_by_address(workspace_id, word)))
    )


def read_company_words(workspace_id: int, text: str) -> WordReading:
    """Read words that companies are searched by."""
    return WordReading(
        tuple(_clauses(read_groups(text), lambda word: companies_by_address(workspace_id, word)))
    )


def _clauses(
    groups: tuple[Group, ...], look_up: Callable[[str], Iterator[Alternative]]
) -> Iterator[Clause]:
    for group in groups:
        found = [one for part in group.parts for one in _alternatives(part, look_up)]
        if found:
            yield Clause(tuple(found), group.is_excluded)


def _alternatives(
    part: Part, look_up: Callable[[str], Iterator[Alternative]]
) -> Iterator[Alternative]:
    yield from look_up(part.text)
    words = literal(part.text, is_phrase=part.is_phrase)
    if words is not None and "@" not in part.text:
        yield words
