"""Conditions on words: all clauses must match, each by one of its alternatives."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from facet_index.words.folded_terms import MIN_PREFIX, is_joined, terms

MIN_PART = 2
"""Minimum letters of each of two words that were typed as one."""
OF_COMPANY = "company."
"""Prefix of facets of companies in a search for people."""


@dataclass(frozen=True, slots=True)
class Term:
    """A folded word, or the beginning of words."""

    text: str
    is_prefix: bool = False


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way to match a clause: all its conditions must hold.

    Args:
        compound: a word typed for two words of a company's name, as "plangrid" for Plan Grid;
            empty for none. Only companies are found by it.
        values: facet → values, at least one of which matches; with the prefix `company.` those of
            the contact's company.
        contacts: keys of contacts; None for any.
        companies: keys of companies, or of the contact's company; None for any.
        titles: keys of job titles; None for any.
        only_unclassified: the words must be in a title without functions.
    """

    terms: tuple[Term, ...] = ()
    is_phrase: bool = False
    only_names: bool = False
    only_unclassified: bool = False
    compound: str = ""
    values: tuple[tuple[str, tuple[str, ...]], ...] = ()
    employer: tuple[Term, ...] = ()
    topics: tuple[Term, ...] = ()
    contacts: tuple[int, ...] | None = None
    companies: tuple[int, ...] | None = None
    titles: tuple[int, ...] | None = None
    is_broad: bool = False

    @property
    def has_only_words(self) -> bool:
        """Return whether it has no other conditions than words."""
        keys = (self.contacts, self.companies, self.titles)
        return bool(self.terms) and not self.values and all(key is None for key in keys)

    @property
    def has_keys(self) -> bool:
        """Return whether it names rows by key."""
        return any(keys is not None for keys in (self.contacts, self.companies, self.titles))


@dataclass(frozen=True)
class Clause:
    """A condition that all results match, or none if `is_excluded`.

    Args:
        alternatives: at least one must match.
        is_excluded: none may match.
        preferred: rank matching records higher, but find none on their own.
        close: similar conditions, such as the same job at other levels; find none on their own.
    """

    alternatives: tuple[Alternative, ...]
    is_excluded: bool = False
    is_job: bool = False
    preferred: tuple[Alternative, ...] = ()
    close: tuple[Alternative, ...] = ()

    @property
    def ordering(self) -> tuple[Alternative, ...]:
        """Alternatives by which records are ranked."""
        return (*self.preferred, *self.alternatives)

    @property
    def facets(self) -> frozenset[str]:
        """Facets in its conditions."""
        return frozenset(facet for option in self.alternatives for facet, _ in option.values)

    @cached_property
    def words(self) -> tuple[Alternative, ...]:
        return tuple(option for option in self.ordering if option.has_only_words)

    def has(self, is_wanted: Callable[[Alternative], bool]) -> bool:
        return any(map(is_wanted, self.ordering))


def alternatives_as_typed(clauses: Iterable[Clause]) -> list[list[Alternative]]:
    """Return the alternatives with words of each clause that is not excluded, as typed first."""
    asked = [clause for clause in clauses if not clause.is_excluded]
    typed = [
        [option for option in clause.alternatives if option.terms or option.compound]
        for clause in asked
    ]
    return [each for each in typed if each and each[0].terms]


def whole_words(terms: Iterable[Term]) -> tuple[Term, ...]:
    """Return terms as whole words."""
    return tuple(Term(term.text) for term in terms)


def literal(text: str, *, is_phrase: bool = False) -> Alternative | None:
    """Return the alternative that finds a text as typed; None if it has no word.

    Longer words also match the beginning of words, except in a phrase.
    """
    words = terms(text)
    is_phrase = is_phrase and not any(map(is_joined, words))
    if is_phrase:
        return Alternative(tuple(map(Term, words)), is_phrase=True) if words else None
    found = [Term(term, len(term) >= MIN_PREFIX and not is_joined(term)) for term in words]
    return Alternative(tuple(dict.fromkeys(found))) if found else None


def parts_of(word: str) -> Iterator[tuple[str, str]]:
    """Yield the pairs of words that form a word."""
    for end in range(MIN_PART, len(word) - MIN_PART + 1):
        yield word[:end], word[end:]


def with_values(values: Mapping[str, Iterable[str]], *, is_broad: bool = False) -> Alternative:
    """Return the alternative that finds rows by one value of each facet."""
    pairs = tuple((facet, tuple(several)) for facet, several in values.items())
    return Alternative(values=pairs, is_broad=is_broad)
