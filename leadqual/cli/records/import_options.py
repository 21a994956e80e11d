"""Arguments and options of `leadqual import contacts` and `leadqual import companies`."""

from pathlib import Path
from typing import Annotated

import typer

FileArgument = Annotated[
    Path,
    typer.Argument(
        help="CSV in any encoding, optionally gzipped, or an Excel workbook; or the URL of one.",
        show_default=False,
    ),
]
MapOption = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        help='Map a column to a field: --map "Ref=external_id". Without a field the '
        'column is skipped: --map "Notes=".',
    ),
]
OnlyShowOption = Annotated[
    bool, typer.Option("--dry-mapping", help="Show the column mapping and stop.")
]
DryRunOption = Annotated[
    bool, typer.Option("--dry-run", help="Dry run: report the result without writing anything.")
]
TemplateOption = Annotated[
    str,
    typer.Option(
        "--template",
        help="Name of a file imported before. Its mapping and options are used, except for "
        "those given here.",
        show_default=False,
    ),
]
ModeOption = Annotated[
    str, typer.Option("--mode", help="both (default), create or update.", show_default=False)
]
MatchByOption = Annotated[
    str,
    typer.Option(
        "--match-by",
        help="Key that identifies existing records: any (default), email, external_id, "
        "domain or linkedin_url.",
        show_default=False,
    ),
]
DuplicatesOption = Annotated[
    str,
    typer.Option(
        "--duplicates",
        help="Which of several duplicate rows counts: last (default), first or refuse.",
        show_default=False,
    ),
]
OnlyEmptyOption = Annotated[
    bool,
    typer.Option("--only-empty", help="Only fill empty fields of existing records."),
]
ListOption = Annotated[
    str,
    typer.Option(
        "--list",
        help="Add the people or companies to this list; it is created if there is none.",
        show_default=False,
    ),
]
TagOption = Annotated[
    list[str] | None,
    typer.Option("--tag", help="Tag all records of the file; repeat it for several tags."),
]
SheetOption = Annotated[
    list[str] | None,
    typer.Option(
        "--sheet",
        help="Read this sheet of a workbook; repeat it for several with the same columns.",
    ),
]
WaitOption = Annotated[
    bool, typer.Option("--wait", help="Wait until titles are classified and companies embedded.")
]
