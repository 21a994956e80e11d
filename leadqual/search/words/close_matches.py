"""What comes near the words of a search that finds few, or nobody."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from facet_index.words.clauses import Alternative, Clause, with_values
from leadqual.search.words.titles import nearest_title
from leadqual.search.words.word_parsing import ParsedWords

_SIZES = frozenset({"size", "company.size"})


@dataclass(frozen=True, slots=True)
class CloseSearch:
    """A similar search.

    Args:
        label: how its results differ, as a sentence.
    """

    label: str
    clauses: tuple[Clause, ...]


def close_searches(
    reading: ParsedWords, *, finds_none: bool, of_people: bool
) -> Iterator[CloseSearch]:
    """Yield searches that are close to one that finds few, the closest first.

    Args:
        reading: of its words.
        finds_none: it finds nobody; unknown words are taken for what they are closest to.
        of_people: it is for people, else for companies.
    """
    clauses = reading.clauses
    if remaining := _without(clauses, _is_of_size):
        yield CloseSearch(
            "At companies of other sizes." if of_people else "Other sizes.", remaining
        )
    relaxed = tuple(map(_relax, clauses))
    if relaxed != clauses and (len(clauses) > 1 or _has_functions(relaxed)):
        yield CloseSearch("Other levels.", relaxed)
    if finds_none and reading.uninterpreted:
        yield from _close_to_uninterpreted(reading, of_people=of_people)
    if finds_none and (remaining := _without(clauses, _is_of_industry)):
        label = "At companies of other industries." if of_people else "Other industries."
        yield CloseSearch(label, remaining)


def _close_to_uninterpreted(reading: ParsedWords, *, of_people: bool) -> Iterator[CloseSearch]:
    """Yield what words are closest to that were searched as typed, and who has one of them."""
    interpreted = tuple(clause for clause in reading.clauses if clause not in reading.uninterpreted)
    text = " ".join(reading.typed)
    if of_people and (title := nearest_title(text)):
        job = Clause((with_values({"function": title.functions}),), is_job=True)
        yield CloseSearch(f"The closest to “{text}” is {title.label}.", (*interpreted, job))
    if len(reading.uninterpreted) > 1:
        alternatives = tuple(
            option for clause in reading.uninterpreted for option in clause.alternatives
        )
        yield CloseSearch(f"Only some words of “{text}”.", (*interpreted, Clause(alternatives)))
    if any(not clause.is_excluded for clause in interpreted):
        yield CloseSearch(f"Without “{text}”.", interpreted)


def _without(clauses: Sequence[Clause], is_removed: Callable[[Clause], bool]) -> tuple[Clause, ...]:
    """Return the other clauses; none if nothing would be left to find by, or none is left out."""
    remaining = tuple(clause for clause in clauses if not is_removed(clause))
    has_removed = len(remaining) < len(clauses)
    return () if not has_removed or all(clause.is_excluded for clause in remaining) else remaining


def _is_of_size(clause: Clause) -> bool:
    return all(_is_value_of_size(option) for option in clause.alternatives)


def _is_of_industry(clause: Clause) -> bool:
    return any(option.topics for option in clause.alternatives) and not clause.is_excluded


def _is_value_of_size(option: Alternative) -> bool:
    return bool(option.values) and all(facet in _SIZES for facet, _ in option.values)


def _relax(clause: Clause) -> Clause:
    if not clause.close or clause.is_excluded:
        return clause
    return replace(clause, alternatives=clause.close, close=())


def _has_functions(clauses: Sequence[Clause]) -> bool:
    return any(
        facet == "function"
        for clause in clauses
        for option in clause.alternatives
        for facet, _ in option.values
    )
