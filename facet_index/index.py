"""The facet index of a workspace: contacts as rows, and a bitmap for each value of a facet."""

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyroaring import BitMap

from facet_index.bitmaps import Rows, array_of, bitmap_of, marks_by_code
from facet_index.columns import NumberColumn, zeros
from facet_index.company_tables import Companies
from facet_index.facet_schema import SCORE_FACETS, TITLE_FACETS, Schema
from facet_index.facet_values import VALUE_TYPE, MultiValues, ValueCodes
from facet_index.keys import Keys
from facet_index.orders import RowOrder
from facet_index.text_column import clean
from facet_index.title_tables import N_BUCKETS, Titles, codes_of, step_of
from facet_index.types import CompanyRow, ContactRow, Taxonomy, TitleRow, last_row_by_key
from facet_index.words.word_index import SearchedTexts, WordIndex

MAX_CACHED_SETS = 32
"""Sets of rows that are cached until the index changes, for counts and rows alike."""

MAX_BITMAPS = 256
"""Bitmaps of a long facet; contacts with its other values are found by scanning a column."""

_SLICE = 1_000_000
"""Rows counted at once, as counting makes a copy that is twice as large."""

BitMaps = dict[str, dict[int, BitMap]]


class LongTail:
    """The values of a long facet that have no bitmap: none has more contacts than `most`.

    Args:
        bitmaps: of the most frequent values, as built.
    """

    def __init__(self, bitmaps: Collection[BitMap], n_values: int) -> None:
        has_all = len(bitmaps) >= n_values
        self._initial_max = 0 if has_all else min(map(len, bitmaps), default=0)
        self._added: Counter[int] = Counter()
        self.most = self._initial_max

    def add(self, code: int, n: int) -> None:
        """Count contacts that may have got a value."""
        self._added[code] += n
        self.most = max(self.most, self._initial_max + self._added[code])


class FacetIndex:
    """Rows are codes of contacts from 1 on; columns have a meaningless value for row 0.

    Args:
        values: column of a facet of contacts → its values.
        many: column of a facet of contacts of several values → codes of the values.
        bitmaps: facet → code → rows of each value that has a bitmap.
        orders: name → base of the order: rows in order, and place of each row; None for a new one.
    """

    def __init__(
        self,
        *,
        keys: Keys,
        columns: dict[str, NumberColumn],
        titles: Titles,
        companies: Companies,
        texts: Mapping[str, SearchedTexts],
        values: dict[str, ValueCodes],
        many: Mapping[str, MultiValues],
        bitmaps: BitMaps,
        orders: dict[str, tuple[NDArray[np.int32], NumberColumn]] | None = None,
    ) -> None:
        self.keys = keys
        self.columns = columns
        self.many = many
        self.schema = companies.schema
        self.titles = titles
        self.companies = companies
        self.texts_by_kind = texts
        self.names, self.name_words = texts["names"].texts, texts["names"].words
        self.title_texts, self.title_words = texts["written"].texts, texts["written"].words
        self._value_words: dict[str, WordIndex] = {}
        self._row_cache: dict[Hashable, BitMap] = {}
        self.live = BitMap(range(1, len(keys)))
        self.bitmaps = bitmaps
        self.values_by_column = values
        self._long_tails: dict[str, LongTail] = {}
        self._sizes: dict[str, dict[int, int]] = {}
        self._n_people: NDArray[np.int64] | None = None
        codes = titles.codes
        self.values: dict[str, ValueCodes] = {
            **{name: values[facet.column] for name, facet in self.schema.by_contact.items()},
            **{
                name: companies.values[facet.column]
                for name, facet in self.schema.by_employer.items()
            },
            "function": codes.functions,
            "department": codes.departments,
            "level": codes.levels,
            "industry": codes.industries,
            "score": ValueCodes(str(step) for step in range(N_BUCKETS)),
            "unclassified": ValueCodes(["1"]),
        }
        bases = orders or {}
        self.orders = {
            name: RowOrder(*bases.get(name, (np.empty(0, np.int32), zeros(np.int32, 1))), key)
            for name, key in (("name", self.name_key), ("company", self.company_key))
        }
        self.n_changes = self.n_waiting = 0

    @classmethod
    def empty(cls, taxonomy: Taxonomy, schema: Schema) -> "FacetIndex":
        return cls(
            keys=Keys.empty(),
            columns={name: zeros(kind, 1) for name, kind in schema.row_types.items()},
            titles=Titles.empty(codes_of(taxonomy)),
            companies=Companies.empty(schema),
            texts={"names": SearchedTexts.empty(), "written": SearchedTexts.empty()},
            values={facet.column: ValueCodes(facet.choices) for facet in schema.contacts},
            many={column: MultiValues.empty(VALUE_TYPE) for column in schema.contact_multi_columns},
            bitmaps={},
        )

    def __len__(self) -> int:
        return len(self.live)

    def column(self, name: str) -> NDArray[np.int32]:
        return self.columns[name].values

    def put_titles(self, rows: Sequence[TitleRow]) -> None:
        """Add or change titles, and count their contacts again."""
        if rows := last_row_by_key(rows):
            codes = self.titles.put(rows)
            people = self.rows_with("title", codes, n_codes=len(self.titles))
            self._recount(people, (*TITLE_FACETS, *SCORE_FACETS.values()))

    def put_companies(self, rows: Sequence[CompanyRow]) -> None:
        """Add or change companies, and count their contacts again."""
        if rows := last_row_by_key(rows):
            codes = self.companies.put(rows)
            people = self.rows_with("company", codes, n_codes=len(self.companies))
            self._recount(people, self.schema.by_employer)
            self.orders["company"].put(people.tolist())

    def put_contacts(self, rows: Sequence[ContactRow]) -> None:
        """Add or change contacts; unknown titles and companies count as none."""
        if not (rows := last_row_by_key(rows)):
            return
        codes = self.keys.add(np.array([row.key for row in rows], dtype=np.int64))
        missing = len(self.keys) - len(self.columns["title"])
        for column in self.columns.values():
            column.append(np.zeros(missing, dtype=column.values.dtype))
        is_new = np.array([int(code) not in self.live for code in codes], dtype=np.bool_)
        has_moved = is_new.copy()
        before = {name: self.column(name)[codes] for name in self._facets_by_column}
        titles = np.array([row.title for row in rows], dtype=np.int64)
        companies = np.array([row.company for row in rows], dtype=np.int64)
        self.column("title")[codes] = self.titles.keys.codes_of(titles)
        self.column("company")[codes] = self.companies.live_codes(companies)
        for name, many in self.many.items():
            many.put_texts(
                codes, [row.many.get(name, ()) for row in rows], self.values_by_column[name]
            )
        for facet in self.schema.contacts:
            if facet.has_many:
                continue
            texts = [row.values.get(facet.column, "") for row in rows]
            values = self.values[facet.name]
            self.column(facet.column)[codes] = (
                values.known_codes(texts) if facet.choices else values.add(texts)
            )
        self._put_texts("written", "written", codes, [row.written for row in rows])
        has_moved |= self._put_texts("last", "names", codes, [row.last_name for row in rows])
        has_moved |= self._put_texts("first", "names", codes, [row.first_name for row in rows])
        self.live |= bitmap_of(codes)
        self._recount(codes[is_new].astype(np.uint32), self.schema.bitmap_facets)
        if not is_new.all():
            self._recount_changed(codes[~is_new], {name: a[~is_new] for name, a in before.items()})
        self.orders["name"].put(codes[has_moved].tolist())
        has_moved |= self.column("company")[codes] != before["company"]
        self.orders["company"].put(codes[has_moved].tolist())

    def _recount_changed(
        self, codes: NDArray[np.int32], before: Mapping[str, NDArray[np.int32]]
    ) -> None:
        """Count existing contacts again in the facets whose columns changed."""
        names = [facet.name for facet in self.schema.contacts if facet.has_many]
        self._recount(codes.astype(np.uint32), names)
        for name, facets in self._facets_by_column.items():
            differs = self.column(name)[codes] != before[name]
            if differs.any():
                self._recount(codes[differs].astype(np.uint32), facets)

    @cached_property
    def _facets_by_column(self) -> Mapping[str, Collection[str]]:
        """Column of contacts → facets that depend on it."""
        contact_facets = {
            facet.column: (facet.name,) for facet in self.schema.contacts if not facet.has_many
        }
        return {
            "title": (*TITLE_FACETS, *SCORE_FACETS.values()),
            "company": tuple(self.schema.by_employer),
            **contact_facets,
        }

    def _put_texts(
        self, name: str, kind: str, codes: NDArray[np.int32], texts: Sequence[str]
    ) -> NDArray[np.bool_]:
        """Store texts of contacts; returns which of them changed.

        Unchanged texts are not added again, as each search scans the added ones.
        """
        column, searched = self.column(name), self.texts_by_kind[kind]
        former_codes = column[codes].tolist()
        differs = np.array(
            [
                searched.texts.of(code) != clean(text)
                for code, text in zip(former_codes, texts, strict=True)
            ],
            dtype=np.bool_,
        )
        changed_positions: list[int] = np.flatnonzero(differs).tolist()
        column[codes[changed_positions]] = searched.add(
            [texts[position] for position in changed_positions]
        )
        return differs

    def drop_companies(self, keys: Sequence[int]) -> None:
        """Remove deleted companies; their contacts are updated separately."""
        self._clear_caches()
        self.companies.drop(keys)

    def drop_contacts(self, keys: Sequence[int]) -> None:
        """Remove deleted contacts."""
        codes = self.keys.codes_of(np.array(keys, dtype=np.int64))
        codes = codes[codes > 0]
        self.live -= bitmap_of(codes)
        for column in self.columns.values():
            column.values[codes] = 0
        for many in self.many.values():
            many.put(codes, np.zeros(len(codes), dtype=np.int64), np.empty(0, dtype=VALUE_TYPE))
        self._recount(codes.astype(np.uint32), self.schema.bitmap_facets)
        for order in self.orders.values():
            order.drop(codes.tolist())

    def _clear_caches(self) -> None:
        self.n_changes += 1
        self._row_cache.clear()
        self._sizes.clear()
        self._n_people = None

    def cached_rows(self, name: Hashable, find: Callable[[], BitMap]) -> BitMap:
        """Return cached rows, or find them; callers must not change them."""
        if name not in self._row_cache:
            if len(self._row_cache) >= MAX_CACHED_SETS:
                self._row_cache.clear()
            self._row_cache[name] = find()
        return self._row_cache[name]

    def value_words(self, facet: str) -> WordIndex:
        texts = self.values[facet].texts
        words = self._value_words.get(facet)
        if words is None:
            words = WordIndex.of(pa.chunked_array([texts[1:]], pa.string()))
            self._value_words[facet] = words
        if len(words) < len(texts):
            words.put(range(len(words), len(texts)), texts[len(words) :])
        return words

    def with_value(self, facet: str, value: str) -> BitMap:
        """Return the rows with a value; none if it is unknown. Callers must not change them."""
        code = self.values[facet].code(value)
        if code < 0:
            return BitMap()
        bitmap = self.bitmaps_of(facet).get(code)
        if bitmap is None and facet in self.schema.long_facets:
            bitmap = bitmap_of(self._scan_rows(facet, code))
        return BitMap() if bitmap is None else bitmap

    def bitmaps_of(self, facet: str) -> dict[int, BitMap]:
        """Return the bitmaps of a facet by code; callers must not change them."""
        return self.bitmaps.get(facet, {})

    def sizes(self, facet: str) -> Mapping[int, int]:
        """Return the number of rows of each bitmap of a facet, by code, largest first.

        Cached until the index changes: a thousand bitmaps take 5 ms.
        """
        if facet not in self._sizes:
            n = {code: len(rows) for code, rows in self.bitmaps_of(facet).items()}
            self._sizes[facet] = dict(sorted(n.items(), key=lambda item: -item[1]))
        return self._sizes[facet]

    def people_per_company(self) -> NDArray[np.int64]:
        """Return the number of contacts of each company by code, cached until the index changes."""
        if self._n_people is None:
            company, n_companies = self.column("company"), len(self.companies)
            self._n_people = np.zeros(n_companies, dtype=np.int64)
            for start in range(0, len(company), _SLICE):
                part = company[start : start + _SLICE]
                self._n_people += np.bincount(part, minlength=n_companies)
        return self._n_people

    def rows_with(self, column: str, codes: NDArray[np.integer], *, n_codes: int) -> Rows:
        """Return the rows with one of these codes in a column, ascending."""
        values = self.column(column)
        if len(codes) == 1:
            return np.flatnonzero(values == codes[0]).astype(np.uint32)
        flags = np.zeros(n_codes, dtype=np.bool_)
        flags[codes] = True
        return np.flatnonzero(marks_by_code(flags, values)).astype(np.uint32)

    def name_key(self, row: int) -> tuple[str, str, int]:
        """Return the sort key of a row in the order by name."""
        last, first = self.column("last")[row], self.column("first")[row]
        return self.names.of(last), self.names.of(first), int(self.keys.by_code[row])

    def company_key(self, row: int) -> tuple[str, str, str, int]:
        """Return the sort key of a row in the order by company."""
        return self.companies.texts.of(self.column("company")[row]), *self.name_key(row)

    def rows_by_value(self, facet: str, rows: Rows) -> Iterator[tuple[int, Rows]]:
        """Yield the code of each value that occurs in rows, with the rows that have it."""
        if facet == "department":
            bits = self.titles.departments.values[self.column("title")[rows]]
            for code in range(1, len(self.values["department"])):
                yield code, rows[(bits >> np.uint32(code)) & np.uint32(1) == 1]
            return
        if facet in SCORE_FACETS.values():
            titles = self.column("title")[rows]
            owners, codes = self.titles.scored_pairs(
                titles, by_department=facet == SCORE_FACETS["department"]
            )
            rows = rows[owners]
        elif facet == "function":
            owners, entries = self.titles.labels.of(self.column("title")[rows])
            rows, codes = rows[owners], self.active_functions(entries["function"])
        elif facet in self.schema.multi_value_facets:
            owners, codes = self.multi_values_of(facet, rows)
            rows = rows[owners]
        else:
            codes = self._single_values(facet, rows)
        order = np.argsort(codes, kind="stable")
        codes = codes[order]
        ends = np.append(np.flatnonzero(codes[1:] != codes[:-1]) + 1, len(codes))
        start = 0
        for end in ends.tolist() if len(codes) else ():
            if codes[start] > 0:
                yield int(codes[start]), rows[order[start:end]]
            start = end

    def frequent_codes(self, facet: str, most: int) -> frozenset[int]:
        """Return the codes of the most frequent values of a long facet."""
        if contact_values := self.contact_multi_values(facet):
            n = np.bincount(contact_values.entries.values[contact_values.owner.values > 0])
        elif facet in self.schema.by_contact:
            n = np.bincount(self.contact_codes(facet))
        else:
            people = np.bincount(self.column("company"), minlength=len(self.companies))
            if facet in self.schema.multi_value_facets:
                many = self.company_multi_values(facet)
                n = np.bincount(many.entries.values, weights=people[many.owner.values])
            else:
                n = np.bincount(self.company_codes(facet), weights=people)
        codes = np.argsort(-n[1:], kind="stable")[:most] + 1
        return frozenset(codes.tolist())

    def long_tail(self, facet: str) -> LongTail:
        """Return the values of a long facet that have no bitmap."""
        if facet not in self._long_tails:
            bitmaps = self.bitmaps_of(facet).values()
            self._long_tails[facet] = LongTail(bitmaps, len(self.values[facet]) - 1)
        return self._long_tails[facet]

    def active_functions(self, functions: NDArray[np.int16]) -> NDArray[np.int16]:
        """Return the codes of functions, 0 in place of retired ones."""
        return np.where(self.titles.codes.department_of[functions] > 0, functions, 0)

    def _single_values(self, facet: str, rows: Rows) -> NDArray[np.integer]:
        if facet in self.schema.by_contact:
            return self.contact_codes(facet)[rows]
        if facet in self.schema.by_employer:
            return self.company_codes(facet)[self.column("company")[rows]]
        return self.title_codes(facet, self.column("title")[rows])

    def contact_codes(self, facet: str) -> NDArray[np.integer]:
        return self.column(self.schema.by_contact[facet].column)

    def company_codes(self, facet: str) -> NDArray[np.int32]:
        """Return the value of a single-value facet of people for each company."""
        return self.companies.codes(self.schema.by_employer[facet].column)

    def contact_multi_values(self, facet: str) -> MultiValues | None:
        """Return the values of a multi-value facet of contacts; None for other facets."""
        contact_facet = self.schema.by_contact.get(facet)
        return self.many.get(contact_facet.column) if contact_facet else None

    def multi_values_of(self, facet: str, rows: Rows) -> tuple[NDArray[np.intp], NDArray[Any]]:
        """Return all values of rows, and for each the position of its row."""
        if contact_values := self.contact_multi_values(facet):
            return contact_values.of(rows)
        return self.company_multi_values(facet).of(self.column("company")[rows])

    def company_multi_values(self, facet: str) -> MultiValues:
        """Return the values of a multi-value facet of companies."""
        return self.companies.many[self.schema.by_employer[facet].column]

    def title_codes(self, facet: str, codes: NDArray[np.integer]) -> NDArray[np.integer]:
        """Return the value of a single-value facet for titles."""
        titles = self.titles
        if facet == "unclassified":
            is_unlabeled = titles.labels.size.values[codes] == 0
            return np.asarray(titles.is_read.values[codes] & is_unlabeled).astype(np.int8)
        if facet == "score":
            return step_of(titles.best.values[codes]).astype(np.int8)
        column = titles.level if facet == "level" else titles.industry
        return np.asarray(column.values[codes])

    def _scan_rows(self, facet: str, code: int) -> Rows:
        if contact_values := self.contact_multi_values(facet):
            return np.sort(
                contact_values.owner.values[contact_values.entries.values == code]
            ).astype(np.uint32)
        if facet in self.schema.by_contact:
            return np.flatnonzero(self.contact_codes(facet) == code).astype(np.uint32)
        if facet in self.schema.multi_value_facets:
            many = self.company_multi_values(facet)
            companies = many.owner.values[many.entries.values == code]
        else:
            companies = np.flatnonzero(self.company_codes(facet) == code)
        return self.rows_with("company", companies[companies > 0], n_codes=len(self.companies))

    def _recount(self, rows: Rows, facets: Iterable[str]) -> None:
        """Move rows to the bitmaps of their current values."""
        self._clear_caches()
        changed = bitmap_of(rows)
        wanted = frozenset(facets)
        long_tail = {facet: self.long_tail(facet) for facet in wanted & self.schema.long_facets}
        for facet in wanted:
            for bitmap in self.bitmaps_of(facet).values():
                bitmap.difference_update(changed)
        live_rows = array_of(changed & self.live)
        for facet in wanted:
            bitmaps = self.bitmaps.setdefault(facet, {})
            for code, value_rows in self.rows_by_value(facet, live_rows):
                if facet not in self.schema.long_facets:
                    bitmaps.setdefault(code, BitMap())
                if code in bitmaps:
                    bitmaps[code] |= bitmap_of(value_rows)
                else:
                    long_tail[facet].add(code, len(value_rows))
