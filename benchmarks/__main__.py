"""`python -m benchmarks`: run suites and keep their figures in `benchmarks/results/`."""

import json
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from benchmarks.machine import machine, shipped

SUITES = {
    "titles": ("titles.titles", "titles"),
    "ray": ("titles.ray_files", "titles"),
    "ranking": ("campaigns.ranking", "companies"),
    "strategies": ("campaigns.strategies", "companies"),
    "scale": ("campaigns.scale", "companies"),
    "qualifiers": ("campaigns.qualifiers", "companies"),
    "queue_browser": ("queue.queue_browser", "companies"),
    "map": ("campaigns.map", "companies"),
    "search": ("search.search", "companies"),
    "relevance": ("relevance.relevance", "companies"),
    "company_search": ("search.company_search", "companies"),
    "corrections": ("labeling.corrections", "titles"),
    "drafts": ("labeling.drafts", "titles"),
    "learning": ("labeling.learning", "titles"),
    "representatives": ("labeling.representatives", "titles"),
    "similar": ("labeling.similar", "titles"),
    "embedding": ("companies.embedding", "companies"),
    "languages": ("companies.languages", "companies"),
    "companies": ("companies.companies", "companies"),
    "duplicates": ("duplicates.duplicates", "companies"),
    "exports": ("search.exports", "companies"),
    "imports": ("imports.imports", "companies"),
    "lead_scores": ("lead_scores.lead_scores", "companies"),
    "monitoring": ("monitoring.monitoring", "titles"),
    "replies": ("replies.replies", "replies"),
    "api": ("api.api", "titles"),
    "page_loads": ("pages.page_loads", "companies"),
    "row_security": ("pages.row_security", "companies"),
    "load": ("load.load", "companies"),
    "readers": ("load.load", "companies"),
    "neighbors": ("load.neighbors", "companies"),
}
"""Suite → its module, and its folder within the data."""

DATA = Path("../shared/data")
RESULTS = Path(__file__).parent / "results"
console = Console()


def main(  # noqa: PLR0917  # options of a command
    suites: Annotated[list[str] | None, typer.Argument(help=f"Of: {', '.join(SUITES)}.")] = None,
    data: Annotated[Path, typer.Option(help="Folder with the data.")] = DATA,
    companies: Annotated[
        int, typer.Option(help="In the workspace of `scale` and of `company_search`.")
    ] = 1_000_000,
    contacts: Annotated[
        int,
        typer.Option(help="In the (large) workspace of `search`, `load`, `readers`, `neighbors`."),
    ] = 10_000_000,
    people: Annotated[
        int, typer.Option(help="In that of `exports`, `lead_scores` and `duplicates`.")
    ] = 100_000,
    rows: Annotated[int, typer.Option(help="In the file of `imports`.")] = 1_000_000,
    titles: Annotated[
        int, typer.Option(help="Distinct ones of `drafts`, rows of `ray`.")
    ] = 1_000_000,
    seconds: Annotated[float, typer.Option(help="That people press in `qualifiers`.")] = 60.0,
    minutes: Annotated[
        float, typer.Option(help="That people work in `load`, `readers` and `neighbors`.")
    ] = 10.0,
) -> None:
    """Run suites (all where none is named) and write one JSON file for each."""
    for suite in suites or SUITES:
        if suite not in SUITES:
            raise typer.BadParameter(f"{suite!r} is none of {', '.join(SUITES)}.")
        name, kind = SUITES[suite]
        folder = data / kind
        if not folder.is_dir():
            raise typer.BadParameter(f"{folder} is not there; name its parent with --data.")
        console.print(f"[bold]{suite}[/bold]")
        measured_on: dict[str, object] = {"machine": machine()}
        if kind == "titles":  # Read first: another may be put in its place on the way.
            measured_on["model"] = shipped("titles")
        module = import_module(f"benchmarks.{name}")
        sizes: dict[str, dict[str, Any]] = {
            "scale": {"n_companies": companies},
            "search": {"n_contacts": contacts},
            "company_search": {"n_companies": companies},
            "exports": {"n_people": people},
            "lead_scores": {"n_people": people},
            "duplicates": {"n_people": people},
            "imports": {"n_contacts": rows},
            "drafts": {"n_titles": titles},
            "ray": {"n_titles": titles},
            "qualifiers": {"seconds": seconds},
            "load": {"n_contacts": contacts, "minutes": minutes},
            "neighbors": {"n_contacts": contacts, "minutes": minutes},
            "readers": {"n_contacts": contacts, "minutes": minutes, "n_readers": 20},
        }
        options = sizes.get(suite, {})
        figures = module.run(
            folder, progress=lambda _done, name: console.print(f"  {name}"), **options
        )
        report = {"suite": suite, **measured_on, "figures": figures}
        RESULTS.mkdir(exist_ok=True)
        text = json.dumps(report, indent=1, ensure_ascii=False)
        (RESULTS / f"{suite}.json").write_text(text + "\n", encoding="utf-8")
        console.print_json(text)
        if hasattr(module, "table"):
            console.print(module.table(figures))


if __name__ == "__main__":
    typer.run(main)
