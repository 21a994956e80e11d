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
"""Replies of one thread that are shown."""


def lock_threads(workspace: Workspace) -> None:
    """Let the replies of a workspace come in one after the other, until the transaction ends.

    Two of one thread that came in at the same moment would not see each other.
    """
    hold_lock(f"replies of workspace {workspace.pk}")


def assign_thread(reply: Reply) -> None:
    """Put a new reply into its thread, and find its contact there where the address is unknown.

    Call it with the threads locked.

    Two replies are of one thread where one answers the other or both answer the same mail, also
    one that was never seen here, and in whichever order they came. Where a reply joins two
    threads, they become one. Where nobody of the thread is known, the contact is whom the
    sent email that it answers went to. Up to six queries.
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
    """Return the replies of a thread with their contacts, the oldest first."""
    rows = Reply.objects.filter(workspace=reply.workspace_id, thread=reply.thread)
    related = rows.select_related("contact__company", "corrected_by", "workspace")
    return related.order_by("received_at", "pk")


def link_sent_email(sent: SentEmail) -> int:
    """Tell the replies that came before the sent email which they answer; returns how many.

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
    """Give the replies of a thread the contact that is known now, with what they asked for."""
    for reply in replies.select_for_update(of=("self",)):
        reply.contact = contact
        apply_intent(reply, state=_state_with_contact(reply), author=None)


def _state_with_contact(reply: Reply) -> str:
    """Return the state of a reply that has found its contact.

    A request to stop for which there was no address until now has one, and who is willing to meet
    gets a task.
    """
    had_no_action = reply.state in (Reply.State.REVIEW, Reply.State.NONE)
    if had_no_action and reply.action == Reply.Action.DO_NOT_CONTACT:
        return state_of(reply, reply.action)
    if reply.state == Reply.State.REVIEW and reply.action == Reply.Action.NONE:
        return state_of(reply, reply.action)
    return reply.state


def _contact_in(thread: QuerySet[Reply]) -> Contact | None:
    """Return the contact of a thread: the one whom its first known sender is."""
    known = thread.exclude(contact=None).first()
    return known.contact if known else None
