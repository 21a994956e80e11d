"""Parse searches from untrusted URL parameters."""

import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from leadqual.leads.errors import UnclearSearchError
from leadqual.search.facet_types import Facet, Source, by_param, from_source
from leadqual.search.facets import (
    COMPANY_FACETS,
    COMPANY_MEMBERSHIPS,
    COMPANY_SCOPES,
    FACETS,
    MEMBERSHIPS,
)
from leadqual.search.query.known_values import (
    LookUp,
    NearValue,
    ValueMatch,
    match_values,
    no_look_up,
    shortened,
)
from leadqual.search.query.query import (
    BETWEEN_KEYS,
    COMPANY_SORTS,
    CONTACT_SORTS,
    KEYS_IN_ONE,
    MAX_CHARACTERS,
    MAX_OF_A_CURSOR,
    MAX_VALUES,
    RELEVANCE,
    CompanyQuery,
    ContactQuery,
    CustomOrder,
    Search,
    Vocabulary,
    is_key,
)
from leadqual.search.words.search_text import MAX_WORDS
from leadqual.taxonomy.selectors import RetiredSlug

_MERGED = ("function", "department")
_BY_KEY_ONLY = ("company", "contact", *by_param(MEMBERSHIPS))
_KEYS = (
    *_BY_KEY_ONLY,
    *(facet.param for facet in (*FACETS, *COMPANY_FACETS) if facet.is_named),
)
_ABSENT = {facet.param: facet.absent for facet in (*FACETS, *COMPANY_FACETS) if facet.absent}
_MAX_NAMED = 3  # values in a note
_NOUNS = {
    **{facet.param: facet.label.lower() for facet in (*COMPANY_FACETS, *FACETS, *MEMBERSHIPS)},
    **{facet.param: facet.param.removeprefix("has_") for facet in COMPANY_SCOPES},
    **{param: param for param in by_param(from_source(FACETS, Source.TREE))},
}

NO_KEY = "0"
"""Replaces invalid keys in a search; it matches nothing."""


@dataclass(frozen=True, slots=True)
class UnknownValue:
    """A filter value that does not exist. The search keeps it and finds nothing with it.

    Args:
        retired: its name if it was retired.
        nearest: suggested values.
        allowed: all values of the filter, if known.
        own_fact: what does not exist, if the filter has its own words for it.
    """

    param: str
    text: str
    value: str
    is_excluded: bool = False
    retired: str = ""
    nearest: Sequence[NearValue] = ()
    allowed: Sequence[str] = ()
    own_fact: str = ""

    @property
    def fact(self) -> str:
        if self.retired:
            return f"“{self.retired}” was retired."
        if self.own_fact:
            return self.own_fact
        kind = _NOUNS.get(self.param, self.param.replace("_", " "))
        end = " to exclude" if self.is_excluded else ""
        if self.value == NO_KEY and self.param in _BY_KEY_ONLY and not self.nearest:
            article = "an" if kind[0] in "aeiou" else "a"
            return f"“{shortened(self.text)}” is not the ID of {article} {kind}{end}."
        return f"There is no {kind} “{shortened(self.text)}”{end}."

    @property
    def sentence(self) -> str:
        """Sentence on what does not exist, with suggestions."""
        *names, last = [f"“{shortened(near.name)}”" for near in self.nearest] or [""]
        meant = f"{', '.join(names)} or {last}" if names else last
        return f"{self.fact} Did you mean {meant}?" if last else self.fact


class Notes(dict[str, str]):
    """Name → one sentence for each parameter that was not understood.

    A merged or renamed function is understood: `moved` has the new one.

    Attributes:
        unknown: values that do not exist, which the search keeps.
        ignored: sentences about what the search does not keep.
        by_param: name → the values and sentences about it, in the order they were found.
    """

    def __init__(self) -> None:
        super().__init__()
        self.moved: list[str] = []
        self.unknown: list[UnknownValue] = []
        self.ignored: list[str] = []
        self.by_param: dict[str, list[UnknownValue | str]] = {}

    def ignore(self, param: str, sentence: str) -> None:
        """Record that part of a parameter was ignored."""
        self.ignored.append(sentence)
        self.by_param.setdefault(param, []).append(sentence)
        self._add(param, sentence)

    def keep(self, param: str, values: Sequence[UnknownValue]) -> None:
        """Record values of a parameter that do not exist."""
        if values:
            self.unknown += values
            self.by_param.setdefault(param, []).extend(values)
        for value in values[:_MAX_NAMED]:
            self._add(param, value.sentence)
        if (left := len(values) - _MAX_NAMED) > 0:
            self._add(param, f"The same holds for {left:,} more.")

    def _add(self, param: str, sentence: str) -> None:
        self[param] = f"{self.get(param, '')} {sentence}".strip()


def read_contact_query(
    params: Mapping[str, Sequence[str]], vocabulary: Vocabulary
) -> tuple[ContactQuery, Notes]:
    """Read a search for people from URL parameters.

    Never fails. Unknown values stay and find nobody: without them the search would find everybody.
    Anything else not understood is ignored. Up to two queries for each filter whose values depend
    on the workspace.

    Args:
        params: name → values, e.g. `dict(request.GET.lists())`.
        vocabulary: of the taxonomy and the workspace.

    Returns:
        The search, and name → one sentence for each parameter that was not understood.
    """
    known: dict[str, Iterable[str]] = {
        "function": list(vocabulary.functions),
        "department": vocabulary.departments,
        "level": vocabulary.levels,
        "industry": vocabulary.industries,
        **{facet.param: facet.choices for facet in FACETS if facet.choices},
    }
    reader = _Reader(params, known, (*FACETS, *MEMBERSHIPS), vocabulary.look_up, vocabulary.gone)
    ticks = reader.all_ticks(ContactQuery.ticks())
    ticks["function"] = tuple(
        slug
        for slug in ticks["function"]
        if vocabulary.functions.get(slug) not in ticks["department"]
    )
    query = ContactQuery().changed(
        **ticks,
        confidence=reader.share("confidence"),
        since=reader.key("since"),
        q=reader.words(),
        sort=reader.order(CONTACT_SORTS),
        **reader.cursor(),
    )
    return query, reader.notes


def require_clear(
    params: Mapping[str, Sequence[str]], query: Search, notes: Notes, records: str
) -> None:
    """Reject an unclear search before an action on all its results.

    Merged or renamed values are accepted.

    Args:
        params: name → values.
        query: as read from them.
        notes: of reading it.
        records: `people` or `companies`.

    Raises:
        UnclearSearchError: part of it is unknown or retired; without it, more would be found.
    """
    unknown = sorted(set(params) - query.names())
    sentences = [f"Unknown filter “{shortened(name)}”." for name in unknown]
    if sentences := [*sentences, *notes.values()]:
        raise UnclearSearchError(
            f"{' '.join(sentences)} Ignoring it would select other {records}, so nothing was "
            f"done. Search again under {records.capitalize()}."
        )


def read_company_query(
    params: Mapping[str, Sequence[str]], look_up: LookUp = no_look_up
) -> tuple[CompanyQuery, Notes]:
    """Read a search for companies from URL parameters, as for people.

    Args:
        params: name → values.
        look_up: looks up values of a workspace's companies; without it all texts count as values.
    """
    facets = (*COMPANY_FACETS, *COMPANY_SCOPES)
    known = {facet.param: facet.choices for facet in facets if facet.choices}
    reader = _Reader(params, known, (*COMPANY_FACETS, *COMPANY_MEMBERSHIPS), look_up)
    query = CompanyQuery().changed(
        **reader.all_ticks(CompanyQuery.ticks()),
        q=reader.words(),
        sort=reader.order(COMPANY_SORTS),
        **reader.cursor(),
    )
    return query, reader.notes


class _Reader:
    """Reads parameters and records what it could not read.

    Args:
        params: name → values.
        known: facet → all its values if known, with or without names.
        look_up: looks up values of the other facets.
        gone: tells what became of functions and departments that do not exist.
    """

    def __init__(
        self,
        params: Mapping[str, Sequence[str]],
        known: Mapping[str, Iterable[str]],
        facets: Iterable[Facet],
        look_up: LookUp,
        gone: Callable[[], Mapping[tuple[str, str], RetiredSlug]] = dict,
    ) -> None:
        # The button that excludes a value has its own name: htmx sends one value for each
        # name of a button, in place of all that the form holds.
        self._pressed = params.get("add_exclude", ())
        self._params = {**params, "exclude": [*params.get("exclude", ()), *self._pressed]}
        self._refusable = by_param(facets)
        self._look_up = look_up
        self._gone = gone
        self._known = {
            param: values if isinstance(values, Mapping) else {value: value for value in values}
            for param, values in known.items()
        }
        self.notes = Notes()

    def all_ticks(self, params: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Return the selected values of parameters, without those that are also excluded."""
        ticks = {param: self.ticks(param) for param in params}
        for param in self._refusable:
            both = [value for value in ticks[param] if f"{param}:{value}" in ticks["exclude"]]
            ticks[param] = tuple(value for value in ticks[param] if value not in both)
            # The button next to a selected value wins.
            if contradictions := [
                value for value in both if f"{param}:{value}" not in self._pressed
            ]:
                kind = param.replace("_", " ").capitalize()
                are = "are" if len(contradictions) > 1 else "is"
                values = _named(contradictions)
                self.notes.ignore(param, f"{kind} {values} {are} both selected and excluded.")
        return ticks

    def ticks(self, param: str) -> tuple[str, ...]:
        given = self._params.get(param, ())
        if param in KEYS_IN_ONE:
            given = [key for value in given for key in value.split(BETWEEN_KEYS)]
        values = {_clean(value) for value in given} - {""}
        usable = self._excluded(values) if param == "exclude" else self._read(param, values)
        if len(usable) > MAX_VALUES:
            words = f"Only {MAX_VALUES} of {len(usable):,} values can be used."
            self.notes.ignore(param, words)
        return tuple(sorted(usable)[:MAX_VALUES])

    def _excluded(self, values: Iterable[str]) -> set[str]:
        by_facet: dict[str, set[str]] = {}
        unknown = []
        for value in sorted(values):
            facet, _, refused = value.partition(":")
            if facet in self._refusable and refused.strip():
                by_facet.setdefault(facet, set()).add(refused.strip())
            else:
                unknown.append(value)
        if unknown:
            self.notes.ignore("exclude", f"Unknown value to exclude {_named(unknown)}.")
        return {
            f"{facet}:{value}"
            for facet, refused in by_facet.items()
            for value in self._read(facet, refused, is_excluded=True)
        }

    def _read(self, param: str, texts: set[str], *, is_excluded: bool = False) -> set[str]:
        """Return the matching values; unknown ones are kept and recorded in the notes."""
        matches = self._matches(param, {text for text in texts if len(text) <= MAX_CHARACTERS})
        is_exact = all(text in matches and matches[text].value == text for text in texts)
        gone = self._gone() if param in _MERGED and not is_exact else {}
        usable, unknown = set(), []
        for text in sorted(texts):
            match, found = matches.get(text, ValueMatch()), gone.get((param, text))
            if match.value and (match.value == text or not found):
                usable.add(match.value)
            elif found and found.slug in self._known[param]:
                usable.add(found.slug)
                self.notes.moved.append(f"“{found.name}” is now “{found.name_now}”.")
            else:
                is_no_key = match.is_hidden or (param in _KEYS and not is_key(text))
                kept = NO_KEY if is_no_key else text[:MAX_CHARACTERS]
                usable.add(kept)
                unknown.append(
                    UnknownValue(
                        param,
                        text,
                        kept,
                        is_excluded,
                        retired=found.name if found else "",
                        nearest=() if found else match.nearest,
                        allowed=match.allowed,
                        own_fact=match.fact,
                    )
                )
        self.notes.keep("exclude" if is_excluded else param, unknown)
        return usable

    def _matches(self, param: str, texts: Collection[str]) -> dict[str, ValueMatch]:
        """Return the match of each text; those missing match nothing."""
        if not texts:
            return {}
        if param in self._known:
            return match_values(texts, self._known[param])
        looked_up = self._look_up(param, texts)
        usable = {
            text: ValueMatch(text)
            for text in texts
            if param not in _KEYS or is_key(text) or text == _ABSENT.get(param)
        }
        found = {**usable, **looked_up}
        for text in texts:
            # A URL may contain an industry as written in files, in any language.
            standard = self._refusable[param].standard(text) if param in self._refusable else text
            if standard != text and (text not in looked_up or not looked_up[text].value):
                found[text] = self._look_up(param, [standard]).get(standard, ValueMatch(standard))
                if not found[text].value:
                    found[text] = looked_up.get(text, ValueMatch())
        return found

    def text(self, param: str) -> str:
        return _clean(next(iter(self._params.get(param, ())), ""))[:MAX_CHARACTERS].strip()

    def words(self) -> str:
        """Return the search words; adds a note if more were given."""
        given = _clean(next(iter(self._params.get("q", ())), ""))
        kept = given[:MAX_CHARACTERS].strip()
        if len(given) > MAX_CHARACTERS or len(kept.split()) > MAX_WORDS:
            kept = " ".join(kept.split()[:MAX_WORDS])
            last = shortened(kept.rpartition(" ")[2])
            self.notes.ignore("q", f"Search text is too long; the part after “{last}” is not used.")
        return kept

    def cursor(self) -> dict[str, str]:
        """Return the cursor for the next page, or else for the previous one."""
        for param in ("after", "before"):
            if value := _clean(next(iter(self._params.get(param, ())), "")):
                return {param: value[:MAX_OF_A_CURSOR]}
        return {}

    def order(self, sorts: Sequence[str]) -> str:
        """Return the order; the default with words is relevance."""
        has_words = bool(self.text("q"))
        if not self.text("sort"):
            return RELEVANCE if has_words else sorts[0]
        if (custom := CustomOrder.read(self.text("sort"))) and self._has_field(custom.code):
            return self.text("sort")
        chosen = self.choice("sort", sorts)
        return sorts[0] if chosen == RELEVANCE and not has_words else chosen

    def _has_field(self, code: str) -> bool:
        asked = f"{code}:1"
        found = self._look_up("custom", [asked])
        return asked not in found or found[asked].value == asked

    def choice(self, param: str, choices: Sequence[str]) -> str:
        wanted = self.text(param)
        if wanted and wanted not in choices:
            self.notes.ignore(param, f"Unknown sort order “{shortened(wanted)}”.")
        return wanted if wanted in choices else choices[0]

    def key(self, param: str) -> int:
        wanted = self.text(param)
        if wanted and not is_key(wanted):
            self.notes.ignore(param, f"“{shortened(wanted)}” is not a contact ID.")
        return int(wanted) if is_key(wanted) else 0

    def share(self, param: str) -> float:
        wanted = self.text(param)
        try:
            value = float(wanted or 0)
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            self.notes.ignore(param, f"“{shortened(wanted)}” is not a number from 0 to 1.")
            return 0.0
        return round(min(max(value, 0.0), 1.0), 2)


def _clean(value: str) -> str:
    """Remove characters that Postgres cannot store, and surrounding spaces."""
    return value.replace("\0", "").strip()


def _named(values: Sequence[str]) -> str:
    names = ", ".join(f"“{shortened(value)}”" for value in values[:_MAX_NAMED])
    left = len(values) - _MAX_NAMED
    return f"{names} and {left} more" if left > 0 else names
