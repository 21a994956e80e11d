"""`leadqual train`."""

import typer

app = typer.Typer(help="Train a classifier and write its artifact.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """Train a classifier and write its artifact."""
