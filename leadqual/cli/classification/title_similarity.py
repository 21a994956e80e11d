"""`leadqual titles similarity`: how similar two job titles are."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table


def similarity(
    first: Annotated[str, typer.Argument(help="A job title.")],
    second: Annotated[str, typer.Argument(help="Another job title.")],
    model: Annotated[Path | None, typer.Option(help="Folder of another model.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Compare two job titles, 0 to 1, and show what the similarity rests on.

    The model, dictionary and rules that come with LeadQual decide. For the corrections of a
    workspace, use POST /titles/similarity of the API.
    """
    from classifiers.titles.cascade import load_cascade  # loads NumPy
    from classifiers.titles.model.similarity import compare_titles

    cascade = load_cascade(model)
    first_prediction, second_prediction = cascade.predict([first, second], explain=False)
    (found,) = compare_titles(
        [first_prediction], [second_prediction], model=cascade.model, taxonomy=cascade.taxonomy
    )
    figures = {
        "similarity": found.similarity,
        "embedding": found.embedding,
        "functions": found.functions,
        "wording": found.wording,
        "level": found.level,
    }
    shared = [shared.slug for shared in found.shared]
    if as_json:
        typer.echo(json.dumps({**figures, "shared_functions": shared}))
        return
    table = Table("part", "value")
    for name, value in figures.items():
        table.add_row(name, "–" if value is None else f"{value:.2f}")
    table.add_row("shared functions", ", ".join(shared) or "none")
    table.add_row("levels", f"{first_prediction.level.slug}, {second_prediction.level.slug}")
    Console().print(table)
