"""Match texts to values of a filter: exactly, ignoring case and accents, or else the nearest."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from rapidfuzz import fuzz, process

from classifiers.core.text import fold

_N_NEAREST = 3
_MIN_SIMILAR = 58  # of 100; below, words are unrelated.
_MAX_QUOTED = 40  # characters of a value quoted in a sentence
_MAX_SCORE_GAP = 20  # For "Germny", values much less similar than "Germany" are not suggested.


@dataclass(frozen=True, slots=True)
class SuggestedValue:
    """A suggested value with its display name."""

    value: str
    name: str


@dataclass(frozen=True, slots=True)
class ValueMatch:
    """Result of matching one text.

    Args:
        value: as stored; empty if there is no such value.
        nearest: similarly spelled values if there is none, nearest first.
        allowed: all values of the filter if there is none.
        fact: what does not exist, if not simply this value.
        is_hidden: it is there, and the reader may not use it.
    """

    value: str = ""
    nearest: Sequence[SuggestedValue] = ()
    allowed: Sequence[str] = ()
    fact: str = ""
    is_hidden: bool = False


class ValueLookup(Protocol):
    """Matches texts to values of a filter; texts missing in the result were not looked up."""

    def __call__(self, param: str, texts: Collection[str]) -> Mapping[str, ValueMatch]:
        """Return text → its match."""


def no_lookup(param: str, texts: Collection[str]) -> Mapping[str, ValueMatch]:  # noqa: ARG001
    """Look up nothing: every text counts as a value."""
    return {}


def match_values(texts: Collection[str], names: Mapping[str, str]) -> dict[str, ValueMatch]:
    """Match each text to the values of one filter.

    Without an exact match, case, accents, `_` and repeated spaces are ignored.

    Args:
        texts: as typed.
        names: every value → display name, most frequent first.
    """
    found = {text: ValueMatch(text) for text in texts if text in names}
    if len(found) == len(texts):
        return found
    allowed = tuple(names)
    by_spelling: dict[str, str] = {}
    for value, name in names.items():
        by_spelling.setdefault(_spelling(value), value)
        by_spelling.setdefault(_spelling(name), value)
    for text in texts:
        if text not in found:
            exact_value = by_spelling.get(_spelling(text), "")
            found[text] = (
                ValueMatch(exact_value)
                if exact_value
                else ValueMatch(nearest=_nearest(text, by_spelling, names), allowed=allowed)
            )
    return found


def shorten(value: str) -> str:
    """Shorten a value for quoting in a sentence."""
    return value if len(value) <= _MAX_QUOTED else f"{value[: _MAX_QUOTED - 1]}…"


def _nearest(
    text: str, by_spelling: Mapping[str, str], names: Mapping[str, str]
) -> tuple[SuggestedValue, ...]:
    spelling = _spelling(text)
    matches = process.extract(
        spelling, by_spelling.keys(), scorer=fuzz.WRatio, score_cutoff=_MIN_SIMILAR, limit=None
    )
    # "salez" is as similar to part of "sales leader" as to all of "sales".
    matches.sort(key=lambda match: (-round(match[1]), -fuzz.ratio(spelling, match[0])))
    matches = matches[: 2 * _N_NEAREST]  # A value and its name may both match.
    best = matches[0][1] if matches else 0.0
    values = dict.fromkeys(
        by_spelling[spelling] for spelling, score, _ in matches if score > best - _MAX_SCORE_GAP
    )
    return tuple(SuggestedValue(value, names[value]) for value in list(values)[:_N_NEAREST])


def _spelling(text: str) -> str:
    return " ".join(fold(text).replace("_", " ").split())
