"""`leadqual match`: two files in, each row of the first with its best matches in the second out."""

import os
from collections.abc import Iterator, Sequence
from enum import StrEnum
from itertools import chain, islice
from typing import TYPE_CHECKING, Annotated

import typer

from leadqual.cli.files.file_formats import FormatOption, OutFormatOption
from leadqual.cli.files.formats import Table, check_writable, open_table, write_rows
from leadqual.cli.files.input_files import CHUNK_ROWS, Columns, FileError, Row, text_of
from leadqual.cli.files.progress import open_bar
from leadqual.cli.files.resume import saved_rows, write_resumably
from leadqual.cli.files.stores import STANDARD_STREAM

if TYPE_CHECKING:
    from classifiers.list_matching import MatchList, TextMatch, TextReader

MATCH_COLUMNS = {
    "match_rank": int,
    "match_score": float,
    "match_meaning": float,
    "match_spelling": float,
}
PREFIX = "match_"
MAX_ROWS = 1_000_000  # Of the second file, which is held in memory.
ROWS_AT_ONCE = 1_000
THRESHOLD = 0.6


class Kind(StrEnum):
    """What is compared."""

    TITLE = "title"
    COMPANY = "company"


def match(
    first: Annotated[
        str,
        typer.Argument(
            metavar="A", help="CSV, JSONL or Parquet file or address; - for standard input."
        ),
    ],
    second: Annotated[
        str, typer.Argument(metavar="B", help="File or address in which matches are looked for.")
    ],
    on: Annotated[Kind, typer.Option("--on", help="What is compared.")],
    out: Annotated[
        str, typer.Option(help="CSV, JSONL or Parquet file or s3://; - for standard output.")
    ] = STANDARD_STREAM,
    *,
    column: Annotated[
        str | None, typer.Option(help="Column of A to compare; default: that of --on.")
    ] = None,
    other_column: Annotated[
        str | None, typer.Option(help="Column of B to compare; default: as in A.")
    ] = None,
    top: Annotated[int, typer.Option(min=1, max=100, help="Most matches of a row of A.")] = 1,
    threshold: Annotated[
        float, typer.Option(min=0, max=1, help="Lowest score of a match, 0 to 1.")
    ] = THRESHOLD,
    file_format: FormatOption = None,
    out_format: OutFormatOption = None,
) -> None:
    """Match the rows of two files by the meaning and the spelling of job titles or companies.

    Every row of A is kept, in its order, once for each of its matches; a row without a match is
    there once, with nothing behind it. Behind the columns of A are match_rank (1 is the best),
    match_score, match_meaning and match_spelling (0 to 1), and the columns of B as match_NAME.

    Titles are compared by the title model ("Vertriebsleiter" matches "Head of Sales"), companies by
    the sentence encoder and without their legal forms. The score of titles is 0.7 of the meaning
    and 0.3 of the spelling, that of companies 0.3 and 0.7.

    A may have any length; B is held in memory. A stopped command goes on where it was when it is
    given again. Files may be in an S3-compatible store (s3://bucket/name) or, to read, on the web.
    """
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "2")  # Before NumPy.
    if first == STANDARD_STREAM and second == STANDARD_STREAM:
        raise FileError("Only one of A and B can be - for standard input.")
    check_writable(out, sources=[first, second], may_be_packed=True, file_format=out_format)
    first_column = column or str(on)
    second_column = other_column or first_column
    # One option names the format of what comes from a pipe or has no ending: of A, or of B.
    formats = (None, file_format) if second == STANDARD_STREAM else (file_format, None)
    other = open_table(second, require=[second_column], file_format=formats[1])
    table = open_table(first, require=[first_column], file_format=formats[0])
    columns = _output_columns(table.columns, other.columns)
    matches = _MatchJob(
        table,
        other,
        on=on,
        first_column=first_column,
        second_column=second_column,
        names=list(columns),
    )
    matches.top, matches.threshold = top, threshold
    if STANDARD_STREAM in (first, second, out):
        rows = matches.chunks(0)
        write_rows(out, rows, columns=columns, like=table.suffix, file_format=out_format)
        return
    job = {
        "first": dict(table.identity),
        "second": dict(other.identity),
        "chunk": CHUNK_ROWS,
        "settings": [str(on), first_column, second_column, top, threshold, list(columns)],
    }
    if rows_before := saved_rows(out, job):
        typer.echo(f"Resuming after row {rows_before:,} of the output.", err=True)
    write_resumably(out, matches.chunks, columns=columns, job=job, file_format=out_format)


class _MatchJob:
    """The work: rows of the first file, and the list made of the second one."""

    def __init__(
        self,
        table: Table,
        other: Table,
        *,
        on: Kind,
        first_column: str,
        second_column: str,
        names: Sequence[str],
    ) -> None:
        self.top, self.threshold = 1, THRESHOLD
        self._table, self._other = table, other
        self._on, self._here, self._there = on, first_column, second_column
        n_own = len(table.columns)
        self._figures = names[n_own : n_own + len(MATCH_COLUMNS)]
        self._others = names[n_own + len(MATCH_COLUMNS) :]

    def chunks(self, start: int) -> Iterator[list[Row]]:
        """Yield the rows of the output, a chunk for each one of the input."""
        rows, found_in = self._list()
        with open_bar("Matching", total=self._table.total) as progress:
            for chunk in islice(self._table.chunks, start, None):
                texts = [text_of(row.get(self._here)) for row in chunk]
                found = self._found(found_in, texts)
                yield [
                    line
                    for row, text in zip(chunk, texts, strict=True)
                    for line in self._lines(row, found[text], rows)
                ]
                progress.at(self._table.position())

    def _list(self) -> tuple[list[Row], "MatchList"]:
        from classifiers.list_matching import MatchList

        rows: list[Row] = []
        for chunk in self._other.chunks:
            rows += chunk
            if len(rows) > MAX_ROWS:
                raise FileError(f"B has more than {MAX_ROWS:,} rows. Split it, or swap A and B.")
        with open_bar(f"Reading {len(rows):,} rows of B", total=0):
            texts = [text_of(row.get(self._there)) for row in rows]
            return rows, MatchList(texts, reader=_vector_reader(self._on))

    def _found(self, found_in: "MatchList", texts: Sequence[str]) -> dict[str, list["TextMatch"]]:
        different = list(dict.fromkeys(texts))
        parts = [
            found_in.matches(
                different[at : at + ROWS_AT_ONCE], top=self.top, threshold=self.threshold
            )
            for at in range(0, len(different), ROWS_AT_ONCE)
        ]
        return dict(zip(different, chain.from_iterable(parts), strict=True))

    def _lines(
        self, row: Row, matches: Sequence["TextMatch"], rows: Sequence[Row]
    ) -> Iterator[Row]:
        if not matches:
            yield row
        for rank, found in enumerate(matches, start=1):
            figures = (rank, found.score, found.meaning, found.spelling)
            line = row | dict(zip(self._figures, figures, strict=True))
            for name, original in zip(self._others, self._other.columns, strict=True):
                line[name] = rows[found.index].get(original)
            yield line


def _output_columns(first: Columns, second: Columns) -> dict[str, object]:
    """Return all columns of the output; a name that is taken gets a number as its suffix."""
    columns = dict(first)
    added = [*MATCH_COLUMNS.items(), *((f"{PREFIX}{name}", kind) for name, kind in second.items())]
    for base, kind in added:
        name, count = base, 1
        while name in columns:
            count += 1
            name = f"{base}_{count}"
        columns[name] = kind
    return columns


def _vector_reader(on: Kind) -> "TextReader":
    from classifiers.list_matching import CompanyTexts, TitleTexts

    if on is Kind.TITLE:
        from classifiers.titles.cascade import load_cascade

        return TitleTexts(load_cascade())
    from classifiers.companies.embeddings.encoder import CompanyEncoder

    return CompanyTexts(CompanyEncoder())
