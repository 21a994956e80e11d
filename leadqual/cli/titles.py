"""`leadqual titles`."""

import typer

app = typer.Typer(help="Job titles: classify files.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """Job titles: classify files."""
