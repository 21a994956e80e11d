"""`python -m benchmarks`: run suites and keep their figures in `benchmarks/results/`."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from benchmarks import readme
from benchmarks.machine import measured_on
from benchmarks.suites import SUITES

DATA = Path("../shared/data")
console = Console()


def main(
    suites: Annotated[list[str] | None, typer.Argument(help=f"Of: {', '.join(SUITES)}.")] = None,
    data: Annotated[Path, typer.Option(help="Folder with the data.")] = DATA,
    size: Annotated[
        int | None, typer.Option(min=1, help="People, companies, titles or rows, as it counts.")
    ] = None,
    minutes: Annotated[float | None, typer.Option(min=0.1, help="That people work.")] = None,
) -> None:
    """Run suites (all where none is named), write one JSON file for each, and the README.

    Figures of another size or of more or fewer minutes than usual are shown and not kept.
    """
    for name in suites or SUITES:
        if name not in SUITES:
            raise typer.BadParameter(f"{name!r} is none of {', '.join(SUITES)}.")
        suite = SUITES[name]
        if suite.folder and not (data / suite.folder).is_dir():
            raise typer.BadParameter(
                f"{data / suite.folder} is not there; name its parent with --data."
            )
        console.print(f"[bold]{name}[/bold]")
        before = measured_on(suite.models)  # Another model may be put in its place on the way.
        arguments = suite.arguments(size=size, minutes=minutes)
        figures = suite.run(name, data, arguments, say=lambda what: console.print(f"  {what}"))
        result = {"suite": name, **before, "figures": figures}
        text = json.dumps(result, indent=1, ensure_ascii=False)
        if size is None and minutes is None:
            readme.RESULTS.mkdir(exist_ok=True)
            (readme.RESULTS / f"{name}.json").write_text(text + "\n", encoding="utf-8")
        console.print_json(text)
    for command in readme.write():
        console.print(f"Left out of the README, as another model ships by now: {command}")


if __name__ == "__main__":
    typer.run(main)
