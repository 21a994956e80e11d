"""What is loaded before processes are forked, and what memory they give back."""

import gc
import subprocess
import sys

import pytest
from django.db import connection

from leadqual.registry.models import ModelVersion
from leadqual.registry.versions.loading import load_title_model
from leadqual.registry.versions.shared_memory import keep_for_good, load_for_workers
from tests.waiting import PATIENCE


@pytest.mark.django_db(transaction=True)
def test_what_cannot_be_loaded_keeps_nothing_else_from_it(
    models: None, caplog: pytest.LogCaptureFixture
) -> None:
    ModelVersion.objects.filter(kind=ModelVersion.Kind.TITLES).update(is_active=False)
    loaded = []

    load_for_workers(load_title_model, lambda: loaded.append("encoder"))

    assert loaded == ["encoder"]
    assert [line.getMessage() for line in caplog.records if line.levelname == "WARNING"] == [
        "a model is not loaded: each process loads its own"
    ]
    assert connection.connection is None


@pytest.mark.slow
def test_what_is_kept_for_good_is_not_looked_through_again() -> None:
    before = gc.get_freeze_count()

    keep_for_good()

    assert gc.get_freeze_count() > before
    gc.unfreeze()


@pytest.mark.slow
def test_circles_that_come_to_stay_are_found_though_much_is_kept_for_good() -> None:
    thresholds = gc.get_threshold()
    gc.set_threshold(700, 10, 10)  # Python's own: a test must not take a minute.
    loaded = [[number] for number in range(1_000_000)]
    keep_for_good()
    try:
        before = gc.get_stats()[2]["collections"]
        kept = [[number] for number in range(100_000)]
        assert gc.get_stats()[2]["collections"] > before
    finally:
        gc.unfreeze()
        gc.set_threshold(*thresholds)
    assert loaded
    assert kept


# As in a process of the web server, where only this thread returns the memory.
PROCESS = """
import sys
import psutil
import django
django.setup()
from leadqual.registry.versions import loading
if not hasattr(loading.ctypes.CDLL(None), "malloc_trim"):
    sys.exit()
memory = lambda: psutil.Process().memory_info().rss
loading.BETWEEN_TRIMS = 0.01
blocks = [bytes(3_000) for _ in range(50_000)]
blocks[:] = blocks[::50]
before = memory()
loading.start_trimming()
while memory() > before - (50 << 20):
    pass
"""


@pytest.mark.slow
def test_small_blocks_between_others_are_given_back_to_the_system() -> None:
    subprocess.run([sys.executable, "-c", PROCESS], timeout=PATIENCE, check=True)
