"""How well contacts match words, in tiers: as sets of rows or as conditions."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import Generic

from facet_index.words.clauses import Alternative, Clause, Term, whole_words
from facet_index.words.rank_words import T

FIELDS = ("title", "name", "company", "city")
"""What the words of a contact stand in; `name` is the last and the first one."""
N_TIERS = 11
"""Just what was typed as title or name; read so and said so in the title; said in the title; titles
that say the same; what words were read as; all words in the name; the very name of the company; all
words in the title, in the company; words anywhere; and beginnings of words."""


@dataclass(frozen=True, slots=True)
class ClauseMatches(Generic[T]):
    """The records that meet one clause.

    Args:
        fields: each of `FIELDS` → the records whose field has all words of one alternative.
    """

    clause: Clause
    keys: T
    values: T
    fields: Mapping[str, T]

    @property
    def anywhere(self) -> T:
        found: T = reduce(or_, self.fields.values(), self.keys)
        return found

    @property
    def read(self) -> T:
        """Return the records that are named, or have what was read."""
        found: T = self.keys | self.values
        return found

    @property
    def beside_title(self) -> T:
        """Return the records that meet a clause that names no job."""
        return self.values if self.clause.has(_is_value) else self.anywhere


def match(
    clause: Clause,
    *,
    meets: Callable[[Alternative], T],
    in_field: Callable[[str, Sequence[Term]], T],
    nothing: T,
) -> ClauseMatches[T]:
    """Return the records that meet a clause, by each of its ways.

    Args:
        clause: not an excluded one.
        meets: an alternative → the records that meet it.
        in_field: field and whole words → the records whose field has all of them.
        nothing: no records.
    """

    def union(several: Iterable[T]) -> T:
        return reduce(or_, several, nothing)

    words = [whole_words(one.terms) for one in clause.words]
    return ClauseMatches(
        clause,
        keys=union(meets(one) for one in clause.ordering if one.is_of_keys),
        values=union(meets(one) for one in clause.alternatives if _is_value(one)),
        fields={field: union(in_field(field, terms) for terms in words) for field in FIELDS},
    )


def tiers(clauses: Sequence[ClauseMatches[T]], *, exactly: T, company: T) -> list[T | None]:
    """Return the records of each tier but the last; those of former tiers may be among them.

    Args:
        clauses: at least one.
        exactly: records whose title or whole name is just what was typed.
        company: records at the company with just this name.

    Returns:
        None for a tier that no such words have.
    """
    jobs = [one for one in clauses if one.clause.is_job]
    others = [one for one in clauses if not one.clause.is_job]
    rest = [one.beside_title for one in others]
    have_keys = all(one.clause.has(_is_key) for one in jobs)
    by_jobs: list[T | None] = [None, None, None]
    if jobs:
        in_title = [one.fields["title"] for one in jobs]
        as_read = [one.values & one.fields["title"] for one in jobs]
        same = [one.keys for one in jobs]
        by_jobs = [_all(as_read, rest), _all(in_title, rest), _all(same, rest)]
    is_read = any(one.clause.has(_is_value) for one in clauses)
    have, said = [one.read for one in clauses], [one.anywhere for one in clauses]
    in_one = {
        field: _all([one.read | one.fields[field] for one in clauses])
        for field in ("name", "title", "company")
    }
    return [
        exactly,
        *by_jobs[:2],
        by_jobs[2] if have_keys else None,
        _all([one.values for one in jobs], rest) if is_read else None,
        in_one["name"],
        company,
        in_one["title"],
        in_one["company"],
        _all([here | there for here, there in zip(have, said, strict=True)]),
    ]


def spellings(clauses: Sequence[Clause]) -> list[tuple[Term, ...]]:
    """Return the words of clauses in a row, as they were typed, and a single clause's others, too.

    Empty where a clause has no words.
    """
    words = [[whole_words(one.terms) for one in clause.words] for clause in clauses]
    if not all(words):
        return []
    if len(words) == 1:
        return words[0]
    return [tuple(term for each in words for term in each[0])]


def _all(*several: Sequence[T]) -> T:
    return reduce(and_, (one for some in several for one in some))


def _is_value(one: Alternative) -> bool:
    return bool(one.values or one.topics) and not one.is_wide


def _is_key(one: Alternative) -> bool:
    return one.is_of_keys
