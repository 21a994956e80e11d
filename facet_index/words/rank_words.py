"""Which of some companies match words best, by where and how often their texts contain them."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from facet_index.words.clauses import Alternative, Clause, Term, parts_of, typed_words
from facet_index.words.folded_terms import fold, is_joined

SMOOTHING = 60
"""Of reciprocal rank fusion: Cormack, Clarke and Büttcher, SIGIR 2009."""

MAX_READ = 4_000
"""Characters of a description that are compared."""

_SENTENCE = re.compile(r"[.!?。！？]\s|\n")
_LISTED = 6

EXACT, ALL_IN_NAME, READ, BEGINS_NAME, TOPIC, PHRASE, FIRST_SENTENCE, ANYWHERE = range(8)
"""Where words occur, the best first; `READ` is what they were read as, or the city they name."""

T = TypeVar("T", bound=Any)
"""Records, as a set or as the condition of it: something with `&` and `|`."""


@dataclass(frozen=True)
class RankedCompany:
    """What a company is compared by.

    Args:
        values: facet → its value, of those that words are read as.
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
        return _spaced(self.name)

    @cached_property
    def name_and_domain(self) -> str:
        """Folded name, and domain without its last part."""
        return f"{self.named}{fold(self.domain.rpartition('.')[0])} "

    @cached_property
    def folded_city(self) -> str:
        return _spaced(self.city)

    @cached_property
    def about(self) -> str:
        """Folded industry, categories and specialties."""
        return _spaced(" | ".join(self.topics))

    @cached_property
    def description(self) -> str:
        """Folded description."""
        return _spaced(self.overview[:MAX_READ])

    @cached_property
    def first_sentence(self) -> str:
        """Folded first sentence of the description."""
        return _spaced(_SENTENCE.split(self.overview[:MAX_READ].strip(), maxsplit=1)[0])


def rank_by_words(companies: Iterable[RankedCompany], clauses: Sequence[Clause]) -> list[int]:
    """Return the keys of companies that meet some clauses, the best first.

    First counts where the words occur, then how often, then people, then the name.
    """
    typed = [
        _Asked(
            words[0],
            [option for option in clause.alternatives if option.values and not option.is_wide],
        )
        for clause in clauses
        if (words := typed_words([clause]))
    ]
    sites = {
        key
        for clause in clauses
        if not clause.is_excluded
        for option in clause.alternatives
        if not option.terms
        for key in option.companies or ()
    }
    return [
        one.key
        for one in sorted(
            companies,
            key=lambda one: (
                *((EXACT, -1, 0, 0) if one.key in sites else _place(one, typed)),
                -one.n_people,
                one.name.lower(),
                one.key,
            ),
        )
    ]


def fuse(*rankings: tuple[Sequence[int], float]) -> list[int]:
    """Return the keys of several rankings as one: reciprocal rank fusion.

    Args:
        rankings: keys, the best first, and how much the ranking weighs. Of keys that score the
            same, that of the earlier ranking comes first.
    """
    scores: dict[int, float] = {}
    for keys, weight in rankings:
        for rank, key in enumerate(keys, start=1):
            scores[key] = scores.get(key, 0.0) + weight / (SMOOTHING + rank)
    return sorted(scores, key=lambda key: -scores[key])


@dataclass(frozen=True, slots=True)
class _Asked:
    """A clause with words: these, and what they were read as."""

    words: Sequence[Alternative]
    values: Sequence[Alternative]

    def is_read(self, company: RankedCompany) -> bool:
        has = (
            all(company.values.get(facet) in several for facet, several in way.values)
            for way in self.values
        )
        return any(has) or _contains(company.folded_city, self.words)


def _place(company: RankedCompany, asked: Sequence[_Asked]) -> tuple[int, ...]:
    """Return by what the words of a company are compared, the smallest first."""
    if not asked:
        return (ANYWHERE, 0, 0, 0)
    # A word that names the city need not occur elsewhere: companies there come first.
    typed = [each.words for each in asked]
    rest = [each.words for each in asked if not each.is_read(company)]
    n_read = len(typed) - len(rest)
    level = _level(company, typed, rest)
    return (level, int(not _is_whole(company, rest)), -n_read, -_count_words(company, typed))


def _level(
    company: RankedCompany,
    typed: Sequence[Sequence[Alternative]],
    rest: Sequence[Sequence[Alternative]],
) -> int:
    row = [term for each in rest for term in each[0].terms]
    levels: dict[int, Callable[[], bool]] = {
        EXACT: lambda: (
            company.named.replace(" ", "")
            == "".join(term.text for each in typed for term in each[0].terms)
        ),
        ALL_IN_NAME: lambda: all(
            _contains(company.name_and_domain, each, is_whole=True) for each in typed
        ),
        READ: lambda: not rest,
        BEGINS_NAME: lambda: all(_contains(company.name_and_domain, each) for each in rest),
        TOPIC: lambda: all(_contains(company.about, each) for each in rest),
        PHRASE: lambda: len(row) > 1 and _in_a_row(row) in company.description,
        FIRST_SENTENCE: lambda: all(_contains(company.first_sentence, each) for each in rest),
    }
    return next((level for level, is_met in levels.items() if is_met()), ANYWHERE)


def _in_a_row(terms: Sequence[Term]) -> str:
    return f" {' '.join(term.text for term in terms[:-1])}{_needle(terms[-1])}"


def _is_whole(company: RankedCompany, typed: Sequence[Sequence[Alternative]]) -> bool:
    texts = (company.name_and_domain, company.folded_city, company.about, company.description)
    return all(any(_contains(text, each, is_whole=True) for text in texts) for each in typed)


def _count_words(company: RankedCompany, typed: Sequence[Sequence[Alternative]]) -> int:
    """Return how often the words occur, each `_LISTED` times at most."""
    texts = (company.name_and_domain, company.about, company.description)
    needles = (_needle(term) for each in typed for term in each[0].terms)
    return sum(min(sum(text.count(needle) for text in texts), _LISTED) for needle in needles)


def _contains(text: str, alternatives: Iterable[Alternative], *, is_whole: bool = False) -> bool:
    """Return whether a folded text holds all words of one of some alternatives."""
    return any(_holds(text, option, is_whole=is_whole) for option in alternatives)


def _holds(text: str, option: Alternative, *, is_whole: bool) -> bool:
    if option.apart:
        return any(f" {first} {second} " in text for first, second in parts_of(option.apart))
    if option.is_phrase:
        return f" {' '.join(term.text for term in option.terms)} " in text
    return all(_needle(term, is_whole=is_whole) in text for term in option.terms)


def _needle(term: Term, *, is_whole: bool = False) -> str:
    if is_joined(term.text) and len(term.text) > 1:
        return term.text
    return f" {term.text}" if term.is_prefix and not is_whole else f" {term.text} "


def _spaced(text: str) -> str:
    return f" {fold(text)} "
