"""Typed words as clauses of a search, with their interpretations."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby

from django.db import connection
from django.db.models import Q

from facet_index.words.clauses import Alternative, Clause, Term, literal
from facet_index.words.folded_terms import MIN_PREFIX, is_joined, terms
from leadqual.leads.models import JobTitle
from leadqual.search.words.addresses import contacts_by_address, contacts_by_phone, is_phone
from leadqual.search.words.connecting_words import OR_OPERATORS
from leadqual.search.words.interpretation import Interpretation, InterpretedWords, WordInterpreter
from leadqual.search.words.search_text import Group, Part, read_groups
from leadqual.search.words.titles import TitleWords

MAX_OVERVIEW = 10_000
"""Maximum characters of a description that are searched."""


MAX_TITLES = 2_000
"""Stored titles equivalent to a typed one."""
_NAME_WORDS = (2, 3)
AddressLookup = Callable[[str], Iterator[Alternative]]
_IS_PERSON = """
    SELECT EXISTS (
        SELECT FROM unnest(%s::text[], %s::text[]) AS named (first, last)
          JOIN leads_contact ON workspace_id = %s
           AND leads_name_number(last_name, first_name) = leads_name_number(named.last, named.first)
         WHERE lower(first_name) = named.first AND lower(last_name) = named.last)
"""


@dataclass(frozen=True, slots=True)
class ShownInterpretation:
    """An interpretation shown to the user.

    Args:
        without: the whole search without this interpretation.
    """

    typed: str
    kind: str
    label: str
    without: str


@dataclass(frozen=True, slots=True)
class ParsedWords:
    """The meaning of the words of a search.

    Args:
        clauses: joined by AND.
        interpretations: of some of the words, in order.
        near: keys of companies with a similar meaning, nearest first; found in addition to matches
            of the clauses.
        workspace_id: whose names, titles and addresses were looked up.
        uninterpreted: those of the clauses that are of words as typed.
        typed: these words.
    """

    clauses: tuple[Clause, ...] = ()
    interpretations: tuple[ShownInterpretation, ...] = ()
    near: tuple[int, ...] = ()
    uninterpreted: tuple[Clause, ...] = ()
    typed: tuple[str, ...] = ()
    workspace_id: int | None = None


def parse_contact_words(workspace_id: int, text: str) -> ParsedWords:
    """Read the words of a search for people; a few small queries."""
    if not text:
        return ParsedWords()
    if is_phone(text):
        return ParsedWords((Clause((contacts_by_phone(workspace_id, text),)),))

    def clauses_of(groups: Sequence[Group], is_end: bool) -> Iterator[Clause]:
        look_up = partial(contacts_by_address, workspace_id)
        return _clauses(groups, look_up, only_names=is_end)

    return read_words(workspace_id, text, clauses_of, of_people=True)


def read_words(
    workspace_id: int,
    text: str,
    clauses_of: Callable[[Sequence[Group], bool], Iterator[Clause]],
    *,
    of_people: bool,
) -> ParsedWords:
    """Read words by meaning, and those without one as typed.

    Args:
        workspace_id: whose records.
        text: as typed.
        clauses_of: consecutive groups, and whether they end the search with a plain word → their
            clauses as typed.
        of_people: the search is for people, else for companies.
    """
    groups = tuple(_expand_or_groups(read_groups(text)))
    clauses: list[Clause] = []
    uninterpreted: list[Clause] = []
    uninterpreted_words: list[str] = []
    found: list[Interpretation] = []
    for is_plain, consecutive in groupby(enumerate(groups), key=lambda pair: pair[1].is_plain):
        indexed = list(consecutive)
        typed = [group for _, group in indexed]
        if is_plain:
            words = [group.parts[0].text for group in typed]
            interpreted = _interpret(workspace_id, words, indexed[0][0], of_people=of_people)
            clauses += interpreted.clauses
            found += interpreted.found
            typed = [
                replace(group, is_excluded=n in interpreted.excluded)
                for n, group in enumerate(typed)
                if n in interpreted.typed
            ]
            typed = _join_by_or(typed)
        else:
            typed = [
                group
                for position, group in indexed
                if not _interpret_excluded(workspace_id, group, position, clauses, found, of_people)
            ]
        is_last = bool(indexed) and indexed[-1][0] == len(groups) - 1
        as_typed = [*clauses_of(typed, is_plain and is_last)]
        clauses += as_typed
        if is_plain:
            uninterpreted += [clause for clause in as_typed if not clause.is_excluded]
            uninterpreted_words += [group.parts[0].text for group in typed if not group.is_excluded]
    shown = tuple(
        _show_interpretation(groups, interpretation)
        for interpretation in sorted(found, key=lambda interpretation: interpretation.positions)
    )
    return ParsedWords(
        tuple(clauses), shown, uninterpreted=tuple(uninterpreted), typed=tuple(uninterpreted_words)
    )


def _expand_or_groups(groups: Iterable[Group]) -> Iterator[Group]:
    """Yield groups of several words as these words with "OR" between them."""
    for group in groups:
        if (
            len(group.parts) == 1
            or group.is_excluded
            or any(part.is_phrase for part in group.parts)
        ):
            yield group
            continue
        for n, part in enumerate(group.parts):
            if n:
                yield Group((Part("OR"),))
            yield Group((part,))


def _join_by_or(groups: Sequence[Group]) -> list[Group]:
    """Return groups with those around an "OR" as one."""
    joined: list[Group] = []
    is_or = False
    for group in groups:
        if group.parts[0].text in OR_OPERATORS:
            is_or = bool(joined)
        elif is_or:
            joined[-1] = replace(joined[-1], parts=(*joined[-1].parts, *group.parts))
            is_or = False
        else:
            joined.append(group)
    return joined


def _interpret_excluded(
    workspace_id: int,
    group: Group,
    position: int,
    clauses: list[Clause],
    found: list[Interpretation],
    of_people: bool,
) -> bool:
    """Read an excluded word by its meaning: "-intern"; False where it is searched as typed."""
    if not group.is_excluded or len(group.parts) > 1 or group.parts[0].is_phrase:
        return False
    interpreted = _interpret(workspace_id, [group.parts[0].text], position, of_people=of_people)
    if interpreted.typed or not interpreted.found:
        return False
    clauses += [replace(clause, is_excluded=True) for clause in interpreted.clauses]
    found += [
        replace(interpretation, label=f"not {interpretation.label}", is_word=False)
        for interpretation in interpreted.found
    ]
    return True


def _interpret(
    workspace_id: int, words: Sequence[str], first: int, *, of_people: bool
) -> InterpretedWords:
    all_typed = InterpretedWords(typed=set(range(len(words))))
    if of_people and _is_person(workspace_id, words):
        return all_typed
    if any("@" in word for word in words):
        return all_typed
    reader = WordInterpreter(
        words,
        first,
        of_people=of_people,
        equivalent_titles=partial(_equivalent_titles, workspace_id),
    )
    return reader.read()


def _is_person(workspace_id: int, words: Sequence[str]) -> bool:
    """Return whether words are a person's full name, which is not interpreted."""
    if len(words) not in _NAME_WORDS:
        return False
    lowered = [word.lower() for word in words]
    first, last = (lowered[0], " ".join(lowered[1:])), (" ".join(lowered[:-1]), lowered[-1])
    with connection.cursor() as cursor:
        firsts, lasts = zip(first, last, first[::-1], strict=True)
        cursor.execute(_IS_PERSON, [list(firsts), list(lasts), workspace_id])
        return bool(cursor.fetchone()[0])


def _equivalent_titles(workspace_id: int, title: TitleWords) -> Iterator[Alternative]:
    """Yield equivalent stored titles: of the same spelling, or of the same job and level."""
    if not title.normalised:
        return
    condition = Q(normalised=title.normalised)
    if title.functions:
        level = Q(level__slug=title.levels[0]) if title.levels else Q()
        condition |= Q(signature=title.signature) & level
    titles = JobTitle.objects.filter(condition, workspace=workspace_id)
    keys = tuple(titles.order_by("pk").values_list("pk", flat=True)[:MAX_TITLES])
    if keys:
        yield Alternative(titles=keys)


def _show_interpretation(
    groups: Sequence[Group], interpretation: Interpretation
) -> ShownInterpretation:
    without = []
    for position, group in enumerate(groups):
        if position not in interpretation.positions:
            without.append(group.written())
        elif interpretation.is_word:
            without.append(f'"{group.parts[0].text}"')
    label = f"or {interpretation.label}" if interpretation.is_or else interpretation.label
    return ShownInterpretation(interpretation.typed, interpretation.kind, label, " ".join(without))


def _clauses(
    groups: Sequence[Group], look_up: AddressLookup, *, only_names: bool
) -> Iterator[Clause]:
    has_several = len(groups) > 1
    for n, group in enumerate(groups):
        # Names may be typed partially: "Naomi S", "Dmitri Iv".
        is_partial = only_names and has_several and n == len(groups) - 1
        is_initial = only_names and has_several and _is_initial(group)
        found = [
            option
            for part in group.parts
            for option in _alternatives(
                part, look_up, is_partial=is_partial or is_initial, is_initial=is_initial
            )
        ]
        if found:
            yield Clause(tuple(found), group.is_excluded)


def _is_initial(group: Group) -> bool:
    text = group.parts[0].text.rstrip(".")
    return len(text) == 1 and text.isalpha()


def _alternatives(
    part: Part, look_up: AddressLookup, *, is_partial: bool, is_initial: bool
) -> Iterator[Alternative]:
    yield from look_up(part.text)
    words = literal(part.text, is_phrase=part.is_phrase)
    if words is None or "@" in part.text:
        return
    if not is_initial:
        yield words
    short_terms = [
        term for term in terms(part.text) if len(term) < MIN_PREFIX and not is_joined(term)
    ]
    if is_partial and len(words.terms) == 1 and short_terms:
        yield Alternative(
            tuple(Term(term, is_prefix=True) for term in short_terms), only_names=True
        )
