"""Rank companies by where and how often their texts contain words."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from facet_index.words.clauses import Alternative, Clause, Term, alternatives_as_typed, parts_of
from facet_index.words.folded_terms import fold, is_joined

SMOOTHING = 60
"""Of reciprocal rank fusion: Cormack, Clarke and Büttcher, SIGIR 2009."""

MAX_DESCRIPTION = 4_000
"""Maximum characters of a description to compare."""

_SENTENCE = re.compile(r"[.!?。！？]\s|\n")
_MAX_REPEATS = 6

EXACT, ALL_IN_NAME, INTERPRETED, BEGINS_NAME, TOPIC, PHRASE, FIRST_SENTENCE, ANYWHERE = range(8)
"""Where words occur, the best first; `INTERPRETED` is a value or city that they name."""

T = TypeVar("T", bound=Any)
"""Records as a set or as a condition: any type with `&` and `|`."""


@dataclass(frozen=True)
class RankedCompany:
    """The texts by which a company is ranked.

    Args:
        values: facet → its value, for facets that words can be interpreted as.
    """

    key: int
    name: str
    domain: str = ""
    city: str = ""
    topics: Sequence[str] = field(default=())
    overview: str = ""
    n_people: int = 0
    values: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def named(self) -> str:
        """Folded name, a space before and after each word."""
        return _fold_and_pad(self.name)

    @cached_property
    def name_and_domain(self) -> str:
        """Folded name, and domain without its last part."""
        return f"{self.named}{fold(self.domain.rpartition('.')[0])} "

    @cached_property
    def folded_city(self) -> str:
        return _fold_and_pad(self.city)

    @cached_property
    def about(self) -> str:
        """Folded industry, categories and specialties."""
        return _fold_and_pad(" | ".join(self.topics))

    @cached_property
    def description(self) -> str:
        """Folded description."""
        return _fold_and_pad(self.overview[:MAX_DESCRIPTION])

    @cached_property
    def first_sentence(self) -> str:
        """Folded first sentence of the description."""
        return _fold_and_pad(
            _SENTENCE.split(self.overview[:MAX_DESCRIPTION].strip(), maxsplit=1)[0]
        )


def rank_by_words(companies: Iterable[RankedCompany], clauses: Sequence[Clause]) -> list[int]:
    """Return the keys of companies that match clauses, best first.

    Ranked by where the words occur, then how often, then by people and name.
    """
    typed = [
        _TypedClause(
            words[0],
            [option for option in clause.alternatives if option.values and not option.is_broad],
        )
        for clause in clauses
        if (words := alternatives_as_typed([clause]))
    ]
    site_keys = {
        key
        for clause in clauses
        if not clause.is_excluded
        for option in clause.alternatives
        if not option.terms
        for key in option.companies or ()
    }
    return [
        company.key
        for company in sorted(
            companies,
            key=lambda company: (
                *((EXACT, -1, 0, 0) if company.key in site_keys else _sort_key(company, typed)),
                -company.n_people,
                company.name.lower(),
                company.key,
            ),
        )
    ]


def fuse_rankings(*rankings: tuple[Sequence[int], float]) -> list[int]:
    """Return the keys of several rankings as one: reciprocal rank fusion.

    Args:
        rankings: keys, best first, and weight. Of keys with the same score, that of the earlier
            ranking comes first.
    """
    scores: dict[int, float] = {}
    for keys, weight in rankings:
        for rank, key in enumerate(keys, start=1):
            scores[key] = scores.get(key, 0.0) + weight / (SMOOTHING + rank)
    return sorted(scores, key=lambda key: -scores[key])


@dataclass(frozen=True, slots=True)
class _TypedClause:
    """The words of a clause, and their interpretations."""

    words: Sequence[Alternative]
    values: Sequence[Alternative]

    def is_interpreted(self, company: RankedCompany) -> bool:
        has = (
            all(company.values.get(facet) in several for facet, several in option.values)
            for option in self.values
        )
        return any(has) or _contains(company.folded_city, self.words)


def _sort_key(company: RankedCompany, clauses: Sequence[_TypedClause]) -> tuple[int, ...]:
    """Return the sort key of a company, smallest first."""
    if not clauses:
        return (ANYWHERE, 0, 0, 0)
    # A word that names the city need not occur elsewhere.
    typed = [alternatives.words for alternatives in clauses]
    rest = [
        alternatives.words for alternatives in clauses if not alternatives.is_interpreted(company)
    ]
    n_interpreted = len(typed) - len(rest)
    level = _match_level(company, typed, rest)
    return (level, int(not _is_whole(company, rest)), -n_interpreted, -_count_words(company, typed))


def _match_level(
    company: RankedCompany,
    typed: Sequence[Sequence[Alternative]],
    rest: Sequence[Sequence[Alternative]],
) -> int:
    phrase_terms = [term for alternatives in rest for term in alternatives[0].terms]
    levels: dict[int, Callable[[], bool]] = {
        EXACT: lambda: (
            company.named.replace(" ", "")
            == "".join(term.text for alternatives in typed for term in alternatives[0].terms)
        ),
        ALL_IN_NAME: lambda: all(
            _contains(company.name_and_domain, alternatives, is_whole=True)
            for alternatives in typed
        ),
        INTERPRETED: lambda: not rest,
        BEGINS_NAME: lambda: all(
            _contains(company.name_and_domain, alternatives) for alternatives in rest
        ),
        TOPIC: lambda: all(_contains(company.about, alternatives) for alternatives in rest),
        PHRASE: lambda: len(phrase_terms) > 1 and _phrase_text(phrase_terms) in company.description,
        FIRST_SENTENCE: lambda: all(
            _contains(company.first_sentence, alternatives) for alternatives in rest
        ),
    }
    return next((level for level, is_met in levels.items() if is_met()), ANYWHERE)


def _phrase_text(terms: Sequence[Term]) -> str:
    return f" {' '.join(term.text for term in terms[:-1])}{_term_text(terms[-1])}"


def _is_whole(company: RankedCompany, typed: Sequence[Sequence[Alternative]]) -> bool:
    texts = (company.name_and_domain, company.folded_city, company.about, company.description)
    return all(
        any(_contains(text, alternatives, is_whole=True) for text in texts)
        for alternatives in typed
    )


def _count_words(company: RankedCompany, typed: Sequence[Sequence[Alternative]]) -> int:
    """Return how often the words occur, each `_MAX_REPEATS` times at most."""
    texts = (company.name_and_domain, company.about, company.description)
    term_texts = (_term_text(term) for alternatives in typed for term in alternatives[0].terms)
    return sum(
        min(sum(text.count(term_text) for text in texts), _MAX_REPEATS) for term_text in term_texts
    )


def _contains(text: str, alternatives: Iterable[Alternative], *, is_whole: bool = False) -> bool:
    """Return whether a folded text contains all words of an alternative."""
    return any(_contains_alternative(text, option, is_whole=is_whole) for option in alternatives)


def _contains_alternative(text: str, option: Alternative, *, is_whole: bool) -> bool:
    if option.compound:
        return any(f" {first} {second} " in text for first, second in parts_of(option.compound))
    if option.is_phrase:
        return f" {' '.join(term.text for term in option.terms)} " in text
    return all(_term_text(term, is_whole=is_whole) in text for term in option.terms)


def _term_text(term: Term, *, is_whole: bool = False) -> str:
    if is_joined(term.text) and len(term.text) > 1:
        return term.text
    return f" {term.text}" if term.is_prefix and not is_whole else f" {term.text} "


def _fold_and_pad(text: str) -> str:
    return f" {fold(text)} "
