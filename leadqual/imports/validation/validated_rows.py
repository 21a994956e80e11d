"""Rows of text → clean values, or refusals that name column, value and reason."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from operator import attrgetter
from typing import Any, Generic, NamedTuple, TypeVar

from leadqual.imports.columns.guessing import is_surname_first
from leadqual.imports.columns.opt_outs import OptOutFinder, plain_word_columns
from leadqual.imports.files.headers import printable
from leadqual.imports.files.reading import FileRow
from leadqual.imports.options import ANY
from leadqual.imports.validation.address_owners import is_assistant_address, owner_name
from leadqual.imports.validation.cell_readers import (
    MAX_SHOWN,
    OPTIONAL_KEYS,
    PLAIN_PATTERNS,
    READERS,
    CellCache,
    opt_out_reader,
    required_fields,
)
from leadqual.imports.validation.companies_as_names import is_company, move_company_names
from leadqual.imports.validation.company_columns import (
    COUNTRY_GUESS,
    Fields,
    company_fields,
    sort_size_values,
)
from leadqual.imports.validation.contact_cells import better_address, is_private_column
from leadqual.imports.validation.lines_without_records import suspicious_cells, why_no_record
from leadqual.imports.validation.person_names import split_name, split_surname_first
from leadqual.imports.validation.record_cells import (
    RecordFields,
    RecordValues,
    is_record_field,
    record_values,
)
from leadqual.imports.validation.size_cells import drop_contradicting_bands
from leadqual.imports.validation.values import NAMIBIA, PartlyRead, Rejection
from leadqual.leads.company_identity import CompanyFacts, name_key
from leadqual.leads.firmographics.geography import (
    Location,
    country_name,
    country_of_phone,
    resolve_location,
    split_location,
)
from leadqual.leads.websites import Website

T = TypeVar("T")
_Place = tuple[str, str, str]
_Table = dict[str, list[Any]]  # Code of a field → its value in each row.
CellProblems = list[tuple[int, str, Rejection]]
"""Index of a row in its chunk, code of a field, and why its cell is left out."""

_MAX_CACHED = 100_000
_name_key = name_key.__wrapped__  # What companies are named by is remembered as a whole.
_MAX_NAME = _MAX_PLACE = 150
_MAX_WRITTEN = 300
_STATE_AND_COUNTRY = ("state", "country")
_CITY_FIELDS = {"country": "city", "company_country": "company_city"}
_STATES = ("state", "company_state")
_LOCATION_FIELDS = ("location", "headquarters", "company_headquarters")
_PLACE = ("city", *_STATE_AND_COUNTRY)
_NAMES = ("full_name", "first_name", "last_name")
_PERSON_KEYS = ("email", "linkedin_url", "phone", "external_id")
_KEYS = (*_PERSON_KEYS, "domain", "website")
_ASSISTANT_ADDRESS = "The address of the person in brackets. Give that person a row."
_EMPTY_VALUES = {
    **dict.fromkeys(("website", "domain", "company_website"), Website()),
    **dict.fromkeys(("city", "company_city"), Location()),
}

_NUMBER, _VALUES, _PROBLEM = map(attrgetter, ("number", "values", "problem"))
_NO_PLACE: _Place = ("", "", "")


class CompanyKeys(NamedTuple):
    """Keys of a company; empty if unknown."""

    name: str
    name_key: str
    domain: str = ""
    linkedin_url: str = ""
    external_id: str = ""
    website: str = ""
    city: str = ""
    state: str = ""
    country: str = ""

    @property
    def facts(self) -> CompanyFacts:
        """What tells it from another company of its name."""
        return CompanyFacts(*(getattr(self, name) for name in CompanyFacts._fields))


class ContactValues(NamedTuple):
    """A contact as given in a row; empty values if not given.

    `country_guess` fills the country of a contact that has none.
    """

    first_name: str
    last_name: str
    email: str
    phone: str
    linkedin_url: str
    external_id: str
    title: str
    city: str
    state: str
    country: str
    other_titles: str
    past_titles: str
    place: str
    country_guess: str
    record: RecordValues | None
    company: CompanyKeys | None


_contact = partial(tuple.__new__, ContactValues)
_EMPTY_CONTACT = _contact((*[""] * (len(ContactValues._fields) - 2), None, None))


@dataclass(frozen=True, slots=True)
class CompanyValues:
    """A company as a row gives it: what finds it, and the fields that the row fills."""

    keys: CompanyKeys
    fields: Mapping[str, str | int | Decimal | list[str]] = field(default_factory=dict)
    record: RecordValues | None = None


@dataclass(frozen=True, slots=True)
class ValidatedRows(Generic[T]):
    """Rows of a chunk, checked; every row is in `good` or in `rejected`.

    Args:
        rejected: number of a row and why it is rejected.
        cells: number of a good row and a cell that was left out of it.
        companies: number of a row of people → what it says about the company.
        stops: numbers of the good rows whose person or company must not be contacted.
        rejected_opt_outs: refused rows that say so, too, with the keys that can be read.
    """

    good: list[tuple[int, T]]
    rejected: list[tuple[int, Rejection]]
    cells: list[tuple[int, Rejection]]
    companies: dict[int, Fields] = field(default_factory=dict)
    stops: frozenset[int] = frozenset()
    rejected_opt_outs: list[tuple[int, T]] = field(default_factory=list)

    def part(self, numbers: Collection[int]) -> "ValidatedRows[T]":
        """Return what belongs to some of the rows."""
        some = set(numbers)
        return ValidatedRows(
            [row for row in self.good if row[0] in some],
            [row for row in self.rejected if row[0] in some],
            [row for row in self.cells if row[0] in some],
            {number: fields for number, fields in self.companies.items() if number in some},
            self.stops & some,
            [row for row in self.rejected_opt_outs if row[0] in some],
        )


class RowValidator:
    """Checks the rows of one file, column by column.

    A cell that cannot be read is left out of its row and reported; where a record is found by it,
    the row is rejected.

    Args:
        kind: `contacts` or `companies`.
        header: names of all columns, in their order.
        mapping: name of a column → code of its field.
        match_by: code of the field by which records are found, or `any`.
        record: what owner, status, tags and custom fields are read by.
    """

    def __init__(
        self,
        kind: str,
        header: Sequence[str],
        mapping: Mapping[str, str],
        match_by: str = ANY,
        record: RecordFields | None = None,
    ) -> None:
        own = record or RecordFields()
        readers = {
            code: reader
            for code in mapping.values()
            if (reader := READERS[kind].get(code) or own.reader_of(code))
        }
        caches = [
            (at, code, CellCache(name, readers[code], _EMPTY_VALUES.get(code, "")))
            for at, name in enumerate(header)
            if (code := mapping.get(name, "")) in readers
        ]
        self._caches = sorted(caches, key=lambda one: is_private_column(one[2].column))
        self._places_of: dict[str, list[int]] = {}
        for at, code, _ in caches:
            self._places_of.setdefault(code, []).append(at)
        self._opt_outs = [
            (at, code, CellCache(name, reader, empty=False))
            for at, name in enumerate(header)
            if (reader := opt_out_reader(code := mapping.get(name, ""), name))
        ]
        self._opt_out_finders = [
            (at, OptOutFinder(header[at])) for at in plain_word_columns(header, mapping)
        ]
        self._plain = PLAIN_PATTERNS.get(kind, {})
        self._is_people = kind == "contacts"
        self._values = self._contacts if self._is_people else self._companies
        self._column_of = {mapping[name]: name for name in reversed(header) if name in mapping}
        self._names_people = match_by == ANY and bool({"email", *_NAMES} & {*self._column_of})
        self._is_surname_first = is_surname_first(self._column_of.get("full_name", ""))
        self._header = header
        self._match_by = match_by
        self._required_fields = required_fields(kind, match_by, self._column_of)
        optional_keys = (*OPTIONAL_KEYS, *_NAMES) if match_by == ANY else (match_by,)
        self._optional_keys = frozenset(optional_keys if self._is_people else ())
        self._company_keys = _KnownCompanies()

    def check(self, rows: Sequence[FileRow]) -> ValidatedRows[Any]:
        """Read rows; those of contacts become `ContactValues`, the others `CompanyValues`."""
        rejected = self._no_records(rows)
        no_records = {number for number, _ in rejected}
        good = [row for row in rows if row.number not in no_records] if rejected else rows
        problems: CellProblems = []
        notes: list[tuple[int, Rejection]] = []  # Partly read cells.
        table = self._read(good, problems, notes)
        problems = self._resolve_namibia(good, table, problems)
        drop_contradicting_bands(table, notes, self._column_of)
        opt_outs = self._find_opt_outs(good, problems, notes)
        numbers = list(map(_NUMBER, good))
        companies = company_fields(table, numbers) if self._is_people else {}
        if self._is_people:
            table["company_place"] = (
                [_place_in(companies.get(number)) for number in numbers]
                if companies
                else [_NO_PLACE] * len(numbers)
            )
        keys = {code: table[code] for code in _KEYS if code in table}
        found = self._values(table, len(good), problems)
        values = self._reject_unidentified_rows(found, table, opt_outs)
        rejected_by_index: dict[int, Rejection] = {}
        for at, code, rejection in problems:
            if code in self._required_fields:
                rejected_by_index.setdefault(at, rejection)
        if Rejection in set(map(type, values)):
            keys_lost = {
                at: rejection
                for at, code, rejection in reversed(problems)
                if code in self._optional_keys
            }
            for at, value in enumerate(values):
                if isinstance(value, Rejection):
                    rejected_by_index.setdefault(at, keys_lost.get(at, value))
        rejected += [(good[at].number, rejection) for at, rejection in rejected_by_index.items()]
        skipped = [*((at, rejection) for at, _, rejection in problems), *notes]
        cells = [
            (good[at].number, rejection) for at, rejection in skipped if at not in rejected_by_index
        ]
        stops = frozenset(numbers[at] for at in opt_outs.difference(rejected_by_index))
        numbered = zip(numbers, values, strict=True)
        if rejected_by_index:
            kept = [pair for at, pair in enumerate(numbered) if at not in rejected_by_index]
            rejected_people = [
                (numbers[at], self._keys_of(keys, at))
                for at in sorted(opt_outs & rejected_by_index.keys())
            ]
            return ValidatedRows(kept, rejected, cells, companies, stops, rejected_people)
        return ValidatedRows(list(numbered), rejected, cells, companies, stops)

    def _resolve_namibia(
        self, rows: Sequence[FileRow], table: _Table, problems: CellProblems
    ) -> CellProblems:
        """Fill in Namibia where "NA" in a column of countries means it; return the other bad cells.

        It does where the row names a place or phone there, and among ISO codes. Where other
        columns have "NA", too, it means that nothing is known, which is no problem of the row.
        """
        ambiguous = [one for one in problems if one[1] in _CITY_FIELDS and one[2].value == NAMIBIA]
        if not ambiguous:
            return problems
        places = {at for code in (*_CITY_FIELDS, *_STATES) for at in self._places_of.get(code, ())}
        is_missing = any(
            cell == NAMIBIA
            for row in rows
            for at, cell in enumerate(row.values)
            if at not in places
        )
        remaining = [one for one in problems if one not in ambiguous]
        for at, code, rejection in ambiguous:
            named = _country_named(table, code, at)
            cells = [row.values[column] for row in rows for column in self._places_of[code]]
            if named == country_name(NAMIBIA) or not (named or is_missing or not _are_codes(cells)):
                table[code][at] = country_name(NAMIBIA)
            elif named or not is_missing:
                remaining.append((at, code, rejection))
        return remaining

    def _no_records(self, rows: Sequence[FileRow]) -> list[tuple[int, Rejection]]:
        firsts = {row.values[0] for row in rows if row.values}
        suspicious = suspicious_cells(firsts, self._header)
        if not suspicious and not any(map(_PROBLEM, rows)):
            return []
        return [
            (row.number, Rejection("", printable(row.text)[:MAX_SHOWN], reason))
            for row in rows
            if row.problem or (row.values and row.values[0] in suspicious)
            if (reason := row.problem or self._why_no_record(row.values))
        ]

    def _why_no_record(self, cells: Sequence[str]) -> str:
        return why_no_record(cells, self._header, is_people=self._is_people)

    def _keys_of(self, table: _Table, at: int) -> ContactValues | CompanyValues:
        """Return the keys of the person or company in a rejected row."""
        found = {code: cells[at] for code, cells in table.items() if cells[at]}
        if self._is_people:
            return _EMPTY_CONTACT._replace(
                **{code: found[code] for code in found if code in _PERSON_KEYS}
            )
        sites: list[Website] = [found[code] for code in ("domain", "website") if code in found]
        return CompanyValues(CompanyKeys("", "", next((one.domain for one in sites), "")))

    def _find_opt_outs(
        self, rows: Sequence[FileRow], problems: CellProblems, notes: list[tuple[int, Rejection]]
    ) -> set[int]:
        """Return the indexes of the rows in which any column says do not contact."""
        found: set[int] = set()
        for column, code, cache in self._opt_outs:
            cache.trim()
            for at, row in enumerate(rows):
                value = cache[row.values[column]]
                if isinstance(value, Rejection):
                    problems.append((at, code, value))
                elif isinstance(value, PartlyRead):
                    notes.append((at, value.rejection))
                elif value:
                    found.add(at)
        for column, words in self._opt_out_finders:
            cells = [row.values[column] for row in rows]
            if opt_outs := words.find(set(cells)):
                found.update(at for at, cell in enumerate(cells) if cell in opt_outs)
        return found

    def _read(
        self, rows: Sequence[FileRow], problems: CellProblems, notes: list[tuple[int, Rejection]]
    ) -> _Table:
        columns = list(zip(*map(_VALUES, rows), strict=True)) or [()] * len(self._header)
        table: _Table = {}
        for at, code, cache in self._caches:
            cache.trim()
            column = columns[at]
            if plain := self._plain.get(code):
                is_plain = plain.fullmatch
                found = [cell if is_plain(cell) else cache[cell] for cell in column]
            else:
                found = list(map(cache.__getitem__, column))
            if former := table.get(code):  # The first of several columns that says something.
                better = better_address if code == "email" else _first_value
                found = [better(one, other) for one, other in zip(former, found, strict=True)]
            if cache.has_problems:
                for place, value in enumerate(found):
                    if isinstance(value, Rejection):
                        problems.append((place, code, value))
                        found[place] = cache[""]
                    elif isinstance(value, PartlyRead):
                        notes.append((place, value.rejection))
                        found[place] = value.value
            table[code] = found
        return table

    def _contacts(
        self, table: _Table, n_rows: int, problems: CellProblems
    ) -> list[ContactValues | Rejection]:
        none = [""] * n_rows
        names = self._names(table, none, problems)
        move_company_names(table, none)
        *places, written, guesses = self._places(table, "location", none, problems)
        companies = self._companies_of(table, none)
        keys = [table.get(code, none) for code in ("email", "phone", "linkedin_url")]
        ids, titles = table.get("external_id", none), table.get("job_title", none)
        title_lists = (table.get(code, none) for code in ("other_titles", "past_titles"))
        records = record_values(table, n_rows)
        columns = (
            *names,
            *keys,
            ids,
            titles,
            *places,
            *title_lists,
            written,
            guesses,
            records,
            companies,
        )
        made = map(_contact, zip(*columns, strict=True))
        if self._match_by != ANY:
            wanted = table.get(self._match_by, none)
            return [
                one if key else self._without_key() for one, key in zip(made, wanted, strict=True)
            ]
        if all(keys[0]):
            return list(made)
        unidentified = self._unidentified_row()
        return [
            one
            if one.email or one.last_name or one.first_name or one.linkedin_url or one.external_id
            else unidentified
            for one in made
        ]

    def _unidentified_row(self) -> Rejection:
        return Rejection(
            self._first_column("email", "full_name", "last_name", "linkedin_url"),
            "",
            "This row does not identify a person. Add an email, a name, a LinkedIn URL or an ID.",
        )

    def _reject_unidentified_rows(
        self, values: Sequence[object], table: _Table, opt_outs: set[int]
    ) -> Sequence[object]:
        if not self._names_people or all(table.get("email", ("",))):
            return values
        return [self._reject_unidentified(one, at in opt_outs) for at, one in enumerate(values)]

    def _reject_unidentified(self, value: T, is_stopped: bool) -> T | Rejection:
        """Refuse a row that has an ID and nothing else, in a file that names people."""
        if is_stopped or not isinstance(value, ContactValues):
            return value
        if value.email or value.last_name or value.first_name:
            return value
        plain = value._replace(external_id="", record=None)
        is_nobody = plain == _EMPTY_CONTACT and not any(value.record or ())
        return self._unidentified_row() if is_nobody else value

    def _names(
        self, table: _Table, none: list[str], problems: CellProblems
    ) -> tuple[list[str], list[str]]:
        firsts, lasts = table.get("first_name", none), table.get("last_name", none)
        if "name_particle" in table:
            pairs = zip(table["name_particle"], lasts, strict=True)
            lasts = [f"{particle} {last}".strip() if last else "" for particle, last in pairs]
        if "full_name" not in table:
            return firsts, lasts
        firsts, lasts = [*firsts], [*lasts]
        split = split_surname_first if self._is_surname_first else split_name
        addresses = table.get("email", none)
        for at, full in enumerate(table["full_name"]):
            if not full or lasts[at] or is_company(full):
                continue
            first, last = owner_name(full, addresses[at]) or split(full)
            if is_assistant_address(full, addresses[at]):
                rejection = Rejection(self._column_of["email"], addresses[at], _ASSISTANT_ADDRESS)
                problems.append((at, "email", rejection))
                addresses[at] = ""
            if max(len(first), len(last)) > _MAX_NAME:
                reason = f"A name longer than {_MAX_NAME} characters. Shorten it."
                column = self._column_of["full_name"]
                problems.append((at, "full_name", Rejection(column, full, reason)))
                continue
            firsts[at], lasts[at] = firsts[at] or first, last
        return firsts, lasts

    def _places(
        self, table: _Table, location_field: str, none: list[str], problems: CellProblems
    ) -> tuple[list[str], list[str], list[str], list[str], list[str]]:
        """Join city, state and country with what the column for the whole place says.

        Returns:
            City, state, country, the place as it was written where they say something else, and the
            country that is guessed where nobody wrote one.
        """
        cities, states, countries, written = (
            none,
            *(table.get(code, none) for code in _STATE_AND_COUNTRY),
            none,
        )
        guesses = none
        if "city" in table:
            named = list(zip(table["city"], states, countries, strict=True))
            places_by_name = {one: _settle_place(*one) for one in set(named)}
            found = zip(*map(places_by_name.__getitem__, named), strict=True)
            columns: Sequence[list[str]] = list(map(list, found)) if named else [[]] * 5
            cities, states, countries, written, guesses = columns
        if location_field not in table:
            return cities, states, countries, written, guesses
        cities, states, countries, written = [*cities], [*states], [*countries], [*written]
        guesses = [*guesses]
        for at, text in enumerate(table[location_field]):
            if not text:
                continue
            split = resolve_location(split_location(text), states[at], countries[at])
            if max(map(len, split[:3])) > _MAX_PLACE:
                reason = "Too long for a location. Enter city, state and country."
                column = self._column_of[location_field]
                problems.append((at, location_field, Rejection(column, text[:MAX_SHOWN], reason)))
                continue
            cities[at] = cities[at] or split.city
            written[at] = split.written[:_MAX_WRITTEN] or written[at]
            states[at], countries[at], guess = _fill_from_place(split, states[at], countries[at])
            guesses[at] = "" if countries[at] else guess or guesses[at]
        return cities, states, countries, written, guesses

    def _companies_of(self, table: _Table, none: list[str]) -> list[CompanyKeys | None]:
        parts = (
            table.get("company_name", none),
            table.get("company_website", [Website()] * len(none)),
            table.get("company_linkedin_url", none),
            table.get("company_external_id", none),
            table["company_place"],
        )
        known = self._company_keys
        if len(known) > _MAX_CACHED:
            known.clear()
        return list(map(known.__getitem__, zip(*parts, strict=True)))

    def _companies(
        self, table: _Table, n_rows: int, problems: CellProblems
    ) -> list[CompanyValues | Rejection]:
        none = [""] * n_rows
        *places, written, guesses = self._places(table, "headquarters", none, problems)
        table[COUNTRY_GUESS] = guesses
        table |= zip(("city", *_STATE_AND_COUNTRY), places, strict=True)
        table.setdefault("headquarters", written)
        records = record_values(table, n_rows)
        table = {code: cells for code, cells in table.items() if not is_record_field(code)}
        nameless = Rejection(
            self._first_column("name"), "", "A company needs a name. Add one or remove the row."
        )
        codes = list(table)
        found: list[CompanyValues | Rejection] = []
        for cells, record in zip(zip(*table.values(), strict=True), records, strict=True):
            values = dict(zip(codes, cells, strict=True))
            found.append(self._company(values, record) if values.get("name") else nameless)
        return found

    def _company(
        self, values: dict[str, Any], record: RecordValues | None
    ) -> CompanyValues | Rejection:
        name = values.pop("name")
        website: Website = values.pop("website", Website())
        own: Website = values.pop("domain", Website())
        keys = CompanyKeys(
            name,
            name_key(name),
            own.domain or website.domain,
            values.pop("linkedin_url", "") or website.linkedin_url or own.linkedin_url,
            values.pop("external_id", ""),
            website.url,
            *(values.get(part, "") for part in _PLACE),
        )
        if self._match_by != ANY and not getattr(keys, self._match_by):
            return self._without_key()
        sort_size_values(values)
        office = values.get("headquarters", "")
        if len(office) > 300:  # a list of offices: the first one counts
            values["headquarters"] = office.split(";", 1)[0].strip()[:300]
        filled = {code: value for code, value in values.items() if value}
        return CompanyValues(keys, filled, record)

    def _without_key(self) -> Rejection:
        reason = (
            "Existing records are matched by this column, but it is empty here. Fill "
            "it in, or match by another key."
        )
        return Rejection(self._first_column(self._match_by, "website"), "", reason)

    def _first_column(self, *codes: str) -> str:
        return next((self._column_of[code] for code in codes if code in self._column_of), "")


def _country_named(table: _Table, code: str, at: int) -> str:
    """Return the country that city, location and phone of a row are in; "" if unknown."""
    city = table[_CITY_FIELDS[code]][at] if _CITY_FIELDS[code] in table else Location()
    location_field = next((str(table[one][at]) for one in _LOCATION_FIELDS if one in table), "")
    phone = str(table["phone"][at]) if "phone" in table else ""
    return city.country or split_location(location_field).country or country_of_phone(phone)


def _are_codes(cells: Sequence[str]) -> bool:
    """Return whether a column of countries holds codes, of which not too many are "NA"."""
    filled = list(filter(None, map(str.strip, cells)))
    others = [cell for cell in filled if cell != NAMIBIA]
    is_rare = len(filled) - len(others) <= max(3, len(filled) / 5)
    return is_rare and 2 * sum(len(cell) <= 3 for cell in others) >= len(others)


def _first_value(one: object, other: object) -> object:
    return one or other


def _settle_place(place: Location, state: str, country: str) -> tuple[str, str, str, str, str]:
    """Read city, state and country of a row.

    Returns:
        City, state, country, the place as written, and the country that is guessed.
    """
    if not place.country:
        return place.city, state, country, place.written, ""
    place = resolve_location(place, state, country)
    state, country, guess = _fill_from_place(place, state, country)
    return place.city, state, country, place.written, guess


def _fill_from_place(place: Location, state: str, country: str) -> tuple[str, str, str]:
    """Fill state and country of a row from a place, unless the row names another country.

    Returns:
        State, country, and the country that is guessed.
    """
    if not country and place.is_guess:
        return state or place.state, "", place.country
    is_state = bool(place.state) and place.state == country  # "Georgia" next to Atlanta.
    if is_state or country in {"", place.country}:
        return state or place.state, place.country, ""
    return state, country, ""


def _place_in(fields: Fields | None) -> _Place:
    """Return city, state and country of what a row says about its company."""
    city, state, country = ((fields or {}).get(part, "") for part in _PLACE)
    return city, state, country


class _KnownCompanies(dict[tuple[str, Website, str, str, _Place], CompanyKeys | None]):
    """What cells say about a company → its keys; None where they name none."""

    def __missing__(self, parts: tuple[str, Website, str, str, _Place]) -> CompanyKeys | None:
        self[parts] = found = _company_keys(*parts)
        return found


def _company_keys(
    name: str, website: Website, linkedin: str, external_id: str, place: _Place
) -> CompanyKeys | None:
    linkedin = linkedin or website.linkedin_url
    name = name or website.domain or linkedin.rpartition("/")[2].replace("-", " ")
    if not name:
        return None
    keys = name, _name_key(name), website.domain, linkedin, external_id, website.url
    return CompanyKeys(*keys, *place)
