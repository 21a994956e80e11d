"""`leadqual evaluate`: the figures of a classifier on labelled examples."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from classifiers.evaluation import Report

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
        typer.Option(help="Folder with labelled titles; left out, those written for the product."),
    ] = None,
    model: ModelOption = None,
    as_json: JsonOption = False,  # noqa: FBT002  # typer wants it so
) -> None:
    """Measure the title cascade, whole and by the model alone, with and without open cases."""
    from classifiers.titles.recipe import evaluate_titles  # noqa: PLC0415  # loads NumPy

    print_reports(evaluate_titles(model, data), as_json=as_json)


def print_reports(reports: Sequence["Report"], *, as_json: bool = False) -> None:
    """Print reports side by side, or as a JSON list."""
    if as_json:
        typer.echo(json.dumps([report.as_json() for report in reports], ensure_ascii=False))
        return
    table = Table("", *(f"{report.name}\n{report.n_examples:,} examples" for report in reports))
    for name in reports[0].figures:
        table.add_row(name, *(_figure(report.figures.get(name)) for report in reports))
    Console().print(table)


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"
