"""WSGI entry point of the web server."""

import os
import sys
from pathlib import Path

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.urls import get_resolver

from launcher.system.state_files import require_restored

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leadqual.settings")
# A page should soon report that the database is down; a job can wait for it.
os.environ.setdefault("DATABASE_WAIT_SECONDS", "2")

application = get_wsgi_application()
require_restored(Path(settings.STATE_DIR))
# Django would load the pages with the first request of each process, which then takes seconds.
URL_PATTERNS = get_resolver().url_patterns

# Django is ready only now.
from leadqual.companies.background_loading import keep_classifier_ready, keep_encoder_loaded
from leadqual.core.files.uploads import delete_abandoned
from leadqual.core.jobs import load_jobs
from leadqual.core.readiness import forget_heartbeats
from leadqual.labeling.preloading import keep_preloaded, preload
from leadqual.registry.versions.loading import load_encoder
from leadqual.registry.versions.shared_memory import keep_for_good, load_for_workers, start_trimming


def load_shared() -> None:
    """Load what the processes share that are forked from now on (`--preload`).

    Loading takes seconds, which would delay requests in a process that serves them, and memory in
    each that loads its own: the encoder 0.16 GB, the title model with its test set 0.1 GB.
    """
    from leadqual.mcp_server.protocol import prepare_tools  # Its SDK takes a second.

    load_for_workers(preload, lambda: load_encoder().load(), prepare_tools)
    for keep in (keep_preloaded, keep_classifier_ready, keep_encoder_loaded, start_trimming):
        os.register_at_fork(after_in_child=keep)
    keep_for_good()


forget_heartbeats()
delete_abandoned()
load_jobs()  # Before the first request: two at once would see half-imported jobs.
if "leadqual.web_processes" not in sys.modules:  # That module loads it later.
    load_shared()
connection.close_pool()  # type: ignore[attr-defined]  # not in the types of all databases
