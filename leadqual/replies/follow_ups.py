"""Who is willing to meet becomes a task with an owner and a due day."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet

from classifiers.replies.intents import WILLING_TO_MEET
from leadqual.accounts.audit.records import record_audit
from leadqual.accounts.models import Member, Role, User, Workspace
from leadqual.core import clock
from leadqual.core.errors import WrongValue
from leadqual.leads.do_not_contact.entries import (
    EntrySource,
    add_entries,
    entry_for,
    read_entry,
    record_entry,
)
from leadqual.leads.models import Contact, DoNotContact
from leadqual.leads.websites import domain_of_address
from leadqual.replies.errors import TaskOwnerError
from leadqual.replies.models import Reply, ReplySettings, Task

_UNSURE = (Reply.State.PENDING, Reply.State.REVIEW, Reply.State.UNDONE, Reply.State.DISMISSED)
_SATURDAY = 5


def tasks_of(workspace: Workspace) -> QuerySet[Task]:
    """Return the tasks of a workspace with their people, those due first at the top."""
    rows = Task.objects.filter(workspace=workspace)
    return rows.select_related("contact__company", "reply", "owner", "done_by", "workspace")


def refresh_task(reply: Reply, *, author: User | None) -> None:
    """Add the task to arrange a meeting, or take it away where the reply asks for none anymore.

    A task that is done stays. Call it in the transaction that stored the reply.

    Args:
        reply: as it was stored.
        author: who labeled it; owns the task where neither the person nor the company has an owner.
    """
    wants = reply.intent == WILLING_TO_MEET and reply.state not in _UNSURE
    if not wants or reply.contact is None:
        Task.objects.filter(reply=reply, done_at=None).delete()
        return
    Task.objects.get_or_create(
        reply=reply,
        defaults={
            "workspace": reply.workspace,
            "contact": reply.contact,
            "owner": _owner_of(reply, author),
            "due_on": next_working_day(clock.now().date()),
        },
    )


def next_working_day(day: date) -> date:
    """Return the next day that is neither Saturday nor Sunday."""
    day += timedelta(days=1)
    while day.weekday() >= _SATURDAY:
        day += timedelta(days=1)
    return day


@transaction.atomic
def change_task(
    *,
    task: Task,
    author: User,
    owner: User | None = None,
    due_on: date | None = None,
    is_done: bool | None = None,
) -> Task:
    """Give a task to somebody else, move it to another day, finish or reopen it.

    Args:
        task: to change.
        author: of the change.
        owner: another owner; None keeps the owner.
        due_on: another day; None keeps it.
        is_done: True finishes it, False reopens it, None changes neither.

    Raises:
        TaskOwnerError: the owner is no member of the workspace; nothing has changed.
    """
    locked = Task.objects.select_for_update().get(pk=task.pk)
    members = Member.objects.filter(workspace=locked.workspace_id)
    if owner is not None and not members.filter(user=owner).exists():
        raise TaskOwnerError(
            "The owner must be a member of the workspace. Nothing was changed.", WrongValue("owner")
        )
    before = _described(locked)
    locked.owner = owner or locked.owner
    locked.due_on = due_on or locked.due_on
    if is_done is not None and is_done != (locked.done_at is not None):
        locked.done_at, locked.done_by = (clock.now(), author) if is_done else (None, None)
    locked.save()
    after = _described(locked)
    if after != before:
        _record(locked, author, before, after)
    return locked


def _owner_of(reply: Reply, author: User | None) -> User | None:
    """Return who owns the person, the company or the label; else the first manager."""
    contact = reply.contact
    members = Member.objects.filter(workspace=reply.workspace)
    of_company = contact.company.owner if contact and contact.company else None
    for user in (contact.owner if contact else None, of_company, author):
        if user is not None and members.filter(user=user).exists():
            return user
    managers = members.filter(role=Role.MANAGER, user__is_active=True).select_related("user")
    first = managers.order_by("pk").first()
    return first.user if first else None


def _described(task: Task) -> dict[str, object]:
    return {
        "owner": task.owner_id,
        "due_on": task.due_on.isoformat(),
        "done": task.done_at is not None,
    }


def _record(task: Task, author: User, before: dict[str, object], after: dict[str, object]) -> None:
    is_moved = before["done"] == after["done"]
    done = "task.done" if after["done"] else "task.reopened"
    record_audit(
        workspace=task.workspace,
        actor=author,
        action="task.changed" if is_moved else done,
        subject=f"task:{task.pk}",
        name=str(task.contact),
        before=before,
        after=after,
    )


# A request to stop may count for the whole company, where the workspace wants it so.

REASON = "unsubscribe_company"


def stops_company(workspace: Workspace) -> bool:
    """Return whether a request to stop counts for the whole company."""
    return ReplySettings.objects.filter(workspace=workspace, stops_company=True).exists()


@transaction.atomic
def set_stops_company(*, workspace: Workspace, stops: bool, author: User) -> None:
    """Choose whether a request to stop counts for the whole company, from now on."""
    row, _ = ReplySettings.objects.select_for_update().get_or_create(workspace=workspace)
    if row.stops_company == stops:
        return
    row.stops_company = stops
    row.save(update_fields=["stops_company"])
    record_audit(
        workspace=workspace,
        actor=author,
        action="reply_settings.changed",
        subject=f"workspace:{workspace.pk}",
        before={"stops_company": not stops},
        after={"stops_company": stops},
    )


def stop_company(reply: Reply, *, author: User | None) -> int:
    """Mark the company of whoever asked to stop, its domain, and its people by their own keys.

    The entries have the origin of the reply, so that undoing it lifts them.

    Returns:
        How many entries are new; 0 where the workspace does not want it.
    """
    contact = reply.contact
    if contact is None or contact.company is None or not stops_company(reply.workspace):
        return 0
    domain = contact.company.domain or domain_of_address(contact.email or "")
    people = Contact.objects.filter(workspace=reply.workspace, company=contact.company)
    by_domain = read_entry(domain, kind=DoNotContact.Kind.DOMAIN) if domain else None
    entries = [
        record_entry(DoNotContact.Kind.COMPANY, contact.company.pk),
        *filter(None, [by_domain]),
        *map(entry_for, people.order_by("pk").iterator()),
    ]
    source = EntrySource(REASON, f"reply:{reply.pk}", author)
    return add_entries(workspace=reply.workspace, entries=entries, source=source)
