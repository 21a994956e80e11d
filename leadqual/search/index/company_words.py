"""Match companies of a facet index by search words, and rank them by relevance."""

from collections import OrderedDict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import reduce
from weakref import WeakKeyDictionary

import numpy as np
from django.db.models import F, Func, Q, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Concat, Left
from django.db.models.lookups import Contains

from facet_index import company_search
from facet_index.bitmaps import bitmap_of
from facet_index.company_search import MAX_RANKED
from facet_index.index import FacetIndex
from facet_index.types import FacetQuery, Membership
from facet_index.words.clauses import Alternative, Clause, Term
from facet_index.words.rank_words import RankedCompany, fuse_rankings, rank_by_words
from leadqual.leads.models import Company
from leadqual.search.words.company_word_parsing import IsPlace
from leadqual.search.words.word_parsing import MAX_OVERVIEW

WEIGHT_OF_WORDS = 3.0
WEIGHT_OF_MEANING = 1.0

MAX_COMPARED = 20_000
"""Companies whose texts are checked for a phrase; if more have its words, all of these match."""

MAX_CACHED = 100
"""Searches of one index whose order is cached; 4 kB each."""

_COLUMNS = (
    *("pk", "name", "domain", "city", "industry", "categories", "specialties", "overview"),
    *("country", "standard_industry", "size_band", "business_model"),
)
_FACET_NAMES = ("country", "industry", "size", "business_model")

_rankings: WeakKeyDictionary[FacetIndex, OrderedDict[Hashable, list[int]]] = WeakKeyDictionary()


class FoldedWords(Func):
    """The folded words of a text with a space before and after each."""

    function = "leads_search_words"
    output_field = TextField()


def _join_columns(*parts: str | Combinable) -> Concat:
    """Join columns into one text, separated by a bar, which no word contains."""
    parts_with_bars = [text for part in parts for text in (Value(" | "), part)]
    return Concat(*parts_with_bars, output_field=TextField())


def _array_text(column: str) -> Func:
    return Func(F(column), Value(" | "), function="array_to_string", output_field=TextField())


_TEXTS = (
    *("name", "city"),
    Coalesce(F("domain"), Value("")),
    Left(Coalesce(F("overview"), Value("")), MAX_OVERVIEW),
    _join_columns("industry", _array_text("categories"), _array_text("specialties")),
)


def resolve_phrases(
    workspace_id: int, index: FacetIndex, clauses: Iterable[Clause]
) -> tuple[Clause, ...]:
    """Return clauses with the companies that contain each phrase, as the index has only words.

    One query for each phrase, cached until the index changes.
    """
    return tuple(
        replace(
            clause,
            alternatives=tuple(
                _resolve_phrase(workspace_id, index, option)
                if option.is_phrase and len(option.terms) > 1
                else option
                for option in clause.alternatives
            ),
        )
        for clause in clauses
    )


def place_checker(index: FacetIndex) -> IsPlace:
    """Return a function that tells from the index whether any company is in a city or country."""

    def is_place(spellings: Sequence[str]) -> bool:
        values = (index.companies.values[column] for column in ("city", "country"))
        return any(
            column_values.code(spelling) > 0 for column_values in values for spelling in spellings
        )

    return is_place


def ranked_codes(workspace_id: int, index: FacetIndex, facet_query: FacetQuery) -> list[int]:
    """Return the codes of the companies that rank before all others, best first.

    Cached until the index changes; else one query.
    """
    if all(clause.is_excluded for clause in facet_query.words):
        return []
    cached = _rankings.setdefault(index, OrderedDict())
    among = b"" if facet_query.company_marks is None else facet_query.company_marks.tobytes()
    # `repr` abbreviates long arrays.
    name = (
        index.n_changes,
        repr(replace(facet_query, memberships={})),
        hash((among, _membership_key(facet_query.memberships))),
    )
    if name not in cached:
        cached[name] = _rank_companies(workspace_id, index, facet_query)
        while len(cached) > MAX_CACHED:
            cached.popitem(last=False)
    return cached[name]


def _membership_key(memberships: Mapping[str, Membership]) -> tuple[tuple[str, bytes], ...]:
    return tuple(
        (
            f"{kind}{'-' if is_refused else ''}",
            np.array(members.companies, dtype=np.int64).tobytes(),
        )
        for kind, asked in memberships.items()
        for is_refused, several in ((False, asked.selected), (True, asked.excluded.values()))
        for members in several
    )


def _rank_companies(workspace_id: int, index: FacetIndex, facet_query: FacetQuery) -> list[int]:
    companies = index.companies
    found = company_search.first_by_tier(index, replace(facet_query, also_companies=()), MAX_RANKED)
    keys = companies.keys.by_code[found].tolist()
    n_people = dict(zip(keys, index.people_per_company()[found].tolist(), strict=True))
    is_found = company_search.find(companies, facet_query).without("")
    meaning_codes = companies.keys.codes_of(np.array(facet_query.also_companies, dtype=np.int64))
    rows = Company.objects.filter(workspace=workspace_id, pk__in=n_people).values_list(*_COLUMNS)
    candidates = [
        RankedCompany(
            key=key,
            name=name,
            domain=domain or "",
            city=city,
            topics=(industry, values[1], *categories, *specialties),
            overview=overview,
            n_people=n_people[key],
            values=dict(zip(_FACET_NAMES, values, strict=True)),
        )
        for key, name, domain, city, industry, categories, specialties, overview, *values in rows
    ]
    by_words = rank_by_words(candidates, facet_query.words)
    by_meaning = companies.keys.by_code[meaning_codes[is_found[meaning_codes]]].tolist()
    ranked = fuse_rankings((by_words, WEIGHT_OF_WORDS), (by_meaning, WEIGHT_OF_MEANING))
    codes: list[int] = companies.keys.codes_of(np.array(ranked, dtype=np.int64)).tolist()
    return codes[:MAX_RANKED]


def _resolve_phrase(workspace_id: int, index: FacetIndex, option: Alternative) -> Alternative:
    codes = index.cached_rows(
        ("company phrase", option.terms),
        lambda: bitmap_of(_codes_with_words(workspace_id, index, option.terms)),
    )
    keys = index.companies.keys.by_code[np.array(codes, dtype=np.int64)]
    return replace(option, companies=tuple(keys.tolist()))


def _phrase_condition(terms: Sequence[Term]) -> Q:
    """Return the condition that a company has these words in this order in one text."""
    words = f" {' '.join(term.text for term in terms)} "
    return reduce(Q.__or__, (Q(Contains(FoldedWords(text), words)) for text in _TEXTS))


def _codes_with_words(workspace_id: int, index: FacetIndex, terms: Sequence[Term]) -> "np.ndarray":
    """Return the codes of the companies with these words in this order."""
    companies = index.companies
    codes = np.flatnonzero(reduce(np.logical_and, map(companies.with_word, terms)))
    if len(codes) > MAX_COMPARED:
        return codes
    rows = Company.objects.filter(
        _phrase_condition(terms),
        workspace=workspace_id,
        pk__in=companies.keys.by_code[codes].tolist(),
    )
    keys = np.fromiter(rows.values_list("pk", flat=True), dtype=np.int64)
    return companies.keys.codes_of(keys)
