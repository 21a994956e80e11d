"""All contacts, titles and companies of a workspace, as tables → their facet index."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from pyroaring import BitMap

from facet_index.bitmaps import Rows, bitmap_of
from facet_index.columns import LABEL, NumberColumn
from facet_index.company_tables import Companies
from facet_index.facet_schema import Schema
from facet_index.facet_values import VALUE, Many, ValueCodes
from facet_index.index import MAX_BITMAPS, BitMaps, FacetIndex
from facet_index.keys import Keys
from facet_index.text_column import TextColumn, clean, run_of
from facet_index.title_tables import Titles, codes_of
from facet_index.types import Taxonomy
from facet_index.words.word_index import SearchedTexts, WordIndex

_SLICE = 1_000_000


def build(
    taxonomy: Taxonomy,
    schema: Schema,
    *,
    titles: pa.Table,
    labels: pa.Table,
    companies: pa.Table,
    contacts: pa.Table,
    many: Mapping[str, pa.Table],
    contact_many: Mapping[str, pa.Table],
) -> FacetIndex:
    """Return the index of a workspace.

    Args:
        taxonomy: its slugs are those in the tables.
        schema: which columns are facets.
        titles: `key` (ascending), `level`, `industry`, `is_read`.
        labels: `title` (key, ascending), `function`, `score`; of titles that are there.
        companies: `key` (ascending), `name`, `domain`, `city_name`, `overview`, `topics`, and
            the columns of their facets of one value.
        contacts: `key`, `title`, `company` (keys, 0 for none), `written`, `last_name`,
            `first_name` (lower case), and the columns of their facets; in any order.
        many: column of a facet of several values → `company` (key, ascending) and `value`; no pair
            twice.
        contact_many: the same of contacts, in any order: `contact` and `value`.
    """
    all_titles = _titles(taxonomy, titles, labels)
    all_companies = _companies(schema, companies, many)
    company = all_companies.keys.codes_of(_numbers(contacts, "company"))
    keys = _numbers(contacts, "key")
    rows = np.lexsort((keys, company))  # Rows of one company lie together.
    keys, company = keys[rows], company[rows]
    title = all_titles.keys.codes_of(_numbers(contacts, "title"))[rows]
    names, (last, first) = _sorted_texts(contacts, ("last_name", "first_name"))
    last, first = last[rows], first[rows]
    written, (which,) = _sorted_texts(contacts, ("written",))
    values: dict[str, ValueCodes] = {}
    columns: dict[str, NDArray[Any]] = {
        "title": title,
        "company": company,
        "last": last,
        "first": first,
        "written": which[rows],
    }
    for facet in schema.contacts:
        if facet.has_many:
            continue
        values[facet.column], codes = _values(contacts, facet.column, facet.choices)
        columns[facet.column] = codes[rows].astype(schema.row_types[facet.column])
    by_key = np.argsort(keys)
    all_keys = Keys(NumberColumn(_from_1(keys)), keys[by_key], (by_key + 1).astype(np.int32))
    several: dict[str, Many] = {}
    for column in schema.contact_many:
        table = contact_many[column]
        owner = all_keys.codes_of(_numbers(table, "contact"))
        values[column], codes = _values(table, "value")
        in_order = np.argsort(owner, kind="stable")
        several[column] = _many(owner[in_order], codes[in_order].astype(VALUE), len(all_keys))
    index = FacetIndex(
        keys=all_keys,
        columns={name: NumberColumn(_from_1(column)) for name, column in columns.items()},
        titles=all_titles,
        companies=all_companies,
        texts={
            "names": SearchedTexts(names, _words(names)),
            "written": SearchedTexts(written, _words(written)),
        },
        values=values,
        many=several,
        bitmaps={},
        orders={
            "name": _order(keys, first, last),
            "company": _order(keys, first, last, _ranks(all_companies.texts)[company]),
        },
    )
    index.bitmaps |= _bitmaps(index)
    return index


def _titles(taxonomy: Taxonomy, titles: pa.Table, labels: pa.Table) -> Titles:
    codes = codes_of(taxonomy)
    keys = _keys(titles)
    owner = keys.codes_of(_numbers(labels, "title"))
    entries = np.empty(len(owner), dtype=LABEL)
    entries["function"] = _coded(labels, "function", codes.functions)
    entries["score"] = _array(labels, "score")
    return Titles(
        keys=keys,
        columns={
            "level": NumberColumn(_from_1(_coded(titles, "level", codes.levels).astype(np.int16))),
            "industry": NumberColumn(
                _from_1(_coded(titles, "industry", codes.industries).astype(np.int16))
            ),
            "is_read": NumberColumn(_from_1(_array(titles, "is_read").astype(np.bool_))),
        },
        labels=_many(owner, entries, len(keys)),
        codes=codes,
    )


def _companies(schema: Schema, companies: pa.Table, many: Mapping[str, pa.Table]) -> Companies:
    keys = _keys(companies)
    values, columns, several = {}, {}, {}
    for column in schema.company_columns:
        values[column], codes = _values(companies, column)
        columns[column] = NumberColumn(_from_1(codes))
    for column in schema.many_columns:
        owner = keys.codes_of(_numbers(many[column], "company"))
        values[column], codes = _values(many[column], "value")
        several[column] = _many(owner, codes.astype(VALUE), len(keys))
    names = run_of(["", *(clean(text) for text in companies["name"].to_pylist())])
    domains = pc.replace_substring_regex(companies["domain"].cast(pa.string()), r"\.?[^.]*$", "")
    return Companies(
        schema=schema,
        keys=keys,
        many=several,
        texts=names,
        words={
            "named": WordIndex.of(
                pc.binary_join_element_wise(companies["name"].cast(pa.string()), domains, " ")
            ),
            "about": WordIndex.of(_joined(companies, "name", "domain", "city_name", "overview")),
            "topics": WordIndex.of(_joined(companies, "topics")),
        },
        values=values,
        columns=columns,
        order=_order(keys.by_code[1:], _ranks(names)[1:]),
    )


def _many(owner: NDArray[np.int32], entries: NDArray[Any], n: int) -> Many:
    owner, entries = owner[owner > 0], entries[owner > 0]  # Of what is there, nothing else.
    sizes = np.bincount(owner, minlength=n)
    start = np.cumsum(sizes) - sizes
    return Many(
        NumberColumn(start.astype(np.int32)),
        NumberColumn(sizes.astype(np.uint16)),
        NumberColumn(entries),
        NumberColumn(owner),
    )


def _order(*columns: NDArray[np.integer]) -> tuple[NDArray[np.int32], NumberColumn]:
    """Return rows by columns, the last of which counts most, and the place of each."""
    in_order = (np.lexsort(columns) + 1).astype(np.int32)
    position = np.full(len(in_order) + 1, -1, dtype=np.int32)
    position[in_order] = np.arange(len(in_order), dtype=np.int32)
    return in_order, NumberColumn(position)


def _ranks(texts: TextColumn) -> NDArray[np.int32]:
    listed = [texts.of(code) for code in range(len(texts))]
    ranks = {text: rank for rank, text in enumerate(sorted(set(listed)))}
    return np.array([ranks[text] for text in listed], dtype=np.int32)


def _bitmaps(index: FacetIndex) -> BitMaps:
    """Return a bitmap for each value, of a long facet for the most frequent ones."""
    bitmaps: BitMaps = {}
    n_rows = len(index.column("title"))
    for facet in index.schema.listed:
        mine = bitmaps[facet] = {}
        wanted = index.frequent(facet, MAX_BITMAPS) if facet in index.schema.long else None
        for rows in _slices(n_rows):
            for code, part in index.parts(facet, rows):
                if wanted is None or code in wanted:
                    mine.setdefault(code, BitMap()).update(bitmap_of(part))
        for bitmap in mine.values():
            bitmap.run_optimize()
            bitmap.shrink_to_fit()
    return bitmaps


def _slices(n_rows: int) -> Iterator[Rows]:
    for start in range(1, n_rows, _SLICE):
        yield np.arange(start, min(start + _SLICE, n_rows), dtype=np.uint32)


def _keys(table: pa.Table) -> Keys:
    keys = _numbers(table, "key")
    return Keys(NumberColumn(_from_1(keys)), keys)


def _numbers(table: pa.Table, name: str) -> NDArray[np.int64]:
    return _array(table, name).astype(np.int64, copy=False)


def _array(table: pa.Table, name: str) -> NDArray[Any]:
    array: NDArray[Any] = table[name].to_numpy()
    return array


def _from_1(values: NDArray[Any]) -> NDArray[Any]:
    """Put a zero before the values: code 0 is nothing."""
    return np.concatenate([np.zeros(1, dtype=values.dtype), values])


def _dictionary(table: pa.Table, name: str) -> tuple[list[str], NDArray[np.int32]]:
    """Return the different texts of a column, and which one each row has."""
    column = table[name]
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    merged = column.unify_dictionaries().combine_chunks()
    if isinstance(merged, pa.ChunkedArray):  # No row at all.
        return [], np.empty(0, dtype=np.int32)
    return merged.dictionary.to_pylist(), merged.indices.to_numpy().astype(np.int32)


def _values(
    table: pa.Table, name: str, choices: Sequence[str] = ()
) -> tuple[ValueCodes, NDArray[np.int32]]:
    texts, which = _dictionary(table, name)
    if choices:
        known = ValueCodes(choices)
        return known, known.known(texts)[which] if len(which) else which
    values = ValueCodes(text for text in texts if text)
    return values, values.add(texts)[which] if len(which) else which


def _coded(table: pa.Table, name: str, values: ValueCodes) -> NDArray[np.int32]:
    texts, which = _dictionary(table, name)
    return values.known(texts)[which] if len(which) else which


def _words(texts: TextColumn) -> WordIndex:
    """Return the words of texts; they are clean, so a line is a text."""
    lines = bytes(texts.run).decode().split("\n")[1:-1]
    return WordIndex.of(pa.chunked_array([lines], pa.string()))


def _joined(table: pa.Table, *names: str) -> pa.ChunkedArray:
    """Return the texts of some columns, one after the other."""
    return pc.binary_join_element_wise(*(table[name].cast(pa.string()) for name in names), " ")


def _sorted_texts(
    table: pa.Table, names: tuple[str, ...]
) -> tuple[TextColumn, list[NDArray[np.int32]]]:
    """Return the different texts of some columns in their order, and the codes of each column."""
    columns = [_dictionary(table, name) for name in names]
    cleaned = [[clean(text) for text in texts] for texts, _ in columns]
    every = sorted({"", *(text for texts in cleaned for text in texts)})
    code_of = {text: code for code, text in enumerate(every)}
    codes = [
        np.array([code_of[text] for text in texts], dtype=np.int32)[which] if texts else which
        for texts, (_, which) in zip(cleaned, columns, strict=True)
    ]
    return run_of(every), codes
