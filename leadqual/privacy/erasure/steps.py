"""Steps of an erasure after the person's rows are deleted; each is safe to repeat."""

import json
import logging
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import redis
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.db import IntegrityError, connection, transaction
from django.db.models import BinaryField, CharField, FileField, Model, Q, QuerySet, TextField
from django.db.models.functions import Cast

from leadqual.accounts.audit.records import allow_audit_erasure, refuse_audit_erasure
from leadqual.accounts.models import AuditRow, IdempotentRequest, Invitation, Member, Workspace
from leadqual.accounts.two_step import SessionStore
from leadqual.accounts.workspaces.workspace_export import workspace_tables
from leadqual.imports.suppression import import_suppression
from leadqual.leads.company_identity import name_key
from leadqual.leads.models import (
    Company,
    Contact,
    CustomField,
    DoNotContact,
    JobTitle,
    SalesStatus,
    SuppressionList,
)
from leadqual.privacy.erasure.find_person import naming
from leadqual.privacy.erasure.identity import entries_about
from leadqual.privacy.erasure.person import Person
from leadqual.privacy.erasure.stored_files import (
    delete_emails,
    delete_exports,
    delete_uploads,
    mask_logs,
    renew_company_files,
    renew_facets,
)
from leadqual.privacy.erasure.traces import (
    REDACTED,
    Traces,
    anonymize_entries,
    near_traces_of,
    part_entries,
    replacement_for,
    scattered_traces_of,
    searched_traces_of,
    surname_traces_of,
)
from leadqual.privacy.register.personal_tables import TABLES
from leadqual.privacy.register.register_entries import Table
from leadqual.privacy.register.text_columns import text_columns
from leadqual.replies.models import Reply

# Codes of custom fields and statuses that name an erased person change; the values stay.

_CHUNK = 500

_QUOTE = "> |\t"
ERASED_NAME = "erased person"
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


def rename_codes(workspace: Workspace, _person: Person, traces: Traces) -> int:
    """Replace codes of fields and statuses that name the person, wherever they are used.

    Returns:
        How many fields and statuses changed.
    """
    n_changed = 0
    for field in CustomField.objects.filter(workspace=workspace).order_by("pk"):
        if traces.are_in(field.code):
            with transaction.atomic():
                _rename(field, f"field_{field.pk}")
            n_changed += 1
    for status in SalesStatus.objects.filter(workspace=workspace).order_by("pk"):
        if traces.are_in(status.code):
            with transaction.atomic():
                _rename_status(status, f"status_{status.pk}")
            n_changed += 1
    return n_changed


def _rename_status(status: SalesStatus, new: str) -> None:
    old = status.code
    SalesStatus.objects.filter(pk=status.pk).update(code=new)
    for model in (Contact, Company):
        rows = model._default_manager.filter(workspace=status.workspace_id, status=old)
        rows.update(status=new)
    _rename_in_texts(status.workspace_id, old, new)


def _rename(field: CustomField, new: str) -> None:
    old = field.code
    CustomField.objects.filter(pk=field.pk).update(code=new)
    for model in (Contact, Company):
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {model._meta.db_table} SET custom = custom - %s"  # noqa: S608  # own names
                " || jsonb_build_object(%s, custom -> %s)"
                " WHERE workspace_id = %s AND custom ? %s",
                [old, new, old, field.workspace_id, old],
            )
    _rename_in_texts(field.workspace_id, old, new)


def _rename_in_texts(workspace_id: int, old: str, new: str) -> None:
    code = Traces(rf"(?<![a-z0-9_]){re.escape(old)}(?![a-z0-9_])")
    tables: list[tuple[type[Model], str]] = [(one.model, one.path) for one in workspace_tables()]
    allow_audit_erasure()
    tables.append((AuditRow, "workspace_id"))
    for table, path in tables:
        _write_again(table, {path: workspace_id}, code, new)
    refuse_audit_erasure()


def _write_again(model: type[Model], of_workspace: dict[str, int], code: Traces, new: str) -> None:
    names = [
        name
        for name in sorted(text_columns(model))
        if not isinstance(model._meta.get_field(name), BinaryField | FileField)
    ]
    rows: QuerySet[Any] = model._base_manager.filter(**of_workspace)
    wanted = Q()
    for name in names:
        rows = rows.annotate(**{f"{name}_text": Cast(name, TextField())})
        wanted |= Q(**{f"{name}_text__regex": code.pattern})
    if not wanted:
        return
    for row in rows.filter(wanted).iterator(chunk_size=_CHUNK):
        values = {name: getattr(row, name) for name in names}
        changed = {name: code.redact(value, new) for name, value in values.items()}
        changes = {name: value for name, value in changed.items() if value != values[name]}
        model._base_manager.filter(pk=row.pk).update(**changes)


# Rows that mention a person keep all other content.


def redact_table(table: Table, person: Person, traces: Traces) -> int:
    """Redact the columns of a table that name a person; returns how many rows changed."""
    if not table.searched or not traces.pattern:
        return 0
    rows = apps.get_model(table.model)._default_manager.all()
    rows, wanted = naming(rows, table, traces)
    keys = rows.filter(wanted, **{table.workspace: person.workspace_id}).order_by("pk")
    n_rows = 0
    found = list(keys.values_list("pk", flat=True))
    for start in range(0, len(found), _CHUNK):
        with transaction.atomic():
            n_rows += _redact_rows(table, found[start : start + _CHUNK], traces)
    return n_rows


def _redact_rows(table: Table, keys: list[Any], traces: Traces) -> int:
    model = apps.get_model(table.model)
    rows = model._default_manager.select_for_update(of=("self",)).filter(pk__in=keys)
    n_rows = 0
    for row in rows.order_by("pk"):
        changes = redacted(row, table.searched, traces)
        if changes:
            n_rows += write_redacted(row, changes)
    return n_rows


def write_redacted(row: Model, changes: dict[str, Any]) -> int:
    """Store the redacted row; names that are now equal get their key appended."""
    rows = type(row)._default_manager.filter(pk=row.pk)
    try:
        with transaction.atomic():
            return rows.update(**changes)
    except IntegrityError:
        ending = f" {row.pk}"
        for column, value in changes.items():
            field = row._meta.get_field(column)
            if isinstance(field, CharField) and isinstance(value, str):
                room = (field.max_length or len(value) + len(ending)) - len(ending)
                changes[column] = f"{value[:room]}{ending}"
        return rows.update(**changes)


def redacted(row: Model, columns: tuple[str, ...], traces: Traces) -> dict[str, Any]:
    """Return the columns of a row that change, with what they hold without the person."""
    changes: dict[str, Any] = {}
    for column in columns:
        value = getattr(row, column)
        new = traces.redact(value, replacement_for(column))
        field = row._meta.get_field(column)
        if isinstance(field, CharField) and isinstance(new, str):
            new = new[: field.max_length]
        if new != value:
            changes[column] = new
    if isinstance(row, JobTitle) and "normalised" in changes:
        changes["normalised"] = f"erased {row.pk}"  # Each spelling is there once.
    if isinstance(row, Company) and "name" in changes:
        changes["name_key"] = name_key(changes["name"])
    if isinstance(row, AuditRow) and "name" in changes:
        changes["name"] = "erased person"
    return changes


def redact_replies(table: Table, person: Person, traces: Traces) -> int:
    """Redact a person in replies of others; return how many replies changed.

    In threads of the person the quoted messages go as a whole: they are what the person wrote, or
    what was written to them. Elsewhere names, addresses and quoted lines of theirs go.
    """
    rows, named = naming(Reply.objects.all(), table, traces)
    near = Q(thread__in=list(person.threads))
    found = rows.filter(
        named | near if traces.pattern else near, workspace_id=person.workspace_id
    ).order_by("pk")
    n_rows = 0
    for key in list(found.values_list("pk", flat=True)):
        with transaction.atomic():
            n_rows += _redact_reply(key, table, person)
    return n_rows


def _redact_reply(key: int, table: Table, person: Person) -> int:
    rows = Reply.objects.select_for_update(of=("self",)).select_related("contact")
    reply = rows.filter(pk=key).first()
    if reply is None or reply.pk in person.reply_ids:
        return 0
    others = [reply.contact.first_name, reply.contact.last_name] if reply.contact else []
    changes: dict[str, Any] = {}
    near = near_traces_of(person, others=others)
    if reply.thread in person.threads and (reply.written or reply.left_out):
        reply.left_out = [one for one in reply.left_out if not _is_quote(one, near)]
        reply.text = "\n\n".join(filter(None, [reply.written, *reply.left_out]))
        changes["text"] = reply.text
    for column in ("text", "written"):
        kept = _without_lines(getattr(reply, column), person.lines)
        if kept != getattr(reply, column):
            setattr(reply, column, kept)
            changes[column] = kept
    reply.left_out = [_without_lines(one, person.lines) for one in reply.left_out]
    changes["left_out"] = reply.left_out
    changes |= redacted(reply, table.searched, near)
    changes.pop("message_id", None)  # Its own, which two replies never share.
    return Reply.objects.filter(pk=key).update(**changes)


def _is_quote(text: str, near: Traces) -> bool:
    """Return whether a part below a reply quotes somebody; signatures of the writer stay."""
    return near.are_in(text) or any(line.startswith(">") for line in text.splitlines())


def _without_lines(text: str, lines: Sequence[str]) -> str:
    """Replace lines that the person wrote, also where they are quoted."""
    theirs = set(lines)
    return "\n".join(
        REDACTED if " ".join(line.lstrip(_QUOTE).split()) in theirs else line
        for line in text.split("\n")
    )


def redact_audit(table: Table, person: Person, traces: Traces) -> int:
    """Redact the rows about a person, and those that name them; returns how many changed."""
    subjects = [
        *(f"contact:{key}" for key in person.contact_ids),
        *(f"reply:{key}" for key in person.reply_ids),
        *(f"do_not_contact:{key}" for key in person.do_not_contact_ids),
    ]
    rows, wanted = AuditRow.objects.all(), Q(subject__in=subjects)
    if traces.pattern:
        rows, named = naming(rows, table, scattered_traces_of(person))  # Also words of a search.
        wanted |= named
        wanted |= _surname_in_audit(person)
    found = rows.filter(wanted, workspace_id=person.workspace_id).order_by("pk")
    keys = list(found.values_list("pk", flat=True))
    near = near_traces_of(person)
    n_rows = 0
    for start in range(0, len(keys), _CHUNK):
        with transaction.atomic():
            allow_audit_erasure()
            for row in AuditRow.objects.filter(pk__in=keys[start : start + _CHUNK]):
                changes = redacted(row, table.searched, near)
                if row.subject in subjects:
                    changes |= {"name": ERASED_NAME, "before": None, "after": None}
                if changes:
                    n_rows += AuditRow.objects.filter(pk=row.pk).update(**changes)
            refuse_audit_erasure()
    return n_rows


def _surname_in_audit(person: Person) -> Q:
    """Match a last name alone: in a search always, elsewhere where nobody else has it."""
    names = [last for _, last in person.names]
    same = Contact.objects.filter(workspace=person.workspace_id)
    has_name = Q(pk=None)
    for name in names:
        has_name |= Q(last_name__iexact=name) | Q(first_name__iexact=name)
    pairs = same.filter(has_name).values_list("first_name", "last_name").distinct()
    others = [name for pair in pairs for name in pair]
    wanted = Q()
    if searched := surname_traces_of(person).pattern:
        wanted |= Q(details__query__iregex=searched)
    if alone := surname_traces_of(person, others=others).pattern:
        for column in ("name", "before", "after", "details"):
            wanted |= Q(**{f"{column}_text__iregex": alone})
    return wanted


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


def redact_titles(table: Table, person: Person, _traces: Traces) -> int:
    """Redact rows that hold words of titles or searches: both names count, in any order.

    Returns:
        How many rows changed.
    """
    return _redact_found(table, person, scattered_traces_of(person))


def redact_searches(table: Table, person: Person, _traces: Traces) -> int:
    """Redact rows of what was searched for or sent: a last name alone counts, too.

    Returns:
        How many rows changed.
    """
    return _redact_found(table, person, searched_traces_of(person))


def _redact_found(table: Table, person: Person, traces: Traces) -> int:
    if not traces.pattern:
        return 0
    rows: QuerySet[Any] = apps.get_model(table.model)._default_manager.all()
    rows, wanted = naming(rows, table, traces)
    keys = rows.filter(wanted, **{table.workspace: person.workspace_id}).order_by("pk")
    near = near_traces_of(person)
    n_rows = 0
    for key in list(keys.values_list("pk", flat=True)):
        with transaction.atomic():
            n_rows += _redact_row(table, key, near)
    return n_rows


def _redact_row(table: Table, key: int, near: Traces) -> int:
    rows = apps.get_model(table.model)._default_manager.select_for_update(of=("self",))
    row = rows.filter(pk=key).first()
    changes = redacted(row, table.searched, near) if row is not None else {}
    if "signature" in changes:
        changes["signature"] = ""  # A job makes it again from what is left of the title.
    return write_redacted(row, changes) if row is not None and changes else 0


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
