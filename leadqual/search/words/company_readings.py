"""Typed words → the clauses that companies are found by, and what companies mean the same."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache

from facet_index.words.clauses import Alternative, Clause, Term, literal, parts_of
from facet_index.words.folded_terms import MIN_PREFIX, fold, is_joined
from leadqual.companies.nearest_to_text import nearest_to_text
from leadqual.leads.models import Company
from leadqual.leads.name_keys import name_key
from leadqual.search.words.lookups import companies_by_address, is_address
from leadqual.search.words.readings import (
    Group,
    ShownInterpretation,
    WordReading,
    read_groups,
    read_words,
)

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
"""Words of English, German, French and Spanish that say nothing of a company."""

NARROWING = frozenset({"place", "size", "business_model"})
"""Kinds of what words are read as that every company found has to meet."""

MIN_APART = 6
"""Letters from which on a word may be two of a name."""

MAX_APART = 30

IsPlace = Callable[[Sequence[str]], bool]
"""Says whether one of some spellings is a city or country of a company."""

_FOLDED_STOP_WORDS = frozenset(map(fold, _STOP_WORDS.split()))


def read_company_words(workspace_id: int, text: str) -> WordReading:
    """Read words that companies are searched by.

    Words such as "for" need not stand anywhere where other words do. Two words are also found
    where they are written as one, and one where two words of a name are written so.
    """
    if not text:
        return WordReading()

    def clauses_of(groups: Sequence[Group], _is_end: bool) -> Iterator[Clause]:
        left = _without_stop_words(groups)
        for place, group in enumerate(left):
            if found := list(_alternatives(workspace_id, left, place)):
                yield Clause(tuple(found), group.is_excluded)

    return read_words(workspace_id, text, clauses_of, of_people=False)


def companies_by_meaning(
    workspace_id: int, text: str, read: Iterable[ShownInterpretation], *, is_place: IsPlace
) -> tuple[int, ...]:
    """Return the keys of companies whose descriptions mean some words, the nearest first.

    None for words with signs, emails and domains, the very name of a company, a single word that
    is a place, and questions for a place or size: those say what they look for.
    """
    groups = read_groups(text)
    if not groups or not all(group.is_plain for group in groups):
        return ()
    words = [group.parts[0].text for group in groups]
    if any(map(is_address, words)) or not any(map(fold, words)):
        return ()
    if len(_without_stop_words(groups)) == 1 and is_place(_spellings(words)):
        return ()
    if _is_name(workspace_id, words) or any(one.kind in NARROWING for one in read):
        return ()
    return nearest_to_text(workspace_id, " ".join(words))


def _without_stop_words(groups: Sequence[Group]) -> Sequence[Group]:
    """Leave out plain stop words, unless nothing else is asked for."""
    left = [one for one in groups if not (one.is_plain and _is_stop_word(one.parts[0].text))]
    return left if any(not group.is_excluded for group in left) else groups


@lru_cache(maxsize=10_000)
def _is_stop_word(word: str) -> bool:
    return fold(word) in _FOLDED_STOP_WORDS


def _alternatives(workspace_id: int, groups: Sequence[Group], place: int) -> Iterator[Alternative]:
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
    """Yield what finds two words where they are written as one."""
    if len(pair) < 2 or not all(group.is_plain for group in pair):  # a pair
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
    """Return whether a company of a workspace has this very name, written as one word or as two."""
    keys = {name_key(" ".join(words)), name_key("".join(words))}
    if len(words) == 1 and len(words[0]) <= MAX_APART:
        keys |= {f"{first} {second}" for first, second in parts_of(name_key(words[0]))}
    return Company.objects.filter(workspace=workspace_id, name_key__in=keys).exists()
