"""`leadqual evaluate`: the figures of a classifier on labelled examples."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from classifiers.evaluation import Report

WIDTH_OF_FILES = 160  # Characters in a line where nobody's window says how many fit.

app = typer.Typer(help="Measure a classifier and print its figures.", no_args_is_help=True)

ModelOption = Annotated[
    Path | None,
    typer.Option("--model", help="Folder of the artifact; left out, that of the product."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, with figures per label.")]


@app.callback()
def group() -> None:
    """Measure a classifier and print its figures."""


@app.command()
def titles(
    data: Annotated[
        Path | None,
        typer.Option(help="Folder with labelled titles; left out, the frozen test set alone."),
    ] = None,
    model: ModelOption = None,
    as_json: JsonOption = False,  # noqa: FBT002  # typer wants it so
) -> None:
    """Measure the title cascade on labelled titles and, by group, on the frozen test set."""
    from classifiers.titles.recipe import evaluate_titles  # loads NumPy

    print_reports(evaluate_titles(model, data), as_json=as_json)


@app.command()
def companies(
    data: Annotated[Path, typer.Option(help="Folder with labelled companies.", file_okay=False)],
    model: ModelOption = None,
    as_json: JsonOption = False,  # noqa: FBT002  # typer wants it so
) -> None:
    """Measure the business model classifier on companies that it has never learned from."""
    from classifiers.companies.business_model import (  # loads NumPy
        BusinessModelClassifier,
    )
    from classifiers.companies.datasets import read_companies
    from classifiers.companies.encoder import CompanyEncoder
    from classifiers.companies.measuring import measure

    figures = measure(
        BusinessModelClassifier.load(model), read_companies(data), encoder=CompanyEncoder()
    )
    print_figures(figures, as_json=as_json)


@app.command()
def replies(
    data: Annotated[
        Path | None,
        typer.Option(help="Folder or file of labelled replies; left out, that of the product."),
    ] = None,
    model: ModelOption = None,
    as_json: JsonOption = False,  # noqa: FBT002  # typer wants it so
) -> None:
    """Measure the reply cascade on the writer that it has never learned from."""
    from classifiers.replies.cascade import load_cascade  # loads NumPy
    from classifiers.replies.recipe import labelled_replies, measure

    print_reply_report(measure(load_cascade(model), labelled_replies(data)), as_json=as_json)


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
                table.add_row(f"{name.replace('_', ' ')}: {part}", _joined(figure))
    Console().print(table)


def _joined(figure: object) -> str:
    """Figures of one label on one line."""
    if not isinstance(figure, Mapping):
        return str(figure)
    return ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in figure.items())


def print_figures(figures: Mapping[str, float], *, as_json: bool = False) -> None:
    """Print named figures, one a line, or as one JSON object."""
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
    table = Table("measured on", "examples")
    for name in reports[0].figures:
        table.add_column(name.replace("-", " "), justify="right")
    for report in reports:
        figures = [_figure(report.figures.get(name)) for name in reports[0].figures]
        table.add_row(report.name, f"{report.n_examples:,}", *figures)
    console = Console()
    if not console.is_terminal:
        console.width = WIDTH_OF_FILES
    console.print(table)


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"
