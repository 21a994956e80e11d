"""Build the facet index of a workspace from tables of contacts, titles and companies."""

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
from facet_index.facet_values import VALUE_TYPE, MultiValues, ValueCodes
from facet_index.index import MAX_BITMAPS, BitMaps, FacetIndex
from facet_index.keys import Keys
from facet_index.text_column import TextColumn, clean, text_column_of
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
        labels: `title` (key, ascending), `function`, `score`; of titles in the table.
        companies: `key` (ascending), `name`, `domain`, `city_name`, `overview`, `topics`, and
            the columns of their facets of one value.
        contacts: `key`, `title`, `company` (keys, 0 for none), `written`, `last_name`,
            `first_name` (lower case), and the columns of their facets; in any order.
        many: column of a facet of several values → `company` (key, ascending) and `value`; no pair
            twice.
        contact_many: the same of contacts, in any order: `contact` and `value`.
    """
    all_titles = _build_titles(taxonomy, titles, labels)
    all_companies = _build_companies(schema, companies, many)
    company = all_companies.keys.codes_of(_read_integers(contacts, "company"))
    keys = _read_integers(contacts, "key")
    rows = np.lexsort((keys, company))  # Rows of a company are consecutive.
    keys, company = keys[rows], company[rows]
    title = all_titles.keys.codes_of(_read_integers(contacts, "title"))[rows]
    names, (last, first) = _sorted_texts(contacts, ("last_name", "first_name"))
    last, first = last[rows], first[rows]
    written, (text_codes,) = _sorted_texts(contacts, ("written",))
    values: dict[str, ValueCodes] = {}
    columns: dict[str, NDArray[Any]] = {
        "title": title,
        "company": company,
        "last": last,
        "first": first,
        "written": text_codes[rows],
    }
    for facet in schema.contacts:
        if facet.has_many:
            continue
        values[facet.column], codes = _read_values(contacts, facet.column, facet.choices)
        columns[facet.column] = codes[rows].astype(schema.row_types[facet.column])
    by_key = np.argsort(keys)
    all_keys = Keys(
        NumberColumn(_with_zero_first(keys)), keys[by_key], (by_key + 1).astype(np.int32)
    )
    multi_values: dict[str, MultiValues] = {}
    for column in schema.contact_multi_columns:
        table = contact_many[column]
        owner = all_keys.codes_of(_read_integers(table, "contact"))
        values[column], codes = _read_values(table, "value")
        in_order = np.argsort(owner, kind="stable")
        multi_values[column] = _build_multi_values(
            owner[in_order], codes[in_order].astype(VALUE_TYPE), len(all_keys)
        )
    index = FacetIndex(
        keys=all_keys,
        columns={name: NumberColumn(_with_zero_first(column)) for name, column in columns.items()},
        titles=all_titles,
        companies=all_companies,
        texts={
            "names": SearchedTexts(names, _index_words(names)),
            "written": SearchedTexts(written, _index_words(written)),
        },
        values=values,
        many=multi_values,
        bitmaps={},
        orders={
            "name": _sort_rows(keys, first, last),
            "company": _sort_rows(keys, first, last, _text_ranks(all_companies.texts)[company]),
        },
    )
    index.bitmaps |= _build_bitmaps(index)
    return index


def _build_titles(taxonomy: Taxonomy, titles: pa.Table, labels: pa.Table) -> Titles:
    codes = codes_of(taxonomy)
    keys = _read_keys(titles)
    owner = keys.codes_of(_read_integers(labels, "title"))
    entries = np.empty(len(owner), dtype=LABEL)
    entries["function"] = _read_known_codes(labels, "function", codes.functions)
    entries["score"] = _read_array(labels, "score")
    return Titles(
        keys=keys,
        columns={
            "level": NumberColumn(
                _with_zero_first(_read_known_codes(titles, "level", codes.levels).astype(np.int16))
            ),
            "industry": NumberColumn(
                _with_zero_first(
                    _read_known_codes(titles, "industry", codes.industries).astype(np.int16)
                )
            ),
            "is_read": NumberColumn(
                _with_zero_first(_read_array(titles, "is_read").astype(np.bool_))
            ),
        },
        labels=_build_multi_values(owner, entries, len(keys)),
        codes=codes,
    )


def _build_companies(
    schema: Schema, companies: pa.Table, many: Mapping[str, pa.Table]
) -> Companies:
    keys = _read_keys(companies)
    values, columns, multi_values = {}, {}, {}
    for column in schema.company_columns:
        values[column], codes = _read_values(companies, column)
        columns[column] = NumberColumn(_with_zero_first(codes))
    for column in schema.multi_columns:
        owner = keys.codes_of(_read_integers(many[column], "company"))
        values[column], codes = _read_values(many[column], "value")
        multi_values[column] = _build_multi_values(owner, codes.astype(VALUE_TYPE), len(keys))
    names = text_column_of(["", *(clean(text) for text in companies["name"].to_pylist())])
    domains = pc.replace_substring_regex(companies["domain"].cast(pa.string()), r"\.?[^.]*$", "")
    return Companies(
        schema=schema,
        keys=keys,
        many=multi_values,
        texts=names,
        words={
            "named": WordIndex.of(
                pc.binary_join_element_wise(companies["name"].cast(pa.string()), domains, " ")
            ),
            "about": WordIndex.of(
                _join_columns(companies, "name", "domain", "city_name", "overview")
            ),
            "topics": WordIndex.of(_join_columns(companies, "topics")),
        },
        values=values,
        columns=columns,
        order=_sort_rows(keys.by_code[1:], _text_ranks(names)[1:]),
    )


def _build_multi_values(owner: NDArray[np.int32], entries: NDArray[Any], n: int) -> MultiValues:
    owner, entries = owner[owner > 0], entries[owner > 0]  # Only of existing records.
    sizes = np.bincount(owner, minlength=n)
    start = np.cumsum(sizes) - sizes
    return MultiValues(
        NumberColumn(start.astype(np.int32)),
        NumberColumn(sizes.astype(np.uint16)),
        NumberColumn(entries),
        NumberColumn(owner),
    )


def _sort_rows(*columns: NDArray[np.integer]) -> tuple[NDArray[np.int32], NumberColumn]:
    """Return rows sorted by columns, the last one first, and the position of each."""
    in_order = (np.lexsort(columns) + 1).astype(np.int32)
    position = np.full(len(in_order) + 1, -1, dtype=np.int32)
    position[in_order] = np.arange(len(in_order), dtype=np.int32)
    return in_order, NumberColumn(position)


def _text_ranks(texts: TextColumn) -> NDArray[np.int32]:
    listed = [texts.of(code) for code in range(len(texts))]
    ranks = {text: rank for rank, text in enumerate(sorted(set(listed)))}
    return np.array([ranks[text] for text in listed], dtype=np.int32)


def _build_bitmaps(index: FacetIndex) -> BitMaps:
    """Return a bitmap for each value; of a long facet for the most frequent ones."""
    bitmaps: BitMaps = {}
    n_rows = len(index.column("title"))
    for facet in index.schema.bitmap_facets:
        facet_bitmaps = bitmaps[facet] = {}
        wanted = (
            index.frequent_codes(facet, MAX_BITMAPS) if facet in index.schema.long_facets else None
        )
        for rows in _slices(n_rows):
            for code, value_rows in index.rows_by_value(facet, rows):
                if wanted is None or code in wanted:
                    facet_bitmaps.setdefault(code, BitMap()).update(bitmap_of(value_rows))
        for bitmap in facet_bitmaps.values():
            bitmap.run_optimize()
            bitmap.shrink_to_fit()
    return bitmaps


def _slices(n_rows: int) -> Iterator[Rows]:
    for start in range(1, n_rows, _SLICE):
        yield np.arange(start, min(start + _SLICE, n_rows), dtype=np.uint32)


def _read_keys(table: pa.Table) -> Keys:
    keys = _read_integers(table, "key")
    return Keys(NumberColumn(_with_zero_first(keys)), keys)


def _read_integers(table: pa.Table, name: str) -> NDArray[np.int64]:
    return _read_array(table, name).astype(np.int64, copy=False)


def _read_array(table: pa.Table, name: str) -> NDArray[Any]:
    array: NDArray[Any] = table[name].to_numpy()
    return array


def _with_zero_first(values: NDArray[Any]) -> NDArray[Any]:
    """Put a zero before the values, as code 0 means none."""
    return np.concatenate([np.zeros(1, dtype=values.dtype), values])


def _read_dictionary(table: pa.Table, name: str) -> tuple[list[str], NDArray[np.int32]]:
    """Return the distinct texts of a column, and the index of that of each row."""
    column = table[name]
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    merged = column.unify_dictionaries().combine_chunks()
    if isinstance(merged, pa.ChunkedArray):  # No rows.
        return [], np.empty(0, dtype=np.int32)
    return merged.dictionary.to_pylist(), merged.indices.to_numpy().astype(np.int32)


def _read_values(
    table: pa.Table, name: str, choices: Sequence[str] = ()
) -> tuple[ValueCodes, NDArray[np.int32]]:
    texts, text_codes = _read_dictionary(table, name)
    if choices:
        values_of_choices = ValueCodes(choices)
        return values_of_choices, values_of_choices.known_codes(texts)[text_codes] if len(
            text_codes
        ) else text_codes
    values = ValueCodes(text for text in texts if text)
    return values, values.add(texts)[text_codes] if len(text_codes) else text_codes


def _read_known_codes(table: pa.Table, name: str, values: ValueCodes) -> NDArray[np.int32]:
    texts, text_codes = _read_dictionary(table, name)
    return values.known_codes(texts)[text_codes] if len(text_codes) else text_codes


def _index_words(texts: TextColumn) -> WordIndex:
    """Return the words of cleaned texts, one per line."""
    lines = bytes(texts.content).decode().split("\n")[1:-1]
    return WordIndex.of(pa.chunked_array([lines], pa.string()))


def _join_columns(table: pa.Table, *names: str) -> pa.ChunkedArray:
    """Join the texts of columns."""
    return pc.binary_join_element_wise(*(table[name].cast(pa.string()) for name in names), " ")


def _sorted_texts(
    table: pa.Table, names: tuple[str, ...]
) -> tuple[TextColumn, list[NDArray[np.int32]]]:
    """Return the distinct texts of columns, sorted, and the codes of each column."""
    columns = [_read_dictionary(table, name) for name in names]
    cleaned = [[clean(text) for text in texts] for texts, _ in columns]
    all_texts = sorted({"", *(text for texts in cleaned for text in texts)})
    code_of = {text: code for code, text in enumerate(all_texts)}
    codes = [
        np.array([code_of[text] for text in texts], dtype=np.int32)[text_codes]
        if texts
        else text_codes
        for texts, (_, text_codes) in zip(cleaned, columns, strict=True)
    ]
    return text_column_of(all_texts), codes
