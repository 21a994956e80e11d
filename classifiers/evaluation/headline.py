"""The one figure by which a model is named, on every page, in the README and on its model card.

It is measured alike for each kind and version: on the frozen test set of its kind, as the quality
gate measures it. Any other figure of a model has another name, and says on which cases it is.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from classifiers.core.artifacts import pretrained

KINDS = ("titles", "companies", "replies")
NAME = "Macro-F1, frozen test set"
MEANING = "Mean F1 of all labels; 1 is perfect; what is missed and what is wrong both lower it."
REPORT = "frozen test set"
"""Name of the part of a report that an evaluation on this installation adds."""

SHIPPED = pretrained("titles").parent / "headlines.json"
_CASES = {
    "titles": "{:,} job titles; labels: functions and levels",
    "companies": "{:,} companies; labels: business models",
    "replies": "{:,} replies; labels: intents",
}


@dataclass(frozen=True, slots=True)
class Headline:
    """The headline figure of one version.

    Args:
        macro_f1: 0 to 1.
    """

    version: str
    macro_f1: float
    n_examples: int

    @property
    def shown(self) -> str:
        return f"{self.macro_f1:.3f}"


def headline(kind: str, version: str, report: Mapping[str, Any]) -> Headline | None:
    """Return the headline figure of a version; None where it was never measured."""
    measured = report.get(REPORT)
    figures = measured.get("figures") if isinstance(measured, Mapping) else None
    if isinstance(figures, Mapping) and "macro-F1" in figures:
        return Headline(version, float(figures["macro-F1"]), int(figures.get("examples", 0)))
    found = shipped().get(kind)
    return found if found is not None and found.version == version else None


def cases(kind: str, n_examples: int) -> str:
    return _CASES[kind].format(n_examples)


@lru_cache(maxsize=1)
def shipped() -> dict[str, Headline]:
    """Return kind → headline figure of the model that comes with the product."""
    stored = json.loads(SHIPPED.read_text(encoding="utf-8"))
    return {kind: Headline(**values) for kind, values in stored.items()}
