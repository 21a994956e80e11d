"""What is searched for: read from an address, and written back as one that can be shared."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Self
from urllib.parse import parse_qs, urlencode

from leadqual.taxonomy.selectors import RetiredSlug

MAX_VALUES = 250  # More than all functions together; an address cannot ask for a million.
MAX_CHARACTERS = 200
MAX_WORDS = 8
MAX_DIGITS = 18  # What fits a key of the database.
MAX_OF_A_CURSOR = 2_000
KEYS_IN_ONE = ("contact",)
"""Parameters of many keys, which stand in one value of an address."""
BETWEEN_KEYS = "."


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The slugs that a search may name.

    Args:
        functions: slug of each living function → slug of its department.
        levels: slugs, most senior first.
        industries: slugs of the industries that titles name.
        gone: asked for (`function` or `department`, slug) → what became of it, where an address
            names one that is not there.
    """

    functions: Mapping[str, str]
    levels: Sequence[str]
    industries: Sequence[str]
    gone: Callable[[], Mapping[tuple[str, str], RetiredSlug]] = dict

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

    @classmethod
    def refusable(cls) -> frozenset[str]:
        """Return the facets whose values can be left out."""
        return frozenset()

    def refused(self, param: str) -> tuple[str, ...]:
        """Return the values of a facet that nothing found may have."""
        begin = f"{param}:"
        return tuple(one.removeprefix(begin) for one in self.ticked("no") if one.startswith(begin))

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Give name and value of every parameter that is set."""
        for one in fields(self):  # type: ignore[arg-type]
            value = getattr(self, one.name)
            if one.name in KEYS_IN_ONE and value:
                yield one.name, BETWEEN_KEYS.join(value)  # An address is short.
            elif isinstance(value, tuple):
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
        no: what nobody found may have, each as `facet:value`, e.g. `level:intern`.
        company: keys of companies.
        contact: keys of single people, ticked in the table; several in one value as `5.17`.
        list: keys of lists that hold them.
        campaign: keys of campaigns that ask about their companies.
        confidence: least score of a label that counts, 0 to 1.
        since: key of a contact; only who came into the workspace later. 0 for everybody.
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
    no: tuple[str, ...] = ()
    company: tuple[str, ...] = ()
    contact: tuple[str, ...] = ()
    list: tuple[str, ...] = ()
    campaign: tuple[str, ...] = ()
    confidence: float = 0.0
    since: int = 0
    q: str = ""
    sort: str = "name"
    after: str = ""
    before: str = ""

    @classmethod
    def refusable(cls) -> frozenset[str]:
        """Return the facets whose values can be left out; do-not-contact has a box for each."""
        return frozenset((*FACETS, *MEMBERSHIPS)) - {"dnc"}


@dataclass(frozen=True, slots=True)
class CompanyQuery(Search):
    """A search for companies.

    Args:
        industry: as in the table.
        size: band.
        country: as in the table.
        business_model: `b2b`, `b2c`, `both`, `public`, `unknown`.
        technology: what it runs on.
        no: what no company found may have, each as `facet:value`, e.g. `size:1-10`.
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
    no: tuple[str, ...] = ()
    q: str = ""
    sort: str = "name"
    after: str = ""
    before: str = ""

    @classmethod
    def refusable(cls) -> frozenset[str]:
        """Return the facets whose values can be left out: all of them."""
        return frozenset(COMPANY_FACETS)


CONTACT_SORTS = ("name", "company", "level")
COMPANY_SORTS = ("name", "people")
BUSINESS_MODELS = ("b2b", "b2c", "both", "public", "unknown")
FACETS = (
    *("function", "department", "other", "level", "industry", "country", "city", "size"),
    *("company_industry", "business_model", "technology", "dnc"),
)
"""Facets of people: their values can be ticked, or left out."""
COMPANY_FACETS = ("industry", "size", "country", "business_model", "technology")
"""Facets of companies: their values can be ticked, or left out."""
MEMBERSHIPS = ("list", "campaign")
"""Where people are gathered, by key: can be ticked or left out, too, and narrow every count."""


def is_key(value: str) -> bool:
    """Say whether a text can be a key of the database."""
    return value.isascii() and value.isdigit() and len(value) <= MAX_DIGITS


def params_of(address: str) -> dict[str, list[str]]:
    """Return the parameters of an address or of its query string: name → values."""
    return parse_qs(address.partition("?")[2] or address.lstrip("?"))
