"""Replies of others that quote or name an erased person."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q

from leadqual.privacy.erasure.find_person import naming
from leadqual.privacy.erasure.person import Person
from leadqual.privacy.erasure.redaction import redacted
from leadqual.privacy.erasure.traces import REDACTED, Traces, near_traces_of
from leadqual.privacy.register.register_entries import Table
from leadqual.replies.models import Reply

_QUOTE = "> |\t"


def redact_replies(table: Table, person: Person, traces: Traces) -> int:
    """Redact what replies of others hold of a person; returns how many replies changed.

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
    """Say whether a part below a reply quotes somebody; signatures of the writer stay."""
    return near.are_in(text) or any(line.startswith(">") for line in text.splitlines())


def _without_lines(text: str, lines: Sequence[str]) -> str:
    """Replace lines that the person wrote, also where they are quoted."""
    theirs = set(lines)
    return "\n".join(
        REDACTED if " ".join(line.lstrip(_QUOTE).split()) in theirs else line
        for line in text.split("\n")
    )
