"""Words → the contacts that have them, and which of these come first.

Each clause is met by words of some field, by values of facets or by keys. How well it is met makes
the order: a name or title that says just this, what words were read as, words of one field, words
anywhere, and beginnings of words at last.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import reduce

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from facet_index.bitmaps import bitmap_of, marked
from facet_index.index import FacetIndex
from facet_index.words.clauses import OF_COMPANY, Alternative, Clause, Term
from facet_index.words.folded_terms import fold
from facet_index.words.word_tiers import FIELDS, match, spellings, tiers

MAX_COMPARED = 20_000
"""Texts that are folded once more to check whether words are consecutive, or the whole name."""

Marks = NDArray[np.bool_]


def find_rows(index: FacetIndex, clauses: Iterable[Clause]) -> BitMap:
    """Return the rows that meet every clause; dead ones may be among them."""
    rows = index.live
    for clause in clauses:
        met = BitMap.union(BitMap(), *(_rows(index, option) for option in clause.alternatives))
        rows = rows - met if clause.is_excluded else rows & met
    return rows


def rank_rows(index: FacetIndex, clauses: Sequence[Clause], rows: BitMap) -> list[BitMap]:
    """Return rows that meet some clauses, those that meet them best first; no row twice."""
    asked = [clause for clause in clauses if not clause.is_excluded]
    found, left = [], rows
    for these in _cumulated(index, asked) if asked else ():
        here = left & these if these is not None else BitMap()
        found.append(here)
        left = left - here
    return [*found, left]


def _cumulated(index: FacetIndex, clauses: Sequence[Clause]) -> list[BitMap | None]:
    """Return the rows of each tier; rows of former tiers may be among them."""
    matches = [
        match(
            clause,
            meets=lambda one: _rows(index, one),
            in_field=lambda field, terms: _meet([_in_field(index, field, term) for term in terms]),
            nothing=BitMap(),
        )
        for clause in clauses
    ]
    typed = spellings(clauses)
    exactly = BitMap.union(BitMap(), *(_exact(index, terms) for terms in typed))
    return tiers(matches, exactly=exactly, company=_at_company(index, typed[:1]))


def _meet(several: Sequence[BitMap]) -> BitMap:
    return reduce(BitMap.intersection, sorted(several, key=len))


def _exact(index: FacetIndex, typed: Sequence[Term]) -> BitMap:
    """Return the rows whose title or whole name is just some words."""
    terms = list(dict.fromkeys(typed))
    text = " ".join(term.text for term in typed)
    is_exact = lambda code: fold(index.written.of(code)) == text  # noqa: E731
    titles = reduce(np.logical_and, (index.written_words.with_word(term.text) for term in terms))
    titles = _kept(titles & (index.written_words.sizes() == len(terms)), is_exact)
    found = bitmap_of(np.flatnonzero(marked(titles, index.column("written"))))
    for row in _few(_meet([_in_field(index, "name", term) for term in terms])):
        last, first = map(fold, index.name_key(row)[:2])
        if text in (f"{first} {last}".strip(), f"{last} {first}".strip()):
            found.add(row)
    return found


def _at_company(index: FacetIndex, several: Iterable[Sequence[Term]]) -> BitMap:
    """Return the rows at companies whose name is just one of some rows of words."""
    found = BitMap()
    for terms in several:
        named = index.companies.with_name(" ".join(term.text for term in terms))
        found |= bitmap_of(np.flatnonzero(marked(named, index.column("company"))))
    return found


def _rows(index: FacetIndex, option: Alternative) -> BitMap:
    parts = []
    if option.terms:
        parts.append(_of_terms(index, option))
    parts += [_with_any_value(index, facet, values) for facet, values in option.values]
    if option.employer:
        marks = reduce(np.logical_and, map(index.companies.with_word, option.employer))
        parts.append(_marked(index, marks, "company"))
    if option.topics:
        marks = reduce(np.logical_and, map(index.companies.with_topic, option.topics))
        parts.append(_marked(index, marks, "company"))
    if option.contacts is not None:
        parts.append(bitmap_of(index.keys.codes_of(np.array(option.contacts, dtype=np.int64))))
    if option.companies is not None:
        codes = index.companies.keys.codes_of(np.array(option.companies, dtype=np.int64))
        parts.append(_with_codes(index, "company", codes, len(index.companies)))
    if option.titles is not None:
        codes = index.titles.keys.codes_of(np.array(option.titles, dtype=np.int64))
        parts.append(_with_codes(index, "title", codes, len(index.titles)))
    return _meet(parts) if parts else BitMap()


def _of_terms(index: FacetIndex, option: Alternative) -> BitMap:
    if option.of_names:
        return _meet([_in_field(index, "name", term) for term in option.terms])
    if option.of_unclassified:
        bare = _marked(index, index.titles.labels.size.values == 0, "title")
        return _meet([bare, *(_in_field(index, "title", term) for term in option.terms)])
    return _phrase(index, option) if option.is_phrase else _words(index, option.terms)


def _with_any_value(index: FacetIndex, facet: str, values: Sequence[str]) -> BitMap:
    if facet.startswith(OF_COMPANY):
        marks = index.companies.having(facet.removeprefix(OF_COMPANY), values)
        return _marked(index, marks, "company")
    return BitMap.union(BitMap(), *(index.with_value(facet, value) for value in values))


def _with_codes(index: FacetIndex, column: str, codes: NDArray[np.int32], n_codes: int) -> BitMap:
    known = np.unique(codes[codes > 0])
    return bitmap_of(index.rows_with(column, known, n_codes=n_codes)) if len(known) else BitMap()


def _words(index: FacetIndex, terms: Iterable[Term]) -> BitMap:
    return _meet(
        [BitMap.union(*(_in_field(index, field, term) for field in FIELDS)) for term in terms]
    )


def _phrase(index: FacetIndex, option: Alternative) -> BitMap:
    """Return the rows of which one field holds words in a row."""
    text = " ".join(term.text for term in option.terms)
    if len(option.terms) == 1:
        return _words(index, option.terms)
    written = index.written_words
    titles = reduce(np.logical_and, (written.with_word(term.text) for term in option.terms))
    row = f" {text} "
    titles = _kept(titles, lambda code: row in f" {fold(index.written.of(code))} ")
    found = bitmap_of(np.flatnonzero(marked(titles, index.column("written"))))
    companies = reduce(
        np.logical_and, (index.companies.named.with_word(t.text) for t in option.terms)
    )
    names = index.companies.texts
    companies = _kept(companies, lambda code: row in f" {fold(names.of(code))} ")
    found |= bitmap_of(np.flatnonzero(marked(companies, index.column("company"))))
    if "city" in index.schema.by_contact:
        words, values = index.value_words("city"), index.values["city"].texts
        cities = reduce(np.logical_and, (words.with_word(term.text) for term in option.terms))
        cities = _kept(cities, lambda code: row in f" {fold(values[code])} ")
        found |= _with_values(index, "city", cities)
    for who in _few(_meet([_in_field(index, "name", term) for term in option.terms])):
        last, first = map(fold, index.name_key(who)[:2])
        if row in f" {first} {last} ":
            found.add(who)
    return found


def _few(rows: BitMap) -> Sequence[int]:
    """Return rows to be compared one by one; none where they are very many."""
    return list(rows) if len(rows) <= MAX_COMPARED else []


def _kept(marks: Marks, is_wanted: Callable[[int], bool]) -> Marks:
    """Keep the marks of the texts that are wanted; of very many all are kept."""
    codes = np.flatnonzero(marks)
    if len(codes) > MAX_COMPARED:
        return marks
    kept = np.zeros(len(marks), dtype=np.bool_)
    kept[[code for code in codes.tolist() if is_wanted(code)]] = True
    return kept


def _in_field(index: FacetIndex, field: str, term: Term) -> BitMap:
    """Return the rows of which a field holds a word. Remembered until something changes."""
    return index.remembered(("word", field, term), lambda: _read_field(index, field, term))


def _read_field(index: FacetIndex, field: str, term: Term) -> BitMap:
    word, is_prefix = term.text, term.is_prefix
    if field == "title":
        return _marked(index, index.written_words.with_word(word, is_prefix=is_prefix), "written")
    if field == "company":
        return _marked(index, index.companies.named.with_word(word, is_prefix=is_prefix), "company")
    if field == "city":
        found = _in_values(index, "city", term)
        return found | _marked(index, index.companies.in_city(term), "company")
    names = index.name_words.with_word(word, is_prefix=is_prefix)
    return _marked(index, names, "last") | _marked(index, names, "first")


def _in_values(index: FacetIndex, facet: str, term: Term) -> BitMap:
    if facet not in index.schema.by_contact:
        return BitMap()
    found = index.value_words(facet).with_word(term.text, is_prefix=term.is_prefix)
    return _with_values(index, facet, found)


def _with_values(index: FacetIndex, facet: str, marks: Marks) -> BitMap:
    codes = np.flatnonzero(marks)
    if not len(codes):
        return BitMap()
    column = index.schema.by_contact[facet].column
    return bitmap_of(index.rows_with(column, codes, n_codes=len(marks)))


def _marked(index: FacetIndex, marks: Marks, column: str) -> BitMap:
    if not marks.any():
        return BitMap()
    found = np.flatnonzero(marked(marks, index.column(column)))
    return bitmap_of(found)
