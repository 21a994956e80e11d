"""A worker loads the encoder once; its processes share it, and hold no memory they do not need."""

import os
import subprocess
import sys

import pytest
from django.db import connection

from leadqual.registry.models import ModelVersion
from tests.waiting import PATIENCE

# As the worker does it: prepared once, forked, and the child does the job of embedding.
WORKER = """
import os
import resource
import signal
import django
django.setup()
from leadqual.celery import app
from leadqual.registry.versions.loading import _title_model, load_encoder, load_title_model
from leadqual.campaigns.preloading import ROOM_KILOBYTES
limit = app.Worker(concurrency=1).pool.options["max_memory_per_child"]
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
has_room = memory < limit <= memory + ROOM_KILOBYTES
is_loaded = load_encoder().is_loaded
load_title_model()
has_titles = _title_model.cache_info().misses == 1 and _title_model.cache_info().hits == 1
from django.db import connection
connection.close()
connection.close_pool()
child = os.fork()
if child:
    failed = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    is_ready = has_room and has_titles and is_loaded == bool(int(os.environ["IS_LOADED"]))
    os._exit(failed or (0 if is_ready else 3))
signal.alarm(60)
import psutil
def large_and_small():
    return [(b"x" * (4 << 20), b"x" * (100_000 + n)) for n in range(50)]
b"x" * (16 << 20)  # From now on glibc would keep blocks up to this size.
before = psutil.Process().memory_info().rss
small = [one for _, one in large_and_small()]  # They stand between the large ones.
if psutil.Process().memory_info().rss - before > 50 << 20:
    os._exit(5)
encoder = load_encoder()
vectors = encoder.encode(["pizza", "A freight forwarder. " * 60])
if abs(float(vectors[0] @ vectors[0]) - 1) > 1e-3:
    os._exit(4)
os._exit(0)
"""


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_loaded", [True, False])
def test_child_encodes_with_what_its_parent_loaded(models: None, *, is_loaded: bool) -> None:
    if not is_loaded:  # Files that are not there keep no worker from its start.
        encoders = ModelVersion.objects.filter(kind=ModelVersion.Kind.ENCODER)
        encoders.update(folder="/nowhere")
    url = os.environ["DATABASE_URL"].rpartition("/")[0]
    environment = {
        "DATABASE_URL": f"{url}/{connection.settings_dict['NAME']}",
        "IS_LOADED": str(int(is_loaded)),
    }

    done = subprocess.run(
        [sys.executable, "-c", WORKER],
        env=os.environ | environment,
        timeout=PATIENCE,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == (0 if is_loaded else 1), done.stderr
