"""Find contacts by words, and rank them.

A clause matches by words of a field, by values of facets or by keys. Rows rank by how well they
match: the exact name or title, interpreted words, words of one field, words of any field, and last
the beginnings of words.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import reduce

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from facet_index.bitmaps import bitmap_of, marks_by_code
from facet_index.index import FacetIndex
from facet_index.words.clauses import OF_COMPANY, Alternative, Clause, Term
from facet_index.words.folded_terms import fold
from facet_index.words.word_tiers import FIELDS, match_clause, spellings, tiers

MAX_COMPARED = 20_000
"""Texts that are folded once more to check whether words are consecutive, or the whole name."""

Marks = NDArray[np.bool_]


def find_rows(index: FacetIndex, clauses: Iterable[Clause]) -> BitMap:
    """Return the rows that match every clause; deleted rows may be among them."""
    rows = index.live
    for clause in clauses:
        matches = BitMap.union(
            BitMap(), *(_alternative_rows(index, option) for option in clause.alternatives)
        )
        rows = rows - matches if clause.is_excluded else rows & matches
    return rows


def rank_rows(index: FacetIndex, clauses: Sequence[Clause], rows: BitMap) -> list[BitMap]:
    """Return sets of matching rows, best matches first; no row is in two sets."""
    included = [clause for clause in clauses if not clause.is_excluded]
    found, remaining = [], rows
    for tier_rows in _rows_by_tier(index, included) if included else ():
        result_queryset = remaining & tier_rows if tier_rows is not None else BitMap()
        found.append(result_queryset)
        remaining = remaining - result_queryset
    return [*found, remaining]


def _rows_by_tier(index: FacetIndex, clauses: Sequence[Clause]) -> list[BitMap | None]:
    """Return the rows of each tier; rows of earlier tiers may be among them."""
    matches = [
        match_clause(
            clause,
            match_alternative=lambda option: _alternative_rows(index, option),
            match_field=lambda field, terms: _intersect(
                [_field_rows(index, field, term) for term in terms]
            ),
            nothing=BitMap(),
        )
        for clause in clauses
    ]
    typed = spellings(clauses)
    exact = BitMap.union(BitMap(), *(_exact_text_rows(index, terms) for terms in typed))
    return tiers(matches, exact=exact, company=_rows_at_named_companies(index, typed[:1]))


def _intersect(row_sets: Sequence[BitMap]) -> BitMap:
    return reduce(BitMap.intersection, sorted(row_sets, key=len))


def _exact_text_rows(index: FacetIndex, typed: Sequence[Term]) -> BitMap:
    """Return the rows whose title or full name consists of exactly these words."""
    terms = list(dict.fromkeys(typed))
    text = " ".join(term.text for term in typed)
    is_exact = lambda code: fold(index.title_texts.of(code)) == text  # noqa: E731
    titles = reduce(np.logical_and, (index.title_words.with_word(term.text) for term in terms))
    titles = _filter_marks(titles & (index.title_words.sizes() == len(terms)), is_exact)
    found = bitmap_of(np.flatnonzero(marks_by_code(titles, index.column("written"))))
    for row in _comparable_rows(_intersect([_field_rows(index, "name", term) for term in terms])):
        last, first = map(fold, index.name_key(row)[:2])
        if text in (f"{first} {last}".strip(), f"{last} {first}".strip()):
            found.add(row)
    return found


def _rows_at_named_companies(index: FacetIndex, row_sets: Iterable[Sequence[Term]]) -> BitMap:
    """Return the rows at companies whose name consists of exactly these words."""
    found = BitMap()
    for terms in row_sets:
        is_named = index.companies.with_name(" ".join(term.text for term in terms))
        found |= bitmap_of(np.flatnonzero(marks_by_code(is_named, index.column("company"))))
    return found


def _alternative_rows(index: FacetIndex, option: Alternative) -> BitMap:
    parts = []
    if option.terms:
        parts.append(_term_rows(index, option))
    parts += [_value_rows(index, facet, values) for facet, values in option.values]
    if option.employer:
        marks = reduce(np.logical_and, map(index.companies.with_word, option.employer))
        parts.append(_marked_rows(index, marks, "company"))
    if option.topics:
        marks = reduce(np.logical_and, map(index.companies.with_topic, option.topics))
        parts.append(_marked_rows(index, marks, "company"))
    if option.contacts is not None:
        parts.append(bitmap_of(index.keys.codes_of(np.array(option.contacts, dtype=np.int64))))
    if option.companies is not None:
        codes = index.companies.keys.codes_of(np.array(option.companies, dtype=np.int64))
        parts.append(_code_rows(index, "company", codes, len(index.companies)))
    if option.titles is not None:
        codes = index.titles.keys.codes_of(np.array(option.titles, dtype=np.int64))
        parts.append(_code_rows(index, "title", codes, len(index.titles)))
    return _intersect(parts) if parts else BitMap()


def _term_rows(index: FacetIndex, option: Alternative) -> BitMap:
    if option.only_names:
        return _intersect([_field_rows(index, "name", term) for term in option.terms])
    if option.only_unclassified:
        unlabeled = _marked_rows(index, index.titles.labels.size.values == 0, "title")
        return _intersect(
            [unlabeled, *(_field_rows(index, "title", term) for term in option.terms)]
        )
    return _phrase_rows(index, option) if option.is_phrase else _word_rows(index, option.terms)


def _value_rows(index: FacetIndex, facet: str, values: Sequence[str]) -> BitMap:
    if facet.startswith(OF_COMPANY):
        marks = index.companies.with_values(facet.removeprefix(OF_COMPANY), values)
        return _marked_rows(index, marks, "company")
    return BitMap.union(BitMap(), *(index.with_value(facet, value) for value in values))


def _code_rows(index: FacetIndex, column: str, codes: NDArray[np.int32], n_codes: int) -> BitMap:
    known = np.unique(codes[codes > 0])
    return bitmap_of(index.rows_with(column, known, n_codes=n_codes)) if len(known) else BitMap()


def _word_rows(index: FacetIndex, terms: Iterable[Term]) -> BitMap:
    return _intersect(
        [BitMap.union(*(_field_rows(index, field, term) for field in FIELDS)) for term in terms]
    )


def _phrase_rows(index: FacetIndex, option: Alternative) -> BitMap:
    """Return the rows that contain the phrase in one field."""
    text = " ".join(term.text for term in option.terms)
    if len(option.terms) == 1:
        return _word_rows(index, option.terms)
    written = index.title_words
    titles = reduce(np.logical_and, (written.with_word(term.text) for term in option.terms))
    row = f" {text} "
    titles = _filter_marks(titles, lambda code: row in f" {fold(index.title_texts.of(code))} ")
    found = bitmap_of(np.flatnonzero(marks_by_code(titles, index.column("written"))))
    companies = reduce(
        np.logical_and, (index.companies.named.with_word(t.text) for t in option.terms)
    )
    names = index.companies.texts
    companies = _filter_marks(companies, lambda code: row in f" {fold(names.of(code))} ")
    found |= bitmap_of(np.flatnonzero(marks_by_code(companies, index.column("company"))))
    if "city" in index.schema.by_contact:
        words, values = index.value_words("city"), index.values["city"].texts
        cities = reduce(np.logical_and, (words.with_word(term.text) for term in option.terms))
        cities = _filter_marks(cities, lambda code: row in f" {fold(values[code])} ")
        found |= _marked_value_rows(index, "city", cities)
    for person_row in _comparable_rows(
        _intersect([_field_rows(index, "name", term) for term in option.terms])
    ):
        last, first = map(fold, index.name_key(person_row)[:2])
        if row in f" {first} {last} ":
            found.add(person_row)
    return found


def _comparable_rows(rows: BitMap) -> Sequence[int]:
    """Return rows to compare one by one; none if there are too many."""
    return list(rows) if len(rows) <= MAX_COMPARED else []


def _filter_marks(marks: Marks, is_wanted: Callable[[int], bool]) -> Marks:
    """Keep the marks of wanted texts; too many are kept unchecked."""
    codes = np.flatnonzero(marks)
    if len(codes) > MAX_COMPARED:
        return marks
    filtered = np.zeros(len(marks), dtype=np.bool_)
    filtered[[code for code in codes.tolist() if is_wanted(code)]] = True
    return filtered


def _field_rows(index: FacetIndex, field: str, term: Term) -> BitMap:
    """Return the rows with a word in a field, cached until the index changes."""
    return index.cached_rows(("word", field, term), lambda: _scan_field_rows(index, field, term))


def _scan_field_rows(index: FacetIndex, field: str, term: Term) -> BitMap:
    word, is_prefix = term.text, term.is_prefix
    if field == "title":
        return _marked_rows(
            index, index.title_words.with_word(word, is_prefix=is_prefix), "written"
        )
    if field == "company":
        return _marked_rows(
            index, index.companies.named.with_word(word, is_prefix=is_prefix), "company"
        )
    if field == "city":
        found = _facet_word_rows(index, "city", term)
        return found | _marked_rows(index, index.companies.in_city(term), "company")
    names = index.name_words.with_word(word, is_prefix=is_prefix)
    return _marked_rows(index, names, "last") | _marked_rows(index, names, "first")


def _facet_word_rows(index: FacetIndex, facet: str, term: Term) -> BitMap:
    if facet not in index.schema.by_contact:
        return BitMap()
    found = index.value_words(facet).with_word(term.text, is_prefix=term.is_prefix)
    return _marked_value_rows(index, facet, found)


def _marked_value_rows(index: FacetIndex, facet: str, marks: Marks) -> BitMap:
    codes = np.flatnonzero(marks)
    if not len(codes):
        return BitMap()
    column = index.schema.by_contact[facet].column
    return bitmap_of(index.rows_with(column, codes, n_codes=len(marks)))


def _marked_rows(index: FacetIndex, marks: Marks, column: str) -> BitMap:
    if not marks.any():
        return BitMap()
    found = np.flatnonzero(marks_by_code(marks, index.column(column)))
    return bitmap_of(found)
