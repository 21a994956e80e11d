"""`leadqual replies`: files of replies in, intents and actions out."""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from leadqual.cli.files.file_formats import FormatOption, OutFormatOption
from leadqual.cli.files.input_files import Row, text_of
from leadqual.cli.partitions.engines import (
    AddressOption,
    Engine,
    EngineOption,
    EngineOptions,
    WorkersOption,
)
from leadqual.cli.partitions.partition_run import run_files
from leadqual.cli.partitions.row_tasks import ChunkTask

COLUMNS = {"intent": str, "category": str, "score": float, "action": str}

app = typer.Typer(help="Classify replies in files.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """Replies: classify files."""


@app.command()
def classify(
    source: Annotated[
        str, typer.Argument(metavar="IN", help="JSONL, CSV or Parquet file; - for standard input.")
    ],
    out: Annotated[
        str, typer.Option(help="JSONL, CSV or Parquet file; - for standard output.")
    ] = "-",
    model: Annotated[Path | None, typer.Option(help="Folder of another model.")] = None,
    file_format: FormatOption = None,
    out_format: OutFormatOption = None,
    *,
    engine: EngineOption = Engine.LOCAL,
    ray_address: AddressOption = None,
    workers: WorkersOption = None,
) -> None:
    """Add intent, category, score and action to every reply of a file.

    IN has the columns subject and text; a missing subject is empty. All columns and the order of
    the rows are kept; where the file has a column of the same name as one that is added, such as
    category, ours is leadqual_category.

    IN may be a folder or pattern of Parquet files, here or in a store; --out is then a folder that
    gets a file for each. With --engine ray, Ray workers share the files.
    """
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "1")  # Before NumPy: for one short text, threads only wait.
    run_files(
        lambda: ReplyTask(model),
        source=source,
        out=out,
        options=EngineOptions(engine, ray_address, workers),
        file_format=file_format,
        out_format=out_format,
        title="Classifying replies",
    )


@dataclass(frozen=True, slots=True)
class ReplyTask(ChunkTask):
    """Intent, category, score and action of replies.

    Args:
        model: folder of the model; None for the one that comes with the product.
    """

    model: Path | None = None
    require = ("text",)
    columns = COLUMNS

    def settings(self) -> list[object]:
        return ["replies", str(self.model)]

    def state(self) -> list[object]:
        from classifiers.replies.cascade import load_cascade

        return [load_cascade(self.model).version]

    def load(self) -> Callable[[list[Row]], Iterator[Sequence[object]]]:
        """Load the cascade."""
        from classifiers.core.types import ReplyText
        from classifiers.replies.cascade import load_cascade
        from classifiers.replies.rules.supported_languages import to_proposal

        cascade = load_cascade(self.model)

        def classify(rows: list[Row]) -> Iterator[Sequence[object]]:
            texts = [(text_of(row.get("subject")), text_of(row.get("text"))) for row in rows]
            for found in map(to_proposal, cascade.predict([ReplyText(*each) for each in texts])):
                score = found.score if found.intent else None
                yield found.intent, found.category, score, found.action

        return classify
