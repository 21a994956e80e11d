"""How well contacts match words, in tiers: as sets of rows or as conditions."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import Generic

from facet_index.words.clauses import Alternative, Clause, Term, whole_words
from facet_index.words.rank_words import T

FIELDS = ("title", "name", "company", "city")
"""The texts whose words contacts are found by; `name` is the last and the first one."""
N_TIERS = 11
"""Exactly what was typed as title or name; read so and written in the title; written in the title;
equivalent titles; what words were read as; all words in the name; the very name of the company; all
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
    def outside_title(self) -> T:
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

    words = [whole_words(option.terms) for option in clause.words]
    return ClauseMatches(
        clause,
        keys=union(meets(option) for option in clause.ordering if option.is_of_keys),
        values=union(meets(option) for option in clause.alternatives if _is_value(option)),
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
    jobs = [matched for matched in clauses if matched.clause.is_job]
    others = [matched for matched in clauses if not matched.clause.is_job]
    rest = [matched.outside_title for matched in others]
    have_keys = all(matched.clause.has(_is_key) for matched in jobs)
    by_jobs: list[T | None] = [None, None, None]
    if jobs:
        in_title = [matched.fields["title"] for matched in jobs]
        as_read = [matched.values & matched.fields["title"] for matched in jobs]
        same = [matched.keys for matched in jobs]
        by_jobs = [_all(as_read, rest), _all(in_title, rest), _all(same, rest)]
    is_read = any(matched.clause.has(_is_value) for matched in clauses)
    read, anywhere = (
        [matched.read for matched in clauses],
        [matched.anywhere for matched in clauses],
    )
    in_one = {
        field: _all([matched.read | matched.fields[field] for matched in clauses])
        for field in ("name", "title", "company")
    }
    return [
        exactly,
        *by_jobs[:2],
        by_jobs[2] if have_keys else None,
        _all([matched.values for matched in jobs], rest) if is_read else None,
        in_one["name"],
        company,
        in_one["title"],
        in_one["company"],
        _all([here | there for here, there in zip(read, anywhere, strict=True)]),
    ]


def spellings(clauses: Sequence[Clause]) -> list[tuple[Term, ...]]:
    """Return the words of clauses in a row, as they were typed, and a single clause's others, too.

    Empty where a clause has no words.
    """
    words = [[whole_words(option.terms) for option in clause.words] for clause in clauses]
    if not all(words):
        return []
    if len(words) == 1:
        return words[0]
    return [tuple(term for each in words for term in each[0])]


def _all(*several: Sequence[T]) -> T:
    return reduce(and_, (records for some in several for records in some))


def _is_value(option: Alternative) -> bool:
    return bool(option.values or option.topics) and not option.is_wide


def _is_key(option: Alternative) -> bool:
    return option.is_of_keys
