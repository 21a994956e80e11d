"""Searches read from the parameters of an address, whoever wrote it."""

import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from leadqual.leads.errors import UnclearSearchError
from leadqual.search.facets.facet_table import COMPANY_FACETS, FACETS, MEMBERSHIPS, by_param
from leadqual.search.query.query import (
    BETWEEN_KEYS,
    COMPANY_SORTS,
    CONTACT_SORTS,
    KEYS_IN_ONE,
    MAX_CHARACTERS,
    MAX_OF_A_CURSOR,
    MAX_VALUES,
    MAX_WORDS,
    CompanyQuery,
    ContactQuery,
    Vocabulary,
    is_key,
)
from leadqual.taxonomy.selectors import RetiredSlug

_MERGED = ("function", "department")
_KEYS = ("company", "contact", *by_param(MEMBERSHIPS))
_MAX_NAMED = 3  # values in a note
_MAX_SHOWN = 40  # characters of a value in a note


class Notes(dict[str, str]):
    """Name → one sentence for each parameter that was not understood; what moved is `moved`.

    A function that was merged or has another slug now is understood: `moved` says where it leads.
    """

    def __init__(self) -> None:
        super().__init__()
        self.moved: list[str] = []


def read_contact_query(
    params: Mapping[str, Sequence[str]], vocabulary: Vocabulary
) -> tuple[ContactQuery, Notes]:
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
        "level": vocabulary.levels,
        "industry": vocabulary.industries,
        **{facet.param: facet.choices for facet in FACETS if facet.choices},
    }
    reader = _Reader(params, known, by_param((*FACETS, *MEMBERSHIPS)), vocabulary.gone)
    ticks = reader.all_ticks(ContactQuery.ticks())
    ticks["function"] = tuple(
        slug for slug in ticks["function"] if vocabulary.functions[slug] not in ticks["department"]
    )
    query = ContactQuery().changed(
        **ticks,
        confidence=reader.share("confidence"),
        since=reader.key("since"),
        q=reader.words(),
        sort=reader.choice("sort", CONTACT_SORTS),
        **reader.cursor(),
    )
    return query, reader.notes


def exact_contact_query(
    params: Mapping[str, Sequence[str]], vocabulary: Vocabulary
) -> ContactQuery:
    """Read a search for people of which something is done with everybody it finds.

    What was merged or renamed still leads there.

    Args:
        params: name → values.
        vocabulary: what the taxonomy knows.

    Raises:
        UnclearSearchError: part of it is unknown or was retired; left out, it would find more.
    """
    query, notes = read_contact_query(params, vocabulary)
    strangers = sorted(set(params) - query.names())
    said = [f"Unknown filter “{_shortened(name)}”." for name in strangers]
    if said := [*said, *notes.values()]:
        raise UnclearSearchError(
            f"{' '.join(said)} Ignoring it would select other people, so nothing was "
            "done. Search again under People."
        )
    return query


def read_company_query(
    params: Mapping[str, Sequence[str]],
) -> tuple[CompanyQuery, Notes]:
    """Read a search for companies from the parameters of an address, as for people."""
    known = {facet.param: facet.choices for facet in COMPANY_FACETS if facet.choices}
    reader = _Reader(params, known, by_param(COMPANY_FACETS))
    query = CompanyQuery().changed(
        **reader.all_ticks(CompanyQuery.ticks()),
        q=reader.words(),
        sort=reader.choice("sort", COMPANY_SORTS),
        **reader.cursor(),
    )
    return query, reader.notes


class _Reader:
    """Reads parameters and writes down what it could not read.

    Args:
        params: name → values.
        known: facet → all its values, where they are known.
        refusable: facets of which values can be left out.
        gone: what became of functions and departments that are not there.
    """

    def __init__(
        self,
        params: Mapping[str, Sequence[str]],
        known: Mapping[str, Iterable[str]],
        refusable: Collection[str],
        gone: Callable[[], Mapping[tuple[str, str], RetiredSlug]] = dict,
    ) -> None:
        # The button that leaves a value out has a name of its own: htmx sends one value for each
        # name of a button, in place of all that the form holds.
        self._pressed = params.get("add_exclude", ())
        self._params = {**params, "exclude": [*params.get("exclude", ()), *self._pressed]}
        self._refusable = refusable
        self._gone = gone
        self._known = {param: frozenset(values) for param, values in known.items()}
        self.notes = Notes()

    def all_ticks(self, params: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Return the ticks of some parameters; what is ticked and left out at once is left out."""
        ticks = {param: self.ticks(param) for param in params}
        for param in self._refusable:
            both = [one for one in ticks[param] if f"{param}:{one}" in ticks["exclude"]]
            ticks[param] = tuple(one for one in ticks[param] if one not in both)
            # Who presses the button beside a tick means what it says.
            if told := [one for one in both if f"{param}:{one}" not in self._pressed]:
                kind = param.replace("_", " ").capitalize()
                are = "are" if len(told) > 1 else "is"
                self._note(param, f"{kind} {_named(told)} {are} both selected and excluded.")
        return ticks

    def ticks(self, param: str) -> tuple[str, ...]:
        given = self._params.get(param, ())
        if param in KEYS_IN_ONE:
            given = [key for value in given for key in value.split(BETWEEN_KEYS)]
        values = {_clean(value) for value in given} - {""}
        usable = {value for value in values if self._is_usable(param, value)}
        if param in (*_MERGED, "exclude") and values - usable:
            values, usable = self._moved(param, values, usable)
        if strangers := sorted(values - usable):
            kind = "value to exclude" if param == "exclude" else param.replace("_", " ")
            self._note(param, f"Unknown {kind} {_named(strangers)}.")
        if len(usable) > MAX_VALUES:
            self.notes[param] = (
                f"Only {MAX_VALUES} of {len(usable):,} values can be used at once; the "
                "others were ignored."
            )
        return tuple(sorted(usable)[:MAX_VALUES])

    def _moved(self, param: str, values: set[str], usable: set[str]) -> tuple[set[str], set[str]]:
        """Put what took the place of unknown functions and departments among the usable values."""
        gone, unknown, now = self._gone(), set(), set(usable)
        for value in sorted(values - usable):
            facet, begin, slug = value.rpartition(":") if param == "exclude" else (param, "", value)
            found = gone.get((facet, slug))
            there = f"{facet}{begin}{found.slug}" if begin and found else found and found.slug
            if found and there and self._is_usable(param, there):
                now.add(there)
                self.notes.moved.append(f"“{found.name}” is now “{found.name_now}”.")
            elif found:
                self._note(param, f"“{found.name}” was retired.")
            else:
                unknown.add(value)
        return now | unknown, now

    def _note(self, param: str, sentence: str) -> None:
        self.notes[param] = f"{self.notes.get(param, '')} {sentence}".strip()

    def _is_usable(self, param: str, value: str) -> bool:
        if param in self._known:
            return value in self._known[param]
        if param in _KEYS:
            return is_key(value)
        if param == "exclude":
            facet, _, refused = value.partition(":")
            is_facet = facet in self._refusable and bool(refused)
            return is_facet and self._is_usable(facet, refused)
        return len(value) <= MAX_CHARACTERS

    def text(self, param: str) -> str:
        return _clean(next(iter(self._params.get(param, ())), ""))[:MAX_CHARACTERS].strip()

    def words(self) -> str:
        """Return the words that are looked for; says where more were given."""
        given = _clean(next(iter(self._params.get("q", ())), ""))
        kept = given[:MAX_CHARACTERS].strip()
        if len(given) > MAX_CHARACTERS or len(kept.split()) > MAX_WORDS:
            kept = " ".join(kept.split()[:MAX_WORDS])
            last = _shortened(kept.rpartition(" ")[2])
            self._note("q", f"The search after “{last}” is too long.")
        return kept

    def cursor(self) -> dict[str, str]:
        """Return the way on, or else the way back."""
        for param in ("after", "before"):
            if value := _clean(next(iter(self._params.get(param, ())), "")):
                return {param: value[:MAX_OF_A_CURSOR]}
        return {}

    def choice(self, param: str, choices: Sequence[str]) -> str:
        wanted = self.text(param)
        if wanted and wanted not in choices:
            self.notes[param] = f"Unknown sort order “{_shortened(wanted)}”."
        return wanted if wanted in choices else choices[0]

    def key(self, param: str) -> int:
        wanted = self.text(param)
        if wanted and not is_key(wanted):
            self.notes[param] = f"“{_shortened(wanted)}” is not a contact ID."
        return int(wanted) if is_key(wanted) else 0

    def share(self, param: str) -> float:
        wanted = self.text(param)
        try:
            value = float(wanted or 0)
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            self.notes[param] = f"“{_shortened(wanted)}” is not a number from 0 to 1."
            return 0.0
        return round(min(max(value, 0.0), 1.0), 2)


def _clean(value: str) -> str:
    """Take away what Postgres cannot store, and spaces at the ends."""
    return value.replace("\0", "").strip()


def _named(values: Sequence[str]) -> str:
    names = ", ".join(f"“{_shortened(value)}”" for value in values[:_MAX_NAMED])
    left = len(values) - _MAX_NAMED
    return f"{names} and {left} more" if left > 0 else names


def _shortened(value: str) -> str:
    return value if len(value) <= _MAX_SHOWN else f"{value[: _MAX_SHOWN - 1]}…"
