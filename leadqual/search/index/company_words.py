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
from facet_index.words.rank_words import RankedCompany, fuse, rank_by_words
from leadqual.leads.models import Company
from leadqual.search.words.company_readings import IsPlace
from leadqual.search.words.readings import MAX_OVERVIEW

WEIGHT_OF_WORDS = 3.0
WEIGHT_OF_MEANING = 1.0

MAX_COMPARED = 20_000
"""Companies whose texts are checked for a phrase; if more have its words, all of these match."""

MAX_HELD = 100
"""Searches of one index whose order is cached; 4 kB each."""

_READ = (
    *("pk", "name", "domain", "city", "industry", "categories", "specialties", "overview"),
    *("country", "standard_industry", "size_band", "business_model"),
)
_FACETS = ("country", "industry", "size", "business_model")

_ranked: WeakKeyDictionary[FacetIndex, OrderedDict[Hashable, list[int]]] = WeakKeyDictionary()


class FoldedWords(Func):
    """The folded words of a text with a space before and after each."""

    function = "leads_search_words"
    output_field = TextField()


def _joined(*parts: str | Combinable) -> Concat:
    """Join columns into one text, separated by a bar, which no word contains."""
    spaced = [text for part in parts for text in (Value(" | "), part)]
    return Concat(*spaced, output_field=TextField())


def _listed(column: str) -> Func:
    return Func(F(column), Value(" | "), function="array_to_string", output_field=TextField())


_TEXTS = (
    *("name", "city"),
    Coalesce(F("domain"), Value("")),
    Left(Coalesce(F("overview"), Value("")), MAX_OVERVIEW),
    _joined("industry", _listed("categories"), _listed("specialties")),
)


def with_phrases(
    workspace_id: int, index: FacetIndex, clauses: Iterable[Clause]
) -> tuple[Clause, ...]:
    """Return clauses with the companies that contain each phrase, as the index has only words.

    One query for each phrase, cached until the index changes.
    """
    return tuple(
        replace(
            clause,
            alternatives=tuple(
                _with_phrase(workspace_id, index, option)
                if option.is_phrase and len(option.terms) > 1
                else option
                for option in clause.alternatives
            ),
        )
        for clause in clauses
    )


def is_place_of(index: FacetIndex) -> IsPlace:
    """Return a function that tells from the index whether any company is in a city or country."""

    def is_place(spellings: Sequence[str]) -> bool:
        values = (index.companies.values[column] for column in ("city", "country"))
        return any(each.code(spelling) > 0 for each in values for spelling in spellings)

    return is_place


def ranked_codes(workspace_id: int, index: FacetIndex, question: FacetQuery) -> list[int]:
    """Return the codes of the companies that rank before all others, best first.

    Cached until the index changes; else one query.
    """
    if all(clause.is_excluded for clause in question.words):
        return []
    held = _ranked.setdefault(index, OrderedDict())
    among = b"" if question.among is None else question.among.tobytes()
    # `repr` abbreviates long arrays.
    name = (
        index.n_changes,
        repr(replace(question, memberships={})),
        hash((among, _written(question.memberships))),
    )
    if name not in held:
        held[name] = _rank(workspace_id, index, question)
        while len(held) > MAX_HELD:
            held.popitem(last=False)
    return held[name]


def _written(memberships: Mapping[str, Membership]) -> tuple[tuple[str, bytes], ...]:
    return tuple(
        (
            f"{kind}{'-' if is_refused else ''}",
            np.array(members.companies, dtype=np.int64).tobytes(),
        )
        for kind, asked in memberships.items()
        for is_refused, several in ((False, asked.ticked), (True, asked.refused.values()))
        for members in several
    )


def _rank(workspace_id: int, index: FacetIndex, question: FacetQuery) -> list[int]:
    companies = index.companies
    met = company_search.first_by_tier(index, replace(question, also=()), MAX_RANKED)
    keys = companies.keys.by_code[met].tolist()
    n_people = dict(zip(keys, index.people()[met].tolist(), strict=True))
    is_found = company_search.find(companies, question).without("")
    near = companies.keys.codes_of(np.array(question.also, dtype=np.int64))
    rows = Company.objects.filter(workspace=workspace_id, pk__in=n_people).values_list(*_READ)
    compared = [
        RankedCompany(
            key=key,
            name=name,
            domain=domain or "",
            city=city,
            topics=(industry, values[1], *categories, *specialties),
            overview=overview,
            n_people=n_people[key],
            values=dict(zip(_FACETS, values, strict=True)),
        )
        for key, name, domain, city, industry, categories, specialties, overview, *values in rows
    ]
    by_words = rank_by_words(compared, question.words)
    by_meaning = companies.keys.by_code[near[is_found[near]]].tolist()
    ranked = fuse((by_words, WEIGHT_OF_WORDS), (by_meaning, WEIGHT_OF_MEANING))
    codes: list[int] = companies.keys.codes_of(np.array(ranked, dtype=np.int64)).tolist()
    return codes[:MAX_RANKED]


def _with_phrase(workspace_id: int, index: FacetIndex, option: Alternative) -> Alternative:
    codes = index.remembered(
        ("company phrase", option.terms),
        lambda: bitmap_of(_codes_with_words(workspace_id, index, option.terms)),
    )
    keys = index.companies.keys.by_code[np.array(codes, dtype=np.int64)]
    return replace(option, companies=tuple(keys.tolist()))


def _phrase(terms: Sequence[Term]) -> Q:
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
        _phrase(terms), workspace=workspace_id, pk__in=companies.keys.by_code[codes].tolist()
    )
    keys = np.fromiter(rows.values_list("pk", flat=True), dtype=np.int64)
    return companies.keys.codes_of(keys)
