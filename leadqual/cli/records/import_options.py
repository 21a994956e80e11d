"""Arguments and options of `leadqual import contacts` and `leadqual import companies`."""

from pathlib import Path
from typing import Annotated

import typer

FileArgument = Annotated[
    Path,
    typer.Argument(
        help="CSV in any encoding, plain or packed with gzip, or an Excel workbook.",
        show_default=False,
    ),
]
MapOption = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        help='Send a column to a field where the guess is wrong: --map "Ref=external_id". '
        'Without a field the column is left out: --map "Notes=".',
    ),
]
OnlyShowOption = Annotated[
    bool, typer.Option("--dry-mapping", help="Show which column goes where, and stop.")
]
DryRunOption = Annotated[
    bool, typer.Option("--dry-run", help="Say what the file would do, and write nothing.")
]
TemplateOption = Annotated[
    str,
    typer.Option(
        "--template",
        help="Name of a file that was imported before: its columns and rules count for this one, "
        "but for what is given beside it.",
        show_default=False,
    ),
]
ModeOption = Annotated[
    str, typer.Option("--mode", help="both (as usual), create or update.", show_default=False)
]
MatchByOption = Annotated[
    str,
    typer.Option(
        "--match-by",
        help="Key by which records are found: any (as usual), email, external_id, domain or "
        "linkedin_url.",
        show_default=False,
    ),
]
DuplicatesOption = Annotated[
    str,
    typer.Option(
        "--duplicates",
        help="Of several rows of one record: last (as usual), first or refuse.",
        show_default=False,
    ),
]
WaitOption = Annotated[
    bool, typer.Option("--wait", help="Stay until titles are classified and companies embedded.")
]
