"""Entries of all kinds and keys beside every writer of people: none lost, none exported."""

import random
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from threading import Event
from uuid import UUID, uuid4

import pytest

from leadqual.accounts.models import User, Workspace
from leadqual.core.errors import LeadqualError
from leadqual.leads.bulk_deletion import delete_records, restore_step
from leadqual.leads.do_not_contact.entries import EntrySource, add_entry, set_record_entry
from leadqual.leads.do_not_contact.entry_locks import retry_deadlocks
from leadqual.leads.do_not_contact.repair import differences_of
from leadqual.leads.id_resolution import resolve_ids
from leadqual.leads.merging.services import MergeRequest, merge_records, undo_merge
from leadqual.leads.models import Company, Contact, DeletedRecord
from leadqual.leads.upserts import ContactValues, save_contact
from leadqual.search.lists.bulk_do_not_contact import set_do_not_contact_for_all
from tests.leadqual.at_once import together
from tests.leadqual.imports.conftest import Import, bring, confirm  # noqa: F401  # fixtures
from tests.leadqual.leads.do_not_contact.racing import (
    SCALE,
    Progress,
    contactable_among,
    exported,
    say,
)
from tests.waiting import until

pytestmark = pytest.mark.django_db(transaction=True)

N_ENTRIES = 100 * SCALE
N_STOPPERS = 2 if SCALE == 1 else 8
CHUNK_ROWS = 50 if SCALE == 1 else 500
KINDS = ("email", "linkedin", "phone", "contact", "many", "domain", "company")
COLUMNS = "email,first name,last name,phone,linkedin url,company,company domain"


def email(n: int) -> str:
    return f"p{n}@d{n}.example"


def profile(n: int) -> str:
    return f"https://www.linkedin.com/in/p{n}"


def phone(n: int) -> str:
    return f"+49 30 5{n:07}"


def kind_of(n: int) -> str:
    return KINDS[n // 2 % len(KINDS)]


def row(n: int) -> str:
    return f"{email(n)},P,Roth {n},{phone(n)},{profile(n)},Company {n},d{n}.example"


ALL = range(2 * N_ENTRIES)
STOPPED = ALL[::2]


class Writers:
    """Who writes at the same time, until the last entry is set.

    Args:
        workspace: whose people.
        author: of what they do.
        importer: imports a text.
    """

    def __init__(self, workspace: Workspace, author: User, importer: Import) -> None:
        self._workspace, self._author, self._bring = workspace, author, importer
        self._source = EntrySource("unsubscribe", "race", author)
        self._is_over, self._over_parts = Event(), set[int]()
        self._progress = Progress("entries", len(STOPPED))
        people = Contact.objects.filter(workspace=workspace).values_list("email", "pk")
        self.contacts = {str(email): pk for email, pk in people}
        companies = Company.objects.filter(workspace=workspace).values_list("domain", "pk")
        self.companies = {str(domain): pk for domain, pk in companies}
        self.committed: list[int] = []
        self.steps: list[UUID] = []
        self.counts = dict.fromkeys(
            ("imports", "merges", "undone merges", "deletions", "restored", "upserts", "exports"), 0
        )

    def stop_some(self, part: int) -> None:
        *most, last = STOPPED[part::N_STOPPERS]
        try:
            for n in most:
                self._stop(n)
            until(lambda: all(self.counts.values()))
            self._stop(last)
        finally:
            self._over_parts.add(part)
            if len(self._over_parts) == N_STOPPERS:
                self._is_over.set()

    def _stop(self, n: int) -> None:
        """Stop a person; a deleted or merged one by the ID that they had at first."""
        kind = kind_of(n)
        texts = {
            "email": email(n),
            "linkedin": profile(n),
            "phone": phone(n),
            "domain": f"d{n}.example",
        }
        if kind in texts:
            add_entry(workspace=self._workspace, text=texts[kind], kind=kind, source=self._source)
        elif kind == "many":
            done = set_do_not_contact_for_all(
                workspace=self._workspace,
                ids=[self.contacts[email(n)]],
                author=self._author,
                request_id=uuid4(),
            )
            assert not done.resolved.unknown
        else:
            of = self.contacts[email(n)] if kind == "contact" else self.companies[f"d{n}.example"]
            set_record_entry(
                workspace=self._workspace, kind=kind, record_id=of, source=self._source
            )
        self.committed.append(n)
        self._progress.note(len(self.committed))

    def upsert(self, seed: int) -> None:
        chosen = random.Random(seed)
        while not self._is_over.is_set():
            n = chosen.choice(ALL)
            fields = {"city": f"City {chosen.randrange(99)}", "phone": phone(n)}
            with suppress(LeadqualError):
                save_contact(
                    workspace=self._workspace, values=ContactValues(email(n), fields=fields)
                )
            self.counts["upserts"] += 1

    def bring_all(self) -> None:
        while not self._is_over.is_set():
            self._bring("\n".join([COLUMNS, *map(row, ALL)]), chunk_rows=CHUNK_ROWS)
            self.counts["imports"] += 1

    def merge_and_split(self) -> None:
        chosen = random.Random(7)
        while not self._is_over.is_set():
            kept, other = self._some(chosen, 2)
            choices = {"email": chosen.choice(["kept", "other"])}
            request = MergeRequest("contact", kept, other, choices)
            with suppress(LeadqualError):  # Another writer deleted or made one of them.
                merged = merge_records(
                    workspace=self._workspace, request=request, author=self._author
                )
                self.counts["merges"] += 1
                if self.counts["merges"] % 2:
                    undo_merge(merged=merged, author=self._author)
                    self.counts["undone merges"] += 1

    def delete_and_restore(self) -> None:
        chosen = random.Random(8)
        while not self._is_over.is_set():
            keys, step = self._some(chosen, 5), uuid4()
            self.counts["deletions"] += retry_deadlocks(partial(self._delete, keys, step))
            self.steps.append(step)
            self.restore(chosen.choice(self.steps))

    def restore(self, step: UUID) -> None:
        def restore() -> int:
            return restore_step(workspace=self._workspace, author=self._author, step=step).n_done

        self.counts["restored"] += retry_deadlocks(restore)

    def export_all(self) -> None:
        while not self._is_over.is_set():
            before = {email(n) for n in self.committed}
            assert exported(self._workspace, self._author) & before == set()
            self.counts["exports"] += 1

    def _delete(self, keys: list[int], step: UUID) -> int:
        people = Contact.objects.filter(workspace=self._workspace, pk__in=keys).order_by("pk")
        return delete_records(
            records=people,
            workspace=self._workspace,
            kind=DeletedRecord.Kind.CONTACT,
            author=self._author,
            step=step,
        ).n_done

    def _some(self, chosen: random.Random, n: int) -> list[int]:
        there = Contact.objects.filter(workspace=self._workspace).values_list("pk", flat=True)
        return chosen.sample(list(there), n)


@pytest.mark.slow
def test_no_entry_of_any_kind_is_lost_or_exported_among_all_writers(
    bring: Import,  # noqa: F811
    workspace: Workspace,
    manager: User,
) -> None:
    bring("\n".join([COLUMNS, *map(row, ALL)]))
    writers = Writers(workspace, manager, bring)
    calls: list[Callable[[], None]] = [
        *(partial(writers.stop_some, part) for part in range(N_STOPPERS)),
        *(partial(writers.upsert, seed) for seed in range(2)),
        writers.bring_all,
        writers.merge_and_split,
        writers.delete_and_restore,
        writers.export_all,
    ]

    together(calls)
    for step in writers.steps:
        writers.restore(step)
    bring("\n".join([COLUMNS, *map(row, ALL)]))

    say(", ".join(f"{n:,} {what}" for what, n in writers.counts.items()))
    emails = {email(n) for n in STOPPED}
    assert sorted(writers.committed) == list(STOPPED)
    assert contactable_among(workspace, emails) == []
    assert exported(workspace, manager) & emails == set()
    personal = [n for n in STOPPED if kind_of(n) not in ("domain", "company")]
    for n in personal:  # Of the person who has the ID now; a domain or company is left in a merge.
        meant = resolve_ids(workspace, "contact", [writers.contacts[email(n)]])
        free = Contact.objects.filter(pk__in=meant.ids, do_not_contact=False)
        assert (list(free.values_list("email")), meant.unknown) == ([], []), (n, kind_of(n))
    assert not differences_of(workspace)

    # Everybody goes, and comes back by a single key: not that by which they were stopped.
    Contact.objects.filter(workspace=workspace).delete()
    by_email = [n for n in personal if kind_of(n) == "linkedin"]
    by_profile = [n for n in personal if n not in set(by_email)]
    bring("\n".join(["email,last name", *(f"{email(n)},Roth {n}" for n in by_email)]))
    bring("\n".join(["linkedin url,last name", *(f"{profile(n)},Roth {n}" for n in by_profile)]))
    back = Contact.objects.filter(workspace=workspace)
    assert back.count() == len(personal)
    assert list(back.filter(do_not_contact=False).values_list("email", "linkedin_url")) == []
    assert not differences_of(workspace)
