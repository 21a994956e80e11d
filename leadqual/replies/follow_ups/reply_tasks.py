"""Who is willing to meet becomes a task with an owner and a due day."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet

from classifiers.replies.intents import WILLING_TO_MEET
from leadqual.accounts.audit.services import record_audit
from leadqual.accounts.models import Member, Role, User, Workspace
from leadqual.core import clock
from leadqual.core.errors import WrongValue
from leadqual.replies.errors import TaskOwnerError
from leadqual.replies.models import Reply, Task

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
