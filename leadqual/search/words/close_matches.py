"""What comes near the words of a search that finds few, or nobody."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from facet_index.words.clauses import Alternative, Clause, having
from leadqual.search.words.readings import WordReading
from leadqual.search.words.titles import nearest_title

_SIZES = frozenset({"size", "company.size"})


@dataclass(frozen=True, slots=True)
class CloseReading:
    """A similar search.

    Args:
        label: how its results differ, as a sentence.
    """

    label: str
    clauses: tuple[Clause, ...]


def close_readings(
    reading: WordReading, *, finds_none: bool, of_people: bool
) -> Iterator[CloseReading]:
    """Yield searches that are close to one that finds few, the closest first.

    Args:
        reading: of its words.
        finds_none: it finds nobody; unknown words are taken for what they are closest to.
        of_people: it is for people, else for companies.
    """
    clauses = reading.clauses
    if others := _without(clauses, _is_of_size):
        yield CloseReading("At companies of other sizes." if of_people else "Other sizes.", others)
    relaxed = tuple(map(_relaxed, clauses))
    if relaxed != clauses and (len(clauses) > 1 or _has_functions(relaxed)):
        yield CloseReading("Other levels.", relaxed)
    if finds_none and reading.unread:
        yield from _of_unread(reading, of_people=of_people)
    if finds_none and (others := _without(clauses, _is_of_industry)):
        label = "At companies of other industries." if of_people else "Other industries."
        yield CloseReading(label, others)


def _of_unread(reading: WordReading, *, of_people: bool) -> Iterator[CloseReading]:
    """Yield what words are closest to that were searched as typed, and who has one of them."""
    read = tuple(clause for clause in reading.clauses if clause not in reading.unread)
    text = " ".join(reading.typed)
    if of_people and (title := nearest_title(text)):
        job = Clause((having({"function": title.functions}),), is_job=True)
        yield CloseReading(f"The closest to “{text}” is {title.label}.", (*read, job))
    if len(reading.unread) > 1:
        some = tuple(option for clause in reading.unread for option in clause.alternatives)
        yield CloseReading(f"Only some words of “{text}”.", (*read, Clause(some)))
    if any(not clause.is_excluded for clause in read):
        yield CloseReading(f"Without “{text}”.", read)


def _without(
    clauses: Sequence[Clause], is_left_out: Callable[[Clause], bool]
) -> tuple[Clause, ...]:
    """Return the other clauses; none if nothing would be left to find by, or none is left out."""
    others = tuple(clause for clause in clauses if not is_left_out(clause))
    is_less = len(others) < len(clauses)
    return () if not is_less or all(clause.is_excluded for clause in others) else others


def _is_of_size(clause: Clause) -> bool:
    return all(_is_value_of_size(option) for option in clause.alternatives)


def _is_of_industry(clause: Clause) -> bool:
    return any(option.topics for option in clause.alternatives) and not clause.is_excluded


def _is_value_of_size(option: Alternative) -> bool:
    return bool(option.values) and all(facet in _SIZES for facet, _ in option.values)


def _relaxed(clause: Clause) -> Clause:
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
