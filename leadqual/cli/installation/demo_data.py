"""`leadqual demo-data`: a large workspace of invented people, to try and to measure with."""

from typing import Annotated

import typer

from leadqual.cli.files.input_files import FileError
from leadqual.cli.files.progress import open_bar
from leadqual.cli.installation.database import connect

MAX_COMPANIES = 20_000_000


def demo_data(
    contacts: Annotated[
        int, typer.Option(min=10, max=MAX_COMPANIES, help="Number of people.")
    ] = 100_000,
    workspace: Annotated[str, typer.Option(help="Slug of a new or empty workspace.")] = "large",
) -> None:
    """Fill a workspace with invented people, companies and titles; every login may enter it."""
    connect()
    from leadqual.demo.large_data import create_records, open_workspace

    place = open_workspace(workspace)
    with open_bar("People", total=contacts) as shown:
        try:
            create_records(place, contacts, progress=shown.at)
        except ValueError as error:
            raise FileError(str(error)) from error
    typer.echo(f"Created {contacts:,} people in {place.name}. Their titles are being classified.")
