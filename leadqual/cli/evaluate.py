"""`leadqual evaluate`."""

import typer

app = typer.Typer(help="Measure a classifier and print its figures.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """Measure a classifier and print its figures."""
