"""Suppression lists whose file has not been read yet, and may hold an erased person."""

from leadqual.accounts.models import Workspace
from leadqual.imports.suppression.services import import_suppression
from leadqual.leads.models import DoNotContact, SuppressionList
from leadqual.privacy.erasure.do_not_contact_entries import anonymize_entries, part_entries
from leadqual.privacy.erasure.identity import entries_about
from leadqual.privacy.erasure.person import Person
from leadqual.privacy.erasure.traces import Traces

_WAITING = (SuppressionList.Status.QUEUED, SuppressionList.Status.RUNNING)


def finish_lists(workspace: Workspace, person: Person, _traces: Traces) -> int:
    """Read the lists that wait to their end, which deletes their files.

    Stopping them would let people be contacted who are on them. What the lists say of the person
    goes: the keyed hashes keep them away. Returns how many files went.
    """
    n_files = 0
    waiting = SuppressionList.objects.filter(workspace=workspace, status__in=_WAITING)
    for key in list(waiting.order_by("pk").values_list("pk", flat=True)):
        while waiting.filter(pk=key).exists():  # Another run may read it, too: one of them ends.
            import_suppression(key)
        n_files += 1
    entries = entries_about(
        workspace,
        emails=person.emails,
        phones=person.phones,
        linkedin_urls=person.linkedin_urls,
        external_ids=person.external_ids,
        contact_ids=person.contact_ids,
        names=person.names,
    )
    parted = part_entries(workspace, entries, contact_ids=person.contact_ids, deleted_ids=())
    DoNotContact.objects.filter(pk__in=parted.own).delete()
    anonymize_entries(person, parted.shared)
    return n_files
