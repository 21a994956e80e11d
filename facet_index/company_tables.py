"""Companies as columns, to filter and search them and their contacts."""

from collections.abc import Mapping, Sequence
from functools import reduce

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from facet_index.columns import NumberColumn, zeros
from facet_index.facet_schema import Schema
from facet_index.facet_values import VALUE_TYPE, MultiValues, ValueCodes
from facet_index.keys import Keys
from facet_index.orders import RowOrder
from facet_index.text_column import TextColumn
from facet_index.types import CompanyRow
from facet_index.words.clauses import Term, parts_of
from facet_index.words.folded_terms import fold
from facet_index.words.word_index import WordIndex

WORDS = ("named", "about", "topics")
"""Texts of companies that are searched by words."""

MAX_CACHED = 8
"""Words with cached marks, a byte for each company."""

MAX_COMPARED = 20_000
"""Maximum names to fold and compare with the typed name."""


class Companies:
    """Columns by code of company; code 0 is a contact without company.

    Args:
        columns: column of a facet of one value → codes of the values.
        many: column of a facet of several values → codes of the values.
        values: column → its values.
        order: codes by name, and the position of each; None for a new order.
    """

    def __init__(
        self,
        *,
        schema: Schema,
        keys: Keys,
        columns: Mapping[str, NumberColumn],
        many: Mapping[str, MultiValues],
        texts: TextColumn,
        words: Mapping[str, WordIndex],
        values: Mapping[str, ValueCodes],
        order: tuple[NDArray[np.int32], NumberColumn] | None = None,
    ) -> None:
        self.schema = schema
        self.keys = keys
        self.columns = columns
        self.many = many
        self.texts = texts
        self.named = words["named"]
        self.about = words["about"]
        self.topics = words["topics"]
        self._city_words = WordIndex.empty()
        if "city" in values:
            cities = pa.chunked_array([values["city"].texts[1:]], pa.string())
            self._city_words = WordIndex.of(cities)
        self._held: dict[Term, NDArray[np.bool_]] = {}
        self.values = values
        self.is_live = NumberColumn(np.arange(len(keys)) > 0)
        base = order or (np.empty(0, dtype=np.int32), zeros(np.int32, 1))
        self.by_name = RowOrder(*base, self.name_key)

    @classmethod
    def empty(cls, schema: Schema) -> "Companies":
        """Return no companies, only code 0."""
        return cls(
            schema=schema,
            keys=Keys.empty(),
            columns={name: zeros(np.int32, 1) for name in schema.company_columns},
            many={name: MultiValues.empty(VALUE_TYPE) for name in schema.multi_columns},
            texts=TextColumn(),
            words={name: WordIndex.empty() for name in WORDS},
            values={
                name: ValueCodes() for name in (*schema.company_columns, *schema.multi_columns)
            },
        )

    def __len__(self) -> int:
        return len(self.keys)

    def codes(self, column: str) -> NDArray[np.int32]:
        """Return the value of a single-value column for each company."""
        return self.columns[column].values

    def live_codes(self, keys: NDArray[np.int64]) -> NDArray[np.int32]:
        """Return the code of each company; 0 for unknown and deleted ones."""
        codes = self.keys.codes_of(keys)
        codes[~self.is_live.values[codes]] = 0
        return codes

    def name_key(self, code: int) -> tuple[str, int]:
        """Return the sort key of a company in the order by name."""
        return self.texts.of(code), int(self.keys.by_code[code])

    def with_word(self, term: Term) -> NDArray[np.bool_]:
        """Return True for each company with a word in its name, domain, city or texts.

        The last few words are cached, for counts and rows alike.
        """
        if term not in self._held:
            if len(self._held) >= MAX_CACHED:
                self._held.clear()
            in_text = self.about.with_word(term.text, is_prefix=term.is_prefix)
            self._held[term] = in_text | self.with_topic(term)
        return self._held[term]

    def with_values(self, facet: str, texts: Sequence[str]) -> NDArray[np.bool_]:
        """Return True for each company with one of these values of a facet."""
        column = self.schema.by_company[facet]
        values = self.values[column.column]
        is_wanted = np.zeros(len(values), dtype=np.bool_)
        is_wanted[[code for code in map(values.code, texts) if code > 0]] = True
        if not column.has_many:
            return is_wanted[self.codes(column.column)]
        many = self.many[column.column]
        marks = np.zeros(len(self), dtype=np.bool_)
        marks[many.owner.values[is_wanted[many.entries.values]]] = True
        marks[0] = False  # Outdated values.
        return marks

    def in_city(self, term: Term) -> NDArray[np.bool_]:
        """Return True for each company in a city whose name contains a word."""
        if "city" not in self.columns:
            return np.zeros(len(self), dtype=np.bool_)
        texts = self.values["city"].texts
        if len(self._city_words) < len(texts):
            codes = range(len(self._city_words), len(texts))
            self._city_words.put(codes, texts[len(self._city_words) :])
        marks = self._city_words.with_word(term.text, is_prefix=term.is_prefix)
        return marks[self.codes("city")]

    def with_topic(self, term: Term) -> NDArray[np.bool_]:
        """Return True for each company with a word in industry, categories or specialties."""
        return self.topics.with_word(term.text, is_prefix=term.is_prefix)

    def with_name_word(self, term: Term) -> NDArray[np.bool_]:
        """Return True for each company with a word in its name or domain."""
        return self.named.with_word(term.text, is_prefix=term.is_prefix)

    def with_split_name(self, word: str) -> NDArray[np.bool_]:
        """Return True for each company with two words in its name that form this word."""
        found = np.zeros(len(self), dtype=np.bool_)
        for first, second in parts_of(word):
            if not (self.named.has(first) and self.named.has(second)):
                continue
            both = self.named.with_word(first) & self.named.with_word(second)
            codes = np.flatnonzero(both)[:MAX_COMPARED].tolist()
            pair = f" {first} {second} "
            found[[code for code in codes if pair in f" {fold(self.texts.of(code))} "]] = True
        return found

    def with_name(self, name: str) -> NDArray[np.bool_]:
        """Return True for each company with exactly this folded name."""
        words = name.split()
        marks = reduce(np.logical_and, (self.named.with_word(word) for word in words))
        found = np.zeros(len(self), dtype=np.bool_)
        codes = np.flatnonzero(marks)[:MAX_COMPARED].tolist()
        found[[code for code in codes if fold(self.texts.of(code)) == name]] = True
        return found

    def put(self, rows: Sequence[CompanyRow]) -> NDArray[np.int32]:
        """Add or change companies; returns their codes."""
        codes = self.keys.add(np.array([row.key for row in rows], dtype=np.int64))
        missing = len(self.keys) - len(self.is_live)
        for column in (*self.columns.values(), self.is_live):
            column.append(np.zeros(missing, dtype=column.values.dtype))
        self.is_live.values[codes] = True
        for name in self.columns:
            texts = [row.values.get(name, "") for row in rows]
            self.codes(name)[codes] = self.values[name].add(texts)
        for name, many in self.many.items():
            many.put_texts(codes, [row.many.get(name, ()) for row in rows], self.values[name])
        listed = codes.tolist()
        self.texts.put(listed, [row.name for row in rows])
        self.named.put(listed, [named_text(row.name, row.domain) for row in rows])
        about = (f"{row.name} {row.domain} {row.city_name} {row.overview}" for row in rows)
        self.about.put(listed, list(about))
        self.topics.put(listed, [row.topics for row in rows])
        self._held.clear()
        self.by_name.put(listed)
        return codes

    def drop(self, keys: Sequence[int]) -> None:
        """Remove deleted companies; their contacts are removed separately."""
        codes = self.keys.codes_of(np.array(keys, dtype=np.int64))
        codes = codes[codes > 0]
        self.is_live.values[codes] = False
        self.by_name.drop(codes.tolist())


def named_text(name: str, domain: str) -> str:
    """Return the name of a company, and its domain without the last part."""
    return f"{name} {domain.rpartition('.')[0]}"
