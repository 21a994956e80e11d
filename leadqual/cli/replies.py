"""`leadqual replies`: replies, classify files."""

import typer

app = typer.Typer(help="Replies: classify files.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """Replies: classify files."""
