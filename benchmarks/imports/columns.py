"""Columns of 122 exports: how many the import maps to the right field without a question.

Run by `python -m benchmarks columns`. The exports were written from what their programs call
their columns, with invented values; `exports.jsonl` has one in each line: the program, the
language, and of each column its header, three values and the right field (null where it has none).
A column is wrong where it is mapped to another field, or to one where none is right: such a column
is imported unless somebody notices. The mapping page notes columns that are uncertain, contradicted
or detected by content alone.

The guessing was improved by looking at every other export, from the first on; the rest is held out.

Imported once the settings can be read.
"""

import csv
import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

from benchmarks.workspace import Say
from leadqual.imports.columns.column_preview import PreviewColumn, preview_file
from leadqual.imports.columns.name_guesses import BY_NAME

EXPORTS = Path(__file__).with_name("exports.jsonl")
_OUTCOMES = ("right", "missed", "wrong")


def measure(*, say: Say) -> dict[str, object]:
    """Guess the columns of every export.

    Args:
        say: told each step.
    """
    say("columns")
    kinds: defaultdict[str, Counter[str]] = defaultdict(Counter)
    halves = Counter[str](), Counter[str]()
    wrong, missed = list[str](), list[str]()
    with EXPORTS.open(encoding="utf-8") as lines:
        exports = [json.loads(line) for line in lines]
    for number, export in enumerate(exports):
        columns = export["columns"]
        for column, found in zip(columns, _guessed(columns), strict=True):
            guess, right = found.guess, column["field"] or ""
            outcome = "right" if guess == right else "wrong" if guess else "missed"
            noted = f"{outcome} with a note" if found.because not in {"", BY_NAME} else ""
            for counts in (kinds[export["language"]], halves[number % 2]):
                counts.update([outcome, noted] if noted else [outcome])
            where = f"{export['exporter']}: {column['header']}: {right or 'none'}"
            if outcome == "wrong":
                wrong.append(f"{where}, not {guess}{' (noted)' if noted else ''}")
            elif outcome == "missed":
                missed.append(where)
    return {
        "n_exports": len(exports),
        **_shares(sum(halves, Counter[str]())),
        "looked at": _shares(halves[0]),
        "held out": _shares(halves[1]),
        "right by language": {
            name: _shares(counts)["right"] for name, counts in sorted(kinds.items())
        },
        "wrong columns": wrong,
        "missed columns": missed,
    }


def _shares(counts: Mapping[str, int]) -> dict[str, float]:
    n_columns = sum(counts.get(name, 0) for name in _OUTCOMES)
    noted = [f"{name} with a note" for name in _OUTCOMES]
    return {
        "n_columns": n_columns,
        **{name: round(counts.get(name, 0) / n_columns, 4) for name in (*_OUTCOMES, *noted)},
    }


def _guessed(columns: Sequence[Mapping[str, Any]]) -> list[PreviewColumn]:
    """Return each column as the import sees it in an uploaded file."""
    text = StringIO()
    rows = zip(*(column["values"] for column in columns), strict=True)
    csv.writer(text).writerows([[column["header"] for column in columns], *rows])
    kind = "companies" if any(column["field"] == "name" for column in columns) else "contacts"
    return preview_file(kind, BytesIO(text.getvalue().encode())).columns
