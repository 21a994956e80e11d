"""The format of a file: by the ending of its name, or by an option."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from leadqual.cli.files.input_files import FileError
from leadqual.cli.files.stores import STANDARD_STREAM, file_name, shown_path

SUFFIXES = (".csv", ".tsv", ".jsonl", ".parquet")


class FileFormat(StrEnum):
    """What `--format` and `--out-format` take."""

    CSV = "csv"
    TSV = "tsv"
    JSONL = "jsonl"
    PARQUET = "parquet"


def suffix_of(path: str, file_format: FileFormat | None = None) -> str:
    """Return the suffix of the format of a file.

    Args:
        path: a file or address, without `.gz`, or `-` for a pipe, which is CSV.
        file_format: what an option says; it counts more than the name.

    Raises:
        FileError: the name does not tell.
    """
    if file_format is not None:
        return f".{file_format}"
    if path == STANDARD_STREAM:
        return ".csv"
    suffix = Path(file_name(path)).suffix.lower()
    if suffix not in SUFFIXES:
        raise FileError(
            f"{shown_path(path)} must end in {', '.join(SUFFIXES)}, or be - for a pipe (CSV). "
            "Otherwise name the format: --format for the input, --out-format for the output."
        )
    return suffix


FormatOption = Annotated[
    FileFormat | None,
    typer.Option(
        "--format", help="Format of IN, where its name does not end in it; - is CSV otherwise."
    ),
]
OutFormatOption = Annotated[
    FileFormat | None,
    typer.Option("--out-format", help="Format of the output, where its name does not end in it."),
]
