"""What all tests share: their order, their examples, and marks that follow from their fixtures.

`tests/product.py` has the fixtures of tests that need Django.
"""

import gc
import sys
from collections import Counter
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from tests.examples import IS_WHOLE_RUN, SEED, examples
from tests.servers import needs_product

pytest_plugins = (
    ["tests.product", "tests.described_answers", "pytest_playwright.pytest_playwright"]
    if needs_product()
    else []
)

DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"

# A busy machine is no fault of a test. The same examples in each run, but where all are tried.
hypothesis_settings.register_profile(
    "any pace",
    deadline=None,
    derandomize=not IS_WHOLE_RUN,
    max_examples=examples(100),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
hypothesis_settings.load_profile("any pace")


CLIENTS = {"api", "client", "live_server", "worker"}
"""Fixtures that ask the product as a browser or a program does, beside those named `…_client`."""


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Run the tests in one order; `--randomly-seed` asks for another."""
    if not IS_WHOLE_RUN and config.getoption("randomly_seed", None) == "default":
        config.option.randomly_seed = SEED


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Generator[None]:
    """Mark what only longer runs try; put tests that commit behind those that undo their rows."""
    seen: Counter[str] = Counter()
    for item in items:
        name = item.nodeid.partition("[")[0]
        quick = item.get_closest_marker("quick_cases")
        seen[name] += 1
        if quick is not None and seen[name] > quick.args[0]:
            item.add_marker("slow")
        fixtures = set(getattr(item, "fixturenames", ()))
        if fixtures & CLIENTS or any(one.endswith("_client") for one in fixtures):
            item.add_marker("delivery")
        if _commits(item, fixtures):
            item.add_marker("commits")
    yield
    items.sort(key=lambda item: item.get_closest_marker("commits") is not None)


def pytest_collection_finish() -> None:
    """Spare every garbage collection the walk over all that is loaded by now."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish() -> None:
    """Write what coverage has measured: a worker that takes longer to end than 10 s is ended."""
    coverage = sys.modules.get("coverage")
    measured = coverage and coverage.Coverage.current()
    if measured:
        measured.stop()
        measured.save()


def _commits(item: pytest.Item, fixtures: set[str]) -> bool:
    marker = item.get_closest_marker("django_db")
    is_transactional = marker is not None and bool(marker.kwargs.get("transaction"))
    return is_transactional or bool({"transactional_db", "live_server"} & fixtures)


@pytest.fixture
def data_folder() -> Path:
    """The shared data folder; tests that use it are marked `needs_data`."""
    if not DATA.is_dir():
        pytest.skip("the shared data folder (../shared/data) is missing")
    return DATA
