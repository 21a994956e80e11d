"""`python -m benchmarks`: run suites and keep their figures in `benchmarks/results/`."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from benchmarks.runs import is_current, measure_each, measure_here, outdated_results
from benchmarks.suites import SUITES

DATA = Path("../shared/data")
console = Console(soft_wrap=True)


def main(
    suites: Annotated[list[str] | None, typer.Argument(help=f"Of: {', '.join(SUITES)}.")] = None,
    data: Annotated[Path, typer.Option(help="Folder with the data.")] = DATA,
    size: Annotated[
        int | None, typer.Option(min=1, help="People, companies, titles or rows, as it counts.")
    ] = None,
    minutes: Annotated[float | None, typer.Option(min=0.1, help="That people work.")] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Omit suites with a result of this commit and machine.")
    ] = False,
    busy: Annotated[
        bool, typer.Option("--busy", help="Measure on a busy machine, too; the README says so.")
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Only name results of models that no longer ship.")
    ] = False,
) -> None:
    """Run suites (all where none is named), write one JSON file for each, and the README.

    Figures of another size or of more or fewer minutes than usual are shown and not kept.
    """
    if check:
        _end("Outdated", list(outdated_results()))
    names = suites or list(SUITES)
    for name in names:
        if name not in SUITES:
            raise typer.BadParameter(f"{name!r} is none of {', '.join(SUITES)}.")
    missing = {name: lack for name in names if (lack := SUITES[name].lacks(data))}
    if len(names) == 1:
        if missing:
            raise typer.BadParameter(missing[names[0]])
        console.print_json(
            data=measure_here(
                names[0],
                data,
                size=size,
                minutes=minutes,
                busy=busy,
                say=lambda what: console.print(f"  {what}"),
            )
        )
        return
    left = [
        one for one in names if one not in missing and not (resume and is_current(one, busy=busy))
    ]
    command = [sys.executable, "-m", "benchmarks", "--data", str(data)]
    command += ["--busy"] if busy else []
    command += ["--size", str(size)] if size else []
    command += ["--minutes", str(minutes)] if minutes else []
    failed = measure_each(left, command, say=lambda what: console.print(f"[bold]{what}[/bold]"))
    for name, reason in missing.items():
        console.print(f"Skipped: {name}: {reason}")
    _end("Not measured (--resume runs these again)", [f"{one}: {failed[one]}" for one in failed])


def _end(what: str, lines: list[str]) -> None:
    """Print what is wrong and end, with exit code 1 if there is any."""
    for line in lines:
        console.print(f"{what}: {line}")
    raise typer.Exit(1 if lines else 0)


if __name__ == "__main__":
    typer.run(main)
