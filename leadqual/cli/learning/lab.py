"""`leadqual lab`: methods compared, with few labels and with many."""

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from leadqual.cli.files.input_files import FileError
from leadqual.cli.files.progress import open_bar

if TYPE_CHECKING:
    from research.lab_run import Lab, Outcome
    from research.study import LabStudy

REQUIRED_PACKAGES = ("lightgbm", "matplotlib", "mlflow", "sqlalchemy", "alembic")
ALL = "all"
NO_TRACKING = "none"
PROGRESS_SECONDS = 60

app = typer.Typer(
    help="Compare methods: learning curves, time and cost, and what more labels would bring.",
    no_args_is_help=True,
)

SubjectArgument = Annotated[str, typer.Argument(help="replies, titles or companies.")]
PriceOption = Annotated[
    float | None,
    typer.Option(
        "--cpu-hour", envvar="LAB_CPU_HOUR", min=0, help="Cost of one core hour, in euros."
    ),
]
ShippedOption = Annotated[
    bool, typer.Option("--shipped", help="Use the results that ship with LeadQual.")
]


@app.callback()
def group() -> None:
    """Compare methods on one subject."""


@app.command()
def run(
    subject: SubjectArgument,
    data: Annotated[
        Path | None,
        typer.Option(help="Folder with the examples; replies ship with LeadQual."),
    ] = None,
    methods: Annotated[
        str, typer.Option(help="Method names, separated by commas; default: all.")
    ] = "",
    sizes: Annotated[
        str, typer.Option(help="Numbers of examples, separated by commas; `all` for all.")
    ] = "25,50,100,200,300,500,1000,2000,all",
    seeds: Annotated[int, typer.Option(min=1, max=50, help="Random orders of the examples.")] = 5,
    minutes: Annotated[
        float | None, typer.Option(min=0, help="Start nothing new after this time.")
    ] = None,
    tracking: Annotated[
        str,
        typer.Option(
            envvar="MLFLOW_TRACKING_URI",
            help="URL of MLflow; default: SQLite in the state folder; `none` for none.",
        ),
    ] = "",
    cpu_hour: PriceOption = None,
) -> None:
    """Measure what is missing, the cheap first; the same command goes on after a stop."""
    _check_extra()
    from launcher.up import state_folder
    from research.lab_run import Lab, cells_of
    from research.study import ResultsFile, home, own_results
    from research.subjects import load_subject
    from research.trained_methods import some_methods

    wanted = _parse_sizes(sizes)
    loaded = load_subject(subject, data)
    chosen = some_methods(subject, _parse_names(methods))
    cells = cells_of(loaded, chosen, sizes=wanted, n_seeds=seeds)
    folder = home(state_folder())
    with ResultsFile.opened(own_results(state_folder(), subject)) as file:
        lab = Lab(loaded, file, folder / "vectors")
        with open_bar("Measuring", total=len(cells)) as progress:
            seconds = None if minutes is None else minutes * PROGRESS_SECONDS
            outcome = lab.run(cells, seconds=seconds, progress=progress.at)
            progress.at(len(cells) - len(outcome.left), "Measured")
        _print_outcome(outcome, len(cells), file.path)
        if lab.n_dropped:
            typer.echo(f"Skipped {lab.n_dropped:,} invalid lines.")
        written = _write_report(folder, subject, cpu_hour)
        _send_to_mlflow(lab, tracking or None, subject=subject, folder=folder, files=written)


@app.command()
def report(
    subject: SubjectArgument,
    out: Annotated[Path | None, typer.Option(help="Output file; default: standard output.")] = None,
    shipped: ShippedOption = False,
    cpu_hour: PriceOption = None,
) -> None:
    """Say which method to use from which size on, and what 100 more labels would likely buy."""
    from research.report import CPU_HOUR, report_of

    study = _read_study(subject, wants_shipped=shipped)
    text = report_of(study, cpu_hour=CPU_HOUR if cpu_hour is None else cpu_hour)
    if out is None:
        typer.echo(text, nl=False)
        return
    _write_text(out, text)
    typer.echo(f"Wrote the report to {out}")


@app.command()
def charts(
    subject: SubjectArgument,
    out: Annotated[
        Path, typer.Option(help="Folder for SUBJECT.png and SUBJECT.svg.", file_okay=False)
    ] = Path(),
    shipped: ShippedOption = False,
) -> None:
    """Draw the learning curves as PNG and SVG."""
    from research.report import draw

    study = _read_study(subject, wants_shipped=shipped)
    try:
        paths = draw(study, out)
    except OSError as error:
        raise FileError(f"{out} could not be written: {error.strerror}.") from error
    typer.echo(f"Written: {', '.join(str(path) for path in paths)}")


def _check_extra() -> None:
    """Say before anything else what is not installed."""
    missing = [name for name in REQUIRED_PACKAGES if find_spec(name) is None]
    if missing:
        raise FileError(
            f"The lab needs packages that are not installed: {', '.join(missing)}. Run "
            '`make lab`; without make: pip install "leadqual[lab]".'
        )


def _parse_sizes(words: str) -> list[int | None]:
    """Read sizes; None stands for all."""
    found: list[int | None] = []
    for word in _parse_names(words):
        if word == ALL:
            found.append(None)
        elif word.isascii() and word.isdigit() and int(word) > 1:
            found.append(int(word))
        else:
            raise FileError(f"Invalid size {word!r}. Sizes are whole numbers from 2, or `all`.")
    return found


def _parse_names(words: str) -> list[str]:
    return [word.strip() for word in words.split(",") if word.strip()]


def _read_study(subject: str, *, wants_shipped: bool) -> "LabStudy":
    from launcher.up import state_folder
    from research.study import find_study

    found = find_study(state_folder(), subject, wants_shipped=wants_shipped)
    if found is None:
        raise FileError(
            f"There are no results for {subject} yet. Start with `leadqual lab run "
            f"{subject}`; subjects: replies, titles and companies."
        )
    return found[0]


def _write_report(folder: Path, subject: str, cpu_hour: float | None) -> list[Path]:
    """Write the report and the charts next to the results; none before anything is measured."""
    from research.report import CPU_HOUR, draw, report_of
    from research.study import read_results, study_of

    results = read_results(folder / f"{subject}.jsonl")
    facts = results.latest()
    if facts is None:
        return []
    study = study_of(facts, results.of(facts.data))
    if not study.points:
        return []
    text = folder / f"{subject}.md"
    _write_text(text, report_of(study, cpu_hour=CPU_HOUR if cpu_hour is None else cpu_hour))
    return [text, *draw(study, folder)]


def _send_to_mlflow(
    lab: "Lab", address: str | None, *, subject: str, folder: Path, files: Sequence[Path]
) -> None:
    """Give MLflow what it has not got; results stay where they are if it does not answer."""
    if address == NO_TRACKING:
        return
    from research.tracking import Tracker, TrackingError, default_store

    try:
        tracker = Tracker(address or default_store(folder), subject=subject, folder=folder)
        n_written = tracker.keep(lab.results)
        if n_written:
            tracker.keep_report(lab.facts, files)
    except TrackingError as error:
        typer.echo(f"Warning: {error}", err=True)
        return
    typer.echo(f"MLflow has {n_written:,} more runs.")


def _print_outcome(outcome: "Outcome", n_cells: int, path: Path) -> None:
    n_there = outcome.n_before + outcome.n_done
    typer.echo(f"{outcome.n_done:,} measured, {n_there:,} of {n_cells:,} are in {path}")
    if outcome.left:
        typer.echo(
            f"{len(outcome.left):,} left, next {outcome.left[0].name}. Run the same "
            "command to continue, with more --minutes for slow ones."
        )


def _write_text(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise FileError(f"{path} could not be written: {error.strerror}.") from error
