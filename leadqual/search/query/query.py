"""Searches as read from URLs and written back as URLs to share."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import FrozenInstanceError, dataclass, replace
from typing import Any, ClassVar, Never, Self
from urllib.parse import parse_qs, urlencode

from leadqual.search.facet_types import by_param
from leadqual.search.facets import (
    COMPANY_FACETS,
    COMPANY_MEMBERSHIPS,
    COMPANY_SCOPES,
    FACETS,
    MEMBERSHIPS,
    STAFF,
)
from leadqual.search.query.known_values import ValueLookup, no_lookup
from leadqual.search.words.word_parsing import ParsedWords, ShownInterpretation
from leadqual.taxonomy.selectors import RetiredSlug

MAX_VALUES = 250  # More than all functions together; a URL cannot ask for a million.
MAX_CHARACTERS = 200
MAX_KEY_DIGITS = 18  # What fits a key of the database.
MAX_CURSOR = 2_000
RELEVANCE = "relevance"
"""The default order of a search with words."""
JOINED_KEY_PARAMS = ("contact", "company")
"""Parameters whose keys are joined in one value of a URL."""
KEY_SEPARATOR = "."

CONTACT_SORTS = (
    *("name", "company", "functions", "level", "lead_score"),
    *("activity", "added", "owner", "status", "title", "email"),
    RELEVANCE,
)
COMPANY_SORTS = (
    *("name", "people"),
    *("activity", "added", "owner", "status", "country", "domain", "founded"),
    RELEVANCE,
)
_CUSTOM_ORDER = re.compile(r"(-?)custom\.([a-z0-9_]{1,60})")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The slugs that a search may name.

    Args:
        functions: slug of each function that is not retired → slug of its department.
        levels: slugs, most senior first.
        retired: called with (`function` or `department`, slug) of one that does not exist; returns
            what became of it.
        look_up: looks up values of one workspace: countries, lists and the like. Without it every
            text counts as a value.
    """

    functions: Mapping[str, str]
    levels: Sequence[str]
    industries: Sequence[str]
    retired: Callable[[], Mapping[tuple[str, str], RetiredSlug]] = dict
    look_up: ValueLookup = no_lookup

    @property
    def departments(self) -> frozenset[str]:
        return frozenset(self.functions.values())


class Search:
    """Base of both searches: immutable values by URL parameter.

    Selected values are sorted tuples without duplicates, so the same selection is the same search.

    Args:
        values: of the set parameters; facets as defined in `facets`.

    Attributes:
        reading: interpretation of its words; None if not read. It is not part of the search: reads
            of rows and counts interpret the words if it is missing.

    Raises:
        TypeError: there is no such parameter.
    """

    __slots__ = ("__dict__", "reading")

    DEFAULTS: ClassVar[Mapping[str, Any]]
    """Parameter → default value, in URL order."""

    exclude: tuple[str, ...]
    q: str
    sort: str
    after: str
    before: str
    reading: ParsedWords | None

    def __init__(self, **values: object) -> None:
        if unknown := values.keys() - self.DEFAULTS.keys():
            raise TypeError(f"A search has no parameter {', '.join(sorted(unknown))}.")
        vars(self).update({**self.DEFAULTS, **values})
        object.__setattr__(self, "reading", None)

    def __setattr__(self, name: str, value: object) -> Never:
        raise FrozenInstanceError(f"cannot assign to {name!r}")

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and vars(other) == vars(self)

    def __hash__(self) -> int:
        return hash(tuple(vars(self).values()))

    def __repr__(self) -> str:
        values = (f"{name}={value!r}" for name, value in self._set_params())
        return f"{type(self).__name__}({', '.join(values)})"

    @classmethod
    def ticks(cls) -> tuple[str, ...]:
        """Return the parameters with selected values, in URL order."""
        return tuple(name for name, default in cls.DEFAULTS.items() if default == ())

    @classmethod
    def names(cls) -> frozenset[str]:
        return frozenset(cls.DEFAULTS)

    def ticked(self, param: str) -> tuple[str, ...]:
        """Return the selected values of one parameter."""
        values: tuple[str, ...] = getattr(self, param)
        return values

    def refused(self, param: str) -> tuple[str, ...]:
        """Return the excluded values of a facet."""
        prefix = f"{param}:"
        return tuple(
            value.removeprefix(prefix)
            for value in self.ticked("exclude")
            if value.startswith(prefix)
        )

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Yield name and value of every set parameter."""
        for name, value in self._set_params():
            if name in JOINED_KEY_PARAMS:
                yield name, KEY_SEPARATOR.join(value)  # Keep the URL short.
            elif isinstance(value, tuple):
                yield from ((name, tick) for tick in value)
            else:
                yield name, f"{value:g}" if isinstance(value, float) else str(value)

    def _set_params(self) -> Iterator[tuple[str, Any]]:
        for name, default in self.DEFAULTS.items():
            value = getattr(self, name)
            # The default order of words is not written.
            if value != (self.default_sort if name == "sort" else default):
                yield name, value

    @property
    def default_sort(self) -> str:
        """Return the default order."""
        return RELEVANCE if self.q else str(self.DEFAULTS["sort"])

    @property
    def chosen_sort(self) -> str:
        """Return the chosen order; empty if it is the default."""
        return "" if self.sort == self.default_sort else self.sort

    def to_query(self, more: Sequence[tuple[str, object]] = ()) -> str:
        """Return the query string of this search, with the pairs of `more` at its end."""
        return urlencode([*self.pairs(), *more])

    def changed(self, **changes: object) -> Self:
        """Return a changed search at its first page; unchanged words keep their reading."""
        other = type(self)(**{**vars(self), "after": "", "before": "", **changes})
        return other.with_parsed_words(self.reading) if other.q == self.q else other

    def with_parsed_words(self, reading: ParsedWords | None) -> Self:
        """Return the same search with the interpretation of its words."""
        same = type(self)(**vars(self))
        object.__setattr__(same, "reading", reading)
        return same

    @property
    def interpretations(self) -> Sequence[ShownInterpretation]:
        """Return the interpretations of the words; empty if not read."""
        return self.reading.interpretations if self.reading else ()

    def without(self, param: str, value: str = "") -> Self:
        """Return this search without one value, or without the whole parameter."""
        if value:
            return self.changed(**{param: tuple(v for v in self.ticked(param) if v != value)})
        return self.changed(**{param: self.DEFAULTS[param]})


class ContactQuery(Search):
    """A search for people.

    Values of one facet are joined by OR, facets by AND. `function`, `department` and
    `unclassified` are one facet: the function tree.

    Attributes:
        function: slugs, without those of selected departments, which are redundant.
        department: slugs; each means all its functions.
        unclassified: `1` for people whose title has no function.
        exclude: excluded values, each as `facet:value`, e.g. `level:intern`.
        company: keys of companies.
        contact: keys of people selected in the table; several in one value as `5.17`.
        list: keys of lists that they are in.
        campaign: keys of campaigns with their companies.
        import: keys of imports with a row for them or their company.
        custom: values of custom fields, each as `code:value`, `code:min..max` or `code:~words`.
        confidence: minimum score of labels, 0 to 1.
        since: key of a contact; only people added after it. 0 for everybody.
        q: words, phrases, emails, questions: see `leadqual.search.words`.
        sort: one of `CONTACT_SORTS`, or a custom field: see `CustomOrder`. Lead scores begin with
            the highest, days with the latest.
        after: cursor of the row before the page.
        before: cursor of the row after the page.
    """

    DEFAULTS: ClassVar[Mapping[str, Any]] = {
        **dict.fromkeys(by_param(FACETS), ()),
        **dict.fromkeys(("exclude", "company", "contact", *by_param(MEMBERSHIPS), "custom"), ()),
        "confidence": 0.0,
        "since": 0,
        "q": "",
        "sort": "name",
        "after": "",
        "before": "",
    }

    function: tuple[str, ...]
    department: tuple[str, ...]
    unclassified: tuple[str, ...]
    company: tuple[str, ...]
    contact: tuple[str, ...]
    custom: tuple[str, ...]
    list: tuple[str, ...]
    campaign: tuple[str, ...]
    confidence: float
    since: int


class CompanyQuery(Search):
    """A search for companies.

    Attributes:
        exclude: excluded values, each as `facet:value`, e.g. `size:1-10`.
        company: keys of companies selected in the table.
        has_department: slugs; companies with people in one of them or in one of the functions.
        has_function: slugs, as for departments.
        has_level: slugs of levels; of the same people.
        verdict: `liked`, `disliked` or `none`, in any campaign.
        list: keys of lists of companies that they are in.
        import: keys of imports with a row for them or for one of their people.
        q: words, phrases, domains, questions: see `leadqual.search.words`.
        sort: one of `COMPANY_SORTS`, or a custom field: see `CustomOrder`. Numbers begin with the
            largest, days with the latest.
        after: cursor of the row before the page.
        before: cursor of the row after the page.
    """

    DEFAULTS: ClassVar[Mapping[str, Any]] = {
        **dict.fromkeys((*by_param(COMPANY_FACETS), *by_param(COMPANY_SCOPES)), ()),
        **dict.fromkeys(("exclude", "company", *by_param(COMPANY_MEMBERSHIPS), "custom"), ()),
        "q": "",
        "sort": "name",
        "after": "",
        "before": "",
    }

    company: tuple[str, ...]
    custom: tuple[str, ...]
    verdict: tuple[str, ...]
    has_department: tuple[str, ...]
    has_function: tuple[str, ...]
    has_level: tuple[str, ...]

    def staff(self) -> ContactQuery | None:
        """Return the search for the people that a company must have; None for no condition."""
        asked = {
            facet.param.removeprefix("has_"): ticks
            for facet in STAFF
            if (ticks := self.ticked(facet.param))
        }
        return ContactQuery(**asked) if asked else None


@dataclass(frozen=True, slots=True)
class CustomOrder:
    """Order by a custom field of numbers or dates; records without a value come last.

    Args:
        code: of the field.
        is_descending: the largest or latest first.
    """

    code: str
    is_descending: bool

    @classmethod
    def read(cls, sort: str) -> "CustomOrder | None":
        """Read `custom.CODE`, or `-custom.CODE` for descending; None for any other order."""
        found = _CUSTOM_ORDER.fullmatch(sort)
        return cls(found[2], bool(found[1])) if found else None

    @property
    def sort(self) -> str:
        """Return this order as a search has it."""
        return f"{'-' if self.is_descending else ''}custom.{self.code}"

    @property
    def reverse(self) -> str:
        """Return the opposite order as a search has it."""
        return replace(self, is_descending=not self.is_descending).sort


def is_key(value: str) -> bool:
    """Return whether a text can be a database key."""
    return value.isascii() and value.isdigit() and len(value) <= MAX_KEY_DIGITS


def keys_of(values: Iterable[str]) -> list[int]:
    """Return the keys in the values of a parameter; anything else is skipped."""
    return [int(key) for value in values for key in value.split(KEY_SEPARATOR) if is_key(key)]


def params_of(address: str) -> dict[str, list[str]]:
    """Return the parameters of a URL or query string: name → values."""
    return parse_qs(address.partition("?")[2] or address.lstrip("?"))
