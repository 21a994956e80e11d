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
from leadqual.search.words.connecting_words import OR
from leadqual.search.words.interpretation import Interpretation, QuestionReader, QuestionReading
from leadqual.search.words.search_text import Group, Part, read_groups
from leadqual.search.words.titles import TitleWords

MAX_OVERVIEW = 10_000
"""Maximum characters of a description that are searched."""


MAX_TITLES = 2_000
"""Stored titles equivalent to a typed one."""
_NAME_WORDS = (2, 3)
LookUp = Callable[[str], Iterator[Alternative]]
_PERSON = """
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
class WordReading:
    """The meaning of the words of a search.

    Args:
        clauses: joined by AND.
        interpretations: of some of the words, in order.
        near: keys of companies with a similar meaning, nearest first; found in addition to matches
            of the clauses.
        workspace_id: whose names, titles and addresses were looked up.
        unread: those of the clauses that are of words as typed.
        typed: these words.
    """

    clauses: tuple[Clause, ...] = ()
    interpretations: tuple[ShownInterpretation, ...] = ()
    near: tuple[int, ...] = ()
    unread: tuple[Clause, ...] = ()
    typed: tuple[str, ...] = ()
    workspace_id: int | None = None


def read_contact_words(workspace_id: int, text: str) -> WordReading:
    """Read the words of a search for people; a few small queries."""
    if not text:
        return WordReading()
    if is_phone(text):
        return WordReading((Clause((contacts_by_phone(workspace_id, text),)),))

    def clauses_of(groups: Sequence[Group], is_end: bool) -> Iterator[Clause]:
        look_up = partial(contacts_by_address, workspace_id)
        return _clauses(groups, look_up, of_names=is_end)

    return read_words(workspace_id, text, clauses_of, of_people=True)


def read_words(
    workspace_id: int,
    text: str,
    clauses_of: Callable[[Sequence[Group], bool], Iterator[Clause]],
    *,
    of_people: bool,
) -> WordReading:
    """Read words by meaning, and those without one as typed.

    Args:
        workspace_id: whose records.
        text: as typed.
        clauses_of: consecutive groups, and whether they end the search with a plain word → their
            clauses as typed.
        of_people: the search is for people, else for companies.
    """
    groups = tuple(_with_words_for_or(read_groups(text)))
    clauses: list[Clause] = []
    unread: list[Clause] = []
    words_left: list[str] = []
    found: list[Interpretation] = []
    for is_plain, run in groupby(enumerate(groups), key=lambda pair: pair[1].is_plain):
        numbered = list(run)
        typed = [group for _, group in numbered]
        if is_plain:
            words = [group.parts[0].text for group in typed]
            question = _question(workspace_id, words, numbered[0][0], of_people=of_people)
            clauses += question.clauses
            found += question.found
            typed = [
                replace(group, is_excluded=n in question.excluded)
                for n, group in enumerate(typed)
                if n in question.typed
            ]
            typed = _joined_by_or(typed)
        else:
            typed = [
                group
                for position, group in numbered
                if not _is_read_alone(workspace_id, group, position, clauses, found, of_people)
            ]
        is_last = bool(numbered) and numbered[-1][0] == len(groups) - 1
        as_typed = [*clauses_of(typed, is_plain and is_last)]
        clauses += as_typed
        if is_plain:
            unread += [clause for clause in as_typed if not clause.is_excluded]
            words_left += [group.parts[0].text for group in typed if not group.is_excluded]
    shown = tuple(
        _shown(groups, interpretation)
        for interpretation in sorted(found, key=lambda interpretation: interpretation.positions)
    )
    return WordReading(tuple(clauses), shown, unread=tuple(unread), typed=tuple(words_left))


def _with_words_for_or(groups: Iterable[Group]) -> Iterator[Group]:
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


def _joined_by_or(groups: Sequence[Group]) -> list[Group]:
    """Return groups with those around an "OR" as one."""
    joined: list[Group] = []
    is_or = False
    for group in groups:
        if group.parts[0].text in OR:
            is_or = bool(joined)
        elif is_or:
            joined[-1] = replace(joined[-1], parts=(*joined[-1].parts, *group.parts))
            is_or = False
        else:
            joined.append(group)
    return joined


def _is_read_alone(
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
    question = _question(workspace_id, [group.parts[0].text], position, of_people=of_people)
    if question.typed or not question.found:
        return False
    clauses += [replace(clause, is_excluded=True) for clause in question.clauses]
    found += [
        replace(interpretation, label=f"not {interpretation.label}", is_word=False)
        for interpretation in question.found
    ]
    return True


def _question(
    workspace_id: int, words: Sequence[str], first: int, *, of_people: bool
) -> QuestionReading:
    everything = QuestionReading(typed=set(range(len(words))))
    if of_people and _is_person(workspace_id, words):
        return everything
    if any("@" in word for word in words):
        return everything
    reader = QuestionReader(
        words, first, of_people=of_people, same_titles=partial(_same_titles, workspace_id)
    )
    return reader.read()


def _is_person(workspace_id: int, words: Sequence[str]) -> bool:
    """Return whether words are a person's full name, which is not interpreted."""
    if len(words) not in _NAME_WORDS:
        return False
    low = [word.lower() for word in words]
    first, last = (low[0], " ".join(low[1:])), (" ".join(low[:-1]), low[-1])
    with connection.cursor() as cursor:
        firsts, lasts = zip(first, last, first[::-1], strict=True)
        cursor.execute(_PERSON, [list(firsts), list(lasts), workspace_id])
        return bool(cursor.fetchone()[0])


def _same_titles(workspace_id: int, title: TitleWords) -> Iterator[Alternative]:
    """Yield equivalent stored titles: of the same spelling, or of the same job and level."""
    if not title.normalised:
        return
    same = Q(normalised=title.normalised)
    if title.functions:
        level = Q(level__slug=title.levels[0]) if title.levels else Q()
        same |= Q(signature=title.signature) & level
    titles = JobTitle.objects.filter(same, workspace=workspace_id)
    keys = tuple(titles.order_by("pk").values_list("pk", flat=True)[:MAX_TITLES])
    if keys:
        yield Alternative(titles=keys)


def _shown(groups: Sequence[Group], interpretation: Interpretation) -> ShownInterpretation:
    without = []
    for position, group in enumerate(groups):
        if position not in interpretation.positions:
            without.append(group.written())
        elif interpretation.is_word:
            without.append(f'"{group.parts[0].text}"')
    label = f"or {interpretation.label}" if interpretation.is_or else interpretation.label
    return ShownInterpretation(interpretation.typed, interpretation.kind, label, " ".join(without))


def _clauses(groups: Sequence[Group], look_up: LookUp, *, of_names: bool) -> Iterator[Clause]:
    several = len(groups) > 1
    for n, group in enumerate(groups):
        # Names may be typed partially: "Naomi S", "Dmitri Iv".
        is_begun = of_names and several and n == len(groups) - 1
        is_initial = of_names and several and _is_initial(group)
        found = [
            option
            for part in group.parts
            for option in _alternatives(
                part, look_up, is_begun=is_begun or is_initial, is_initial=is_initial
            )
        ]
        if found:
            yield Clause(tuple(found), group.is_excluded)


def _is_initial(group: Group) -> bool:
    text = group.parts[0].text.rstrip(".")
    return len(text) == 1 and text.isalpha()


def _alternatives(
    part: Part, look_up: LookUp, *, is_begun: bool, is_initial: bool
) -> Iterator[Alternative]:
    yield from look_up(part.text)
    words = literal(part.text, is_phrase=part.is_phrase)
    if words is None or "@" in part.text:
        return
    if not is_initial:
        yield words
    begun = [term for term in terms(part.text) if len(term) < MIN_PREFIX and not is_joined(term)]
    if is_begun and len(words.terms) == 1 and begun:
        yield Alternative(tuple(Term(term, is_prefix=True) for term in begun), of_names=True)
