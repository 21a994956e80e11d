"""Erase a person: immediately from the visible tables, then by a job from everything else."""

import logging
from collections import Counter

from django.apps import apps
from django.db import transaction
from django.utils import timezone

from leadqual.accounts.audit.audit_rows import record_audit
from leadqual.accounts.models import User, Workspace
from leadqual.core.errors import LeadqualError
from leadqual.core.jobs import Job, enqueue, enqueue_journal
from leadqual.core.locks import hold_once
from leadqual.imports.import_locks import lock_workspace
from leadqual.leads.do_not_contact.entries import EntryKey, EntrySource, read_entry, set_entry
from leadqual.leads.erased_keys import lock_digests
from leadqual.leads.erased_people import Identity, digests_of, kept_digests
from leadqual.leads.models import Contact, DoNotContact, ErasedKey, ErasedPerson
from leadqual.leads.services import move_bearer
from leadqual.privacy.erasure.do_not_contact import anonymize_entries
from leadqual.privacy.erasure.identity import identify
from leadqual.privacy.erasure.person import Identifiers, Person
from leadqual.privacy.erasure.steps import STEPS
from leadqual.privacy.erasure.traces import traces_of
from leadqual.privacy.models import Erasure
from leadqual.privacy.register.personal_tables import TABLES
from leadqual.webhooks.outbox import Occurrence, emit_all

logger = logging.getLogger(__name__)


@transaction.atomic
def start_erasure(
    *,
    workspace: Workspace,
    identifiers: Identifiers,
    author: User | None,
    reason: str = ErasedPerson.Reason.REQUEST,
) -> Erasure:
    """Erase a person: rows about them go in this transaction, a job removes every other trace.

    Afterwards they cannot be stored again: imports, the API and replies check the hashes. Safe to
    repeat; data received since is erased, too.

    Args:
        workspace: whose data; other workspaces are not touched.
        identifiers: of one person.
        author: who does it; None for the command line.
        reason: stored with the hashes.

    Raises:
        LeadqualError: none is given, or it cannot be read; nothing has been written.
        LeadqualError: several people share what is given; nothing has been written.
    """
    lock_workspace(workspace.pk)  # No chunk of an import is between its check and its end.
    person = identify(workspace, identifiers)
    _check_identified(person, identifiers)
    lock_digests(digests_of(workspace.pk, person.identity))
    person = identify(workspace, identifiers)  # Again, now that writes are locked.
    digests = kept_digests(workspace.pk, person.identity, shared_phones=person.shared_phones)
    erased, is_new = _erased_person(workspace, digests, author, reason)
    erasure, _ = Erasure.objects.select_for_update().get_or_create(
        person=erased, defaults={"workspace": workspace}
    )
    entries = DoNotContact.objects.filter(workspace=workspace, lifted_at=None)
    keys = [*person.do_not_contact_ids, *person.shared_entry_ids]
    if entries.filter(pk__in=keys).exists():
        erased.was_do_not_contact = True
        erased.save(update_fields=["was_do_not_contact"])
    counts = Counter(erasure.counts)
    counts.update(_delete_rows(person))
    anonymize_entries(person, person.shared_entry_ids)
    gone = [Occurrence({"id": key, "is_erased": True}) for key in person.contact_ids]
    emit_all(workspace, "contact.deleted", lambda: gone)
    erasure.counts = dict(counts)
    erasure.identifiers = person.as_json()
    erasure.n_done, erasure.n_steps, erasure.finished_at = 0, len(STEPS), None
    erasure.save()
    if is_new:
        record_audit(
            workspace=workspace,
            actor=author,
            action="person.erased",
            subject=f"erased_person:{erased.pk}",
            name=f"erased person {erased.pk}",
            details={"reason": reason},
        )
    enqueue(Job.ERASE_PERSON, erasure_id=erasure.pk)
    enqueue_journal()
    return erasure


def run_erasure(erasure_id: int) -> Erasure | None:
    """Run the remaining steps of an erasure; safe to run twice and after a crash.

    Returns:
        The erasure; None where there is none or another process works on it.
    """
    with hold_once(f"privacy.erase.{erasure_id}") as is_ours:
        erasure = Erasure.objects.select_related("workspace").filter(pk=erasure_id).first()
        if not is_ours or erasure is None:
            return None
        if erasure.identifiers is None:
            return erasure
        person = Person.from_json(erasure.identifiers)
        traces = traces_of(person)
        for number, step in enumerate(STEPS):
            if number < erasure.n_done:
                continue
            n_rows = step.run(erasure.workspace, person, traces)
            if n_rows:
                former = erasure.counts.get(step.name, 0)
                erasure.counts = {**erasure.counts, step.name: former + n_rows}
            erasure.n_done = number + 1
            erasure.save(update_fields=["counts", "n_done"])
        erasure.identifiers, erasure.finished_at = None, timezone.now()
        erasure.save(update_fields=["identifiers", "finished_at"])
        logger.info("person erased", extra={"erasure": erasure.pk, "n_steps": len(STEPS)})
        return erasure


def open_erasures() -> list[int]:
    """Return the keys of erasures that are not done."""
    rows = Erasure.objects.filter(finished_at=None).order_by("pk")
    return list(rows.values_list("pk", flat=True))


@transaction.atomic
def lift_erasure(*, workspace: Workspace, identifiers: Identifiers, author: User) -> ErasedPerson:
    """Allow an erased person to be stored again; no data is restored.

    If the person was do not contact, this is set again for every address given. Hashes do not
    reveal an address, so the email is required if the person had one.

    Raises:
        LeadqualError: without an address of the person do-not-contact would be lost; nothing has
            been written.
        LeadqualError: none is given, or it cannot be read; nothing has been written.
        LeadqualError: nobody with these identifiers was erased; nothing has been written.
    """
    digests = digests_of(workspace.pk, identify(workspace, identifiers).identity)
    keys = ErasedKey.objects.filter(workspace=workspace, digest__in=list(digests))
    people = ErasedPerson.objects.select_for_update().filter(
        pk__in=keys.values_list("person"), lifted_at=None
    )
    erased = people.order_by("pk").first()
    if erased is None:
        raise LeadqualError(
            "No erasure matches these identifiers. Nothing was changed.",
            code="not_erased",
            status=404,
        )
    entries = _blocking_entries(erased, identifiers) if erased.was_do_not_contact else []
    erased.keys.all().delete()
    erased.lifted_at, erased.lifted_by = timezone.now(), author
    erased.save(update_fields=["lifted_at", "lifted_by"])
    source = EntrySource("manual", f"erased_person:{erased.pk}", author)
    for entry in entries:
        set_entry(workspace=workspace, entry=entry, source=source)
    record_audit(
        workspace=workspace,
        actor=author,
        action="person.erasure_lifted",
        subject=f"erased_person:{erased.pk}",
        name=f"erased person {erased.pk}",
    )
    enqueue_journal()
    return erased


def _blocking_entries(erased: ErasedPerson, given: Identifiers) -> list[EntryKey]:
    """Return the entries that keep do-not-contact once the hashes are gone.

    Raises:
        LeadqualError: none of what is given is an address that the person had.
    """
    kinds = set(erased.keys.values_list("kind", flat=True))
    wanted = ErasedKey.Kind.EMAIL if ErasedKey.Kind.EMAIL in kinds else None
    found = []
    profile = Identity(linkedin_urls=[given.linkedin_url])
    for kind, text, identity in (
        ("email", given.email, Identity(emails=[given.email])),
        ("linkedin", given.linkedin_url, profile),
    ):
        digests = digests_of(erased.workspace_id, identity)
        entry = read_entry(text, kind=kind)
        if entry and erased.keys.filter(digest__in=list(digests)).exists():
            found.append((kind, entry))
    if given.phone and (entry := read_entry(given.phone, kind="phone")):
        found.append(("phone", entry))
    is_enough = any(wanted in (None, kind) for kind, _ in found)
    if not is_enough and kinds != {ErasedKey.Kind.EXTERNAL_ID}:
        name = "the email" if wanted else "the LinkedIn URL or phone number"
        raise LeadqualError(
            "This person is marked Do not contact. To keep that, enter "
            f"{name} of the person as well. Nothing was changed.",
            code="no_address",
            status=422,
        )
    return [entry for _, entry in found]


def _check_identified(person: Person, given: Identifiers) -> None:
    if given.email or given.linkedin_url or given.external_id or given.contact_id:
        return
    contacts = Contact.objects.filter(pk__in=person.contact_ids)
    n_nameless = contacts.filter(first_name="", last_name="").count()
    n_people = len({(first.casefold(), last.casefold()) for first, last in person.names})
    n_people += n_nameless  # Whoever has no name may be anybody.
    if n_people > 1:
        raise LeadqualError(
            f"{n_people} people have this phone number. Use an email, LinkedIn URL or "
            "contact ID instead. Nothing was erased.",
            code="several_people",
            status=409,
        )


def _erased_person(
    workspace: Workspace, digests: dict[str, str], author: User | None, reason: str
) -> tuple[ErasedPerson, bool]:
    known = ErasedKey.objects.filter(workspace=workspace, digest__in=list(digests))
    key = known.select_related("person").order_by("pk").first()
    erased, is_new = (key.person, False) if key else (None, True)
    if erased is None:
        erased = ErasedPerson.objects.create(workspace=workspace, reason=reason, erased_by=author)
    rows = [
        ErasedKey(workspace=workspace, person=erased, kind=kind, digest=digest)
        for digest, kind in sorted(digests.items())
    ]
    ErasedKey.objects.bulk_create(rows, ignore_conflicts=True)
    return erased, is_new


def _delete_rows(person: Person) -> Counter[str]:
    """Delete the rows about the person alone; the last tables first, as they name the first."""
    counts: Counter[str] = Counter()
    titles = Contact.objects.filter(pk__in=person.contact_ids).values_list("job_title", flat=True)
    for title in [one for one in titles if one]:
        move_bearer(former=title, now=None)
    for table in reversed(TABLES):
        for lookup, name in table.links.items():
            keys = list(getattr(person, name))
            if not keys:
                continue
            rows = apps.get_model(table.model)._default_manager.filter(
                **{lookup: keys, table.workspace: person.workspace_id}
            )
            if n_rows := rows.count():
                rows.delete()
                counts[table.model] += n_rows
    return counts
