"""`leadqual titles`: files of job titles in, files with labels out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from leadqual.cli.files import Table, check_writable, open_table, write_rows
from leadqual.cli.progress import bar
from leadqual.cli.tables import Row, text_of

if TYPE_CHECKING:
    from classifiers.titles.cascade import TitleCascade
    from classifiers.types import TitlePrediction

COLUMNS = {
    "functions": str,
    "departments": str,
    "level": str,
    "level_score": float,
    "industry": str,
    "source": str,
    "model": str,
}
MOST_REMEMBERED = 200_000  # Distinct titles whose labels are kept for later chunks.

app = typer.Typer(help="Job titles: classify files.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """Job titles: classify files."""


@app.command()
def classify(
    source: Annotated[
        str, typer.Argument(metavar="IN", help="CSV, JSONL or Parquet; - for a pipe.")
    ],
    column: Annotated[str, typer.Option(help="Column with the titles.")] = "title",
    out: Annotated[str, typer.Option(help="CSV, JSONL or Parquet; - for a pipe.")] = "-",
    model: Annotated[Path | None, typer.Option(help="Folder of another model.")] = None,
    encoding: Annotated[str | None, typer.Option(help="Of a CSV file, if guessed wrong.")] = None,
) -> None:
    """Add functions, departments, level and industry to every row of a file.

    All columns and the order of the rows are kept. Each distinct title is classified once.
    """
    from classifiers.titles.cascade import load_cascade  # loads NumPy

    check_writable(out)
    table = open_table(source, require=[column], encoding=encoding)
    labels = _Labels(load_cascade(model))
    write_rows(out, _labelled(table, column, labels), columns={**table.columns, **COLUMNS})


def _labelled(table: Table, column: str, labels: "_Labels") -> Iterator[list[Row]]:
    with bar("Classifying titles", total=table.total) as progress:
        for rows in table.chunks:
            found = labels.of([text_of(row.get(column)) for row in rows])
            yield [row | label for row, label in zip(rows, found, strict=True)]
            progress.at(table.position())


@dataclass(slots=True)
class _Labels:
    """The columns of titles, remembered from chunk to chunk."""

    cascade: "TitleCascade"
    known: dict[str, Row]

    def __init__(self, cascade: "TitleCascade") -> None:
        self.cascade = cascade
        self.known = {}

    def of(self, titles: Sequence[str]) -> list[Row]:
        new = [title for title in dict.fromkeys(titles) if title not in self.known]
        if len(self.known) + len(new) > MOST_REMEMBERED:
            self.known.clear()
            new = list(dict.fromkeys(titles))
        for prediction in self.cascade.predict(new, explain=False):
            self.known[prediction.title] = self._columns(prediction)
        return [self.known[title] for title in titles]

    def _columns(self, prediction: "TitlePrediction") -> Row:
        slugs = [label.slug for label in prediction.functions]
        return {
            "functions": ";".join(f"{label.slug}:{label.score}" for label in prediction.functions),
            "departments": ";".join(self.cascade.taxonomy.departments_of(slugs)),
            "level": prediction.level.slug,
            "level_score": prediction.level.score,
            "industry": prediction.industry.slug if prediction.industry else "",
            "source": prediction.source,
            "model": prediction.model,
        }
