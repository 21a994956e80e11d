"""One row of text → clean values, or a refusal that names column, value and reason."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from leadqual.imports import values as read
from leadqual.imports.places import Place, split_place
from leadqual.imports.values import RefusedError, tidy
from leadqual.leads.names import name_key
from leadqual.leads.websites import Website

LONGEST_SHOWN = 500
"""Characters of a refused value that are kept."""

_UNREADABLE = re.compile("[\ud800-\udfff]")
_PARTICLES = frozenset(
    {"van", "von", "de", "der", "den", "del", "della", "di", "da", "dos", "du", "la", "le", "el"}
    | {"al", "bin", "ben", "ter", "ten", "zu", "zur", "af", "mc", "st", "st."}
)


class Refusal(NamedTuple):
    """Why a row stays out."""

    column: str
    value: str
    reason: str


class CompanyKeys(NamedTuple):
    """By what a company is found; empty where not known."""

    name: str
    name_key: str
    domain: str = ""
    linkedin_url: str = ""
    external_id: str = ""
    website: str = ""


class ContactValues(NamedTuple):
    """A contact as a row gives it; empty where it says nothing."""

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
    company: CompanyKeys | None


@dataclass(frozen=True, slots=True)
class CompanyValues:
    """A company as a row gives it: what finds it, and the fields that the row fills."""

    keys: CompanyKeys
    fields: Mapping[str, str | int | Decimal | list[str]] = field(default_factory=dict)


_READERS: Mapping[str, Mapping[str, Callable[[str], Any]]] = {
    "contacts": {
        "first_name": read.name(150),
        "last_name": read.name(150),
        "full_name": read.name(300),
        "email": read.email,
        "phone": read.phone,
        "linkedin_url": read.person_linkedin,
        "external_id": read.line(100),
        "job_title": read.line(1_000),
        "company_name": read.name(300),
        "company_website": read.website,
        "company_linkedin_url": read.company_linkedin,
        "company_external_id": read.line(100),
        "city": read.line(150),
        "state": read.line(150),
        "country": read.country,
        "location": read.line(1_000),
    },
    "companies": {
        "name": read.name(300),
        "website": read.website,
        "domain": read.website,
        "external_id": read.line(100),
        "linkedin_url": read.company_linkedin,
        "overview": read.text,
        "industry": read.line(200),
        "categories": read.entries,
        "specialties": read.entries,
        "sic_codes": read.entries,
        "technologies": read.entries,
        "hubs": read.entries,
        "events": read.sentences,
        "type": read.line(100),
        "ownership_type": read.line(100),
        "size": read.size,
        "employees": read.whole,
        "followers": read.whole,
        "founded": read.year,
        "headquarters": read.line(1_000),
        "city": read.line(150),
        "state": read.line(150),
        "country": read.country,
        "total_funding": read.amount,
        "alexa_rank": read.whole,
    },
}


class Checker:
    """Checks the rows of one file.

    Args:
        kind: `contacts` or `companies`.
        header: names of all columns, in their order.
        mapping: name of a column → code of its field.
    """

    def __init__(self, kind: str, header: Sequence[str], mapping: Mapping[str, str]) -> None:
        readers = _READERS[kind]
        self._columns = [
            (at, mapping[name], readers[mapping[name]])
            for at, name in enumerate(header)
            if name in mapping
        ]
        self._header = header
        self._column_of = {code: name for name, code in mapping.items()}

    def contact(self, cells: Sequence[str]) -> ContactValues | Refusal:
        """Read a row as a contact."""
        found = self._read(cells)
        if isinstance(found, Refusal):
            return found
        first, last = found.get("first_name", ""), found.get("last_name", "")
        if not last and (full := found.get("full_name", "")):
            split_first, last = split_name(full)
            first = first or split_first
        place = self._place(found, "location", longest=150)
        if isinstance(place, Refusal):
            return place
        company = self._company_of(found)
        if isinstance(company, Refusal):
            return company
        contact = ContactValues(
            first,
            last,
            found.get("email", ""),
            found.get("phone", ""),
            found.get("linkedin_url", ""),
            found.get("external_id", ""),
            found.get("job_title", ""),
            *place,
            company,
        )
        if not (first or last or contact.email or contact.linkedin_url or contact.external_id):
            return Refusal(
                self._first_column("email", "full_name", "last_name", "linkedin_url"),
                "",
                "Nothing says who this is. Fill in a mail address, a name, LinkedIn or an id.",
            )
        if len(last) > 150 or len(first) > 150:  # noqa: PLR2004  # the length of the fields
            reason = "A name longer than 150 characters. Shorten it."
            return Refusal(self._first_column("full_name"), f"{first} {last}", reason)
        return contact

    def company(self, cells: Sequence[str]) -> CompanyValues | Refusal:
        """Read a row as a company."""
        found = self._read(cells)
        if isinstance(found, Refusal):
            return found
        name = found.pop("name", "")
        if not name:
            reason = "A company needs a name. Fill it in, or leave the row out."
            return Refusal(self._first_column("name"), "", reason)
        headquarters = found.get("headquarters", "")
        place = self._place(found, "headquarters", longest=150)
        if isinstance(place, Refusal):
            return place
        website: Website = found.pop("website", Website())
        own: Website = found.pop("domain", Website())
        keys = CompanyKeys(
            name,
            name_key(name),
            own.domain or website.domain,
            found.pop("linkedin_url", "") or website.linkedin_url or own.linkedin_url,
            found.pop("external_id", ""),
            website.url,
        )
        found.update(zip(("city", "state", "country"), place, strict=True))
        if len(headquarters) > 300:  # noqa: PLR2004  # a list of offices: the first one counts
            found["headquarters"] = headquarters.split(";", 1)[0].strip()[:300]
        return CompanyValues(keys, {code: value for code, value in found.items() if value})

    def _read(self, cells: Sequence[str]) -> dict[str, Any] | Refusal:
        whole = "".join(cells)
        if not whole.isascii() and _UNREADABLE.search(whole):
            return self._unreadable(cells)
        if "\x00" in whole:
            cells = [cell.replace("\x00", "") for cell in cells]
        found: dict[str, Any] = {}
        for at, code, reader in self._columns:
            if value := cells[at]:
                try:
                    if value := tidy(value):
                        found[code] = reader(value)
                except RefusedError as error:
                    return Refusal(self._header[at], value[:LONGEST_SHOWN], error.reason)
        return found

    def _unreadable(self, cells: Sequence[str]) -> Refusal:
        at = next(at for at, cell in enumerate(cells) if _UNREADABLE.search(cell))
        shown = _UNREADABLE.sub("\N{REPLACEMENT CHARACTER}", cells[at]).replace("\x00", "")
        reason = "Some letters cannot be read in the encoding of this file. Type them again."
        return Refusal(self._header[at], shown[:LONGEST_SHOWN], reason)

    def _place(self, found: Mapping[str, Any], whole: str, *, longest: int) -> Place | Refusal:
        """Join city, state and country with what the column for the whole place says."""
        city, state = found.get("city", ""), found.get("state", "")
        country = found.get("country", "")
        if text := found.get(whole, ""):
            split = split_place(text)
            if max(map(len, split)) > longest:
                reason = "Too long for a place. Write city, state and country."
                return Refusal(self._column_of[whole], text[:LONGEST_SHOWN], reason)
            city, state = city or split.city, state or split.state
            country = country or split.country
        return Place(city, state, country)

    def _company_of(self, found: Mapping[str, Any]) -> CompanyKeys | Refusal | None:
        website: Website = found.get("company_website", Website())
        linkedin = found.get("company_linkedin_url", "") or website.linkedin_url
        external_id = found.get("company_external_id", "")
        name = found.get("company_name", "")
        if not name:
            name = website.domain or linkedin.rpartition("/")[2].replace("-", " ")
        if not name:
            return None
        return CompanyKeys(name, name_key(name), website.domain, linkedin, external_id, website.url)

    def _first_column(self, *codes: str) -> str:
        return next((self._column_of[code] for code in codes if code in self._column_of), "")


def split_name(full: str) -> tuple[str, str]:
    """Split a name into first and last: "Brandt, Jana" and "Jana Brandt" are the same.

    Particles stay with the last name: "Ludwig van Beethoven" → "Ludwig", "van Beethoven".
    """
    last, comma, first = full.partition(",")
    if comma and first.strip() and "," not in first:
        return first.strip(), last.strip()
    words = full.replace(",", " ").split()
    if len(words) == 1:
        return words[0], ""
    start = len(words) - 1
    while start > 1 and words[start - 1].lower() in _PARTICLES:
        start -= 1
    return " ".join(words[:start]), " ".join(words[start:])
