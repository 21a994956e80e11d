"""`leadqual train`: labeled examples in, an artifact out."""

from pathlib import Path
from typing import Annotated

import typer

from leadqual.cli.files.formats import read_rows
from leadqual.cli.files.progress import open_bar

app = typer.Typer(help="Train a classifier and write its artifact.", no_args_is_help=True)

DataOption = Annotated[
    Path, typer.Option("--data", help="Folder with the labeled examples.", file_okay=False)
]
OutOption = Annotated[
    Path | None,
    typer.Option(
        "--out", help="Folder of the artifact; default: the one that ships with LeadQual."
    ),
]
SeedOption = Annotated[int, typer.Option("--seed", help="The same seed gives the same model.")]


@app.callback()
def group() -> None:
    """Train a classifier and write its artifact."""


@app.command()
def titles(
    data: DataOption,
    out: OutOption = None,
    seed: SeedOption = 1,
    epochs: Annotated[int | None, typer.Option(min=1, help="Number of epochs; default: 8.")] = None,
    processes: Annotated[
        int,
        typer.Option("--processes", min=1, help="Parallel processes; each needs 2 GB of memory."),
    ] = 1,
) -> None:
    """Fit the title model, tune its thresholds and measure it on titles that it has not seen."""
    from classifiers.core import artifacts  # NumPy; torch below
    from classifiers.titles.recipe import EPOCHS, train_product_model
    from leadqual.cli.learning.evaluate import print_reports

    folder = out or artifacts.pretrained("titles")
    with open_bar("Classifying titles", total=1) as progress:
        reports = train_product_model(
            data,
            folder,
            seed=seed,
            epochs=epochs or EPOCHS,
            n_processes=processes,
            progress=progress.at,
        )
    print_reports(reports)
    _print_written(folder, kind="titles")


@app.command()
def representatives(data: DataOption) -> None:
    """Fit how much similarity to representative titles says, on functions that are held out."""
    from classifiers.titles.recipe import fit_product_representatives
    from classifiers.titles.representative_weights import WEIGHTS

    with open_bar("Fitting", total=1) as progress:
        learned = fit_product_representatives(data, progress=progress.at)
    typer.echo(f"New functions are assigned from a probability of {learned.new.threshold:.2f} on.")
    typer.echo(f"Weights: {WEIGHTS}")


@app.command()
def entries(data: DataOption) -> None:
    """Count how often labeled titles confirm the dictionary and the phrase rules: their scores."""
    from classifiers.titles.confirmed_shares import CONFIRMED
    from classifiers.titles.recipe import count_confirmed

    typer.echo(f"{count_confirmed(data):,} entries and phrases: {CONFIRMED}")


@app.command()
def companies(
    data: DataOption,
    out: OutOption = None,
    corrections: Annotated[
        str | None,
        typer.Option(help="File of companies with corrected business_model."),
    ] = None,
) -> None:
    """Fit the business model classifier and measure it on companies that it has not seen."""
    from classifiers.companies.business_model.corrected_companies import (
        add_corrections,
        read_labeled_rows,
    )
    from classifiers.companies.business_model.evaluation import measure
    from classifiers.companies.business_model.training import STEPS, train
    from classifiers.companies.datasets import read_companies
    from classifiers.companies.embeddings.encoder import CompanyEncoder
    from classifiers.core import artifacts  # NumPy
    from leadqual.cli.learning.evaluate import print_figures

    folder = out or artifacts.pretrained("companies")
    chunks = read_rows(corrections, require=["business_model"]) if corrections else ()
    corrected = read_labeled_rows(row for rows in chunks for row in rows)
    with open_bar("Reading companies", total=STEPS + 1) as progress:
        parts = add_corrections(read_companies(data), corrected)
        encoder = CompanyEncoder()
        classifier = train(parts.train, encoder=encoder, progress=progress.at)
        progress.at(STEPS, "Measuring")
        figures = measure(classifier, parts, encoder=encoder)
        progress.at(STEPS + 1, "Measured")
    classifier.save(
        folder,
        report={"figures": figures, "learned_from": len(parts.train)},
        data_hash=artifacts.hash_of(parts.train),
    )
    print_figures(figures)
    _print_written(folder, kind="companies")


@app.command()
def replies(
    data: Annotated[
        Path | None,
        typer.Option(
            help="JSONL file of labeled replies, or folder with written.jsonl; default: "
            "those that ship with LeadQual."
        ),
    ] = None,
    out: OutOption = None,
    extend: Annotated[
        bool,
        typer.Option(
            help="Continue from the model that ships with LeadQual instead of starting over: "
            "minutes instead of an hour."
        ),
    ] = False,
) -> None:
    """Fit the reply model without the writer kept for testing, and measure it on that writer."""
    from classifiers.core import artifacts  # NumPy
    from classifiers.replies.training.recipe import extend_product_model, train_product_model
    from leadqual.cli.learning.evaluate import print_reply_report

    folder = out or artifacts.pretrained("replies")
    with open_bar("Fitting twice", total=1) as progress:
        if extend:
            report = extend_product_model(None, folder, data=data, progress=progress.at)
        else:
            report = train_product_model(data, folder, progress=progress.at)
        progress.at(1, "Fitted")
    print_reply_report(report)
    _print_written(folder, kind="replies")


def _print_written(folder: Path, *, kind: str) -> None:
    from classifiers.core import artifacts  # NumPy

    typer.echo(f"Wrote {artifacts.load(folder, kind=kind).version} to {folder}")
