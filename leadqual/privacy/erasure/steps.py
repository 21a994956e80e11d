"""Steps of an erasure after the person's rows are deleted; each is safe to repeat."""

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import redis
from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.db import connection

from leadqual.accounts.models import IdempotentRequest, Invitation, Member, Workspace
from leadqual.accounts.sessions import SessionStore
from leadqual.imports.suppression import import_suppression
from leadqual.leads.models import (
    DoNotContact,
    SuppressionList,
)
from leadqual.privacy.erasure.do_not_contact import anonymize_entries, part_entries
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
from leadqual.privacy.erasure.stored_files import (
    delete_emails,
    delete_exports,
    mask_logs,
    renew_company_files,
    renew_facets,
)
from leadqual.privacy.erasure.traces import (
    Traces,
    near_traces_of,
)
from leadqual.privacy.erasure.uploads import delete_uploads
from leadqual.privacy.register.personal_tables import TABLES
from leadqual.privacy.register.register_entries import Table

_MESSAGES, _USER = "_messages", "_auth_user_id"  # As Django names them.
logger = logging.getLogger(__name__)
_FORGET = """
SELECT pg_clear_attribute_stats(schemaname::text, tablename::text, attname::text, inherited)
FROM pg_stats
WHERE schemaname = current_schema()
  AND (most_common_vals::text ~* %(pattern)s OR histogram_bounds::text ~* %(pattern)s
       OR most_common_elems::text ~* %(pattern)s)
"""
_WAITING = (SuppressionList.Status.QUEUED, SuppressionList.Status.RUNNING)
_NOBODY = "erased-{}@invalid"
Run = Callable[[Workspace, Person, Traces], int]
_SPECIAL = {
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


def forget_messages(workspace: Workspace, _person: Person, traces: Traces) -> int:
    """Drop messages such as “Anna Example is on the list” from the sessions of members.

    Everybody stays signed in, and sessions of people of other workspaces are not read.

    Returns:
        0: who is signed in is nobody's business.
    """
    members = Member.objects.filter(workspace=workspace).values_list("user_id", flat=True)
    keys = {str(key) for key in members}
    for session in Session.objects.order_by("pk").iterator():
        content = session.get_decoded()
        if content.get(_USER) in keys and traces.are_in(_text(content.get(_MESSAGES))):
            _drop(session.session_key)
    return 0


def _drop(session_key: str) -> None:
    store = SessionStore(session_key)
    if store.pop(_MESSAGES, None) is None:
        return
    try:
        store.save()
    except UpdateError:  # Somebody signed out meanwhile; the session is gone.
        store.delete()


def _text(messages: object) -> str:
    """Return messages as people read them: Django stores them as JSON in a string."""
    if isinstance(messages, str):
        try:
            messages = json.loads(messages)
        except ValueError:
            return str(messages)
    return json.dumps(messages, default=str, ensure_ascii=False) if messages else ""


def forget_statistics(_workspace: Workspace, person: Person, _traces: Traces) -> int:
    """Clear the statistics of columns that hold values of the person.

    Postgres keeps some values of each column to plan queries, also of an index over an expression,
    and keeps them when the table becomes empty. Autovacuum gathers them again. Nobody learns of how
    many columns: they hold rows of all workspaces.
    """
    pattern = near_traces_of(person).pattern
    if not pattern:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, {"pattern": pattern})
    return 0


def rewrite_redis_file(_workspace: Workspace, _person: Person, _traces: Traces) -> int:
    """Have Redis write its append-only file again: it keeps deleted values until then."""
    client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=10, socket_connect_timeout=10)
    try:
        client.bgrewriteaof()
    except redis.RedisError:  # Rented servers may forbid it, and rewrite by themselves.
        logger.warning("redis does not rewrite its file")
    finally:
        client.close()
    return 0


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
    own, shared = part_entries(workspace, entries, contact_ids=person.contact_ids, deleted_ids=())
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
        n_rows += Invitation.objects.filter(pk=row.pk).update(email=_NOBODY.format(row.pk))
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


def _of_table(table: Table) -> ErasureStep:
    redact = partial(_SPECIAL.get(table.model, redact_table), table)

    def run(_workspace: Workspace, person: Person, traces: Traces) -> int:
        return redact(person, traces)

    return ErasureStep(table.model, run)


STEPS = (
    ErasureStep("field codes", rename_codes),
    ErasureStep("uploads", delete_uploads),
    ErasureStep("suppression", finish_lists),
    *(_of_table(table) for table in TABLES if table.searched),
    ErasureStep("facets", renew_facets),
    ErasureStep("indexes", renew_company_files),
    ErasureStep("exports", delete_exports),
    ErasureStep("email", delete_emails),  # Those of invitations among them.
    ErasureStep("accounts.Invitation", delete_invitations),
    ErasureStep("accounts.IdempotentRequest", delete_answers),
    ErasureStep("logs", mask_logs),
    ErasureStep("sessions.Session", forget_messages),
    ErasureStep("statistics", forget_statistics),
    ErasureStep("redis", rewrite_redis_file),
)
