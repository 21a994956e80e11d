"""`leadqual companies`: files of companies in, business models and rankings out."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from leadqual.cli.files import Table, check_writable, open_table, write_rows
from leadqual.cli.progress import bar
from leadqual.cli.tables import FileError, Row

CLASSIFY_COLUMNS = {"business_model": str, "probability": float, "why": str}
RANK_COLUMNS = {"id": str, "score": float, "evidence": float, "neighbours": str}
DECIMALS = 6

app = typer.Typer(help="Companies: classify and rank files.", no_args_is_help=True)

In = Annotated[str, typer.Argument(metavar="IN", help="CSV, JSONL or Parquet; - for a pipe.")]
Out = Annotated[str, typer.Option(help="CSV, JSONL or Parquet; - for a pipe.")]


@app.callback()
def group() -> None:
    """Companies: classify and rank files."""


@app.command()
def classify(
    source: In,
    out: Out = "-",
    model: Annotated[Path | None, typer.Option(help="Folder of another model.")] = None,
) -> None:
    """Add business model, probability and why to every row of a file.

    Columns are matched by name (name, overview or description, industry, domain ...); any may be
    missing, lists are JSON or joined by ;. All columns and the order of the rows are kept.
    """
    check_writable(out)
    table = open_table(source)
    columns = {**table.columns, **CLASSIFY_COLUMNS}
    write_rows(out, _classified(table, model), columns=columns)


@app.command()
def rank(
    source: In,
    liked: Annotated[str | None, typer.Option(help="File of liked ids, one a line.")] = None,
    disliked: Annotated[str | None, typer.Option(help="File of disliked ids.")] = None,
    campaigns: Annotated[
        str | None,
        typer.Option(help="JSONL of campaign, liked, disliked; ranks for each, embeds once."),
    ] = None,
    top: Annotated[int, typer.Option(min=1, help="Companies to return, for each campaign.")] = 50,
    out: Out = "-",
) -> None:
    """Put the companies most like the liked and least like the disliked ones first.

    IN has the column id and any fields of a company. Judged companies are left out. The score, -1
    to 1, is the sum of what the neighbours contributed.
    """
    from leadqual.cli.company_ranking import (  # loads NumPy
        Campaign,
        judged_campaigns,
        ranked_rows,
        read_campaigns,
        read_companies,
        read_ids,
    )

    if (campaigns is None) == (liked is None and disliked is None):
        raise FileError("Give --liked and/or --disliked, or --campaigns instead.")
    check_writable(out)
    if campaigns is not None:
        searches = read_campaigns(campaigns)
    else:
        likes = read_ids(liked) if liked else ()
        searches = [Campaign("", likes, read_ids(disliked) if disliked else ())]
    table = open_table(source, require=["id"])
    companies = read_companies(table)
    judged = judged_campaigns(companies, searches)
    columns = RANK_COLUMNS if campaigns is None else {"campaign": str, **RANK_COLUMNS}
    write_rows(out, ranked_rows(companies, judged, top=top), columns=columns)


def _classified(table: Table, model: Path | None) -> Iterator[list[Row]]:
    from classifiers.companies.business_model import (  # loads NumPy
        BusinessModelClassifier,
    )
    from classifiers.companies.encoder import CompanyEncoder
    from classifiers.companies.records import record_from_row

    classifier, encoder = BusinessModelClassifier.load(model), CompanyEncoder()
    with bar("Classifying companies", total=table.total) as progress:
        for rows in table.chunks:
            records = [record_from_row(row) for row in rows]
            found = classifier.read(records, encoder=encoder)
            yield [
                row
                | {
                    "business_model": prediction.business_model,
                    "probability": round(prediction.probability, DECIMALS),
                    "why": "; ".join(f"{e.because}: {e.text}" for e in prediction.why),
                }
                for row, prediction in zip(rows, found, strict=True)
            ]
            progress.at(table.position())
