"""What is searched for: read from an address, and written back as one that can be shared."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import FrozenInstanceError, dataclass, replace
from typing import Any, ClassVar, Never, Self
from urllib.parse import parse_qs, urlencode

from leadqual.search.facets import (
    COMPANY_FACETS,
    COMPANY_MEMBERSHIPS,
    COMPANY_SCOPES,
    FACETS,
    MEMBERSHIPS,
    STAFF,
    by_param,
)
from leadqual.search.query.known_values import LookUp, no_look_up
from leadqual.search.words.readings import (
    IsPlace,
    ShownInterpretation,
    WordReading,
    companies_by_meaning,
    read_company_words,
    read_contact_words,
)
from leadqual.taxonomy.selectors import RetiredSlug

MAX_VALUES = 250  # More than all functions together; an address cannot ask for a million.
MAX_CHARACTERS = 200
MAX_DIGITS = 18  # What fits a key of the database.
MAX_OF_A_CURSOR = 2_000
RELEVANCE = "relevance"
"""The order of a search with words, unless another one is asked for."""
KEYS_IN_ONE = ("contact", "company")
"""Parameters of many keys, which stand in one value of an address."""
BETWEEN_KEYS = "."


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The slugs that a search may name.

    Args:
        functions: slug of each living function → slug of its department.
        levels: slugs, most senior first.
        gone: asked for (`function` or `department`, slug) → what became of it, where an address
            names one that is not there.
        look_up: knows the values of one workspace: countries, lists and the like. Without it every
            text counts as a value.
    """

    functions: Mapping[str, str]
    levels: Sequence[str]
    industries: Sequence[str]
    gone: Callable[[], Mapping[tuple[str, str], RetiredSlug]] = dict
    look_up: LookUp = no_look_up

    @property
    def departments(self) -> frozenset[str]:
        return frozenset(self.functions.values())


class Search:
    """What both searches share: values by parameter of the address, which cannot be changed.

    Ticks are tuples, sorted and without doubles: two addresses with the same ticks are one search.

    Args:
        values: of the parameters that are set; facets by their rows in `facets`.

    Attributes:
        reading: what its words were read as; None where nobody has read them. It is no part of the
            search: what asks for rows and counts reads the words where it is not there.

    Raises:
        TypeError: there is no such parameter.
    """

    __slots__ = ("__dict__", "reading")

    DEFAULTS: ClassVar[Mapping[str, Any]]
    """Parameter → its value where it is not set, in the order of an address."""

    exclude: tuple[str, ...]
    q: str
    sort: str
    after: str
    before: str
    reading: WordReading | None

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
        told = (f"{name}={value!r}" for name, value in self._set())
        return f"{type(self).__name__}({', '.join(told)})"

    @classmethod
    def ticks(cls) -> tuple[str, ...]:
        """Return the parameters that hold ticks, in the order of an address."""
        return tuple(name for name, default in cls.DEFAULTS.items() if default == ())

    @classmethod
    def names(cls) -> frozenset[str]:
        return frozenset(cls.DEFAULTS)

    def ticked(self, param: str) -> tuple[str, ...]:
        """Return the ticked values of one parameter."""
        values: tuple[str, ...] = getattr(self, param)
        return values

    def refused(self, param: str) -> tuple[str, ...]:
        """Return the values of a facet that nothing found may have."""
        begin = f"{param}:"
        return tuple(
            one.removeprefix(begin) for one in self.ticked("exclude") if one.startswith(begin)
        )

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Give name and value of every parameter that is set."""
        for name, value in self._set():
            if name in KEYS_IN_ONE:
                yield name, BETWEEN_KEYS.join(value)  # An address is short.
            elif isinstance(value, tuple):
                yield from ((name, tick) for tick in value)
            else:
                yield name, f"{value:g}" if isinstance(value, float) else str(value)

    def _set(self) -> Iterator[tuple[str, Any]]:
        for name, default in self.DEFAULTS.items():
            value = getattr(self, name)
            # The order that the words say by themselves is not written.
            if value != (self.usual_sort if name == "sort" else default):
                yield name, value

    @property
    def usual_sort(self) -> str:
        """Return the order where none is asked for."""
        return RELEVANCE if self.q else str(self.DEFAULTS["sort"])

    @property
    def chosen_sort(self) -> str:
        """Return the order that was asked for; empty where it is the usual one."""
        return "" if self.sort == self.usual_sort else self.sort

    def to_query(self, more: Sequence[tuple[str, object]] = ()) -> str:
        """Return the query string of this search; pairs of `more` are added at its end."""
        return urlencode([*self.pairs(), *more])

    def changed(self, **changes: object) -> Self:
        """Return another search from its first page on; the same words keep their reading."""
        other = type(self)(**{**vars(self), "after": "", "before": "", **changes})
        return other.with_reading(self.reading) if other.q == self.q else other

    def with_reading(self, reading: WordReading | None) -> Self:
        """Return the same search together with what its words were read as."""
        same = type(self)(**vars(self))
        object.__setattr__(same, "reading", reading)
        return same

    @property
    def interpretations(self) -> Sequence[ShownInterpretation]:
        """Return what the words were read as; nothing where nobody has read them."""
        return self.reading.interpretations if self.reading else ()

    def without(self, param: str, value: str = "") -> Self:
        """Return this search less one tick, or less the whole parameter."""
        if value:
            return self.changed(**{param: tuple(v for v in self.ticked(param) if v != value)})
        return self.changed(**{param: self.DEFAULTS[param]})


class ContactQuery(Search):
    """A search for people.

    Ticks within one facet widen, across facets narrow. `function`, `department` and `unclassified`
    are one facet: the tree.

    Attributes:
        function: slugs; those of ticked departments are left out, they say nothing more.
        department: slugs; each means all its functions.
        unclassified: `1` for people whose title holds no function.
        exclude: what nobody found may have, each as `facet:value`, e.g. `level:intern`.
        company: keys of companies.
        contact: keys of single people, ticked in the table; several in one value as `5.17`.
        list: keys of lists that hold them.
        campaign: keys of campaigns that ask about their companies.
        import: keys of imports whose file had a row for them, or for their company.
        custom: values of custom fields, each as `code:value`, `code:min..max` or `code:~words`.
        confidence: least score of a label that counts, 0 to 1.
        since: key of a contact; only who came into the workspace later. 0 for everybody.
        q: words, phrases, emails, questions: see `leadqual.search.words`.
        sort: `name`, `company`, `level`, `lead_score` (the highest first), `activity` (the last
            first) or `relevance`.
        after: cursor of the row before the page.
        before: cursor of the row behind the page.
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
        exclude: what no company found may have, each as `facet:value`, e.g. `size:1-10`.
        company: keys of single companies, selected in the table.
        has_department: slugs; with people in one of them or in one of the functions.
        has_function: slugs, as for departments.
        has_level: slugs of levels; of the same people.
        verdict: `liked`, `disliked` or `none`, in any campaign.
        list: keys of lists of companies that hold them.
        import: keys of imports whose file had a row for them, or for one of their people.
        q: words, phrases, domains, questions: see `leadqual.search.words`.
        sort: `name`, `people` or `relevance`.
        after: cursor of the row before the page.
        before: cursor of the row behind the page.
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
        """Return the search for the people that a company must have; None where none is asked."""
        asked = {
            facet.param.removeprefix("has_"): ticks
            for facet in STAFF
            if (ticks := self.ticked(facet.param))
        }
        return ContactQuery(**asked) if asked else None


CONTACT_SORTS = ("name", "company", "functions", "level", "lead_score", "activity", RELEVANCE)
COMPANY_SORTS = ("name", "people", "activity", RELEVANCE)
ACTIVITY = "activity"
"""The order that the facet index does not keep: the tables put what it finds in order."""


def is_key(value: str) -> bool:
    """Return whether a text can be a key of the database."""
    return value.isascii() and value.isdigit() and len(value) <= MAX_DIGITS


def keys_of(values: Iterable[str]) -> list[int]:
    """Return the keys that the values of a parameter of keys hold; what is no key is left out."""
    return [int(key) for value in values for key in value.split(BETWEEN_KEYS) if is_key(key)]


def params_of(address: str) -> dict[str, list[str]]:
    """Return the parameters of an address or of its query string: name → values."""
    return parse_qs(address.partition("?")[2] or address.lstrip("?"))


# What the words of a search were read as: read here, unless the search brings its reading.


def contact_words_of(workspace_id: int, query: ContactQuery) -> WordReading:
    """Return what the words of a search for people ask for."""
    return _brought(workspace_id, query) or replace(
        read_contact_words(workspace_id, query.q), workspace_id=workspace_id
    )


def company_words_of(workspace_id: int, query: CompanyQuery, is_place: IsPlace) -> WordReading:
    """Return what the words of a search for companies ask for, with the companies that mean it."""
    if brought := _brought(workspace_id, query):
        return brought
    read = read_company_words(workspace_id, query.q)
    near = companies_by_meaning(workspace_id, query.q, read.interpretations, is_place=is_place)
    return replace(read, near=near, workspace_id=workspace_id)


def _brought(workspace_id: int, query: Search) -> WordReading | None:
    """Return the reading of a search, unless it was made for another workspace."""
    read = query.reading
    return read if read is not None and read.workspace_id == workspace_id else None
