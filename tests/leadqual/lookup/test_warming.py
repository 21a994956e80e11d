"""The model of companies is loaded once somebody opens the page, in every process, not before."""

import os
import subprocess
import sys

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from leadqual.companies.background_loading import load_classifier_if_wanted
from leadqual.registry.models import ModelVersion

# As the web server does it: loaded once, forked, and nothing asks the child for anything.
SERVER = """
import os, time
import leadqual.wsgi
from leadqual.registry.versions import loading
child = os.fork()
if child:
    os._exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
until = time.monotonic() + 300
while not loading._business_model.cache_info().currsize and time.monotonic() < until:
    time.sleep(0.05)
os._exit(0 if loading._business_model.cache_info().currsize else 1)
"""


@pytest.mark.django_db
def test_nothing_is_loaded_before_the_page_was_opened(models: None, viewer_client: Client) -> None:
    cache.clear()

    before = load_classifier_if_wanted()
    viewer_client.get("/look-up/")
    beside = load_classifier_if_wanted()
    viewer_client.get("/look-up/?panel=company")

    assert (before, beside, load_classifier_if_wanted()) == (False, False, True)


@pytest.mark.django_db
def test_nothing_is_loaded_while_no_model_is_live(models: None, viewer_client: Client) -> None:
    ModelVersion.objects.update(is_active=False)

    viewer_client.get("/look-up/?panel=company")

    assert not load_classifier_if_wanted()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_process_of_the_web_server_loads_it_while_somebody_types(
    models: None, viewer_client: Client
) -> None:
    viewer_client.get("/look-up/?panel=company")
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
