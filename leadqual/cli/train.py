"""`leadqual train`: labelled examples in, an artifact out."""

from pathlib import Path
from typing import Annotated

import typer

from leadqual.cli.progress import bar

app = typer.Typer(help="Train a classifier and write its artifact.", no_args_is_help=True)

DataOption = Annotated[
    Path, typer.Option("--data", help="Folder with the labelled examples.", file_okay=False)
]
OutOption = Annotated[
    Path | None,
    typer.Option("--out", help="Folder of the artifact; left out, that of the product."),
]
SeedOption = Annotated[int, typer.Option("--seed", help="The same seed gives the same model.")]


@app.callback()
def group() -> None:
    """Train a classifier and write its artifact."""


@app.command()
def titles(data: DataOption, out: OutOption = None, seed: SeedOption = 1) -> None:
    """Fit the title model, tune its thresholds and measure it on titles that it has not seen."""
    from classifiers import artifacts  # noqa: PLC0415  # NumPy; torch below
    from classifiers.titles.recipe import STEPS, train_product_model  # noqa: PLC0415
    from leadqual.cli.evaluate import print_reports  # noqa: PLC0415

    folder = out or artifacts.pretrained("titles")
    with bar("Reading titles", total=STEPS) as progress:
        reports = train_product_model(
            data, folder, seed=seed, progress=lambda done, name: progress.at(done, name)
        )
    print_reports(reports)
    typer.echo(f"Written to {folder}")
