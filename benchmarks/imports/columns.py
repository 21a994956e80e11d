"""Columns of 88 exports: how many the import maps to the right field without a question.

Run by `python -m benchmarks columns`. The exports were written from what their programs call
their columns, with invented values; `exports.jsonl` has one in each line: the program, the
language, and of each column its header, three values and the right field (null where it has none).
A column is wrong where it is mapped to another field, or to one where none is right: such a column
is imported unless somebody notices.

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
from leadqual.imports.columns.column_preview import preview_file

EXPORTS = Path(__file__).with_name("exports.jsonl")


def measure(*, say: Say) -> dict[str, object]:
    """Guess the columns of every export.

    Args:
        say: told each step.
    """
    say("columns")
    kinds: defaultdict[str, Counter[str]] = defaultdict(Counter)
    wrong, missed = list[str](), list[str]()
    with EXPORTS.open(encoding="utf-8") as lines:
        exports = [json.loads(line) for line in lines]
    for export in exports:
        columns = export["columns"]
        for column, guess in zip(columns, _guessed(columns), strict=True):
            right = column["field"] or ""
            outcome = "right" if guess == right else "wrong" if guess else "missed"
            kinds[export["language"]][outcome] += 1
            where = f"{export['exporter']}: {column['header']}: {right or 'none'}"
            if outcome == "wrong":
                wrong.append(f"{where}, not {guess}")
            elif outcome == "missed":
                missed.append(where)
    total = sum(kinds.values(), Counter[str]())
    return {
        "n_exports": len(exports),
        "n_columns": total.total(),
        **{name: round(total[name] / total.total(), 4) for name in ("right", "missed", "wrong")},
        "right by language": {
            name: round(found["right"] / found.total(), 3) for name, found in sorted(kinds.items())
        },
        "wrong": wrong,
        "missed": missed,
    }


def _guessed(columns: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the guess of each column, "" for none, as for an uploaded file."""
    text = StringIO()
    rows = zip(*(column["values"] for column in columns), strict=True)
    csv.writer(text).writerows([[column["header"] for column in columns], *rows])
    kind = "companies" if any(column["field"] == "name" for column in columns) else "contacts"
    found = preview_file(kind, BytesIO(text.getvalue().encode()))
    return [column.guess for column in found.columns]
