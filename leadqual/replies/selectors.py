"""Reads of replies; every one is bound to a workspace."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from leadqual.accounts.models import AuditRow, Workspace
from leadqual.leads.models import DoNotContact
from leadqual.replies.models import Reply, ReplyCorrection

WAITING = (Reply.State.PENDING, Reply.State.REVIEW, Reply.State.PROPOSED)


@dataclass(frozen=True, slots=True)
class Folder:
    """Which replies are shown; at most one of the three is set.

    Args:
        show: `waiting` or `unsure`; empty for all.
        intent: one of the 14.
        category: one of the 5.
    """

    show: str = ""
    intent: str = ""
    category: str = ""


@dataclass(frozen=True, slots=True)
class FolderCounts:
    """Numbers beside the folders."""

    all: int
    waiting: int
    unsure: int
    by_intent: dict[str, int]
    by_category: dict[str, int]


def replies_of(workspace: Workspace) -> QuerySet[Reply]:
    """Return the replies of a workspace with contact and company, the newest first."""
    replies = Reply.objects.filter(workspace=workspace)
    return replies.select_related("contact__company", "corrected_by").order_by(
        "-received_at", "-pk"
    )


def in_folder(workspace: Workspace, folder: Folder) -> QuerySet[Reply]:
    """Return the replies of one folder, the newest first."""
    replies = replies_of(workspace)
    if folder.intent:
        return replies.filter(intent=folder.intent)
    if folder.category:
        return replies.filter(category=folder.category)
    if folder.show == "waiting":
        return replies.filter(state__in=WAITING)
    if folder.show == "unsure":
        return replies.filter(state=Reply.State.REVIEW)
    return replies


def folder_counts(workspace: Workspace) -> FolderCounts:
    """Count the replies of every folder; one query."""
    rows = (
        Reply.objects.filter(workspace=workspace)
        .order_by()
        .values_list("intent", "category", "state")
        .annotate(Count("pk"))
    )
    by_intent: dict[str, int] = {}
    by_category: dict[str, int] = {}
    by_state: dict[str, int] = {}
    for intent, category, state, count in rows:
        by_intent[intent] = by_intent.get(intent, 0) + count
        by_category[category] = by_category.get(category, 0) + count
        by_state[state] = by_state.get(state, 0) + count
    return FolderCounts(
        all=sum(by_state.values()),
        waiting=sum(by_state.get(state, 0) for state in WAITING),
        unsure=by_state.get(Reply.State.REVIEW, 0),
        by_intent=by_intent,
        by_category=by_category,
    )


def n_waiting(workspace: Workspace) -> int:
    """Count the replies that wait for a person; one query."""
    states = (Reply.State.REVIEW, Reply.State.PROPOSED)
    return Reply.objects.filter(workspace=workspace, state__in=states).count()


def corrections_of(reply: Reply) -> QuerySet[ReplyCorrection]:
    """Return what people said of a reply, the first word first."""
    return reply.corrections.select_related("author").order_by("pk")


def do_not_contacts_of(reply: Reply) -> QuerySet[DoNotContact]:
    """Return what this reply set, in force or lifted, the first one first."""
    rows = DoNotContact.objects.filter(workspace=reply.workspace_id, origin=f"reply:{reply.pk}")
    return rows.select_related("author", "lifted_by").order_by("pk")


def trail_of(reply: Reply) -> Sequence[AuditRow]:
    """Return what the audit trail holds on a reply, in the order it happened; one query."""
    rows = AuditRow.objects.filter(workspace=reply.workspace_id, subject=f"reply:{reply.pk}")
    return list(rows.select_related("actor").order_by("created_at", "pk"))
