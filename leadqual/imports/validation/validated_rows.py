"""Rows of text → clean values, or refusals that name column, value and reason."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from operator import attrgetter
from typing import Any, Generic, NamedTuple, TypeVar

from leadqual.imports.columns.guessing import is_surname_first
from leadqual.imports.columns.opt_outs import ColumnWords, columns_in_words
from leadqual.imports.files.headers import printable
from leadqual.imports.files.reading import FileRow
from leadqual.imports.options import ANY
from leadqual.imports.validation.cell_readers import (
    LONGEST_SHOWN,
    PLAIN,
    READERS,
    SPARED,
    CellCache,
    needed_fields,
    stop_reader,
)
from leadqual.imports.validation.companies_as_names import is_company, take_companies
from leadqual.imports.validation.company_columns import (
    COUNTRY_GUESS,
    Fields,
    company_fields,
    read_size,
)
from leadqual.imports.validation.contact_cells import better_address, is_private_column
from leadqual.imports.validation.lines_without_records import odd_beginnings, why_no_record
from leadqual.imports.validation.names_of_addresses import is_of_assistant, name_of_address
from leadqual.imports.validation.person_names import split_name, split_surname_first
from leadqual.imports.validation.record_cells import (
    RecordFields,
    RecordValues,
    is_of_record,
    record_values,
)
from leadqual.imports.validation.size_cells import drop_wrong_bands
from leadqual.imports.validation.values import NAMIBIA, PartlyRead, Rejection
from leadqual.leads.company_identity import CompanyFacts, name_key
from leadqual.leads.firmographics.geography import (
    Location,
    beside,
    country_name,
    country_of_phone,
    split_location,
)
from leadqual.leads.websites import Website

T = TypeVar("T")
_Place = tuple[str, str, str]
_Table = dict[str, list[Any]]  # Code of a field → its value in each row.
Bad = list[tuple[int, str, Rejection]]
"""Index of a row in its chunk, code of a field, and why its cell is left out."""

_MAX_REMEMBERED = 100_000
_name_key = name_key.__wrapped__  # What companies are named by is remembered as a whole.
_LONGEST_NAME = _LONGEST_PLACE = 150
_LONGEST_WRITTEN = 300
_PARTS = ("state", "country")
_CITY_OF = {"country": "city", "company_country": "company_city"}
_STATES = ("state", "company_state")
_WHOLE = ("location", "headquarters", "company_headquarters")
_PLACE = ("city", *_PARTS)
_NAMES = ("full_name", "first_name", "last_name")
_OF_PERSON = ("email", "linkedin_url", "phone", "external_id")
_KEYS = (*_OF_PERSON, "domain", "website")
_OF_ASSISTANT = "The address of the person in brackets. Give that person a row."
_EMPTY_VALUES = {
    **dict.fromkeys(("website", "domain", "company_website"), Website()),
    **dict.fromkeys(("city", "company_city"), Location()),
}

_NUMBER, _VALUES, _PROBLEM = map(attrgetter, ("number", "values", "problem"))
_NOWHERE: _Place = ("", "", "")


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
_NOBODY = _contact((*[""] * (len(ContactValues._fields) - 2), None, None))


@dataclass(frozen=True, slots=True)
class CompanyValues:
    """A company as a row gives it: what finds it, and the fields that the row fills."""

    keys: CompanyKeys
    fields: Mapping[str, str | int | Decimal | list[str]] = field(default_factory=dict)
    record: RecordValues | None = None


@dataclass(frozen=True, slots=True)
class ValidatedRows(Generic[T]):
    """Rows of a chunk, checked; every row is in `good` or in `refused`.

    Args:
        refused: number of a row and why it stays out.
        cells: number of a good row and a cell that was left out of it.
        companies: number of a row of people → what it says about the company.
        stops: numbers of the good rows whose person or company must not be contacted.
        refused_stops: refused rows that say so, too, with the keys that can be read.
    """

    good: list[tuple[int, T]]
    refused: list[tuple[int, Rejection]]
    cells: list[tuple[int, Rejection]]
    companies: dict[int, Fields] = field(default_factory=dict)
    stops: frozenset[int] = frozenset()
    refused_stops: list[tuple[int, T]] = field(default_factory=list)

    def part(self, numbers: Collection[int]) -> "ValidatedRows[T]":
        """Return what belongs to some of the rows."""
        some = set(numbers)
        return ValidatedRows(
            [row for row in self.good if row[0] in some],
            [row for row in self.refused if row[0] in some],
            [row for row in self.cells if row[0] in some],
            {number: fields for number, fields in self.companies.items() if number in some},
            self.stops & some,
            [row for row in self.refused_stops if row[0] in some],
        )


class RowValidator:
    """Checks the rows of one file, column by column.

    A cell that cannot be read is left out of its row and reported; where a record is found by it,
    the row stays out.

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
        memos = [
            (at, code, CellCache(name, readers[code], _EMPTY_VALUES.get(code, "")))
            for at, name in enumerate(header)
            if (code := mapping.get(name, "")) in readers
        ]
        self._memos = sorted(memos, key=lambda one: is_private_column(one[2].column))
        self._places_of: dict[str, list[int]] = {}
        for at, code, _ in memos:
            self._places_of.setdefault(code, []).append(at)
        self._opt_outs = [
            (at, code, CellCache(name, reader, empty=False))
            for at, name in enumerate(header)
            if (reader := stop_reader(code := mapping.get(name, ""), name))
        ]
        self._words = [(at, ColumnWords(header[at])) for at in columns_in_words(header, mapping)]
        self._plain = PLAIN.get(kind, {})
        self._is_people = kind == "contacts"
        self._values = self._contacts if self._is_people else self._companies
        self._column_of = {mapping[name]: name for name in reversed(header) if name in mapping}
        self._names_people = match_by == ANY and bool({"email", *_NAMES} & {*self._column_of})
        self._is_surname_first = is_surname_first(self._column_of.get("full_name", ""))
        self._header = header
        self._match_by = match_by
        self._keys = needed_fields(kind, match_by, self._column_of)
        spared = (*SPARED, *_NAMES) if match_by == ANY else (match_by,)
        self._spared = frozenset(spared if self._is_people else ())
        self._company_keys = _KnownCompanies()

    def check(self, rows: Sequence[FileRow]) -> ValidatedRows[Any]:
        """Read rows; those of contacts become `ContactValues`, the others `CompanyValues`."""
        refused = self._no_records(rows)
        no_records = {number for number, _ in refused}
        good = [row for row in rows if row.number not in no_records] if refused else rows
        bad: Bad = []
        notes: list[tuple[int, Rejection]] = []  # Cells of which a part stays out.
        table = self._read(good, bad, notes)
        bad = self._settle_namibia(good, table, bad)
        drop_wrong_bands(table, notes, self._column_of)
        stopped = self._stopped(good, bad, notes)
        numbers = list(map(_NUMBER, good))
        companies = company_fields(table, numbers) if self._is_people else {}
        if self._is_people:
            table["company_place"] = (
                [_place_in(companies.get(number)) for number in numbers]
                if companies
                else [_NOWHERE] * len(numbers)
            )
        keys = {code: table[code] for code in _KEYS if code in table}
        found = self._values(table, len(good), bad)
        values = self._people_of(found, table, stopped)
        out: dict[int, Rejection] = {}
        for at, code, refusal in bad:
            if code in self._keys:
                out.setdefault(at, refusal)
        if Rejection in set(map(type, values)):
            keys_lost = {at: refusal for at, code, refusal in reversed(bad) if code in self._spared}
            for at, value in enumerate(values):
                if isinstance(value, Rejection):
                    out.setdefault(at, keys_lost.get(at, value))
        refused += [(good[at].number, refusal) for at, refusal in out.items()]
        skipped = [*((at, refusal) for at, _, refusal in bad), *notes]
        cells = [(good[at].number, refusal) for at, refusal in skipped if at not in out]
        stops = frozenset(numbers[at] for at in stopped.difference(out))
        numbered = zip(numbers, values, strict=True)
        if out:
            kept = [pair for at, pair in enumerate(numbered) if at not in out]
            lost = [(numbers[at], self._keys_of(keys, at)) for at in sorted(stopped & out.keys())]
            return ValidatedRows(kept, refused, cells, companies, stops, lost)
        return ValidatedRows(list(numbered), refused, cells, companies, stops)

    def _settle_namibia(self, rows: Sequence[FileRow], table: _Table, bad: Bad) -> Bad:
        """Fill in Namibia where "NA" in a column of countries means it; return the other bad cells.

        It does where the row names a place or phone there, and among ISO codes. Where other
        columns have "NA", too, it means that nothing is known, which is no problem of the row.
        """
        asked = [one for one in bad if one[1] in _CITY_OF and one[2].value == NAMIBIA]
        if not asked:
            return bad
        places = {at for code in (*_CITY_OF, *_STATES) for at in self._places_of.get(code, ())}
        is_missing = any(
            cell == NAMIBIA
            for row in rows
            for at, cell in enumerate(row.values)
            if at not in places
        )
        left = [one for one in bad if one not in asked]
        for at, code, refusal in asked:
            named = _country_named(table, code, at)
            cells = [row.values[column] for row in rows for column in self._places_of[code]]
            if named == country_name(NAMIBIA) or not (named or is_missing or not _are_codes(cells)):
                table[code][at] = country_name(NAMIBIA)
            elif named or not is_missing:
                left.append((at, code, refusal))
        return left

    def _no_records(self, rows: Sequence[FileRow]) -> list[tuple[int, Rejection]]:
        firsts = {row.values[0] for row in rows if row.values}
        odd = odd_beginnings(firsts, self._header)
        if not odd and not any(map(_PROBLEM, rows)):
            return []
        return [
            (row.number, Rejection("", printable(row.text)[:LONGEST_SHOWN], reason))
            for row in rows
            if row.problem or (row.values and row.values[0] in odd)
            if (reason := row.problem or self._why_none(row.values))
        ]

    def _why_none(self, cells: Sequence[str]) -> str:
        return why_no_record(cells, self._header, is_people=self._is_people)

    def _keys_of(self, table: _Table, at: int) -> ContactValues | CompanyValues:
        """Return the keys of the person or company in a rejected row."""
        found = {code: cells[at] for code, cells in table.items() if cells[at]}
        if self._is_people:
            return _NOBODY._replace(**{code: found[code] for code in found if code in _OF_PERSON})
        sites: list[Website] = [found[code] for code in ("domain", "website") if code in found]
        return CompanyValues(CompanyKeys("", "", next((one.domain for one in sites), "")))

    def _stopped(
        self, rows: Sequence[FileRow], bad: Bad, notes: list[tuple[int, Rejection]]
    ) -> set[int]:
        """Return the indexes of the rows in which any column says do not contact."""
        found: set[int] = set()
        for column, code, memo in self._opt_outs:
            memo.make_room()
            for at, row in enumerate(rows):
                value = memo[row.values[column]]
                if isinstance(value, Rejection):
                    bad.append((at, code, value))
                elif isinstance(value, PartlyRead):
                    notes.append((at, value.rejection))
                elif value:
                    found.add(at)
        for column, words in self._words:
            cells = [row.values[column] for row in rows]
            if opt_outs := words.find(set(cells)):
                found.update(at for at, cell in enumerate(cells) if cell in opt_outs)
        return found

    def _read(
        self, rows: Sequence[FileRow], bad: Bad, notes: list[tuple[int, Rejection]]
    ) -> _Table:
        columns = list(zip(*map(_VALUES, rows), strict=True)) or [()] * len(self._header)
        table: _Table = {}
        for at, code, memo in self._memos:
            memo.make_room()
            column = columns[at]
            if plain := self._plain.get(code):
                is_plain = plain.fullmatch
                found = [cell if is_plain(cell) else memo[cell] for cell in column]
            else:
                found = list(map(memo.__getitem__, column))
            if former := table.get(code):  # The first of several columns that says something.
                better = better_address if code == "email" else _first_of
                found = [better(one, other) for one, other in zip(former, found, strict=True)]
            if memo.has_bad:
                for place, value in enumerate(found):
                    if isinstance(value, Rejection):
                        bad.append((place, code, value))
                        found[place] = memo[""]
                    elif isinstance(value, PartlyRead):
                        notes.append((place, value.rejection))
                        found[place] = value.value
            table[code] = found
        return table

    def _contacts(self, table: _Table, n_rows: int, bad: Bad) -> list[ContactValues | Rejection]:
        none = [""] * n_rows
        names = self._names(table, none, bad)
        take_companies(table, none)
        *places, written, guesses = self._places(table, "location", none, bad)
        companies = self._companies_of(table, none)
        keys = [table.get(code, none) for code in ("email", "phone", "linkedin_url")]
        ids, titles = table.get("external_id", none), table.get("job_title", none)
        held = (table.get(code, none) for code in ("other_titles", "past_titles"))
        records = record_values(table, n_rows)
        columns = (*names, *keys, ids, titles, *places, *held, written, guesses, records, companies)
        made = map(_contact, zip(*columns, strict=True))
        if self._match_by != ANY:
            wanted = table.get(self._match_by, none)
            return [
                one if key else self._without_key() for one, key in zip(made, wanted, strict=True)
            ]
        if all(keys[0]):
            return list(made)
        nobody = self._nobody()
        return [
            one
            if one.email or one.last_name or one.first_name or one.linkedin_url or one.external_id
            else nobody
            for one in made
        ]

    def _nobody(self) -> Rejection:
        return Rejection(
            self._first_column("email", "full_name", "last_name", "linkedin_url"),
            "",
            "This row does not identify a person. Add an email, a name, a LinkedIn URL or an ID.",
        )

    def _people_of(
        self, values: Sequence[object], table: _Table, stopped: set[int]
    ) -> Sequence[object]:
        if not self._names_people or all(table.get("email", ("",))):
            return values
        return [self._nobody_or(one, at in stopped) for at, one in enumerate(values)]

    def _nobody_or(self, value: T, is_stopped: bool) -> T | Rejection:
        """Refuse a row that has an ID and nothing else, in a file that names people."""
        if is_stopped or not isinstance(value, ContactValues):
            return value
        if value.email or value.last_name or value.first_name:
            return value
        plain = value._replace(external_id="", record=None)
        is_nobody = plain == _NOBODY and not any(value.record or ())
        return self._nobody() if is_nobody else value

    def _names(self, table: _Table, none: list[str], bad: Bad) -> tuple[list[str], list[str]]:
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
            first, last = name_of_address(full, addresses[at]) or split(full)
            if is_of_assistant(full, addresses[at]):
                refusal = Rejection(self._column_of["email"], addresses[at], _OF_ASSISTANT)
                bad.append((at, "email", refusal))
                addresses[at] = ""
            if max(len(first), len(last)) > _LONGEST_NAME:
                reason = f"A name longer than {_LONGEST_NAME} characters. Shorten it."
                column = self._column_of["full_name"]
                bad.append((at, "full_name", Rejection(column, full, reason)))
                continue
            firsts[at], lasts[at] = firsts[at] or first, last
        return firsts, lasts

    def _places(
        self, table: _Table, whole: str, none: list[str], bad: Bad
    ) -> tuple[list[str], list[str], list[str], list[str], list[str]]:
        """Join city, state and country with what the column for the whole place says.

        Returns:
            City, state, country, the place as it was written where they say something else, and the
            country that is guessed where nobody wrote one.
        """
        cities, states, countries, written = none, *(table.get(code, none) for code in _PARTS), none
        guesses = none
        if "city" in table:
            named = list(zip(table["city"], states, countries, strict=True))
            settled = {one: _settled(*one) for one in set(named)}
            found = zip(*map(settled.__getitem__, named), strict=True)
            columns: Sequence[list[str]] = list(map(list, found)) if named else [[]] * 5
            cities, states, countries, written, guesses = columns
        if whole not in table:
            return cities, states, countries, written, guesses
        cities, states, countries, written = [*cities], [*states], [*countries], [*written]
        guesses = [*guesses]
        for at, text in enumerate(table[whole]):
            if not text:
                continue
            split = beside(split_location(text), states[at], countries[at])
            if max(map(len, split[:3])) > _LONGEST_PLACE:
                reason = "Too long for a location. Enter city, state and country."
                column = self._column_of[whole]
                bad.append((at, whole, Rejection(column, text[:LONGEST_SHOWN], reason)))
                continue
            cities[at] = cities[at] or split.city
            written[at] = split.written[:_LONGEST_WRITTEN] or written[at]
            states[at], countries[at], guess = _filled(split, states[at], countries[at])
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
        if len(known) > _MAX_REMEMBERED:
            known.clear()
        return list(map(known.__getitem__, zip(*parts, strict=True)))

    def _companies(self, table: _Table, n_rows: int, bad: Bad) -> list[CompanyValues | Rejection]:
        none = [""] * n_rows
        *places, written, guesses = self._places(table, "headquarters", none, bad)
        table[COUNTRY_GUESS] = guesses
        table |= zip(("city", *_PARTS), places, strict=True)
        table.setdefault("headquarters", written)
        records = record_values(table, n_rows)
        table = {code: cells for code, cells in table.items() if not is_of_record(code)}
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
        read_size(values)
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
    city = table[_CITY_OF[code]][at] if _CITY_OF[code] in table else Location()
    whole = next((str(table[one][at]) for one in _WHOLE if one in table), "")
    phone = str(table["phone"][at]) if "phone" in table else ""
    return city.country or split_location(whole).country or country_of_phone(phone)


def _are_codes(cells: Sequence[str]) -> bool:
    """Return whether a column of countries holds codes, of which not too many are "NA"."""
    filled = list(filter(None, map(str.strip, cells)))
    others = [cell for cell in filled if cell != NAMIBIA]
    is_rare = len(filled) - len(others) <= max(3, len(filled) / 5)
    return is_rare and 2 * sum(len(cell) <= 3 for cell in others) >= len(others)


def _first_of(one: object, other: object) -> object:
    return one or other


def _settled(place: Location, state: str, country: str) -> tuple[str, str, str, str, str]:
    """Read city, state and country of a row.

    Returns:
        City, state, country, the place as written, and the country that is guessed.
    """
    if not place.country:
        return place.city, state, country, place.written, ""
    place = beside(place, state, country)
    state, country, guess = _filled(place, state, country)
    return place.city, state, country, place.written, guess


def _filled(place: Location, state: str, country: str) -> tuple[str, str, str]:
    """Fill state and country of a row from a place, unless the row names another country.

    Returns:
        State, country, and the country that is guessed.
    """
    if not country and place.is_guess:
        return state or place.state, "", place.country
    is_state = bool(place.state) and place.state == country  # "Georgia" beside Atlanta.
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
