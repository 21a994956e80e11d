"""A correction said to one process is in the next answer of every other one, also under load."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest

from leadqual.accounts.models import User, Workspace
from leadqual.labeling.corrections.correction_input import CorrectionInput
from leadqual.labeling.corrections.services import record_correction, undo_correction
from tests.leadqual.labeling.conftest import make_title
from tests.waiting import until
from tests.worker import database_url

T = TypeVar("T")

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
NEIGHBOR = "Senior Ranger, Customer Bliss"
# Asks without a pause and writes a line: when it began to ask, and what it heard. The clock is that
# of the machine, one for all processes.
ASKER = """
import json, os, sys, time
import django
django.setup()
from django.db import close_old_connections
from leadqual.accounts.models import Workspace
from leadqual.labeling.corrections.suggested_labels import answers
workspace = Workspace.objects.get(slug=sys.argv[1])
answers(workspace=workspace, titles=json.loads(sys.argv[2]))  # The first one loads the model.
with open(sys.argv[3], "w") as heard:
    while True:
        began = time.monotonic()
        found = answers(workspace=workspace, titles=json.loads(sys.argv[2]))
        said = [sorted(each["labels"]) for each in found]
        print(json.dumps([began, said]), file=heard, flush=True)
"""
N_ANSWERS = 4
"""Of each process, that begin between a word and the next one."""

Answers = list[tuple[float, list[list[str]]]]


@contextmanager
def asker(workspace: Workspace, heard: Path) -> Iterator[Callable[[], Answers]]:
    """Run a process that classifies without a pause on the database of this test.

    Yields:
        Reads when it began to ask, and what it heard.
    """
    command = [sys.executable, "-c", ASKER, workspace.slug, json.dumps([TITLE, NEIGHBOR])]
    environment = os.environ | {
        "DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "leadqual.settings",
        "LOG_LEVEL": "WARNING",
    }
    heard.touch()

    def read() -> Answers:
        assert process.poll() is None, "the process ended"
        lines = heard.read_text().split("\n")[:-1]  # Without one that is not written to its end.
        return [tuple(json.loads(line)) for line in lines]

    with subprocess.Popen([*command, str(heard)], env=environment) as process:  # our own program
        try:
            until(read, "the process answers")
            yield read
        finally:
            process.kill()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_no_request_that_begins_after_a_correction_hears_the_old_answer(
    workspace: Workspace, models: None, manager: User, tmp_path: Path
) -> None:
    title = make_title(workspace, TITLE)
    said: list[tuple[float, float, str]] = []  # Began, committed, what was said.

    with asker(workspace, tmp_path / "1") as first, asker(workspace, tmp_path / "2") as second:

        def say(act: Callable[[], T], function: str) -> T:
            """Do something, and let each process ask some times before the next word."""
            began = time.monotonic()
            done = act()
            committed = time.monotonic()
            said.append((began, committed, function))

            def have_asked() -> bool:
                return all(
                    sum(at >= committed for at, _ in read()) >= N_ANSWERS
                    for read in (first, second)
                )

            until(have_asked)
            return done

        for function in SAID:
            word = CorrectionInput((function,), "lead")
            correction = say(
                partial(record_correction, job_title=title, correction_input=word, author=manager),
                function,
            )
        say(partial(undo_correction, correction=correction, author=manager), SAID[-2])

        for read in (first, second):
            judged = [len(_judge(read(), said, place)) for place in range(len(said))]
            assert min(judged) >= N_ANSWERS


def _judge(
    answers: Answers, said: list[tuple[float, float, str]], place: int
) -> list[list[list[str]]]:
    """Check the answers to requests that began after a word was committed, before the next one."""
    _, committed, function = said[place]
    end = said[place + 1][0] if place + 1 < len(said) else float("inf")
    between = [found for began, found in answers if committed <= began < end]
    # A request that began before the next word may end after it, and hear that one.
    allowed = {function} | ({said[place + 1][2]} if place + 1 < len(said) else set())
    for found in between:
        assert all(len(labels) == 1 and labels[0] in allowed for labels in found), found
    return between
