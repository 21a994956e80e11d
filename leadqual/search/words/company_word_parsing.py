"""Words of a search for companies as clauses, and companies of similar meaning."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache

from django.db.models import Q

from facet_index.words.clauses import Alternative, Clause, Term, literal, parts_of
from facet_index.words.folded_terms import MIN_PREFIX, fold, is_joined
from leadqual.companies.nearest_to_text import nearest_to_text
from leadqual.companies.vectors import MIN_SIMILARITY, most_similar_to
from leadqual.leads.company_identity import name_key
from leadqual.leads.models import Company
from leadqual.search.words.addresses import (
    companies_by_address,
    is_address,
)
from leadqual.search.words.search_text import QUOTES, Group, read_groups
from leadqual.search.words.word_parsing import ParsedWords, ShownInterpretation, read_words

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
NARROWING_KINDS = frozenset({"place", "size", "business_model"})
"""Kinds of interpretations that every company found must match."""
_SIMILAR_PATTERNS = (
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
MIN_COMPOUND = 6
"""Minimum letters of a word that may be two words of a name."""
MAX_COMPOUND = 30
IsPlace = Callable[[Sequence[str]], bool]
"""Tells whether one of the spellings is a city or country of any company."""
_FOLDED_STOP_WORDS = frozenset(map(fold, _STOP_WORDS.split()))


def parse_company_words(workspace_id: int, text: str) -> ParsedWords:
    """Read the words of a search for companies.

    Stop words such as "for" need not match if there are other words. Two words also match one
    joined word, and one word also matches two words of a name.
    """
    if not text:
        return ParsedWords()
    if parsed := _parse_similar(workspace_id, text):
        return parsed

    def clauses_of(groups: Sequence[Group], _is_end: bool) -> Iterator[Clause]:
        remaining = _without_stop_words(groups)
        for position, group in enumerate(remaining):
            if alternatives := list(_group_alternatives(workspace_id, remaining, position)):
                yield Clause(tuple(alternatives), group.is_excluded)

    return read_words(workspace_id, text, clauses_of, of_people=False)


def _parse_similar(workspace_id: int, text: str) -> ParsedWords | None:
    """Read "companies like Acme": the company of that name or domain, then the most similar.

    Nothing is like a company that is not there; without a word for companies it may be no name.
    """
    match = next(
        (
            alternatives
            for pattern in _SIMILAR_PATTERNS
            if (alternatives := pattern.fullmatch(text.strip(" ?.")))
        ),
        None,
    )
    if match is None:
        return None
    name = match["name"].strip(QUOTES)
    condition = Q(name_key=name_key(name)) | Q(domain=name.lower())
    company = Company.objects.filter(condition, workspace=workspace_id).order_by("pk").first()
    if company is None:
        if not match.groupdict().get("noun"):
            return None
        label = f"Similar to {name}: no company with this name or domain"
        no_match = Clause((Alternative(companies=()),))
        return ParsedWords((no_match,), (ShownInterpretation(text, "similar", label, name),))
    company_clause = Clause((Alternative(companies=(company.pk,)),))
    shown = ShownInterpretation(text, "similar", f"Similar to {company.name}", company.name)
    near = tuple(
        key for key, similarity in most_similar_to(company) if similarity >= MIN_SIMILARITY
    )
    return ParsedWords((company_clause,), (shown,), near)


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
    if _is_name(workspace_id, words) or any(
        interpretation.kind in (*NARROWING_KINDS, "similar") for interpretation in read
    ):
        return ()
    return nearest_to_text(workspace_id, " ".join(words))


def _without_stop_words(groups: Sequence[Group]) -> Sequence[Group]:
    """Remove plain stop words, unless nothing else is left."""
    remaining = [
        group for group in groups if not (group.is_plain and _is_stop_word(group.parts[0].text))
    ]
    return remaining if any(not group.is_excluded for group in remaining) else groups


@lru_cache(maxsize=10_000)
def _is_stop_word(word: str) -> bool:
    return fold(word) in _FOLDED_STOP_WORDS


def _group_alternatives(
    workspace_id: int, groups: Sequence[Group], position: int
) -> Iterator[Alternative]:
    group = groups[position]
    for part in group.parts:
        yield from companies_by_address(workspace_id, part.text)
        words = literal(part.text, is_phrase=part.is_phrase)
        if words is not None and "@" not in part.text:
            yield words
    if not group.is_plain:
        return
    word = fold(group.parts[0].text)
    for pair in (groups[max(position - 1, 0) : position + 1], groups[position : position + 2]):
        yield from _joined_alternatives(pair)
    if MIN_COMPOUND <= len(word) <= MAX_COMPOUND and word.isalpha() and not is_joined(word):
        yield Alternative(compound=word)


def _joined_alternatives(pair: Sequence[Group]) -> Iterator[Alternative]:
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
    if len(words) == 1 and len(words[0]) <= MAX_COMPOUND:
        keys |= {f"{first} {second}" for first, second in parts_of(name_key(words[0]))}
    return Company.objects.filter(workspace=workspace_id, name_key__in=keys).exists()
