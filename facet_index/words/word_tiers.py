"""Rank contacts in tiers by how well they match words, as sets of rows or as conditions."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import Generic

from facet_index.words.clauses import Alternative, Clause, Term, whole_words
from facet_index.words.rank_words import T

FIELDS = ("title", "name", "company", "city")
"""Texts of contacts that are searched by words; `name` is last and first name."""
N_TIERS = 11
"""The exact title or name; interpreted and in the title; in the title; equivalent titles;
interpreted words; all words in the name; the exact company name; all words in the title, in the
company; words anywhere; and beginnings of words."""


@dataclass(frozen=True, slots=True)
class ClauseMatches(Generic[T]):
    """The records that match a clause.

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
    def interpreted(self) -> T:
        """Return the records that match by key or value."""
        found: T = self.keys | self.values
        return found

    @property
    def outside_title(self) -> T:
        """Return the records that match a clause without a job."""
        return self.values if self.clause.has(_is_value) else self.anywhere


def match_clause(
    clause: Clause,
    *,
    match_alternative: Callable[[Alternative], T],
    match_field: Callable[[str, Sequence[Term]], T],
    nothing: T,
) -> ClauseMatches[T]:
    """Return the records that match a clause, by kind of match.

    Args:
        clause: not an excluded one.
        match_alternative: alternative → matching records.
        match_field: field and whole words → records with all of them in the field.
        nothing: no records.
    """

    def union(several: Iterable[T]) -> T:
        return reduce(or_, several, nothing)

    words = [whole_words(option.terms) for option in clause.words]
    return ClauseMatches(
        clause,
        keys=union(match_alternative(option) for option in clause.ordering if option.has_keys),
        values=union(
            match_alternative(option) for option in clause.alternatives if _is_value(option)
        ),
        fields={field: union(match_field(field, terms) for terms in words) for field in FIELDS},
    )


def tiers(clauses: Sequence[ClauseMatches[T]], *, exact: T, company: T) -> list[T | None]:
    """Return the records of each tier but the last; those of earlier tiers may be among them.

    Args:
        clauses: at least one.
        exact: records whose title or full name is exactly the typed text.
        company: records at the company with exactly this name.

    Returns:
        None for a tier that does not apply to the words.
    """
    jobs = [matched for matched in clauses if matched.clause.is_job]
    others = [matched for matched in clauses if not matched.clause.is_job]
    other_rows = [matched.outside_title for matched in others]
    have_keys = all(matched.clause.has(_is_key) for matched in jobs)
    job_tiers: list[T | None] = [None, None, None]
    if jobs:
        in_title = [matched.fields["title"] for matched in jobs]
        interpreted_in_title = [matched.values & matched.fields["title"] for matched in jobs]
        equivalent = [matched.keys for matched in jobs]
        job_tiers = [
            _intersect(interpreted_in_title, other_rows),
            _intersect(in_title, other_rows),
            _intersect(equivalent, other_rows),
        ]
    has_values = any(matched.clause.has(_is_value) for matched in clauses)
    interpreted, anywhere = (
        [matched.interpreted for matched in clauses],
        [matched.anywhere for matched in clauses],
    )
    in_one_field = {
        field: _intersect([matched.interpreted | matched.fields[field] for matched in clauses])
        for field in ("name", "title", "company")
    }
    return [
        exact,
        *job_tiers[:2],
        job_tiers[2] if have_keys else None,
        _intersect([matched.values for matched in jobs], other_rows) if has_values else None,
        in_one_field["name"],
        company,
        in_one_field["title"],
        in_one_field["company"],
        _intersect([here | there for here, there in zip(interpreted, anywhere, strict=True)]),
    ]


def spellings(clauses: Sequence[Clause]) -> list[tuple[Term, ...]]:
    """Return the words of clauses as typed, and all spellings if there is a single clause.

    Empty if a clause has no words.
    """
    words = [[whole_words(option.terms) for option in clause.words] for clause in clauses]
    if not all(words):
        return []
    if len(words) == 1:
        return words[0]
    return [tuple(term for each in words for term in each[0])]


def _intersect(*several: Sequence[T]) -> T:
    return reduce(
        and_, (records for records_of_clauses in several for records in records_of_clauses)
    )


def _is_value(option: Alternative) -> bool:
    return bool(option.values or option.topics) and not option.is_broad


def _is_key(option: Alternative) -> bool:
    return option.has_keys
