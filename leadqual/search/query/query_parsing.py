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
    SuggestedValue,
    ValueLookup,
    ValueMatch,
    match_values,
    no_lookup,
    shorten,
)
from leadqual.search.query.query import (
    COMPANY_SORTS,
    CONTACT_SORTS,
    JOINED_KEY_PARAMS,
    KEY_SEPARATOR,
    MAX_CHARACTERS,
    MAX_CURSOR,
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

_REPLACEABLE_PARAMS = ("function", "department")
_KEY_ONLY_PARAMS = ("company", "contact", *by_param(MEMBERSHIPS))
_KEY_PARAMS = (
    *_KEY_ONLY_PARAMS,
    *(facet.param for facet in (*FACETS, *COMPANY_FACETS) if facet.is_named),
)
_ABSENT_VALUES = {facet.param: facet.absent for facet in (*FACETS, *COMPANY_FACETS) if facet.absent}
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
    nearest: Sequence[SuggestedValue] = ()
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
        if self.value == NO_KEY and self.param in _KEY_ONLY_PARAMS and not self.nearest:
            article = "an" if kind[0] in "aeiou" else "a"
            return f"“{shorten(self.text)}” is not the ID of {article} {kind}{end}."
        return f"There is no {kind} “{shorten(self.text)}”{end}."

    @property
    def sentence(self) -> str:
        """Sentence on what does not exist, with suggestions."""
        *names, last = [f"“{shorten(near.name)}”" for near in self.nearest] or [""]
        suggestions = f"{', '.join(names)} or {last}" if names else last
        return f"{self.fact} Did you mean {suggestions}?" if last else self.fact


class Notes(dict[str, str]):
    """Name → one sentence for each parameter that was not understood.

    A merged or renamed function is understood: `replaced` has the new one.

    Attributes:
        unknown: values that do not exist, which the search keeps.
        ignored: sentences about what the search does not keep.
        by_param: name → the values and sentences about it, in the order they were found.
    """

    def __init__(self) -> None:
        super().__init__()
        self.replaced: list[str] = []
        self.unknown: list[UnknownValue] = []
        self.ignored: list[str] = []
        self.by_param: dict[str, list[UnknownValue | str]] = {}

    def add_ignored(self, param: str, sentence: str) -> None:
        """Record that part of a parameter was ignored."""
        self.ignored.append(sentence)
        self.by_param.setdefault(param, []).append(sentence)
        self._add(param, sentence)

    def add_unknown(self, param: str, values: Sequence[UnknownValue]) -> None:
        """Record values of a parameter that do not exist."""
        if values:
            self.unknown += values
            self.by_param.setdefault(param, []).extend(values)
        for value in values[:_MAX_NAMED]:
            self._add(param, value.sentence)
        if (n_more := len(values) - _MAX_NAMED) > 0:
            self._add(param, f"The same holds for {n_more:,} more.")

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
    reader = _Reader(params, known, (*FACETS, *MEMBERSHIPS), vocabulary.look_up, vocabulary.retired)
    selection = reader.read_all_selections(ContactQuery.ticks())
    selection["function"] = tuple(
        slug
        for slug in selection["function"]
        if vocabulary.functions.get(slug) not in selection["department"]
    )
    query = ContactQuery().changed(
        **selection,
        confidence=reader.score("confidence"),
        since=reader.key("since"),
        q=reader.words(),
        sort=reader.order(CONTACT_SORTS),
        **reader.cursor(),
    )
    return query, reader.notes


def reject_unclear(
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
    sentences = [f"Unknown filter “{shorten(name)}”." for name in unknown]
    if sentences := [*sentences, *notes.values()]:
        raise UnclearSearchError(
            f"{' '.join(sentences)} Ignoring it would select other {records}, so nothing was "
            f"done. Search again under {records.capitalize()}."
        )


def read_company_query(
    params: Mapping[str, Sequence[str]], look_up: ValueLookup = no_lookup
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
        **reader.read_all_selections(CompanyQuery.ticks()),
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
        retired: tells what became of functions and departments that do not exist.
    """

    def __init__(
        self,
        params: Mapping[str, Sequence[str]],
        known: Mapping[str, Iterable[str]],
        facets: Iterable[Facet],
        look_up: ValueLookup,
        retired: Callable[[], Mapping[tuple[str, str], RetiredSlug]] = dict,
    ) -> None:
        # The button that excludes a value has its own name: htmx sends one value for each
        # name of a button, in place of all that the form holds.
        self._added_exclusions = params.get("add_exclude", ())
        self._params = {**params, "exclude": [*params.get("exclude", ()), *self._added_exclusions]}
        self._excludable = by_param(facets)
        self._look_up = look_up
        self._find_retired = retired
        self._known = {
            param: values if isinstance(values, Mapping) else {value: value for value in values}
            for param, values in known.items()
        }
        self.notes = Notes()

    def read_all_selections(self, params: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Return the selected values of parameters, without those that are also excluded."""
        selection = {param: self.selection(param) for param in params}
        for param in self._excludable:
            contradictory = [
                value for value in selection[param] if f"{param}:{value}" in selection["exclude"]
            ]
            selection[param] = tuple(
                value for value in selection[param] if value not in contradictory
            )
            # The button next to a selected value wins.
            if ignored_values := [
                value for value in contradictory if f"{param}:{value}" not in self._added_exclusions
            ]:
                kind = param.replace("_", " ").capitalize()
                verb = "are" if len(ignored_values) > 1 else "is"
                values = _quote_values(ignored_values)
                self.notes.add_ignored(param, f"{kind} {values} {verb} both selected and excluded.")
        return selection

    def selection(self, param: str) -> tuple[str, ...]:
        given = self._params.get(param, ())
        if param in JOINED_KEY_PARAMS:
            given = [key for value in given for key in value.split(KEY_SEPARATOR)]
        values = {_clean(value) for value in given} - {""}
        usable = (
            self._read_exclusions(values)
            if param == "exclude"
            else self._read_values(param, values)
        )
        if len(usable) > MAX_VALUES:
            words = f"Only {MAX_VALUES} of {len(usable):,} values can be used."
            self.notes.add_ignored(param, words)
        return tuple(sorted(usable)[:MAX_VALUES])

    def _read_exclusions(self, values: Iterable[str]) -> set[str]:
        by_facet: dict[str, set[str]] = {}
        unknown = []
        for value in sorted(values):
            facet, _, refused = value.partition(":")
            if facet in self._excludable and refused.strip():
                by_facet.setdefault(facet, set()).add(refused.strip())
            else:
                unknown.append(value)
        if unknown:
            self.notes.add_ignored("exclude", f"Unknown value to exclude {_quote_values(unknown)}.")
        return {
            f"{facet}:{value}"
            for facet, refused in by_facet.items()
            for value in self._read_values(facet, refused, is_excluded=True)
        }

    def _read_values(self, param: str, texts: set[str], *, is_excluded: bool = False) -> set[str]:
        """Return the matching values; unknown ones are kept and recorded in the notes."""
        matches = self._matches(param, {text for text in texts if len(text) <= MAX_CHARACTERS})
        is_exact = all(text in matches and matches[text].value == text for text in texts)
        retired = self._find_retired() if param in _REPLACEABLE_PARAMS and not is_exact else {}
        usable, unknown = set(), []
        for text in sorted(texts):
            match, found = matches.get(text, ValueMatch()), retired.get((param, text))
            if match.value and (match.value == text or not found):
                usable.add(match.value)
            elif found and found.slug in self._known[param]:
                usable.add(found.slug)
                self.notes.replaced.append(f"“{found.name}” is now “{found.name_now}”.")
            else:
                is_no_key = match.is_hidden or (param in _KEY_PARAMS and not is_key(text))
                stored = NO_KEY if is_no_key else text[:MAX_CHARACTERS]
                usable.add(stored)
                unknown.append(
                    UnknownValue(
                        param,
                        text,
                        stored,
                        is_excluded,
                        retired=found.name if found else "",
                        nearest=() if found else match.nearest,
                        allowed=match.allowed,
                        own_fact=match.fact,
                    )
                )
        self.notes.add_unknown("exclude" if is_excluded else param, unknown)
        return usable

    def _matches(self, param: str, texts: Collection[str]) -> dict[str, ValueMatch]:
        """Return the match of each text; those missing match nothing."""
        if not texts:
            return {}
        if param in self._known:
            return match_values(texts, self._known[param])
        lookup_matches = self._look_up(param, texts)
        usable = {
            text: ValueMatch(text)
            for text in texts
            if param not in _KEY_PARAMS or is_key(text) or text == _ABSENT_VALUES.get(param)
        }
        found = {**usable, **lookup_matches}
        for text in texts:
            # A URL may contain an industry as written in files, in any language.
            standard = self._excludable[param].standard(text) if param in self._excludable else text
            if standard != text and (text not in lookup_matches or not lookup_matches[text].value):
                found[text] = self._look_up(param, [standard]).get(standard, ValueMatch(standard))
                if not found[text].value:
                    found[text] = lookup_matches.get(text, ValueMatch())
        return found

    def text(self, param: str) -> str:
        return _clean(next(iter(self._params.get(param, ())), ""))[:MAX_CHARACTERS].strip()

    def words(self) -> str:
        """Return the search words; adds a note if more were given."""
        given = _clean(next(iter(self._params.get("q", ())), ""))
        stored = given[:MAX_CHARACTERS].strip()
        if len(given) > MAX_CHARACTERS or len(stored.split()) > MAX_WORDS:
            stored = " ".join(stored.split()[:MAX_WORDS])
            last = shorten(stored.rpartition(" ")[2])
            self.notes.add_ignored(
                "q", f"Search text is too long; the part after “{last}” is not used."
            )
        return stored

    def cursor(self) -> dict[str, str]:
        """Return the cursor for the next page, or else for the previous one."""
        for param in ("after", "before"):
            if value := _clean(next(iter(self._params.get(param, ())), "")):
                return {param: value[:MAX_CURSOR]}
        return {}

    def order(self, sorts: Sequence[str]) -> str:
        """Return the order; the default with words is relevance."""
        has_words = bool(self.text("q"))
        if not self.text("sort"):
            return RELEVANCE if has_words else sorts[0]
        if (custom := CustomOrder.read(self.text("sort"))) and self._has_custom_field(custom.code):
            return self.text("sort")
        chosen = self.choice("sort", sorts)
        return sorts[0] if chosen == RELEVANCE and not has_words else chosen

    def _has_custom_field(self, code: str) -> bool:
        lookup_text = f"{code}:1"
        found = self._look_up("custom", [lookup_text])
        return lookup_text not in found or found[lookup_text].value == lookup_text

    def choice(self, param: str, choices: Sequence[str]) -> str:
        text_value = self.text(param)
        if text_value and text_value not in choices:
            self.notes.add_ignored(param, f"Unknown sort order “{shorten(text_value)}”.")
        return text_value if text_value in choices else choices[0]

    def key(self, param: str) -> int:
        text_value = self.text(param)
        if text_value and not is_key(text_value):
            self.notes.add_ignored(param, f"“{shorten(text_value)}” is not a contact ID.")
        return int(text_value) if is_key(text_value) else 0

    def score(self, param: str) -> float:
        text_value = self.text(param)
        try:
            value = float(text_value or 0)
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            self.notes.add_ignored(param, f"“{shorten(text_value)}” is not a number from 0 to 1.")
            return 0.0
        return round(min(max(value, 0.0), 1.0), 2)


def _clean(value: str) -> str:
    """Remove characters that Postgres cannot store, and surrounding spaces."""
    return value.replace("\0", "").strip()


def _quote_values(values: Sequence[str]) -> str:
    names = ", ".join(f"“{shorten(value)}”" for value in values[:_MAX_NAMED])
    n_more = len(values) - _MAX_NAMED
    return f"{names} and {n_more} more" if n_more > 0 else names
