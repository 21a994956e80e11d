"""Steps of an erasure after the person's rows are deleted; each is safe to repeat."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from leadqual.accounts.models import IdempotentRequest, Invitation, Member, Workspace
from leadqual.imports.suppression_job import import_suppression
from leadqual.leads.models import (
    DoNotContact,
    SuppressionList,
)
from leadqual.privacy.erasure.do_not_contact import anonymize_entries, split_entries
from leadqual.privacy.erasure.identity import entries_about
from leadqual.privacy.erasure.person import Person
from leadqual.privacy.erasure.redaction import (
    redact_audit,
    redact_replies,
    redact_searches,
    redact_table,
    redact_titles,
)
from leadqual.privacy.erasure.renamed_codes import rename_codes
from leadqual.privacy.erasure.server_copies import forget_statistics, rewrite_redis_file
from leadqual.privacy.erasure.session_messages import forget_messages
from leadqual.privacy.erasure.stored_files import (
    delete_company_files,
    delete_emails,
    delete_exports,
    mask_logs,
    rewrite_facets,
)
from leadqual.privacy.erasure.traces import (
    Traces,
)
from leadqual.privacy.erasure.uploads import delete_uploads
from leadqual.privacy.register.personal_tables import TABLES
from leadqual.privacy.register.register_entries import Table

_WAITING_STATUSES = (SuppressionList.Status.QUEUED, SuppressionList.Status.RUNNING)
_ERASED_ADDRESS = "erased-{}@invalid"
Run = Callable[[Workspace, Person, Traces], int]
_REDACTIONS = {
    "replies.Reply": redact_replies,
    "accounts.AuditRow": redact_audit,
    "leads.Contact": redact_titles,
    "leads.JobTitle": redact_titles,
    "leads.SavedSearch": redact_titles,
    "leads.WatchedSearch": redact_titles,
    "leads.Export": redact_searches,
    "leads.SuppressionLine": redact_searches,
    "labeling.Correction": redact_titles,
    "labeling.TitleGroup": redact_titles,
    "labeling.LearnedFunction": redact_titles,
}


def finish_suppression_lists(workspace: Workspace, person: Person, _traces: Traces) -> int:
    """Read the lists that wait to their end, which deletes their files.

    Stopping them would let people be contacted who are on them. What the lists say of the person
    goes: the keyed hashes keep them away. Returns how many files went.
    """
    n_files = 0
    waiting = SuppressionList.objects.filter(workspace=workspace, status__in=_WAITING_STATUSES)
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
    own, shared = split_entries(workspace, entries, contact_ids=person.contact_ids, deleted_ids=())
    DoNotContact.objects.filter(pk__in=own).delete()
    anonymize_entries(person, shared)
    return n_files


def delete_invitations(workspace: Workspace, person: Person, _traces: Traces) -> int:
    """Delete the invitations of a person; their link opens nothing from then on.

    An accepted one stays as the record of who let somebody in. Its address stays while the member
    does, as the account. Returns how many were deleted or redacted.
    """
    rows = Invitation.objects.filter(workspace=workspace, email__in=list(person.emails))
    n_rows, _ = rows.filter(accepted_at=None).delete()
    members = Member.objects.filter(workspace=workspace).values_list("user__email", flat=True)
    for row in rows.exclude(email__in=[one.lower() for one in members]):
        n_rows += Invitation.objects.filter(pk=row.pk).update(email=_ERASED_ADDRESS.format(row.pk))
    return n_rows


def delete_answers(workspace: Workspace, _person: Person, _traces: Traces) -> int:
    """Delete the stored answers of a workspace; return how many. They would go within a day."""
    n, _ = IdempotentRequest.objects.filter(workspace=workspace).delete()
    return n


@dataclass(frozen=True, slots=True)
class ErasureStep:
    """A step of an erasure."""

    name: str
    run: Run


def _table_step(table: Table) -> ErasureStep:
    redact = partial(_REDACTIONS.get(table.model, redact_table), table)

    def run(_workspace: Workspace, person: Person, traces: Traces) -> int:
        return redact(person, traces)

    return ErasureStep(table.model, run)


STEPS = (
    ErasureStep("field codes", rename_codes),
    ErasureStep("uploads", delete_uploads),
    ErasureStep("suppression", finish_suppression_lists),
    *(_table_step(table) for table in TABLES if table.searched),
    ErasureStep("facets", rewrite_facets),
    ErasureStep("indexes", delete_company_files),
    ErasureStep("exports", delete_exports),
    ErasureStep("email", delete_emails),  # Those of invitations among them.
    ErasureStep("accounts.Invitation", delete_invitations),
    ErasureStep("accounts.IdempotentRequest", delete_answers),
    ErasureStep("logs", mask_logs),
    ErasureStep("sessions.Session", forget_messages),
    ErasureStep("statistics", forget_statistics),
    ErasureStep("redis", rewrite_redis_file),
)
