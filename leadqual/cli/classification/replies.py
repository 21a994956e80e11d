"""`leadqual replies`: files of replies in, intents and actions out."""

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from leadqual.cli.files.input_files import Columns, Row, text_of
from leadqual.cli.files.stores import FormatOption, OutFormatOption
from leadqual.cli.partitions.partition_run import (
    AddressOption,
    Engine,
    EngineOption,
    EngineOptions,
    WorkersOption,
    run_files,
)

if TYPE_CHECKING:
    from classifiers.replies.cascade import ReplyCascade

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


class ReplyWork:
    """Adds intents to the replies of files."""

    require = ("text",)
    columns: Columns = COLUMNS

    def __init__(self, cascade: "ReplyCascade") -> None:
        self._cascade = cascade

    def rows(self, chunks: Iterable[list[Row]], names: Mapping[str, str]) -> Iterator[list[Row]]:
        """Yield the rows of each chunk with intent, category, score and action."""
        from classifiers.core.types import ReplyText  # beside the cascade
        from classifiers.replies.rules.supported_languages import as_proposed

        for rows in chunks:
            replies = [
                ReplyText(subject=text_of(row.get("subject")), text=text_of(row.get("text")))
                for row in rows
            ]
            predictions = map(as_proposed, self._cascade.predict(replies))
            yield [
                row
                | {
                    names["intent"]: prediction.intent,
                    names["category"]: prediction.category,
                    names["score"]: prediction.score if prediction.intent else None,
                    names["action"]: prediction.action,
                }
                for row, prediction in zip(rows, predictions, strict=True)
            ]


@dataclass(frozen=True, slots=True)
class ReplyTask:
    """Intents of replies, for many files.

    Args:
        model: folder of the model; None for the one that comes with the product.
    """

    model: Path | None = None

    def settings(self) -> list[object]:
        """Return what tells this work from other work."""
        return ["replies", str(self.model)]

    def state(self) -> list[object]:
        from classifiers.replies.cascade import load_cascade

        return [load_cascade(self.model).version]

    @contextmanager
    def begin(self, *, processes: int) -> Iterator[ReplyWork]:  # one is enough
        from classifiers.replies.cascade import load_cascade

        yield ReplyWork(load_cascade(self.model))
