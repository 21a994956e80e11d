"""`leadqual up` and `leadqual stop`: everything on one machine."""

import typer


def mount(app: typer.Typer) -> None:
    """Add the commands of one machine to the top of the command line."""
