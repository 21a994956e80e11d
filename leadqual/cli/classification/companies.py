"""`leadqual companies`: files of companies in, business models and rankings out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from leadqual.cli.files.column_names import require_columns
from leadqual.cli.files.formats import check_writable, open_table, write_rows
from leadqual.cli.files.input_files import CHUNK_ROWS, Columns, FileError, Row
from leadqual.cli.files.stores import FormatOption, OutFormatOption
from leadqual.cli.installation.database import WorkspaceOption, connect, workspace_named
from leadqual.cli.partitions.partition_run import (
    AddressOption,
    Engine,
    EngineOption,
    EngineOptions,
    WorkersOption,
    run_files,
)

if TYPE_CHECKING:
    from classifiers.companies.business_model.classifier import BusinessModelClassifier
    from classifiers.companies.business_model.evaluation import Table as Costs
    from classifiers.companies.embeddings.encoder import CompanyEncoder
    from leadqual.accounts.models import Workspace


# What `leadqual companies` adds to the rows of files: business models, or vectors.

CLASSIFY_COLUMNS = {"business_model": str, "probability": float, "why": str}
DECIMALS = 6

BAR = "Reading companies"
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


class BusinessModelWork:
    """Adds business model, probability and why.

    Args:
        costs: of confusions; None answers with the likeliest.
    """

    require: Sequence[str] = ()
    columns: Columns = CLASSIFY_COLUMNS

    def __init__(
        self,
        classifier: "BusinessModelClassifier",
        encoder: "CompanyEncoder",
        costs: "Costs | None",
    ) -> None:
        self._classifier = classifier
        self._encoder = encoder
        self._costs = costs

    def rows(self, chunks: Iterable[list[Row]], names: Mapping[str, str]) -> Iterator[list[Row]]:
        """Yield the rows of each chunk with what is added."""
        from classifiers.companies.business_model.evaluation import decided
        from classifiers.companies.records import record_from_row

        for rows in chunks:
            records = [record_from_row(row) for row in rows]
            found = self._classifier.read(records, encoder=self._encoder)
            if self._costs is not None:
                found = decided(found, self._costs)
            yield [
                row
                | {
                    names["business_model"]: prediction.business_model,
                    names["probability"]: round(prediction.probability, DECIMALS),
                    names["why"]: "; ".join(f"{e.because}: {e.text}" for e in prediction.why),
                }
                for row, prediction in zip(rows, found, strict=True)
            ]


@dataclass(frozen=True, slots=True, eq=False)
class BusinessModelTask:
    """Business models of companies.

    Args:
        model: folder of the model; None for the one that comes with the product.
        costs: of confusions; None answers with the likeliest.
    """

    model: Path | None = None
    costs: "Costs | None" = None

    def settings(self) -> list[object]:
        """Return what tells this work from other work."""
        costs = None if self.costs is None else self.costs.tolist()
        return ["business models", str(self.model), costs]

    def state(self) -> list[object]:
        from classifiers.companies.business_model.classifier import BusinessModelClassifier
        from classifiers.companies.embeddings.encoder import CompanyEncoder

        return [BusinessModelClassifier.load(self.model).version, CompanyEncoder().version]

    @contextmanager
    def begin(self, *, processes: int) -> Iterator[BusinessModelWork]:  # threads share it
        """Load the model; the encoder is loaded at the first text."""
        from classifiers.companies.business_model.classifier import BusinessModelClassifier
        from classifiers.companies.embeddings.encoder import CompanyEncoder

        classifier = BusinessModelClassifier.load(self.model)
        yield BusinessModelWork(classifier, CompanyEncoder(), self.costs)


class EmbeddingWork:
    """Adds vectors."""

    require: Sequence[str] = ()

    def __init__(self, encoder: "CompanyEncoder") -> None:
        import pyarrow as pa

        self.columns: Columns = {"vector": pa.list_(pa.float32()), "encoder": str}
        self._encoder = encoder

    def rows(self, chunks: Iterable[list[Row]], names: Mapping[str, str]) -> Iterator[list[Row]]:
        """Yield the rows of each chunk with vector and name of the encoder."""
        from classifiers.companies.company_text import company_text
        from classifiers.companies.records import record_from_row

        version = self._encoder.version
        for rows in chunks:
            texts = [company_text(record_from_row(row)) for row in rows]
            vectors = self._encoder.encode(texts).astype("float64").round(DECIMALS).tolist()
            yield [
                row | {names["vector"]: vector, names["encoder"]: version}
                for row, vector in zip(rows, vectors, strict=True)
            ]


@dataclass(frozen=True, slots=True)
class EmbeddingTask:
    """Vectors of companies."""

    def settings(self) -> list[object]:
        """Return what tells this work from other work."""
        return ["vectors", DECIMALS]

    def state(self) -> list[object]:
        from classifiers.companies.embeddings.encoder import CompanyEncoder

        return [CompanyEncoder().version]

    @contextmanager
    def begin(self, *, processes: int) -> Iterator[EmbeddingWork]:  # threads share it
        """Make the encoder ready, which is loaded at the first text."""
        from classifiers.companies.embeddings.encoder import CompanyEncoder

        yield EmbeddingWork(CompanyEncoder())


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
        title=BAR,
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
        title=BAR,
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
    from classifiers.companies.business_model.evaluation import as_table  # loads NumPy

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
