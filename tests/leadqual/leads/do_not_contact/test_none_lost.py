"""Entries among concurrent imports, saves, undos and exports: none lost, none exported."""

import random
from collections.abc import Callable
from functools import partial
from threading import Event

import pytest

from leadqual.accounts.models import User, Workspace
from leadqual.leads.do_not_contact.repair import differences_of
from leadqual.leads.models import DoNotContact
from leadqual.leads.upserts import ContactValues, save_contact
from tests.leadqual.at_once import together
from tests.leadqual.imports.conftest import Import, bring, confirm, undo  # noqa: F401  # fixtures
from tests.leadqual.leads.do_not_contact.racing import (
    SCALE,
    Progress,
    contactable_among,
    exported,
    say,
    set_entry,
)
from tests.waiting import until

pytestmark = pytest.mark.django_db(transaction=True)

N_ENTRIES = 100 * SCALE
N_STOPPERS = 2 if SCALE == 1 else 8
"""An entry is stored after the chunk of an import that holds the lock; several share that time."""

CHUNK_ROWS = 50 if SCALE == 1 else 500
EMAILS = [f"p{n}@x.example" for n in range(2 * N_ENTRIES)]
STOPPED = EMAILS[::2]


class Writers:
    """Who writes at the same time, until the last entry is set."""

    def __init__(self, workspace: Workspace, author: User, importer: Import) -> None:
        self._workspace, self._author, self._bring = workspace, author, importer
        self._is_over = Event()
        self._stopped: list[int] = []
        self._progress = Progress("entries", len(STOPPED))
        self.committed: list[str] = []
        self.n_imports = self.n_exports = 0

    def stop_some(self, part: int) -> None:
        *most, last = STOPPED[part::N_STOPPERS]
        try:
            for email in most:
                self._stop(email)
            until(lambda: self.n_exports and self.n_imports)
            self._stop(last)
        finally:
            self._stopped.append(part)
            if len(self._stopped) == N_STOPPERS:
                self._is_over.set()

    def _stop(self, email: str) -> None:
        set_entry(self._workspace, email)
        self.committed.append(email)
        self._progress.note(len(self.committed))

    def save_some(self, seed: int) -> None:
        chosen = random.Random(seed)
        while not self._is_over.is_set():
            fields = {"city": f"City {chosen.randrange(99)}"}
            values = ContactValues(chosen.choice(EMAILS), fields=fields)
            save_contact(workspace=self._workspace, values=values)

    def import_and_undo(self) -> None:
        text = "email,city\n" + "".join(f"{email},Berlin\n" for email in EMAILS)
        while not self._is_over.is_set():
            undo(self._bring(text, chunk_rows=CHUNK_ROWS), self._author, chunk_rows=CHUNK_ROWS)
            self.n_imports += 1

    def export_all(self) -> None:
        while not self._is_over.is_set():
            before = set(self.committed)
            assert not exported(self._workspace, self._author) & before
            self.n_exports += 1


@pytest.mark.slow
def test_no_entry_is_lost_or_exported_among_concurrent_writers(
    bring: Import,  # noqa: F811
    workspace: Workspace,
    manager: User,
) -> None:
    writers = Writers(workspace, manager, bring)
    calls: list[Callable[[], None]] = [
        *(partial(writers.stop_some, part) for part in range(N_STOPPERS)),
        *(partial(writers.save_some, seed) for seed in range(2)),
        writers.import_and_undo,
        writers.export_all,
    ]

    together(calls)
    bring("email\n" + "\n".join(EMAILS))

    say(f"{writers.n_imports} imports with undo, {writers.n_exports} exports meanwhile")
    assert set(writers.committed) == set(STOPPED)
    entries = DoNotContact.objects.filter(workspace=workspace, lifted_at=None)
    assert set(STOPPED) <= set(entries.values_list("value", flat=True))
    assert contactable_among(workspace, STOPPED) == []
    assert exported(workspace, manager) == set(EMAILS) - set(STOPPED)
    assert not differences_of(workspace)
