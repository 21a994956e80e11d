"""`leadqual companies`: files of companies in, business models and rankings out."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import chain, islice, repeat
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from leadqual.cli.files.column_names import require_columns
from leadqual.cli.files.file_formats import FormatOption, OutFormatOption
from leadqual.cli.files.formats import check_writable, open_table, write_rows
from leadqual.cli.files.input_files import CHUNK_ROWS, Columns, FileError, Row
from leadqual.cli.installation.database import WorkspaceOption, connect, workspace_named
from leadqual.cli.partitions.engines import (
    AddressOption,
    Engine,
    EngineOption,
    EngineOptions,
    WorkersOption,
)
from leadqual.cli.partitions.partition_run import run_files
from leadqual.cli.partitions.row_tasks import ChunkTask

if TYPE_CHECKING:
    from classifiers.companies.business_model.error_costs import CostTable as Costs
    from leadqual.accounts.models import Workspace

CLASSIFY_COLUMNS = {"business_model": str, "probability": float, "why": str}
DECIMALS = 6

PROGRESS_LABEL = "Reading companies"
COST_COLUMNS = ("truth", "predicted", "cost")
RANK_COLUMNS = {
    "id": str,
    "name": str,
    "score": float,
    "outlook": str,
    "evidence": float,
    "neighbors": str,
    "neighbor_names": str,
}
app = typer.Typer(help="Classify and rank companies in files.", no_args_is_help=True)
In = Annotated[
    str, typer.Argument(metavar="IN", help="CSV, JSONL or Parquet file; - for standard input.")
]
Out = Annotated[str, typer.Option(help="CSV, JSONL or Parquet file; - for standard output.")]


@dataclass(frozen=True, slots=True, eq=False)
class BusinessModelTask(ChunkTask):
    """Business models of companies, with their probability and why.

    Args:
        model: folder of the model; None for the one that comes with the product.
        costs: of misclassification; None answers with the likeliest.
    """

    model: Path | None = None
    costs: "Costs | None" = None
    require = ()
    columns = CLASSIFY_COLUMNS

    def settings(self) -> list[object]:
        costs = None if self.costs is None else self.costs.tolist()
        return ["business models", str(self.model), costs]

    def state(self) -> list[object]:
        from classifiers.companies.business_model.classifier import BusinessModelClassifier
        from classifiers.companies.embeddings.encoder import CompanyEncoder

        return [BusinessModelClassifier.load(self.model).version, CompanyEncoder().version]

    def load(self) -> Callable[[list[Row]], Iterator[Sequence[object]]]:
        """Load the model; the encoder is loaded at the first text."""
        from classifiers.companies.business_model.classifier import BusinessModelClassifier
        from classifiers.companies.business_model.error_costs import decided
        from classifiers.companies.company_rows import record_from_row
        from classifiers.companies.embeddings.encoder import CompanyEncoder

        classifier, encoder = BusinessModelClassifier.load(self.model), CompanyEncoder()

        def classify(rows: list[Row]) -> Iterator[Sequence[object]]:
            found = classifier.read(list(map(record_from_row, rows)), encoder=encoder)
            for answer in found if self.costs is None else decided(found, self.costs):
                why = "; ".join(f"{reason.because}: {reason.text}" for reason in answer.why)
                yield answer.business_model, round(answer.probability, DECIMALS), why

        return classify


class EmbeddingTask(ChunkTask):
    """Vectors of companies, with the name of the encoder."""

    require = ()

    @property
    def columns(self) -> Columns:
        import pyarrow as pa

        return {"vector": pa.list_(pa.float32()), "encoder": str}

    def settings(self) -> list[object]:
        return ["vectors", DECIMALS]

    def state(self) -> list[object]:
        from classifiers.companies.embeddings.encoder import CompanyEncoder

        return [CompanyEncoder().version]

    def load(self) -> Callable[[list[Row]], Iterator[Sequence[object]]]:
        """Make the encoder ready, which is loaded at the first text."""
        from classifiers.companies.company_rows import record_from_row
        from classifiers.companies.company_text import company_text
        from classifiers.companies.embeddings.encoder import CompanyEncoder

        encoder = CompanyEncoder()

        def embed(rows: list[Row]) -> Iterator[Sequence[object]]:
            texts = [company_text(record_from_row(row)) for row in rows]
            vectors = encoder.encode(texts).astype("float64").round(DECIMALS).tolist()
            return zip(vectors, repeat(encoder.version))

        return embed


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
    *,
    engine: EngineOption = Engine.LOCAL,
    ray_address: AddressOption = None,
    workers: WorkersOption = None,
) -> None:
    """Add business model, probability and why to every row of a file.

    Columns are matched by name (name, overview or description, industry, domain ...); any may be
    missing, lists are JSON or joined by ;. All columns and the order of the rows are kept; where
    the file has a column of the same name as one that is added, such as business_model, ours is
    leadqual_business_model. With --costs, the answer that is expected to cost least is given
    instead of the likeliest one.

    IN may be a folder or pattern of Parquet files, here or in a store; --out is then a folder that
    gets a file for each. With --engine ray, Ray workers share the files.
    """
    run_files(
        lambda: BusinessModelTask(model, _read_costs(costs) if costs else None),
        source=source,
        out=out,
        options=EngineOptions(engine, ray_address, workers),
        file_format=file_format,
        out_format=out_format,
        title=PROGRESS_LABEL,
        others=[costs],
    )


@app.command()
def embed(
    source: In,
    out: Out = "-",
    file_format: FormatOption = None,
    out_format: OutFormatOption = None,
    *,
    engine: EngineOption = Engine.LOCAL,
    ray_address: AddressOption = None,
    workers: WorkersOption = None,
) -> None:
    """Add the vector of each company, 512 numbers of unit length, and the name of the encoder.

    Columns are matched by name as for classify; all columns and the order of the rows are kept.
    Vectors are lists of 32-bit floats in Parquet, and JSON elsewhere. Compare only vectors of one
    encoder.

    IN may be a folder or pattern of Parquet files, here or in a store; --out is then a folder that
    gets a file for each. With --engine ray, Ray workers share the files.
    """
    run_files(
        EmbeddingTask,
        source=source,
        out=out,
        options=EngineOptions(engine, ray_address, workers),
        file_format=file_format,
        out_format=out_format,
        title=PROGRESS_LABEL,
    )


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
    to 1, is the sum of what the neighbors contributed.
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
    """Write the companies that people corrected, with the corrections, for `leadqual train`."""
    check_writable(out)
    connect()
    from classifiers.core.types import CompanyRecord

    columns = dict.fromkeys([field.name for field in fields(CompanyRecord)], str)
    columns["business_model"] = str
    write_rows(out, _read_corrections(workspace_named(workspace), list(columns)), columns=columns)


def _read_corrections(workspace: "Workspace", columns: list[str]) -> Iterator[list[Row]]:
    from leadqual.companies.business_model_writes import PERSON
    from leadqual.search.results.record_rows import companies_of

    companies = companies_of(workspace).filter(business_model_version=PERSON).order_by("pk")
    found = companies.iterator(chunk_size=CHUNK_ROWS)
    while chunk := list(islice(found, CHUNK_ROWS)):
        yield [{name: getattr(company, name) for name in columns} for company in chunk]


def _read_costs(path: str) -> "Costs":
    """Read what confusions cost.

    Raises:
        FileError: the file or a column is missing, or a cost is no number.
        CostTableError: a cost that cannot be, or of a business model that there is not.
    """
    from classifiers.companies.business_model.error_costs import as_table  # loads NumPy

    costs = {}
    table = open_table(path)
    rows = list(chain.from_iterable(table.chunks))  # At most 25; the file is closed then.
    require_columns(COST_COLUMNS, table.columns, path)
    for row in rows:
        truth, predicted, cost = (str(row[name] or "").strip() for name in COST_COLUMNS)
        try:
            costs[truth.lower(), predicted.lower()] = float(cost)
        except ValueError as error:
            raise FileError(
                f"{path}: the cost of {truth} predicted as {predicted} is not a number: {cost!r}."
            ) from error
    return as_table(costs)
