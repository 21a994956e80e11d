"""Threads: replies that answer each other, or the same email."""

from django.db.models import Q, QuerySet

from leadqual.accounts.models import Workspace
from leadqual.core.locks import hold_lock
from leadqual.leads.models import Contact
from leadqual.replies.delivery_reports import (
    apply_report,
    untrusted_reports,
)
from leadqual.replies.intent_actions import apply_intent, state_of
from leadqual.replies.models import Reply, SentEmail

MAX_IN_THREAD = 200
"""Maximum number of replies of a thread to show."""


def lock_threads(workspace: Workspace) -> None:
    """Lock the threads of a workspace until the transaction ends.

    Otherwise two concurrent replies of one thread would not find each other.
    """
    hold_lock(f"replies of workspace {workspace.pk}")


def assign_thread(reply: Reply) -> None:
    """Assign a new reply to its thread; if its sender is unknown, to the contact of the thread.

    Call it with the threads locked.

    Two replies belong to one thread if one answers the other, or both answer the same email, in any
    order, and even if that email is not stored. A reply that belongs to two threads merges them.
    Without a known contact, the receiver of the answered email is used. Up to six queries.
    """
    ids = [reply.message_id, *reply.answers_to]
    related_replies = Reply.objects.filter(
        Q(message_id__in=ids) | Q(answers_to__overlap=ids), workspace=reply.workspace
    ).exclude(pk=reply.pk)
    threads = list(related_replies.order_by().values_list("thread", flat=True).distinct())
    first = min(threads, default=reply.pk)
    others = [thread for thread in threads if thread != first]
    if others:
        Reply.objects.filter(workspace=reply.workspace, thread__in=others).update(thread=first)
    reply.thread = first
    reply.answers = _answered_email(reply)
    if reply.contact is None:
        answered = reply.answers.contact if reply.answers else None
        reply.contact = (_contact_in(thread_of(reply)) if threads else None) or answered
    reply.save(update_fields=["thread", "contact", "answers"])
    if reply.contact is not None and threads:
        _set_contact(thread_of(reply).filter(contact=None), reply.contact)


def thread_of(reply: Reply) -> QuerySet[Reply]:
    """Return the replies of a thread with their contacts, oldest first."""
    rows = Reply.objects.filter(workspace=reply.workspace_id, thread=reply.thread)
    related = rows.select_related("contact__company", "corrected_by", "workspace")
    return related.order_by("received_at", "pk")


def link_sent_email(sent: SentEmail) -> int:
    """Link earlier replies to the sent email that they answer; return their number.

    Call it with the threads locked.
    """
    replies = Reply.objects.filter(
        workspace=sent.workspace_id, answers_to__contains=[sent.message_id]
    )
    later = replies.filter(Q(answers=None) | Q(answers__sent_at__lt=sent.sent_at))
    n_updated = later.update(answers=sent)
    if sent.contact is not None:
        threads = replies.filter(contact=None).order_by().values_list("thread", flat=True)
        rows = Reply.objects.filter(workspace=sent.workspace_id, contact=None)
        related = rows.select_related("contact", "workspace")
        _set_contact(
            related.filter(thread__in=list(threads.distinct())).order_by("pk"), sent.contact
        )
    for report in replies.filter(untrusted_reports()).select_related("workspace", "contact"):
        apply_report(report)
        apply_intent(report, state=state_of(report, report.action), author=None)
    return n_updated


def _answered_email(reply: Reply) -> SentEmail | None:
    if not reply.answers_to:
        return None
    rows = SentEmail.objects.filter(
        workspace=reply.workspace_id, message_id__in=reply.answers_to
    ).select_related("contact")
    return rows.order_by("-sent_at", "-pk").first()


def _set_contact(replies: QuerySet[Reply], contact: Contact) -> None:
    """Set the contact of replies of a thread, and apply their intents."""
    for reply in replies.select_for_update(of=("self",)):
        reply.contact = contact
        apply_intent(reply, state=_state_with_contact(reply), author=None)


def _state_with_contact(reply: Reply) -> str:
    """Return the state of a reply once its contact is known.

    A request to stop now has an address, and a person who is willing to meet gets a task.
    """
    had_no_action = reply.state in (Reply.State.REVIEW, Reply.State.NONE)
    if had_no_action and reply.action == Reply.Action.DO_NOT_CONTACT:
        return state_of(reply, reply.action)
    if reply.state == Reply.State.REVIEW and reply.action == Reply.Action.NONE:
        return state_of(reply, reply.action)
    return reply.state


def _contact_in(thread: QuerySet[Reply]) -> Contact | None:
    """Return the contact of a thread: its first known sender."""
    known = thread.exclude(contact=None).first()
    return known.contact if known else None
