"""Names that say what an organisation is: fire brigades, ministries, banks, airlines."""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

SEED = Path(__file__).parent.parent / "data" / "company_names.csv"


@dataclass(frozen=True, slots=True)
class NamePattern:
    """One line of the seed file.

    Args:
        kind: what such an organisation is, e.g. `fire_brigade`.
        label: business model that the kind speaks for; `brand` where the name is a mere trap.
        phrase: folded words; `*` stands for any letters, e.g. `*feuerwehr`.
    """

    kind: str
    label: str
    phrase: str


@dataclass(frozen=True)
class NamePatterns:
    """Finds the kinds of organisation that a name speaks of.

    Args:
        patterns: in any order; the longest phrase uses up its words.
    """

    patterns: Sequence[NamePattern]

    def kinds(self, name: str) -> list[str]:
        """Return the labels and kinds of a folded name, each once, in the order of the name."""
        found = [self._by_group[match.lastgroup or ""] for match in self._regex.finditer(name)]
        return list(dict.fromkeys(text for p in found for text in (p.label, p.kind)))

    @cached_property
    def _by_group(self) -> dict[str, NamePattern]:
        longest_first = sorted(self.patterns, key=lambda p: (-len(p.phrase), p.phrase))
        return {f"p{number}": pattern for number, pattern in enumerate(longest_first)}

    @cached_property
    def _regex(self) -> re.Pattern[str]:
        parts = [f"(?P<{g}>{_expression(p.phrase)})" for g, p in self._by_group.items()]
        return re.compile(rf"(?<!\w)(?:{'|'.join(parts) or '(?!)'})(?!\w)")


def load_patterns(path: Path = SEED) -> NamePatterns:
    """Read a file with the columns `kind`, `label` and `phrases` (joined by `|`)."""
    with path.open(encoding="utf-8", newline="") as lines:
        return NamePatterns(
            [
                NamePattern(row["kind"], row["label"], phrase.strip())
                for row in csv.DictReader(lines)
                for phrase in row["phrases"].split("|")
                if phrase.strip()
            ]
        )


def _expression(phrase: str) -> str:
    return re.escape(phrase).replace(r"\*", r"\w*").replace(r"\ ", r"[\W_]+")
