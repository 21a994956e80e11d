"""`leadqual evaluate`: the figures of a classifier on labeled examples."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer
from rich.console import Console
from rich.table import Table

from leadqual.cli.files.formats import check_writable, read_rows, write_rows
from leadqual.cli.files.input_files import FileError
from leadqual.cli.files.progress import open_bar

if TYPE_CHECKING:
    from rich.console import JustifyMethod

    from classifiers.core.reports import Report

FILE_LINE_WIDTH = 160  # Characters in a line where nobody's window says how many fit.
CELL_PADDING = 3  # Characters: a space at each side, and the line.

app = typer.Typer(help="Evaluate a classifier and print its metrics.", no_args_is_help=True)

ModelOption = Annotated[
    Path | None,
    typer.Option(
        "--model", help="Folder of the artifact; default: the one that ships with LeadQual."
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, with metrics per label.")]


@app.callback()
def group() -> None:
    """Measure a classifier and print its figures."""


@app.command()
def titles(
    data: Annotated[
        Path | None,
        typer.Option(help="Folder with labeled titles; default: only the frozen test set."),
    ] = None,
    model: ModelOption = None,
    as_json: JsonOption = False,
    *,
    benchmark: Annotated[
        bool,
        typer.Option(
            "--benchmark",
            help="Measure LeadQual, fastText, TF-IDF and MiniLM on the written test sets that "
            "ship (docs/benchmark.md); takes about twenty minutes.",
        ),
    ] = False,
    methods: Annotated[
        str,
        typer.Option(
            help="With --benchmark: leadqual, fasttext, tf-idf, minilm, separated by commas; "
            "default: all."
        ),
    ] = "",
    predictions: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FILE",
            help="With --benchmark: CSV, JSONL or Parquet file of another method with the columns "
            "title, functions and level; adds a line. May be given several times.",
        ),
    ] = None,
    titles_out: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="With --benchmark: write the titles to classify to this file, and measure "
            "nothing.",
        ),
    ] = None,
) -> None:
    """Measure the title cascade on labeled titles and, by group, on the frozen test set."""
    if not benchmark:
        if methods or predictions or titles_out:
            raise FileError("--methods, --predictions and --titles-out need --benchmark.")
        from classifiers.titles.recipe import evaluate_titles  # loads NumPy

        print_reports(evaluate_titles(model, data), as_json=as_json)
    elif data is not None:
        raise FileError("--benchmark measures on the test sets that ship. Omit --data.")
    elif titles_out is not None:
        _write_titles(titles_out)
    else:
        _run_benchmark(methods, predictions or [], model=model, as_json=as_json)


def _write_titles(path: str) -> None:
    from research.title_benchmark import read_benchmark

    check_writable(path)
    texts = read_benchmark().texts
    write_rows(path, [[{"title": text} for text in texts]], columns={"title": str})
    typer.echo(f"Wrote {len(texts):,} titles to {path}", err=True)


def _run_benchmark(
    methods: str, files: Sequence[str], *, model: Path | None, as_json: bool
) -> None:
    from research.title_benchmark import (
        FAST_TEXT,
        FIGURES,
        PREDICTION_COLUMNS,
        chosen_methods,
        measure_methods,
        read_benchmark,
        read_predictions,
    )

    names = [name.strip() for name in methods.split(",") if name.strip()]
    chosen = chosen_methods(names)
    if not names and FAST_TEXT not in chosen:
        typer.echo("fastText is not installed and not measured.", err=True)
    sets = read_benchmark()
    predictions = [
        (
            Path(file).name,
            read_predictions(
                chain.from_iterable(read_rows(file, require=PREDICTION_COLUMNS)), sets, file=file
            ),
        )
        for file in files
    ]
    with open_bar("Measuring", total=len(chosen)) as progress:
        reports = measure_methods(
            chosen, sets, predictions=predictions, model=model, progress=progress.at
        )
    if not as_json:  # Without the figures of each language.
        reports = [
            replace(report, figures={name: report.figures[name] for name in FIGURES})
            for report in reports
        ]
    print_reports(reports, as_json=as_json)


@app.command()
def companies(
    data: Annotated[Path, typer.Option(help="Folder with labeled companies.", file_okay=False)],
    model: ModelOption = None,
    as_json: JsonOption = False,
) -> None:
    """Measure the business model classifier on companies that it has never learned from."""
    from classifiers.companies.business_model.classifier import BusinessModelClassifier
    from classifiers.companies.business_model.evaluation import measure
    from classifiers.companies.datasets import read_companies
    from classifiers.companies.embeddings.encoder import CompanyEncoder

    figures = measure(
        BusinessModelClassifier.load(model), read_companies(data), encoder=CompanyEncoder()
    )
    print_figures(figures, as_json=as_json)


@app.command()
def replies(
    data: Annotated[
        Path | None,
        typer.Option(
            help="Folder or file of labeled replies; default: those that ship with LeadQual."
        ),
    ] = None,
    model: ModelOption = None,
    as_json: JsonOption = False,
) -> None:
    """Measure the reply cascade on the writer that it has never learned from."""
    from classifiers.replies.cascade import load_cascade  # loads NumPy
    from classifiers.replies.training.recipe import labeled_replies, measure

    print_reply_report(measure(load_cascade(model), labeled_replies(data)), as_json=as_json)


def print_reply_report(report: Mapping[str, object], *, as_json: bool = False) -> None:
    """Print the figures of the reply cascade, those per intent last, or all as JSON."""
    if as_json:
        typer.echo(json.dumps(report))
        return
    table = Table("figure", "value")
    for name, value in report.items():
        if not isinstance(value, Mapping):
            table.add_row(name.replace("_", " "), str(value))
    for name, value in report.items():
        if isinstance(value, Mapping):
            for part, figure in value.items():
                table.add_row(f"{name.replace('_', ' ')}: {part}", _join_figures(figure))
    Console().print(table)


def _join_figures(figure: object) -> str:
    """Figures of one label on one line."""
    if not isinstance(figure, Mapping):
        return str(figure)
    return ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in figure.items())


def print_figures(figures: Mapping[str, float], *, as_json: bool = False) -> None:
    if as_json:
        typer.echo(json.dumps(dict(figures)))
        return
    table = Table("figure", "value")
    for name, value in figures.items():
        table.add_row(name.replace("_", " "), f"{value:.3f}")
    Console().print(table)


def print_reports(reports: Sequence["Report"], *, as_json: bool = False) -> None:
    """Print one line for each report, or a JSON list."""
    if as_json:
        typer.echo(json.dumps([report.as_json() for report in reports], ensure_ascii=False))
        return
    console = Console()
    if not console.is_terminal:
        console.width = FILE_LINE_WIDTH
    names, *figures = _report_columns(reports)
    for columns in _split_by_width(figures, console.width - names.width):
        table = Table()
        for column in (names, *columns):
            justify: JustifyMethod = "left" if column is names else "right"
            table.add_column(column.header, justify=justify, no_wrap=True)
        for row in zip(*(column.cells for column in (names, *columns)), strict=True):
            table.add_row(*row)
        console.print(table)


class _Column(NamedTuple):
    """A column of a table, its header with one word a line."""

    header: str
    cells: Sequence[str]

    @property
    def width(self) -> int:
        """Characters of its longest line with what is around it."""
        return max(map(len, (*self.header.split("\n"), *self.cells))) + CELL_PADDING


def _report_columns(reports: Sequence["Report"]) -> list[_Column]:
    """Return the names of the reports, how many examples they had, and each figure."""
    names = dict.fromkeys(name for report in reports for name in report.figures)
    return [
        _Column("evaluated on", [report.name for report in reports]),
        _Column("examples", [f"{report.n_examples:,}" for report in reports]),
        *(
            _Column(
                "\n".join(name.replace("-", " ").split()),
                [_format_figure(report.figures.get(name)) for report in reports],
            )
            for name in names
        ),
    ]


def _split_by_width(columns: Sequence[_Column], width: int) -> Iterator[list[_Column]]:
    """Yield columns in as many parts as it takes, so that no header of any is cut."""
    part: list[_Column] = []
    for column in columns:
        if part and sum(each.width for each in (*part, column)) >= width:
            yield part
            part = []
        part.append(column)
    yield part


def _format_figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
