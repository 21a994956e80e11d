"""What is searched for: read from an address, and written back as one that can be shared."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Self
from urllib.parse import urlencode

MOST_VALUES = 250  # More than all functions together; an address cannot ask for a million.
MOST_CHARACTERS = 200
MOST_DIGITS = 18  # What fits a key of the database.
MOST_OF_A_CURSOR = 2_000
_MOST_NAMED = 3  # values in a note
_MOST_SHOWN = 40  # characters of a value in a note


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The slugs that a search may name.

    Args:
        functions: slug of each living function → slug of its department.
        levels: slugs, most senior first.
        industries: slugs of the industries that titles name.
    """

    functions: Mapping[str, str]
    levels: Sequence[str]
    industries: Sequence[str]

    @property
    def departments(self) -> frozenset[str]:
        """Slugs of the departments that hold a function."""
        return frozenset(self.functions.values())


class Search:
    """What both searches share; each field is a parameter of the address.

    Ticks are tuples, sorted and without doubles: two addresses with the same ticks are one search.
    """

    __slots__ = ()

    @classmethod
    def ticks(cls) -> tuple[str, ...]:
        """Return the parameters that hold ticks, in the order of an address."""
        return tuple(one.name for one in fields(cls) if one.default == ())  # type: ignore[arg-type]

    @classmethod
    def names(cls) -> frozenset[str]:
        """Return every parameter."""
        return frozenset(one.name for one in fields(cls))  # type: ignore[arg-type]

    def ticked(self, param: str) -> tuple[str, ...]:
        """Return the ticked values of one parameter."""
        values: tuple[str, ...] = getattr(self, param)
        return values

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Give name and value of every parameter that is set."""
        for one in fields(self):  # type: ignore[arg-type]
            value = getattr(self, one.name)
            if isinstance(value, tuple):
                yield from ((one.name, tick) for tick in value)
            elif value != one.default:
                yield one.name, f"{value:g}" if isinstance(value, float) else str(value)

    def to_query(self, more: Sequence[tuple[str, object]] = ()) -> str:
        """Return the query string of this search; pairs of `more` are added at its end."""
        return urlencode([*self.pairs(), *more])

    def changed(self, **changes: object) -> Self:
        """Return another search from its first page on."""
        return replace(self, **{"after": "", "before": "", **changes})  # type: ignore[type-var]

    def without(self, param: str, value: str = "") -> Self:
        """Return this search less one tick, or less the whole parameter."""
        default = next(one.default for one in fields(self) if one.name == param)  # type: ignore[arg-type]
        if value:
            return self.changed(**{param: tuple(v for v in self.ticked(param) if v != value)})
        return self.changed(**{param: default})


@dataclass(frozen=True, slots=True)
class ContactQuery(Search):
    """A search for people.

    Ticks within one facet widen, across facets narrow. `function`, `department` and `other`
    are one facet: the tree.

    Args:
        function: slugs; those of ticked departments are left out, they say nothing more.
        department: slugs; each means all its functions.
        other: `1` for people whose title holds no function.
        level: slugs.
        industry: slugs of what the title itself names.
        country: as in the table.
        city: as in the table.
        size: band of the company.
        company_industry: as in the table.
        business_model: `b2b`, `b2c`, `both`, `public`, `unknown`.
        technology: what the company runs on.
        dnc: `yes` for people who must not be contacted, `no` for all others.
        company: keys of companies.
        contact: keys of single people, ticked in the table.
        list: keys of lists that hold them.
        confidence: least score of a label that counts, 0 to 1.
        q: words that must all stand in title, name or company.
        sort: `name`, `company` or `level`.
        after: cursor of the row before the page.
        before: cursor of the row behind the page.
    """

    function: tuple[str, ...] = ()
    department: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    level: tuple[str, ...] = ()
    industry: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    city: tuple[str, ...] = ()
    size: tuple[str, ...] = ()
    company_industry: tuple[str, ...] = ()
    business_model: tuple[str, ...] = ()
    technology: tuple[str, ...] = ()
    dnc: tuple[str, ...] = ()
    company: tuple[str, ...] = ()
    contact: tuple[str, ...] = ()
    list: tuple[str, ...] = ()
    confidence: float = 0.0
    q: str = ""
    sort: str = "name"
    after: str = ""
    before: str = ""


@dataclass(frozen=True, slots=True)
class CompanyQuery(Search):
    """A search for companies.

    Args:
        industry: as in the table.
        size: band.
        country: as in the table.
        business_model: `b2b`, `b2c`, `both`, `public`, `unknown`.
        technology: what it runs on.
        q: words that must all stand in name, domain or overview.
        sort: `name` or `people`.
        after: cursor of the row before the page.
        before: cursor of the row behind the page.
    """

    industry: tuple[str, ...] = ()
    size: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    business_model: tuple[str, ...] = ()
    technology: tuple[str, ...] = ()
    q: str = ""
    sort: str = "name"
    after: str = ""
    before: str = ""


CONTACT_SORTS = ("name", "company", "level")
COMPANY_SORTS = ("name", "people")
BUSINESS_MODELS = ("b2b", "b2c", "both", "public", "unknown")
_KEYS = ("company", "contact", "list")


def read_contact_query(
    params: Mapping[str, Sequence[str]], vocabulary: Vocabulary
) -> tuple[ContactQuery, dict[str, str]]:
    """Read a search for people from the parameters of an address.

    Never fails: what is unknown is left out.

    Args:
        params: name → values, e.g. `dict(request.GET.lists())`.
        vocabulary: what the taxonomy knows.

    Returns:
        The search, and name → one sentence for each parameter that was not understood.
    """
    known: dict[str, Iterable[str]] = {
        "function": vocabulary.functions,
        "department": vocabulary.departments,
        "other": ("1",),
        "level": vocabulary.levels,
        "industry": vocabulary.industries,
        "business_model": BUSINESS_MODELS,
        "dnc": ("yes", "no"),
    }
    reader = _Reader(params, known)
    ticks = {param: reader.ticks(param) for param in ContactQuery.ticks()}
    ticks["function"] = tuple(
        slug for slug in ticks["function"] if vocabulary.functions[slug] not in ticks["department"]
    )
    query = ContactQuery().changed(
        **ticks,
        confidence=reader.share("confidence"),
        q=reader.text("q"),
        sort=reader.choice("sort", CONTACT_SORTS),
        **reader.cursor(),
    )
    return query, reader.notes


def read_company_query(
    params: Mapping[str, Sequence[str]],
) -> tuple[CompanyQuery, dict[str, str]]:
    """Read a search for companies from the parameters of an address, as for people."""
    reader = _Reader(params, {"business_model": BUSINESS_MODELS})
    query = CompanyQuery().changed(
        **{param: reader.ticks(param) for param in CompanyQuery.ticks()},
        q=reader.text("q"),
        sort=reader.choice("sort", COMPANY_SORTS),
        **reader.cursor(),
    )
    return query, reader.notes


def is_key(value: str) -> bool:
    """Say whether a text can be a key of the database."""
    return value.isascii() and value.isdigit() and len(value) <= MOST_DIGITS


class _Reader:
    """Reads parameters and writes down what it could not read."""

    def __init__(
        self, params: Mapping[str, Sequence[str]], known: Mapping[str, Iterable[str]]
    ) -> None:
        self._params = params
        self._known = {param: frozenset(values) for param, values in known.items()}
        self.notes: dict[str, str] = {}

    def ticks(self, param: str) -> tuple[str, ...]:
        values = {_clean(value) for value in self._params.get(param, ())} - {""}
        usable = {value for value in values if self._is_usable(param, value)}
        if strangers := sorted(values - usable):
            names = ", ".join(f"“{_shortened(value)}”" for value in strangers[:_MOST_NAMED])
            left = len(strangers) - _MOST_NAMED
            more = f" and {left} more" if left > 0 else ""
            self.notes[param] = f"There is no {param.replace('_', ' ')} {names}{more}."
        return tuple(sorted(usable)[:MOST_VALUES])

    def _is_usable(self, param: str, value: str) -> bool:
        if param in self._known:
            return value in self._known[param]
        if param in _KEYS:
            return is_key(value)
        return len(value) <= MOST_CHARACTERS

    def text(self, param: str) -> str:
        return _clean(next(iter(self._params.get(param, ())), ""))[:MOST_CHARACTERS].strip()

    def cursor(self) -> dict[str, str]:
        """Return the way on, or else the way back."""
        for param in ("after", "before"):
            if value := _clean(next(iter(self._params.get(param, ())), "")):
                return {param: value[:MOST_OF_A_CURSOR]}
        return {}

    def choice(self, param: str, choices: Sequence[str]) -> str:
        wanted = self.text(param)
        if wanted and wanted not in choices:
            self.notes[param] = f"There is no order “{_shortened(wanted)}”."
        return wanted if wanted in choices else choices[0]

    def share(self, param: str) -> float:
        wanted = self.text(param)
        try:
            value = float(wanted or 0)
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            self.notes[param] = f"“{_shortened(wanted)}” is no number from 0 to 1."
            return 0.0
        return round(min(max(value, 0.0), 1.0), 2)


def _clean(value: str) -> str:
    """Take away what Postgres cannot store, and spaces at the ends."""
    return value.replace("\0", "").strip()


def _shortened(value: str) -> str:
    return value if len(value) <= _MOST_SHOWN else f"{value[: _MOST_SHOWN - 1]}…"
