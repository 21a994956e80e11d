"""Rows that mention an erased person keep all other content."""

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import CharField, Model, Q, QuerySet

from leadqual.accounts.audit.audit_rows import allow_audit_erasure, refuse_audit_erasure
from leadqual.accounts.models import AuditRow
from leadqual.leads.company_identity import name_key
from leadqual.leads.models import (
    Company,
    Contact,
    JobTitle,
)
from leadqual.privacy.erasure.find_person import filter_naming
from leadqual.privacy.erasure.person import Person
from leadqual.privacy.erasure.traces import (
    REDACTED,
    Traces,
    replacement_for,
    searched_traces_of,
    surname_traces_of,
    traces_near,
    unordered_traces_of,
)
from leadqual.privacy.register.register_entries import Table
from leadqual.replies.models import Reply

_CHUNK = 500
ERASED_NAME = "erased person"

_QUOTE_MARKS = "> |\t"


def redact_table(table: Table, person: Person, traces: Traces) -> int:
    """Redact the columns of a table that name a person; returns how many rows changed."""
    if not table.searched or not traces.pattern:
        return 0
    rows = apps.get_model(table.model)._default_manager.all()
    rows, wanted = filter_naming(rows, table, traces)
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
    rows, named = filter_naming(Reply.objects.all(), table, traces)
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
    near = traces_near(person, others=others)
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
        REDACTED if " ".join(line.lstrip(_QUOTE_MARKS).split()) in theirs else line
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
        rows, named = filter_naming(
            rows, table, unordered_traces_of(person)
        )  # Also words of a search.
        wanted |= named
        wanted |= _surname_in_audit(person)
    found = rows.filter(wanted, workspace_id=person.workspace_id).order_by("pk")
    keys = list(found.values_list("pk", flat=True))
    near = traces_near(person)
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


def redact_titles(table: Table, person: Person, _traces: Traces) -> int:
    """Redact rows that hold words of titles or searches: both names count, in any order.

    Returns:
        How many rows changed.
    """
    return _redact_found(table, person, unordered_traces_of(person))


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
    rows, wanted = filter_naming(rows, table, traces)
    keys = rows.filter(wanted, **{table.workspace: person.workspace_id}).order_by("pk")
    near = traces_near(person)
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
