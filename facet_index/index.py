"""The facet index of one workspace: contacts as rows, and a bitmap for each value of a facet."""

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyroaring import BitMap

from facet_index.bitmaps import Rows, array_of, bitmap_of, marked
from facet_index.columns import NumberColumn, zeros
from facet_index.company_tables import Companies
from facet_index.facet_schema import SCORED, TITLE_FACETS, Schema
from facet_index.facet_values import VALUE, Many, ValueCodes
from facet_index.keys import Keys
from facet_index.orders import RowOrder
from facet_index.text_column import clean
from facet_index.title_tables import N_BUCKETS, Titles, codes_of, step_of
from facet_index.types import CompanyRow, ContactRow, Taxonomy, TitleRow, last_of_each
from facet_index.words.word_index import SearchedTexts, WordIndex

MAX_REMEMBERED = 32
"""Sets of rows that are remembered until something changes: counts and rows ask for the same."""

MAX_BITMAPS = 256
"""Bitmaps of a long facet; contacts with another of its values are found by reading a column."""

_SLICE = 1_000_000
"""Rows that are counted at once: counting makes a copy of them that is twice as large."""

BitMaps = dict[str, dict[int, BitMap]]


class LongTail:
    """The values of a long facet without a bitmap: none has more contacts than `most`.

    Args:
        bitmaps: of the facet, as they were built: those of the values that most contacts have.
    """

    def __init__(self, bitmaps: Collection[BitMap], n_values: int) -> None:
        has_all = len(bitmaps) >= n_values
        self._at_first = 0 if has_all else min(map(len, bitmaps), default=0)
        self._grown: Counter[int] = Counter()
        self.most = self._at_first

    def grow(self, code: int, n: int) -> None:
        """Count contacts who may have come to a value."""
        self._grown[code] += n
        self.most = max(self.most, self._at_first + self._grown[code])


class FacetIndex:
    """Rows are codes of contacts, from 1 on; all columns have a value for row 0, which is nobody.

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
        many: Mapping[str, Many],
        bitmaps: BitMaps,
        orders: dict[str, tuple[NDArray[np.int32], NumberColumn]] | None = None,
    ) -> None:
        self.keys = keys
        self.columns = columns
        self.many = many
        self.schema = companies.schema
        self.titles = titles
        self.companies = companies
        self.searched = texts
        self.names, self.name_words = texts["names"].texts, texts["names"].words
        self.written, self.written_words = texts["written"].texts, texts["written"].words
        self._value_words: dict[str, WordIndex] = {}
        self._remembered: dict[Hashable, BitMap] = {}
        self.live = BitMap(range(1, len(keys)))
        self.bitmaps = bitmaps
        self.own_values = values
        self._unlisted: dict[str, LongTail] = {}
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
    def none(cls, taxonomy: Taxonomy, schema: Schema) -> "FacetIndex":
        return cls(
            keys=Keys.none(),
            columns={name: zeros(kind, 1) for name, kind in schema.row_types.items()},
            titles=Titles.none(codes_of(taxonomy)),
            companies=Companies.none(schema),
            texts={"names": SearchedTexts.none(), "written": SearchedTexts.none()},
            values={facet.column: ValueCodes(facet.choices) for facet in schema.contacts},
            many={column: Many.none(VALUE) for column in schema.contact_many},
            bitmaps={},
        )

    def __len__(self) -> int:
        return len(self.live)

    def column(self, name: str) -> NDArray[np.int32]:
        return self.columns[name].values

    def put_titles(self, rows: Sequence[TitleRow]) -> None:
        """Add or change titles; those who carry them count again."""
        if rows := last_of_each(rows):
            codes = self.titles.put(rows)
            carriers = self.rows_with("title", codes, n_codes=len(self.titles))
            self._recount(carriers, (*TITLE_FACETS, *SCORED.values()))

    def put_companies(self, rows: Sequence[CompanyRow]) -> None:
        """Add or change companies; their contacts count again."""
        if rows := last_of_each(rows):
            codes = self.companies.put(rows)
            people = self.rows_with("company", codes, n_codes=len(self.companies))
            self._recount(people, self.schema.by_employer)
            self.orders["company"].put(people.tolist())

    def put_contacts(self, rows: Sequence[ContactRow]) -> None:
        """Add or change contacts; titles and companies that are not known count as none."""
        if not (rows := last_of_each(rows)):
            return
        codes = self.keys.add(np.array([row.key for row in rows], dtype=np.int64))
        missing = len(self.keys) - len(self.columns["title"])
        for column in self.columns.values():
            column.append(np.zeros(missing, dtype=column.values.dtype))
        is_new = np.array([int(code) not in self.live for code in codes], dtype=np.bool_)
        is_moved = is_new.copy()
        before = {name: self.column(name)[codes] for name in self._counted_by}
        titles = np.array([row.title for row in rows], dtype=np.int64)
        companies = np.array([row.company for row in rows], dtype=np.int64)
        self.column("title")[codes] = self.titles.keys.codes_of(titles)
        self.column("company")[codes] = self.companies.live_codes(companies)
        for name, many in self.many.items():
            many.put_texts(codes, [row.many.get(name, ()) for row in rows], self.own_values[name])
        for facet in self.schema.contacts:
            if facet.has_many:
                continue
            texts = [row.values.get(facet.column, "") for row in rows]
            values = self.values[facet.name]
            self.column(facet.column)[codes] = (
                values.known(texts) if facet.choices else values.add(texts)
            )
        self._write("written", "written", codes, [row.written for row in rows])
        is_moved |= self._write("last", "names", codes, [row.last_name for row in rows])
        is_moved |= self._write("first", "names", codes, [row.first_name for row in rows])
        self.live |= bitmap_of(codes)
        self._recount(codes[is_new].astype(np.uint32), self.schema.listed)
        if not is_new.all():
            self._count_changed(codes[~is_new], {name: a[~is_new] for name, a in before.items()})
        self.orders["name"].put(codes[is_moved].tolist())
        is_moved |= self.column("company")[codes] != before["company"]
        self.orders["company"].put(codes[is_moved].tolist())

    def _count_changed(
        self, codes: NDArray[np.int32], before: Mapping[str, NDArray[np.int32]]
    ) -> None:
        """Count contacts again that were there, by the facets whose columns are others now."""
        several = [facet.name for facet in self.schema.contacts if facet.has_many]
        self._recount(codes.astype(np.uint32), several)
        for name, facets in self._counted_by.items():
            is_other = self.column(name)[codes] != before[name]
            if is_other.any():
                self._recount(codes[is_other].astype(np.uint32), facets)

    @cached_property
    def _counted_by(self) -> Mapping[str, Collection[str]]:
        """Column of contacts → facets that are counted by it."""
        own = {facet.column: (facet.name,) for facet in self.schema.contacts if not facet.has_many}
        return {
            "title": (*TITLE_FACETS, *SCORED.values()),
            "company": tuple(self.schema.by_employer),
            **own,
        }

    def _write(
        self, name: str, kind: str, codes: NDArray[np.int32], texts: Sequence[str]
    ) -> NDArray[np.bool_]:
        """Put texts of contacts in; returns which of them are not those that were there.

        What stays costs nothing later: each search looks through the texts that came since.
        """
        column, searched = self.column(name), self.searched[kind]
        held = column[codes].tolist()
        is_other = np.array(
            [
                searched.texts.of(code) != clean(text)
                for code, text in zip(held, texts, strict=True)
            ],
            dtype=np.bool_,
        )
        others: list[int] = np.flatnonzero(is_other).tolist()
        column[codes[others]] = searched.add([texts[position] for position in others])
        return is_other

    def drop_companies(self, keys: Sequence[int]) -> None:
        """Take companies out that were deleted; their contacts are put again by themselves."""
        self._note_change()
        self.companies.drop(keys)

    def drop_contacts(self, keys: Sequence[int]) -> None:
        """Take contacts out that were deleted."""
        codes = self.keys.codes_of(np.array(keys, dtype=np.int64))
        codes = codes[codes > 0]
        self.live -= bitmap_of(codes)
        for column in self.columns.values():
            column.values[codes] = 0
        for many in self.many.values():
            many.put(codes, np.zeros(len(codes), dtype=np.int64), np.empty(0, dtype=VALUE))
        self._recount(codes.astype(np.uint32), self.schema.listed)
        for order in self.orders.values():
            order.drop(codes.tolist())

    def _note_change(self) -> None:
        self.n_changes += 1
        self._remembered.clear()
        self._sizes.clear()
        self._n_people = None

    def remembered(self, name: Hashable, find: Callable[[], BitMap]) -> BitMap:
        """Return rows that were found since the last change, or find them; not to be changed."""
        if name not in self._remembered:
            if len(self._remembered) >= MAX_REMEMBERED:
                self._remembered.clear()
            self._remembered[name] = find()
        return self._remembered[name]

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
        """Return the rows that have a value; nobody where it is not known. Not to be changed."""
        code = self.values[facet].code(value)
        if code < 0:
            return BitMap()
        bitmap = self.bitmaps_of(facet).get(code)
        if bitmap is None and facet in self.schema.long:
            bitmap = bitmap_of(self._read_rows(facet, code))
        return BitMap() if bitmap is None else bitmap

    def bitmaps_of(self, facet: str) -> dict[int, BitMap]:
        """Return the bitmaps of a facet by code, not to be changed."""
        return self.bitmaps.get(facet, {})

    def sizes(self, facet: str) -> Mapping[int, int]:
        """Return how many rows each bitmap of a facet has, by code, largest first.

        Added up once between two changes: a thousand bitmaps take 5 ms.
        """
        if facet not in self._sizes:
            n = {code: len(rows) for code, rows in self.bitmaps_of(facet).items()}
            self._sizes[facet] = dict(sorted(n.items(), key=lambda item: -item[1]))
        return self._sizes[facet]

    def people(self) -> NDArray[np.int64]:
        """Return how many contacts each company has, by code; counted once between two changes."""
        if self._n_people is None:
            company, n_companies = self.column("company"), len(self.companies)
            self._n_people = np.zeros(n_companies, dtype=np.int64)
            for start in range(0, len(company), _SLICE):
                part = company[start : start + _SLICE]
                self._n_people += np.bincount(part, minlength=n_companies)
        return self._n_people

    def rows_with(self, column: str, codes: NDArray[np.integer], *, n_codes: int) -> Rows:
        """Return the rows whose column holds one of some codes, ascending."""
        values = self.column(column)
        if len(codes) == 1:
            return np.flatnonzero(values == codes[0]).astype(np.uint32)
        flags = np.zeros(n_codes, dtype=np.bool_)
        flags[codes] = True
        return np.flatnonzero(marked(flags, values)).astype(np.uint32)

    def name_key(self, row: int) -> tuple[str, str, int]:
        """Return by what the order by name compares a row."""
        last, first = self.column("last")[row], self.column("first")[row]
        return self.names.of(last), self.names.of(first), int(self.keys.by_code[row])

    def company_key(self, row: int) -> tuple[str, str, str, int]:
        """Return by what the order by company compares a row."""
        return self.companies.texts.of(self.column("company")[row]), *self.name_key(row)

    def parts(self, facet: str, rows: Rows) -> Iterator[tuple[int, Rows]]:
        """Yield each value that some rows have, as its code, with the rows that have it."""
        if facet == "department":
            bits = self.titles.departments.values[self.column("title")[rows]]
            for code in range(1, len(self.values["department"])):
                yield code, rows[(bits >> np.uint32(code)) & np.uint32(1) == 1]
            return
        if facet in SCORED.values():
            titles = self.column("title")[rows]
            owners, codes = self.titles.scored(titles, by_department=facet == SCORED["department"])
            rows = rows[owners]
        elif facet == "function":
            owners, entries = self.titles.labels.of(self.column("title")[rows])
            rows, codes = rows[owners], self.active_functions(entries["function"])
        elif facet in self.schema.many:
            owners, codes = self.several_of(facet, rows)
            rows = rows[owners]
        else:
            codes = self._single(facet, rows)
        order = np.argsort(codes, kind="stable")
        codes = codes[order]
        ends = np.append(np.flatnonzero(codes[1:] != codes[:-1]) + 1, len(codes))
        start = 0
        for end in ends.tolist() if len(codes) else ():
            if codes[start] > 0:
                yield int(codes[start]), rows[order[start:end]]
            start = end

    def frequent(self, facet: str, most: int) -> frozenset[int]:
        """Return the values of a long facet that most contacts have."""
        if own := self.own_many(facet):
            n = np.bincount(own.entries.values[own.owner.values > 0])
        elif facet in self.schema.by_contact:
            n = np.bincount(self.of_contacts(facet))
        else:
            people = np.bincount(self.column("company"), minlength=len(self.companies))
            if facet in self.schema.many:
                many = self.many_of_companies(facet)
                n = np.bincount(many.entries.values, weights=people[many.owner.values])
            else:
                n = np.bincount(self.of_companies(facet), weights=people)
        codes = np.argsort(-n[1:], kind="stable")[:most] + 1
        return frozenset(codes.tolist())

    def unlisted(self, facet: str) -> LongTail:
        """Return what is known of the values of a long facet that have no bitmap."""
        if facet not in self._unlisted:
            mine = self.bitmaps_of(facet).values()
            self._unlisted[facet] = LongTail(mine, len(self.values[facet]) - 1)
        return self._unlisted[facet]

    def active_functions(self, functions: NDArray[np.int16]) -> NDArray[np.int16]:
        """Return the codes of functions, 0 in place of retired ones."""
        return np.where(self.titles.codes.department_of[functions] > 0, functions, 0)

    def _single(self, facet: str, rows: Rows) -> NDArray[np.integer]:
        if facet in self.schema.by_contact:
            return self.of_contacts(facet)[rows]
        if facet in self.schema.by_employer:
            return self.of_companies(facet)[self.column("company")[rows]]
        return self.of_titles(facet, self.column("title")[rows])

    def of_contacts(self, facet: str) -> NDArray[np.integer]:
        return self.column(self.schema.by_contact[facet].column)

    def of_companies(self, facet: str) -> NDArray[np.int32]:
        """Return the value of a facet of people for each company, of one with one for each."""
        return self.companies.codes(self.schema.by_employer[facet].column)

    def own_many(self, facet: str) -> Many | None:
        """Return the values of a facet of contacts of which one may have several."""
        own = self.schema.by_contact.get(facet)
        return self.many.get(own.column) if own else None

    def several_of(self, facet: str, rows: Rows) -> tuple[NDArray[np.intp], NDArray[Any]]:
        """Return all values of some rows, and for each the place of its row among them."""
        if own := self.own_many(facet):
            return own.of(rows)
        return self.many_of_companies(facet).of(self.column("company")[rows])

    def many_of_companies(self, facet: str) -> Many:
        """Return the values of a facet of people of which a company may have several."""
        return self.companies.many[self.schema.by_employer[facet].column]

    def of_titles(self, facet: str, codes: NDArray[np.integer]) -> NDArray[np.integer]:
        """Return the value of a facet for some titles, those of a facet with one for each."""
        titles = self.titles
        if facet == "unclassified":
            is_bare = titles.labels.size.values[codes] == 0
            return np.asarray(titles.is_read.values[codes] & is_bare).astype(np.int8)
        if facet == "score":
            return step_of(titles.best.values[codes]).astype(np.int8)
        column = titles.level if facet == "level" else titles.industry
        return np.asarray(column.values[codes])

    def _read_rows(self, facet: str, code: int) -> Rows:
        if own := self.own_many(facet):
            return np.sort(own.owner.values[own.entries.values == code]).astype(np.uint32)
        if facet in self.schema.by_contact:
            return np.flatnonzero(self.of_contacts(facet) == code).astype(np.uint32)
        if facet in self.schema.many:
            many = self.many_of_companies(facet)
            companies = many.owner.values[many.entries.values == code]
        else:
            companies = np.flatnonzero(self.of_companies(facet) == code)
        return self.rows_with("company", companies[companies > 0], n_codes=len(self.companies))

    def _recount(self, rows: Rows, facets: Iterable[str]) -> None:
        """Take rows out of all bitmaps of some facets, and put them where they belong now."""
        self._note_change()
        changed = bitmap_of(rows)
        wanted = frozenset(facets)
        unlisted = {facet: self.unlisted(facet) for facet in wanted & self.schema.long}
        for facet in wanted:
            for bitmap in self.bitmaps_of(facet).values():
                bitmap.difference_update(changed)
        there = array_of(changed & self.live)
        for facet in wanted:
            mine = self.bitmaps.setdefault(facet, {})
            for code, part in self.parts(facet, there):
                if facet not in self.schema.long:
                    mine.setdefault(code, BitMap())
                if code in mine:
                    mine[code] |= bitmap_of(part)
                else:
                    unlisted[facet].grow(code, len(part))
