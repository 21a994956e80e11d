"""Which value of a filter a text means: exactly, but for case and accents, or else the nearest."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from rapidfuzz import fuzz, process

from classifiers.core.text import fold

_N_NEAREST = 3
_MIN_SIMILAR = 58  # of 100; below, two words share letters and nothing else.
_MAX_SHOWN = 40  # characters of a value in a sentence
_FARTHER = 20  # Beside "Germany", nobody who typed "Germny" meant what is so much less similar.


@dataclass(frozen=True, slots=True)
class NearValue:
    """A value that may have been meant, and what people call it."""

    value: str
    name: str


@dataclass(frozen=True, slots=True)
class ValueMatch:
    """What one text stands for.

    Args:
        value: as it is stored; empty where there is no such value.
        nearest: those that are written alike, where there is none; the nearest first.
        allowed: all values of the filter, where there is none.
        fact: what there is not, where it is not simply this value.
    """

    value: str = ""
    nearest: Sequence[NearValue] = ()
    allowed: Sequence[str] = ()
    fact: str = ""


class LookUp(Protocol):
    """Says which values of a filter some texts mean; texts that are left out were not looked up."""

    def __call__(self, param: str, texts: Collection[str]) -> Mapping[str, ValueMatch]:
        """Return text → what it stands for."""


def no_look_up(param: str, texts: Collection[str]) -> Mapping[str, ValueMatch]:  # noqa: ARG001
    """Look nothing up: every text counts as a value."""
    return {}


def match_values(texts: Collection[str], names: Mapping[str, str]) -> dict[str, ValueMatch]:
    """Return what each text stands for among the values of one filter.

    Neither case, accents, `_` nor the number of spaces counts where no value is written exactly so.

    Args:
        texts: as they were typed.
        names: every value → what people call it, the most frequent value first.
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
            same = by_spelling.get(_spelling(text), "")
            found[text] = (
                ValueMatch(same)
                if same
                else ValueMatch(nearest=_nearest(text, by_spelling, names), allowed=allowed)
            )
    return found


def shortened(value: str) -> str:
    """Return a value as a sentence quotes it."""
    return value if len(value) <= _MAX_SHOWN else f"{value[: _MAX_SHOWN - 1]}…"


def _nearest(
    text: str, by_spelling: Mapping[str, str], names: Mapping[str, str]
) -> tuple[NearValue, ...]:
    spelling = _spelling(text)
    near = process.extract(
        spelling, by_spelling.keys(), scorer=fuzz.WRatio, score_cutoff=_MIN_SIMILAR, limit=None
    )
    # "salez" is as like a part of "sales leader" as all of "sales".
    near.sort(key=lambda one: (-round(one[1]), -fuzz.ratio(spelling, one[0])))
    near = near[: 2 * _N_NEAREST]  # A value and its name may both be near.
    best = near[0][1] if near else 0.0
    values = dict.fromkeys(by_spelling[one] for one, score, _ in near if score > best - _FARTHER)
    return tuple(NearValue(value, names[value]) for value in list(values)[:_N_NEAREST])


def _spelling(text: str) -> str:
    return " ".join(fold(text).replace("_", " ").split())
