"""`leadqual companies`: files of companies in, business models and rankings out."""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from leadqual.cli.files.column_names import other_columns, require_columns
from leadqual.cli.files.endings import FormatOption, OutFormatOption
from leadqual.cli.files.formats import Table, check_writable, open_table, write_rows
from leadqual.cli.files.input_files import CHUNK_ROWS, FileError, Row
from leadqual.cli.files.progress import bar
from leadqual.cli.installation.database import WorkspaceOption, connect, workspace_named

if TYPE_CHECKING:
    from classifiers.companies.business_model.costs import Table as Costs
    from leadqual.accounts.models import Workspace

CLASSIFY_COLUMNS = {"business_model": str, "probability": float, "why": str}
COST_COLUMNS = ("truth", "predicted", "cost")
FORMER_COST_COLUMNS = ("truth", "said", "cost")
RANK_COLUMNS = {
    "id": str,
    "name": str,
    "score": float,
    "outlook": str,
    "evidence": float,
    "neighbours": str,
    "neighbour_names": str,
}
DECIMALS = 6

app = typer.Typer(help="Classify and rank companies in files.", no_args_is_help=True)

In = Annotated[
    str, typer.Argument(metavar="IN", help="CSV, JSONL or Parquet file; - for standard input.")
]
Out = Annotated[str, typer.Option(help="CSV, JSONL or Parquet file; - for standard output.")]


@app.callback()
def group() -> None:
    """Companies: classify and rank files."""


@app.command()
def classify(
    source: In,
    out: Out = "-",
    model: Annotated[Path | None, typer.Option(help="Folder of another model.")] = None,
    costs: Annotated[
        str | None,
        typer.Option(
            help="CSV file of truth, predicted, cost; omitted pairs cost 1, or 0 if right."
        ),
    ] = None,
    file_format: FormatOption = None,
    out_format: OutFormatOption = None,
) -> None:
    """Add business model, probability and why to every row of a file.

    Columns are matched by name (name, overview or description, industry, domain ...); any may be
    missing, lists are JSON or joined by ;. All columns and the order of the rows are kept; where
    the file has a column of the same name as one that is added, such as business_model, ours is
    leadqual_business_model. With --costs, the answer that is expected to cost least is given
    instead of the likeliest one.
    """
    check_writable(out, sources=[source, costs], file_format=out_format)
    confusions = _read_costs(costs) if costs else None
    table = open_table(source, file_format=file_format)
    names = other_columns(table.columns, CLASSIFY_COLUMNS)
    columns = {**table.columns, **{names[own]: kind for own, kind in CLASSIFY_COLUMNS.items()}}
    rows = _classified(table, model, confusions, names)
    write_rows(out, rows, columns=columns, like=table.suffix, file_format=out_format)


@app.command()
def rank(
    source: In,
    liked: Annotated[str | None, typer.Option(help="File of liked ids, one per line.")] = None,
    disliked: Annotated[
        str | None, typer.Option(help="File of disliked ids, one per line.")
    ] = None,
    campaigns: Annotated[
        str | None,
        typer.Option(
            help="JSONL file of campaign, liked, disliked; ranks for each, embeds only once."
        ),
    ] = None,
    top: Annotated[int, typer.Option(min=1, help="Companies to return per campaign.")] = 50,
    out: Out = "-",
    file_format: FormatOption = None,
    out_format: OutFormatOption = None,
) -> None:
    """Put the companies most like the liked and least like the disliked ones first.

    IN has the column id and any fields of a company. Judged companies are left out. The score, -1
    to 1, is the sum of what the neighbours contributed.
    """
    from leadqual.cli.classification.company_ranking import (
        Campaign,
        judged_campaigns,
        ranked_rows,
        read_campaigns,
        read_companies,
        read_ids,
    )

    if (campaigns is None) == (liked is None and disliked is None):
        raise FileError("Use --liked and/or --disliked, or --campaigns instead.")
    check_writable(out, sources=[source, liked, disliked, campaigns], file_format=out_format)
    if campaigns is not None:
        searches = read_campaigns(campaigns)
    else:
        likes = read_ids(liked) if liked else ()
        searches = [Campaign("", likes, read_ids(disliked) if disliked else ())]
    table = open_table(source, require=["id"], file_format=file_format)
    companies = read_companies(table)
    judged = judged_campaigns(companies, searches)
    columns = RANK_COLUMNS if campaigns is None else {"campaign": str, **RANK_COLUMNS}
    rows = ranked_rows(companies, judged, top=top)
    write_rows(out, rows, columns=columns, file_format=out_format)


@app.command()
def corrections(
    workspace: WorkspaceOption = None,
    out: Out = "-",
) -> None:
    """Write the companies that people corrected, with what they said, for `leadqual train`."""
    check_writable(out)
    connect()
    from classifiers.core.types import CompanyRecord

    columns = dict.fromkeys([field.name for field in fields(CompanyRecord)], str)
    columns["business_model"] = str
    write_rows(out, _corrected(workspace_named(workspace), list(columns)), columns=columns)


def _corrected(workspace: "Workspace", columns: list[str]) -> Iterator[list[Row]]:
    from leadqual.companies.business_model_writes import PERSON
    from leadqual.search.results.selectors import companies_of

    said = companies_of(workspace).filter(business_model_version=PERSON).order_by("pk")
    found = said.iterator(chunk_size=CHUNK_ROWS)
    while chunk := list(islice(found, CHUNK_ROWS)):
        yield [{name: getattr(company, name) for name in columns} for company in chunk]


def _read_costs(path: str) -> "Costs":
    """Read what confusions cost.

    Raises:
        FileError: the file or a column is missing, or a cost is no number.
        CostTableError: a cost that cannot be, or of a business model that there is not.
    """
    from classifiers.companies.business_model.costs import as_table  # loads NumPy

    costs = {}
    table = open_table(path)
    rows = list(chain.from_iterable(table.chunks))  # At most 25; the file is closed then.
    names = COST_COLUMNS
    if "predicted" not in table.columns and "said" in table.columns:
        names = FORMER_COST_COLUMNS
    require_columns(names, table.columns, path)
    for row in rows:
        truth, predicted, cost = (str(row[name] or "").strip() for name in names)
        try:
            costs[truth.lower(), predicted.lower()] = float(cost)
        except ValueError as error:
            raise FileError(
                f"{path}: the cost of {truth} predicted as {predicted} is not a number: {cost!r}."
            ) from error
    return as_table(costs)


def _classified(
    table: Table, model: Path | None, costs: "Costs | None", names: Mapping[str, str]
) -> Iterator[list[Row]]:
    from classifiers.companies.business_model.classifier import BusinessModelClassifier
    from classifiers.companies.business_model.costs import decided
    from classifiers.companies.embeddings.encoder import CompanyEncoder
    from classifiers.companies.records import record_from_row

    classifier, encoder = BusinessModelClassifier.load(model), CompanyEncoder()
    with bar("Classifying companies", total=table.total) as progress:
        for rows in table.chunks:
            records = [record_from_row(row) for row in rows]
            found = classifier.read(records, encoder=encoder)
            if costs is not None:
                found = decided(found, costs)
            yield [
                row
                | {
                    names["business_model"]: prediction.business_model,
                    names["probability"]: round(prediction.probability, DECIMALS),
                    names["why"]: "; ".join(f"{e.because}: {e.text}" for e in prediction.why),
                }
                for row, prediction in zip(rows, found, strict=True)
            ]
            progress.at(table.position())
