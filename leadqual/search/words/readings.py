"""Convert typed words to the clauses of a search, with their interpretations."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from itertools import groupby

from django.db import connection
from django.db.models import Q

from facet_index.words.clauses import Alternative, Clause, Term, literal, parts_of
from facet_index.words.folded_terms import MIN_PREFIX, fold, is_joined, terms
from leadqual.companies.nearest_to_text import nearest_to_text
from leadqual.companies.vectors import MIN_SIMILARITY, most_similar_to
from leadqual.leads.models import Company, JobTitle
from leadqual.leads.person_identity import name_key
from leadqual.search.words.interpretation import Interpretation, QuestionReader, QuestionReading
from leadqual.search.words.lookups import (
    companies_by_address,
    contacts_by_address,
    contacts_by_phone,
    is_address,
    is_phone,
)
from leadqual.search.words.titles import OR, TitleWords

MAX_CHARACTERS = 200
MAX_WORDS = 24
MAX_OVERVIEW = 10_000
"""Maximum characters of a description that are searched."""

_QUOTES = '"“”„«»'
_TOKENS = re.compile(
    rf"(?P<minus>(?<!\S)[-−](?=\S))?"
    rf"(?:[{_QUOTES}](?P<phrase>[^{_QUOTES}]*)[{_QUOTES}]|(?P<word>[^\s{_QUOTES}]+)|[{_QUOTES}])"
)

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
_STOP_WORDS = """
a about an and are as at be by for from in into is it its of on or that the their these this those
to which who with
als am an auf aus bei das dem den der des die ein eine einem einen einer eines für im in ist mit
nach oder und unter vom von vor was wer wie zu zum zur
à au aux avec ce ces chez dans de des du elle en est et il la le les leur leurs ou où par pour qui
que sa ses son sont sur un une
al con como cual de del el en es esta este la las lo los o para por que se son su sus un una unas
unos y
"""
"""Stop words in English, German, French and Spanish."""
NARROWING = frozenset({"place", "size", "business_model"})
"""Kinds of interpretations that every company found must match."""
_LIKE = (
    re.compile(
        r"(?:(?P<noun>companies|firms|businesses|firmen|unternehmen|entreprises|empresas"
        r"|aziende) )?"
        r"(?:like|such as|(?:similar|comparable) to|(?:ähnlich )?wie|comme|como|come) (?P<name>.+)",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?:competitors|alternatives|lookalikes|wettbewerber|konkurrenten|concurrents"
        r"|competidores|concorrenti) (?:of|to|for|von|zu|de|di|a) (?P<name>.+)",
        re.IGNORECASE,
    ),
    re.compile(r"(?P<name>.+) (?:competitors|alternatives|lookalikes)", re.IGNORECASE),
)
"""Searches for companies similar to a named one."""
MIN_APART = 6
"""Minimum letters of a word that may be two words of a name."""
MAX_APART = 30
IsPlace = Callable[[Sequence[str]], bool]
"""Tells whether one of the spellings is a city or country of any company."""
_FOLDED_STOP_WORDS = frozenset(map(fold, _STOP_WORDS.split()))


@dataclass(frozen=True, slots=True)
class Part:
    """A typed word or phrase, without quotes."""

    text: str
    is_phrase: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Parts joined by OR; with `is_excluded`, none may match."""

    parts: tuple[Part, ...]
    is_excluded: bool = False

    def written(self) -> str:
        """Return the group as it would be typed."""
        parts = (f'"{part.text}"' if part.is_phrase else part.text for part in self.parts)
        return ("-" if self.is_excluded else "") + " OR ".join(parts)

    @property
    def is_plain(self) -> bool:
        """Return whether it is one word typed without any operator."""
        return len(self.parts) == 1 and not self.is_excluded and not self.parts[0].is_phrase


def read_groups(text: str) -> tuple[Group, ...]:
    """Return the groups of a text in order, joined by AND; never fails."""
    groups: list[Group] = []
    is_or = False
    for part, is_excluded in _parts(text):
        if part.text in OR and not part.is_phrase and not is_excluded:
            is_or = bool(groups)
        elif is_or and not is_excluded and not groups[-1].is_excluded:
            groups[-1] = Group((*groups[-1].parts, part))
            is_or = False
        else:
            groups.append(Group((part,), is_excluded))
            is_or = False
    return tuple(groups)


def _parts(text: str) -> Iterator[tuple[Part, bool]]:
    for n, match in enumerate(_TOKENS.finditer(text)):
        if n >= MAX_WORDS:
            return
        phrase, word = match["phrase"], match["word"]
        if phrase is not None and phrase.strip():
            yield Part(" ".join(phrase.split()), is_phrase=True), match["minus"] is not None
        elif word:
            yield Part(word), match["minus"] is not None


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
        placed = list(run)
        typed = [group for _, group in placed]
        if is_plain:
            words = [group.parts[0].text for group in typed]
            question = _question(workspace_id, words, placed[0][0], of_people=of_people)
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
                for place, group in placed
                if not _is_read_alone(workspace_id, group, place, clauses, found, of_people)
            ]
        is_last = bool(placed) and placed[-1][0] == len(groups) - 1
        as_typed = [*clauses_of(typed, is_plain and is_last)]
        clauses += as_typed
        if is_plain:
            unread += [clause for clause in as_typed if not clause.is_excluded]
            words_left += [group.parts[0].text for group in typed if not group.is_excluded]
    shown = tuple(_shown(groups, one) for one in sorted(found, key=lambda one: one.places))
    return WordReading(tuple(clauses), shown, unread=tuple(unread), typed=tuple(words_left))


def _with_words_for_or(groups: Iterable[Group]) -> Iterator[Group]:
    """Yield groups of several words as these words with "OR" between them."""
    for group in groups:
        if len(group.parts) == 1 or group.is_excluded or any(one.is_phrase for one in group.parts):
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
    place: int,
    clauses: list[Clause],
    found: list[Interpretation],
    of_people: bool,
) -> bool:
    """Read an excluded word by its meaning: "-intern"; False where it is searched as typed."""
    if not group.is_excluded or len(group.parts) > 1 or group.parts[0].is_phrase:
        return False
    question = _question(workspace_id, [group.parts[0].text], place, of_people=of_people)
    if question.typed or not question.found:
        return False
    clauses += [replace(one, is_excluded=True) for one in question.clauses]
    found += [replace(one, label=f"not {one.label}", is_word=False) for one in question.found]
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


def _shown(groups: Sequence[Group], one: Interpretation) -> ShownInterpretation:
    without = []
    for place, group in enumerate(groups):
        if place not in one.places:
            without.append(group.written())
        elif one.is_word:
            without.append(f'"{group.parts[0].text}"')
    label = f"or {one.label}" if one.is_or else one.label
    return ShownInterpretation(one.typed, one.kind, label, " ".join(without))


def _clauses(groups: Sequence[Group], look_up: LookUp, *, of_names: bool) -> Iterator[Clause]:
    several = len(groups) > 1
    for n, group in enumerate(groups):
        # Names may be typed partially: "Naomi S", "Dmitri Iv".
        is_begun = of_names and several and n == len(groups) - 1
        is_initial = of_names and several and _is_initial(group)
        found = [
            one
            for part in group.parts
            for one in _alternatives(
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


# Typed words → the clauses of a search for companies, and companies of similar meaning.


def read_company_words(workspace_id: int, text: str) -> WordReading:
    """Read the words of a search for companies.

    Stop words such as "for" need not match if there are other words. Two words also match one
    joined word, and one word also matches two words of a name.
    """
    if not text:
        return WordReading()
    if similar := _similar(workspace_id, text):
        return similar

    def clauses_of(groups: Sequence[Group], _is_end: bool) -> Iterator[Clause]:
        left = _without_stop_words(groups)
        for place, group in enumerate(left):
            if found := list(_other_groups(workspace_id, left, place)):
                yield Clause(tuple(found), group.is_excluded)

    return read_words(workspace_id, text, clauses_of, of_people=False)


def _similar(workspace_id: int, text: str) -> WordReading | None:
    """Read "companies like Acme": the company of that name or domain, then the most similar.

    Nothing is like a company that is not there; without a word for companies it may be no name.
    """
    asked = next((found for one in _LIKE if (found := one.fullmatch(text.strip(" ?.")))), None)
    if asked is None:
        return None
    name = asked["name"].strip(_QUOTES)
    named = Q(name_key=name_key(name)) | Q(domain=name.lower())
    company = Company.objects.filter(named, workspace=workspace_id).order_by("pk").first()
    if company is None:
        if not asked.groupdict().get("noun"):
            return None
        label = f"Similar to {name}: no company with this name or domain"
        nothing = Clause((Alternative(companies=()),))
        return WordReading((nothing,), (ShownInterpretation(text, "similar", label, name),))
    itself = Clause((Alternative(companies=(company.pk,)),))
    shown = ShownInterpretation(text, "similar", f"Similar to {company.name}", company.name)
    near = tuple(key for key, how in most_similar_to(company) if how >= MIN_SIMILARITY)
    return WordReading((itself,), (shown,), near)


def companies_by_meaning(
    workspace_id: int, text: str, read: Iterable[ShownInterpretation], *, is_place: IsPlace
) -> tuple[int, ...]:
    """Return the keys of companies whose descriptions match words by meaning, nearest first.

    Empty for operators, emails and domains, the exact name of a company, a single word that is a
    place, and searches by place or size: those are explicit.
    """
    groups = read_groups(text)
    if not groups or not all(group.is_plain for group in groups):
        return ()
    words = [group.parts[0].text for group in groups]
    if any(map(is_address, words)) or not any(map(fold, words)):
        return ()
    if len(_without_stop_words(groups)) == 1 and is_place(_spellings(words)):
        return ()
    if _is_name(workspace_id, words) or any(one.kind in (*NARROWING, "similar") for one in read):
        return ()
    return nearest_to_text(workspace_id, " ".join(words))


def _without_stop_words(groups: Sequence[Group]) -> Sequence[Group]:
    """Remove plain stop words, unless nothing else is left."""
    left = [one for one in groups if not (one.is_plain and _is_stop_word(one.parts[0].text))]
    return left if any(not group.is_excluded for group in left) else groups


@lru_cache(maxsize=10_000)
def _is_stop_word(word: str) -> bool:
    return fold(word) in _FOLDED_STOP_WORDS


def _other_groups(workspace_id: int, groups: Sequence[Group], place: int) -> Iterator[Alternative]:
    group = groups[place]
    for part in group.parts:
        yield from companies_by_address(workspace_id, part.text)
        words = literal(part.text, is_phrase=part.is_phrase)
        if words is not None and "@" not in part.text:
            yield words
    if not group.is_plain:
        return
    word = fold(group.parts[0].text)
    for pair in (groups[max(place - 1, 0) : place + 1], groups[place : place + 2]):
        yield from _as_one(pair)
    if MIN_APART <= len(word) <= MAX_APART and word.isalpha() and not is_joined(word):
        yield Alternative(apart=word)


def _as_one(pair: Sequence[Group]) -> Iterator[Alternative]:
    """Yield the alternative of two words written as one."""
    if len(pair) < 2 or not all(group.is_plain for group in pair):  # not a pair
        return
    first, second = (fold(group.parts[0].text) for group in pair)
    joined = fold(first + second)
    is_word = first.isalnum() and second.isalnum() and not is_joined(joined)
    if is_word and len(joined) >= MIN_PREFIX:
        yield Alternative((Term(joined),))


def _spellings(words: Sequence[str]) -> tuple[str, ...]:
    text = " ".join(words)
    return tuple(dict.fromkeys((text, text.title(), text.upper(), text.lower())))


def _is_name(workspace_id: int, words: Sequence[str]) -> bool:
    """Return whether a company of a workspace has exactly this name, as one word or two."""
    keys = {name_key(" ".join(words)), name_key("".join(words))}
    if len(words) == 1 and len(words[0]) <= MAX_APART:
        keys |= {f"{first} {second}" for first, second in parts_of(name_key(words[0]))}
    return Company.objects.filter(workspace=workspace_id, name_key__in=keys).exists()
