"""What words ask for: every clause holds, each by one of its alternatives."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from facet_index.words.folded_terms import MIN_PREFIX, is_joined, terms

MIN_PART = 2
"""Letters of each of two words that were typed as one."""
OF_COMPANY = "company."
"""What begins the name of a facet of companies where people are asked for."""


@dataclass(frozen=True, slots=True)
class Term:
    """A folded word, or what some words begin with."""

    text: str
    is_prefix: bool = False


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way to meet a clause: all of what it names holds.

    Args:
        apart: a word that two words of the name of a company make together, as "plangrid" of Plan
            Grid; empty for none. Only companies are found so.
        values: facet → values, of which a row has at least one; `company.` and a facet of companies
            asks of the company of a contact.
        contacts: keys of contacts, one of which it is; None for any.
        companies: keys of companies, one of which it is or works at; None for any.
        titles: keys of job titles, one of which a contact has; None for any.
        of_unclassified: the words are those of a title without functions, as one not read yet.
    """

    terms: tuple[Term, ...] = ()
    is_phrase: bool = False
    of_names: bool = False
    of_unclassified: bool = False
    apart: str = ""
    values: tuple[tuple[str, tuple[str, ...]], ...] = ()
    employer: tuple[Term, ...] = ()
    topics: tuple[Term, ...] = ()
    contacts: tuple[int, ...] | None = None
    companies: tuple[int, ...] | None = None
    titles: tuple[int, ...] | None = None
    is_wide: bool = False

    @property
    def is_of_words(self) -> bool:
        """Return whether it asks for nothing but words."""
        keys = (self.contacts, self.companies, self.titles)
        return bool(self.terms) and not self.values and all(key is None for key in keys)

    @property
    def is_of_keys(self) -> bool:
        """Return whether it names rows themselves."""
        return any(keys is not None for keys in (self.contacts, self.companies, self.titles))


@dataclass(frozen=True)
class Clause:
    """What has to hold of everything that is found, or `is_excluded`: of nothing.

    Args:
        alternatives: at least one of them holds.
        is_excluded: none of them does.
        preferred: what puts records that meet the clause further up; finds none by itself.
        close: what comes near it, as the same job at other levels; finds none by itself.
    """

    alternatives: tuple[Alternative, ...]
    is_excluded: bool = False
    is_job: bool = False
    preferred: tuple[Alternative, ...] = ()
    close: tuple[Alternative, ...] = ()

    @property
    def ordering(self) -> tuple[Alternative, ...]:
        """What the order of the records follows."""
        return (*self.preferred, *self.alternatives)

    @property
    def facets(self) -> frozenset[str]:
        """Facets whose values it asks for."""
        return frozenset(facet for option in self.alternatives for facet, _ in option.values)

    @cached_property
    def words(self) -> tuple[Alternative, ...]:
        return tuple(option for option in self.ordering if option.is_of_words)

    def has(self, is_wanted: Callable[[Alternative], bool]) -> bool:
        return any(map(is_wanted, self.ordering))


def typed_words(clauses: Iterable[Clause]) -> list[list[Alternative]]:
    """Return the alternatives of words of each clause that has some and is not excluded.

    As typed comes first.
    """
    asked = [clause for clause in clauses if not clause.is_excluded]
    typed = [
        [option for option in clause.alternatives if option.terms or option.apart]
        for clause in asked
    ]
    return [each for each in typed if each and each[0].terms]


def whole_words(terms: Iterable[Term]) -> tuple[Term, ...]:
    """Return terms as whole words."""
    return tuple(Term(term.text) for term in terms)


def literal(text: str, *, is_phrase: bool = False) -> Alternative | None:
    """Return what finds a text as it is typed; None where it holds no word.

    Longer words are also the beginning of others, but not within a phrase.
    """
    words = terms(text)
    is_phrase = is_phrase and not any(map(is_joined, words))
    if is_phrase:
        return Alternative(tuple(map(Term, words)), is_phrase=True) if words else None
    found = [Term(term, len(term) >= MIN_PREFIX and not is_joined(term)) for term in words]
    return Alternative(tuple(dict.fromkeys(found))) if found else None


def parts_of(word: str) -> Iterator[tuple[str, str]]:
    """Yield the pairs of words that make a word together."""
    for end in range(MIN_PART, len(word) - MIN_PART + 1):
        yield word[:end], word[end:]


def having(values: Mapping[str, Iterable[str]], *, is_wide: bool = False) -> Alternative:
    """Return what finds rows by their values: one of each facet."""
    pairs = tuple((facet, tuple(several)) for facet, several in values.items())
    return Alternative(values=pairs, is_wide=is_wide)
