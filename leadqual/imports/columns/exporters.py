"""Exports of other tools, recognized by their column names, with the fields of their columns."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from leadqual.imports.columns.guessing import fold_name

_SEVERAL = frozenset({"email", "phone"})  # Fields of which the first usable column counts.
_TOOLS = Path(__file__).with_name("exporters.yaml")


@dataclass(frozen=True, slots=True)
class RecognizedExport:
    """What is known of a file that another tool exported.

    Args:
        tool: its name; empty where the file is of none that is known.
        mapping: place of a column → code of its field.
    """

    tool: str = ""
    mapping: dict[int, str] = field(default_factory=dict)


def recognize(kind: str, header: Sequence[str]) -> RecognizedExport:
    """Recognize the tool that exported a file: the one of whose column names it has the most.

    Args:
        kind: `contacts` or `companies`.
        header: names of all columns.
    """
    folded = [_spelled(name) for name in header]
    names = set(folded)
    tools = [one for one in _tools() if one["kind"] == kind]
    marks = {at: len(names & set(one["marks"])) for at, one in enumerate(tools)}
    known = [at for at, one in enumerate(tools) if marks[at] >= one["least"]]
    if not known:
        return RecognizedExport()
    tool = tools[max(known, key=lambda at: marks[at] / tools[at]["least"])]
    mapping = {
        folded.index(name): code
        for code, columns in tool["fields"].items()
        for name in [name for name in columns if name in names][: None if code in _SEVERAL else 1]
    }
    return RecognizedExport(tool["name"], mapping)


def _spelled(name: str) -> str:
    """Fold a name, in which products are one word however they are capitalized."""
    return fold_name(name).replace("linked in", "linkedin").replace("lead qual", "leadqual")


@cache
def _tools() -> Sequence[dict[str, Any]]:
    found: Sequence[dict[str, Any]] = yaml.safe_load(_TOOLS.read_text(encoding="utf-8"))
    return found
