"""What the first correction needs is read before anybody waits for it."""

import os
import subprocess
import sys

import pytest
from django.db import connection

from leadqual.accounts.models import User, Workspace
from leadqual.core.jobs import Job, enqueue
from leadqual.labeling import quality_gate
from leadqual.labeling.corrections.correction_input import CorrectionInput
from leadqual.labeling.corrections.services import record_correction
from leadqual.labeling.preloading import preload
from leadqual.registry.models import ModelVersion
from leadqual.taxonomy.services import note_change
from tests.leadqual.labeling.conftest import make_title

# As the web server does it: loaded once, forked, and nothing asks the child for anything.
SERVER = """
import os, time
import leadqual.wsgi
from leadqual.labeling import quality_gate as frozen_test
from leadqual.registry.versions.loading import _title_model
assert _title_model.cache_info().currsize == 1
child = os.fork()
if child:
    os._exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
until = time.monotonic() + 300
while not frozen_test._read.cache_info().currsize and time.monotonic() < until:
    time.sleep(0.05)
assert _title_model.cache_info().misses == 1, "the model of the parent is not used"
assert frozen_test._read.cache_info().misses == 1, "the test set of the parent is not used"
os._exit(0 if frozen_test._read.cache_info().currsize else 1)
"""


def times_read() -> int:
    return quality_gate._read_test_set.cache_info().misses


@pytest.mark.django_db
def test_correction_of_a_warm_process_does_not_read_the_test_set(
    workspace: Workspace, models: None, manager: User
) -> None:
    title = make_title(workspace, "Customer Bliss Ranger")

    is_warm = preload()
    before = times_read()
    record_correction(
        job_title=title, correction_input=CorrectionInput(("nursing",), "lead"), author=manager
    )

    assert is_warm
    assert times_read() == before
    ModelVersion.objects.update(is_active=False)
    assert not preload()  # No model is live.


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_worker_is_warm_when_nothing_waits_also_after_a_change_of_the_taxonomy(
    models: None,
) -> None:
    quality_gate._read_test_set.cache_clear()  # Another test may have read it for the same model.
    enqueue(Job.CLASSIFY_TITLES)
    before = times_read()

    note_change("moved a threshold")
    enqueue(Job.CLASSIFY_TITLES)
    after = times_read()
    preload()

    assert after > before
    assert times_read() == after


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_process_of_the_web_server_is_warm_before_its_first_request(models: None) -> None:
    url = os.environ["DATABASE_URL"].rpartition("/")[0]
    environment = {"DATABASE_URL": f"{url}/{connection.settings_dict['NAME']}"}

    done = subprocess.run(
        [sys.executable, "-c", SERVER],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
