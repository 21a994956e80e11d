"""The suites: where each is, what it reads, which models of the product take part, how large."""

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from os import environ
from pathlib import Path
from typing import Any

from benchmarks.installation import empty_installation

ALL = ("titles", "companies", "replies", "encoder")
SEARCHERS_AND_QUALIFIERS = {"Searcher": 50, "Judge": 20}
_OF_COMPANIES = ("companies", "encoder")
_IN_BROWSER: dict[str, Any] = {
    "packages": ("playwright",),
    "environment": {"DJANGO_ALLOW_ASYNC_UNSAFE": "1"},  # Its loop is in the thread of the tables.
}


@dataclass(frozen=True, slots=True)
class Suite:
    """What a suite needs.

    Args:
        module: in this package. It has `run`, or `measure` where it needs an installation.
        models: kinds of the shipped models that take part; none where no model does. Its result is
            out of date once another version of one of them ships.
        folder: within the benchmark data; empty where it reads none.
        packages: modules that an installation for development may lack.
        size: argument for how many people, companies, titles or rows there are, and its default.
        minutes: for how long people work; 0 where nobody does.
        fixed: other arguments.
        needs_installation: whether Postgres, Redis and the settings have to be there.
        environment: variables for all processes.
    """

    module: str
    models: tuple[str, ...] = ()
    folder: str = ""
    packages: tuple[str, ...] = ()
    size: tuple[str, int] | None = None
    minutes: float = 0.0
    fixed: Mapping[str, object] = field(default_factory=dict)
    needs_installation: bool = False
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def function(self) -> str:
        """Name of the function that measures."""
        return "measure" if self.needs_installation else "run"

    def lacks(self, data: Path) -> str | None:
        """Return what keeps it from running here; None if nothing does."""
        if absent := [name for name in self.packages if find_spec(name) is None]:
            return f"lacks the package {', '.join(absent)}"
        if self.folder and not (data / self.folder).is_dir():
            return f"{data / self.folder} is not there; name its parent with --data"
        return None

    def arguments(self, *, size: int | None = None, minutes: float | None = None) -> dict[str, Any]:
        """Return what it is called with beside the folder and `say`.

        Args:
            size: other than the default.
            minutes: other than the default.
        """
        found = dict(self.fixed)
        if self.size is not None:
            found[self.size[0]] = size or self.size[1]
        if self.minutes:
            found["seconds"] = 60 * (minutes or self.minutes)
        return found

    def run(
        self, name: str, data: Path, arguments: Mapping[str, Any], *, say: Callable[[str], None]
    ) -> dict[str, object]:
        """Measure and return the figures.

        Args:
            name: of the suite.
            data: folder with the benchmark data.
            arguments: see above.
            say: told what is done next.
        """
        environ.update(self.environment)
        folder = [data / self.folder] if self.folder else []
        with empty_installation(name) if self.needs_installation else nullcontext():
            start: Callable[..., dict[str, object]]
            start = getattr(import_module(f"benchmarks.{self.module}"), self.function)
            return start(*folder, **arguments, say=say)


def _of_product(module: str, *models: str, **options: Any) -> Suite:
    return Suite(module, models, needs_installation=True, **options)


SUITES: Mapping[str, Suite] = {
    "titles": Suite("titles.titles", ("titles",), "titles"),
    "bulk": Suite("titles.long_file", ("titles",), size=("rows", 38_000_000)),
    "ray": Suite("titles.ray_files", ("titles",), packages=("ray",), size=("n_titles", 1_000_000)),
    "ranking": Suite("campaigns.ranking", ("encoder",), "companies"),
    "headlines": Suite("headlines", ALL),
    "likes_left": Suite("campaigns.likes_left", ("encoder",)),
    "strategies": Suite("campaigns.strategies", ("encoder",), "companies"),
    "scale": _of_product(
        "campaigns.scale", *ALL, folder="companies", size=("n_companies", 1_000_000)
    ),
    "qualifiers": _of_product(
        "campaigns.qualifiers",
        *_OF_COMPANIES,
        size=("n_companies", 12_000),
        minutes=1,
        fixed={"n_people": 20, "pace": 6.0},
    ),
    "queue_browser": _of_product(
        "queue.queue_browser",
        *_OF_COMPANIES,
        size=("n_companies", 12_000),
        fixed={"n_timed": 400, "n_presses": 10_000},
        **_IN_BROWSER,
    ),
    "map": Suite("campaigns.map", ("encoder",), "companies", **_IN_BROWSER),
    "search": _of_product(
        "search.search", *ALL, packages=("duckdb", "chdb"), size=("n_contacts", 10_000_000)
    ),
    "relevance": _of_product("relevance.relevance", "titles", *_OF_COMPANIES, folder="companies"),
    "company_search": _of_product("search.company_search", size=("n_companies", 1_000_000)),
    "corrections": _of_product(
        "labeling.corrections",
        "titles",
        size=("n_titles", 1_000_000),
        environment={"LOG_LEVEL": "WARNING"},
    ),
    "drafts": _of_product("labeling.drafts", "titles", size=("n_titles", 1_000_000)),
    "learning": Suite("labeling.learning", ("titles",), "titles"),
    "representatives": Suite("labeling.representatives", ("titles",), "titles"),
    "similar": Suite("labeling.similar", ("titles",), "titles"),
    "embedding": Suite("companies.embedding", ("encoder",), "companies"),
    "languages": Suite("companies.languages", ("encoder",), "companies"),
    "companies": Suite("companies.companies", _OF_COMPANIES, "companies"),
    "duplicates": _of_product("duplicates.duplicates", size=("n_people", 20_000)),
    "exports": _of_product("search.exports", size=("n_people", 1_000_000)),
    "imports": _of_product("imports.imports", "titles", size=("n_contacts", 1_000_000)),
    "columns": _of_product("imports.columns"),
    "lead_scores": _of_product("lead_scores.lead_scores", size=("n_people", 100_000)),
    "monitoring": Suite("monitoring.monitoring", ("titles",)),
    "replies": Suite("replies.replies", ("replies",)),
    "api": _of_product(
        "api.api",
        "titles",
        folder="titles",
        fixed={"seconds": 20.0},
        environment={"API_KEY_MAX_RATE": "10000000"},  # The key never waits.
    ),
    "page_loads": _of_product("pages.page_loads", *ALL, fixed={"n_loads": 10}, **_IN_BROWSER),
    "journeys": _of_product("pages.journeys", *ALL, fixed={"n_rounds": 20}),
    "small": _of_product("pages.small", *ALL, size=("n_people", 60_000), fixed={"n_rounds": 5}),
    "load": _of_product(
        "load.load",
        *ALL,
        packages=("locust",),
        size=("n_contacts", 1_000_000),
        minutes=15,
        fixed={"people": SEARCHERS_AND_QUALIFIERS},
    ),
    "readers": _of_product(
        "load.load",
        *ALL,
        packages=("locust",),
        size=("n_contacts", 10_000_000),
        minutes=10,
        fixed={"people": {"Reader": 20}},
    ),
    "neighbors": _of_product(
        "load.neighbors",
        *ALL,
        packages=("locust",),
        size=("n_large", 10_000_000),
        minutes=10,
        fixed={"n_small": 100, "n_each": 10_000, "n_searchers": 25},
    ),
}
