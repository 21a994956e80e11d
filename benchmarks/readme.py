"""The table of figures in the README, made from the results.

A figure of a model that does not ship any more is left out until its suite has run again.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.machine import ROOT, shipped
from classifiers.evaluation.headline import NAME as HEADLINE

RESULTS = Path(__file__).parent / "results"
README = ROOT / "README.md"
HEADING = "## Figures\n\n"
END = "\n\n`make bench` "

Place = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table.

    Args:
        what: is measured.
        suite: whose result has it.
        figures: where they are in the result.
        peer: its name, and where its figure is.
        form: of each figure.
    """

    what: str
    suite: str
    figures: tuple[Place, ...]
    peer: tuple[str, Place] | None = None
    form: str = "{:.3f}"

    def line(self, result: Mapping[str, Any]) -> str:
        """Return the line as it is in the README."""
        own = ", ".join(self._shown(result, place) for place in self.figures)
        peer = f"{self.peer[0]} {self._shown(result, self.peer[1])}" if self.peer else ""
        link = f"[{self.suite}.json](benchmarks/results/{self.suite}.json)"
        command = f"`python -m benchmarks {self.suite}`"
        return f"| {self.what} | {own} | {peer} | {command} | {link} |".replace("|  |", "| |")

    def _shown(self, result: Mapping[str, Any], place: Place) -> str:
        found: Any = result["figures"]
        for name in place:
            found = found[name]
        return self.form.format(found)


_NEVER = ("quality", "dev, never learned")
_F1 = "functions micro-F1"
_NDCG, _VERDICTS = "ndcg_at_50", "10 likes, 30 dislikes"
_PAINTED = ("key_to_next_card", "all", "card_painted_ms")
ROWS = (
    *(
        Row(
            f"{what}: {HEADLINE[0].lower()}{HEADLINE[1:]}",
            "headlines",
            ((kind, "macro_f1"),),
        )
        for kind, what in (
            ("titles", "Job titles"),
            ("companies", "Business models"),
            ("replies", "Replies"),
        )
    ),
    Row(
        "Functions alone, of job titles that it never saw, micro-F1",
        "titles",
        ((*_NEVER, "LeadQual", _F1),),
        ("fastText", (*_NEVER, "fastText", _F1)),
    ),
    *(
        Row(
            f"{what} per second and core, from the raw text to labels: without reasons, with them",
            "titles",
            (
                ("speed", f"titles per second, {kind}"),
                ("speed", f"titles per second, {kind}, with reasons"),
            ),
            form="{:,.0f}",
        )
        for what, kind in (("Real job titles", "real"), ("Headlines", "headlines"))
    ),
    Row(
        "Business models of held-out portfolio companies, macro-F1",
        "companies",
        (("quality", "LeadQual", "pool_macro_f1"),),
        ("TF-IDF", ("quality", "TF-IDF and logistic regression", "pool_macro_f1")),
    ),
    Row(
        "Ranking after 10 likes and 30 dislikes, nDCG@50",
        "ranking",
        ((_NDCG, "LeadQual", _VERDICTS),),
        ("Qdrant", (_NDCG, "Qdrant average_vector", _VERDICTS)),
    ),
    Row(
        "All facet counts over 10 million contacts, median",
        "search",
        (("counts_ms", "p50"),),
        ("DuckDB", ("peers", "DuckDB, SQL", "p50")),
        form="{:.1f} ms",
    ),
    Row(
        "Next card among a million companies, 95 %",
        "scale",
        (("next_card_after_a_verdict_ms", "p95"),),
        form="{:.1f} ms",
    ),
    Row(
        "Key until the next card of the queue is painted, median and 95 %, processor slowed four"
        " times, 200 ms to the server",
        "queue_browser",
        ((*_PAINTED, "p50"), (*_PAINTED, "p95")),
        form="{:.1f} ms",
    ),
    Row(
        "Import of a million contacts",
        "imports",
        (("stored_s",),),
        ("COPY alone", ("copy_alone_s",)),
        form="{:,.1f} s",
    ),
)


def read_result(suite: str) -> dict[str, Any]:
    """Return the result of a suite."""
    text = (RESULTS / f"{suite}.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def outdated(result: Mapping[str, Any]) -> dict[str, str]:
    """Return the models of a result that do not ship any more: kind → version."""
    models: Mapping[str, str] = result["models"]
    return {kind: version for kind, version in models.items() if version != shipped(kind)}


def section() -> str:
    """Return the introduction of the table, and the table."""
    results = {row.suite: read_result(row.suite) for row in ROWS}
    current = {suite: one for suite, one in results.items() if not outdated(one)}
    days = sorted(date.fromisoformat(one["date"]) for one in current.values())
    first, last = f"{days[0]:%b} {days[0].day}", f"{days[-1]:%b} {days[-1].day}, {days[-1].year}"
    machines = sorted({one["machine"] for one in current.values()})
    lines = [row.line(current[row.suite]) for row in ROWS if row.suite in current]
    where = "; ".join(machines)
    introduction = (
        f"Measured {first} to {last} on {where}, beside other work, with the models that ship, each"
        " beside its peer in\nthe same run. The command repeats it; the file has all figures, with"
        " the commit and the date of the run."
    )
    head = "| What | LeadQual | Peer | Command | All figures |\n|---|---|---|---|---|"
    return "\n".join([introduction, "", head, *lines])


def written(readme: str, table: str) -> str:
    """Return the README with this table."""
    start = readme.index(HEADING) + len(HEADING)
    return readme[:start] + table + readme[readme.index(END, start) :]


def write() -> list[str]:
    """Write the table into the README; return the commands of what is left out of it."""
    README.write_text(written(README.read_text(encoding="utf-8"), section()), encoding="utf-8")
    suites = dict.fromkeys(row.suite for row in ROWS)
    return [f"python -m benchmarks {one}" for one in suites if outdated(read_result(one))]


if __name__ == "__main__":
    for command in write():
        print(f"Left out, as another model ships by now: {command}")  # noqa: T201  # a command
