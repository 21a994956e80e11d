"""Figures in documents, made from the results: the table of the README, and the model cards.

The README gets no figure of a model that does not ship any more until its suite has run again.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.machine import QUIET, ROOT, shipped
from benchmarks.suites import SUITES
from classifiers.evaluation.headline import NAME as HEADLINE
from classifiers.evaluation.headline import Headline, cases

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
        line = f"| {self.what} | {own} | {peer} | {day_of(result)} | {command} | {link} |"
        return line.replace("|  |", "| |")

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


def has_result(suite: str) -> bool:
    return (RESULTS / f"{suite}.json").is_file()


def day_of(result: Mapping[str, Any]) -> str:
    """Return the day of a result, such as Nov 29, 2026."""
    day = date.fromisoformat(result["date"])
    return f"{day:%b} {day.day}, {day.year}"


def outdated(suite: str) -> str | None:
    """Return what differs between the models of a result and those that ship; None if nothing."""
    if not has_result(suite):
        return "has no result"
    models = set(read_result(suite)["models"].values())
    ships = {shipped(kind) for kind in SUITES[suite].models}
    if models == ships:
        return None
    former, new = (", ".join(sorted(one)) or "none" for one in (models - ships, ships - models))
    return f"measured with {former}; {new} ships"


def section(rows: Sequence[Row]) -> str:
    """Return the introduction of the table, and the table."""
    results = {row.suite: read_result(row.suite) for row in rows}
    machines = "; ".join(sorted({one["machine"] for one in results.values()}))
    is_quiet = all(one.get("load", 1.0) <= QUIET for one in results.values())
    beside = "with nothing else running" if is_quiet else "beside other work"
    introduction = (
        f"Measured on {machines}, {beside}, each beside its peer in the same run.\nThe command"
        " repeats it; the file has all figures, with the commit and the models of the run."
    )
    head = (
        "| What | LeadQual | Peer | Measured | Command | All figures |\n|---|---|---|---|---|---|"
    )
    return "\n".join([introduction, "", head, *(row.line(results[row.suite]) for row in rows)])


def written(text: str, table: str) -> str:
    """Return the text of the README with this table."""
    start = text.index(HEADING) + len(HEADING)
    return text[:start] + table + text[text.index(END, start) :]


def documents(rows: Sequence[Row]) -> dict[Path, str]:
    """Return the README, with these rows, and the model cards as they should be."""
    result = read_result("headlines")
    found = {README: written(README.read_text(encoding="utf-8"), section(rows))}
    for kind, figures in result["figures"].items():
        card, headline = ROOT / f"docs/models/{kind}.md", Headline(**figures)
        measured = f"{cases(kind, headline.n_examples)}; {day_of(result)}"
        shown = f"**{HEADLINE}: {headline.shown}** ({measured})"
        text = card.read_text(encoding="utf-8")
        found[card] = re.sub(rf"\*\*{HEADLINE}: .*?\*\* \(.*?\)", shown, text, count=1)
    return found


def write() -> None:
    """Write the figures into the README and the model cards."""
    for path, text in documents([row for row in ROWS if outdated(row.suite) is None]).items():
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write()
