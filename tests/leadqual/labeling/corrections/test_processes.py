"""A correction said to one process is in the next answer of every other one, also under load."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from leadqual.accounts.models import User, Workspace
from leadqual.labeling.corrections.correction_input import CorrectionInput
from leadqual.labeling.corrections.services import record_correction, undo_correction
from tests.leadqual.labeling.conftest import make_title
from tests.processes import ending

# One for each word, so that an answer tells which word it heard.
SAID = [
    "nursing",
    "recruiting",
    "sales",
    "design",
    "finance",
    "logistics",
    "teacher",
    "procurement",
]
TITLE = "Customer Bliss Ranger"
NEIGHBOUR = "Senior Ranger, Customer Bliss"
# Asks without a pause and writes when it began to ask and what it heard. The clock is that of the
# machine, one for all processes.
ASKER = """
import json, os, sys, time
import django
django.setup()
from django.db import close_old_connections
from leadqual.accounts.models import Workspace
from leadqual.labeling.corrections.answers import answers
workspace = Workspace.objects.get(slug=sys.argv[1])
answers(workspace=workspace, titles=json.loads(sys.argv[2]))  # The first one loads the model.
print("ready", flush=True)
heard = []
while not os.path.exists(sys.argv[3]):
    began = time.monotonic()
    found = answers(workspace=workspace, titles=json.loads(sys.argv[2]))
    heard.append([began, [sorted(each["labels"]) for each in found]])
print(json.dumps(heard))
"""


@pytest.fixture
def stop(tmp_path: Path) -> Path:
    """A file at which the askers stop."""
    return tmp_path / "stop"


@contextmanager
def asker(workspace: Workspace, stop: Path) -> Iterator[subprocess.Popen[str]]:
    """Run a process that classifies without a pause on the database of this test."""
    from django.db import connection  # the name of the test database is there now

    name = str(connection.settings_dict["NAME"])
    url = os.environ["DATABASE_URL"]
    process = subprocess.Popen(
        [sys.executable, "-c", ASKER, workspace.slug, json.dumps([TITLE, NEIGHBOUR]), str(stop)],
        env={
            **os.environ,
            "DATABASE_URL": f"{url.rpartition('/')[0]}/{name}",
            "DJANGO_SETTINGS_MODULE": "leadqual.settings",
            "LOG_LEVEL": "WARNING",
        },
        stdout=subprocess.PIPE,
        text=True,
    )
    with ending(process):
        yield process


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_no_request_that_begins_after_a_correction_hears_the_old_answer(
    workspace: Workspace, models: None, manager: User, stop: Path
) -> None:
    title = make_title(workspace, TITLE)
    said: list[tuple[float, float, str]] = []  # Began, committed, what was said.

    with asker(workspace, stop) as first, asker(workspace, stop) as second:
        for process in (first, second):
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        for function in SAID:
            began = time.monotonic()
            correction = record_correction(
                job_title=title, word=CorrectionInput((function,), "lead"), author=manager
            )
            said.append((began, time.monotonic(), function))
            time.sleep(1)
        began = time.monotonic()
        undo_correction(correction=correction, author=manager)
        said.append((began, time.monotonic(), SAID[-2]))
        time.sleep(1)
        stop.touch()
        heard = [
            [tuple(row) for row in json.loads(process.communicate(timeout=60)[0])]
            for process in (first, second)
        ]

    for answers in heard:
        judged = [len(_judge(answers, said, place)) for place in range(len(said))]
        assert sum(judged) > 3 * len(SAID), judged
        assert all(judged), judged


def _judge(
    answers: list[tuple[float, list[list[str]]]], said: list[tuple[float, float, str]], place: int
) -> list[list[list[str]]]:
    """Check the answers to requests that began after a word was committed, before the next one."""
    _, committed, function = said[place]
    until = said[place + 1][0] if place + 1 < len(said) else float("inf")
    between = [found for began, found in answers if committed <= began < until]
    # A request that began before the next word may end after it, and hear that one.
    allowed = {function} | ({said[place + 1][2]} if place + 1 < len(said) else set())
    for found in between:
        assert all(len(labels) == 1 and labels[0] in allowed for labels in found), found
    return between
