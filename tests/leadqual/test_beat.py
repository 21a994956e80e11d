"""Beat sends what is due, and holds nothing of what does it."""

import os
import subprocess
import sys

import pytest
from celery import current_app
from django.conf import settings
from django.core.cache import cache

from leadqual.beat import FIRST_KEY, app, is_first

pytestmark = pytest.mark.usefixtures("postgres_and_redis")

SAYS_WHAT_IS_LOADED = """
import sys
from leadqual.beat import app
app.loader.init_worker()
app.finalize()
app.log.setup("INFO")
import logging
logging.getLogger("leadqual").info("A line", extra={"n": 3})
from django.apps import apps
large = {"torch", "pyarrow", "scipy", "sklearn", "leadqual.leads.models"}
sys.exit(0 if not apps.ready and not large & set(sys.modules) else 3)
"""


def test_it_sends_what_the_worker_knows() -> None:
    current_app.loader.import_default_modules()

    assert app.conf.beat_schedule == settings.CELERY_BEAT_SCHEDULE
    assert app.conf.broker_url == current_app.conf.broker_url
    assert {entry["task"] for entry in app.conf.beat_schedule.values()} <= set(current_app.tasks)


def test_no_model_and_no_app_is_loaded_and_lines_are_written_as_everywhere() -> None:
    done = subprocess.run(
        (sys.executable, "-c", SAYS_WHAT_IS_LOADED),
        env=os.environ | {"LOG_LEVEL": "INFO"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert '"event": "A line", "n": 3' in done.stderr


def test_one_of_two_beats_sends_and_the_other_takes_over() -> None:
    cache.delete(FIRST_KEY)

    answers = [is_first("host one"), is_first("host two"), is_first("host one")]

    cache.delete(FIRST_KEY)  # As its end of life does.

    assert answers == [True, False, True]

    assert is_first("host two")
    assert not is_first("host one")
