"""Tasks with an owner and a due day, e.g. for people who are willing to meet."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Max, Q, QuerySet

from classifiers.replies.intents import WILLING_TO_MEET
from leadqual.accounts.audit.audit_rows import record_audit
from leadqual.accounts.models import Member, Role, User, Workspace
from leadqual.core import clock
from leadqual.core.errors import LeadqualError, WrongValue
from leadqual.leads.models import Contact
from leadqual.leads.records.changes import kind_of
from leadqual.leads.records.record_values import Record
from leadqual.replies.models import Reply, Task

_UNDECIDED = (Reply.State.PENDING, Reply.State.REVIEW, Reply.State.UNDONE, Reply.State.DISMISSED)
_SATURDAY = 5

MAX_TEXT = 200


def tasks_of(workspace: Workspace) -> QuerySet[Task]:
    """Return the tasks of a workspace with their records, earliest due first."""
    rows = Task.objects.filter(workspace=workspace)
    return rows.select_related(
        *("contact__company", "company", "reply", "owner", "done_by", "workspace")
    )


def tasks_about(record: Record) -> QuerySet[Task]:
    """Return the tasks of a person, or of a company and its people, earliest due first."""
    own = Q(contact=record) if isinstance(record, Contact) else Q(company=record)
    if not isinstance(record, Contact):
        own |= Q(contact__company=record)
    return tasks_of(record.workspace).filter(own)


def refresh_task(reply: Reply, *, author: User | None) -> None:
    """Keep one open task per conversation: to arrange the meeting that its last reply agrees to.

    Without such a reply the open task is deleted. A done task is kept, and only a later reply
    creates another. Call it in the transaction that stored the reply.

    Args:
        reply: as stored.
        author: who corrected it; owner of the task if neither the person nor the company has one.
    """
    is_about = Task.objects.filter(reply=reply, done_at=None)
    if not _agrees_to_meet(reply) and not is_about.exists():
        return
    if reply.contact is not None:  # Two replies of a person may be classified concurrently.
        Contact.objects.select_for_update(no_key=True).get(pk=reply.contact.pk)
    tasks = Task.objects.filter(reply__in=_conversation(reply))
    last = _last_agreement(reply, tasks)
    is_open = tasks.filter(done_at=None)
    kept = is_open.order_by("pk").first() if last else None
    (is_open.exclude(pk=kept.pk) if kept else is_open).delete()
    if last is None:
        return
    if kept is not None:
        kept.reply, kept.contact = last, last.contact
        kept.save(update_fields=["reply", "contact"])
        return
    Task.objects.create(
        workspace=reply.workspace,
        reply=last,
        contact=last.contact,
        owner=_owner_of(last, author),
        due_on=next_working_day(clock.now().date()),
    )


def _agrees_to_meet(reply: Reply) -> bool:
    return (
        reply.intent == WILLING_TO_MEET
        and reply.state not in _UNDECIDED
        and reply.contact_id is not None
    )


def _conversation(reply: Reply) -> QuerySet[Reply]:
    """Return the replies of the same person or thread, including this one."""
    same = Q(contact=reply.contact) if reply.contact else Q(pk=reply.pk)
    same |= Q(thread=reply.thread) if reply.thread else Q()
    return Reply.objects.filter(same, workspace=reply.workspace)


def _last_agreement(reply: Reply, tasks: QuerySet[Task]) -> Reply | None:
    """Return the last reply that agrees to a meeting, unless its task is done."""
    agreements = _conversation(reply).filter(intent=WILLING_TO_MEET, contact__isnull=False)
    done = tasks.exclude(done_at=None).aggregate(at=Max("reply__received_at"))["at"]
    if done is not None:
        agreements = agreements.filter(received_at__gt=done)
    rows = agreements.exclude(state__in=_UNDECIDED).select_related("contact__company", "workspace")
    return rows.order_by("received_at", "pk").last()


@transaction.atomic
def add_task(
    *, record: Record, text: str, due_on: date, author: User, owner: User | None = None
) -> Task:
    """Add a task about a person or a company; by default, its author owns it.

    Raises:
        LeadqualError: the text is empty or too long; nothing was written.
        LeadqualError: the owner is not a member of the workspace; nothing was written.
    """
    clean = " ".join(text.replace("\0", "").split())
    if not clean:
        raise LeadqualError(
            "Enter what to do. Nothing was saved.",
            WrongValue("text"),
            code="empty_task",
            status=422,
        )
    if len(clean) > MAX_TEXT:
        raise LeadqualError(
            f"A task has up to {MAX_TEXT} characters. Nothing was saved.",
            WrongValue("text"),
            code="empty_task",
            status=422,
        )
    _check_owner(record.workspace_id, owner)
    task = Task.objects.create(
        workspace=record.workspace,
        **{kind_of(record): record},
        text=clean,
        due_on=due_on,
        owner=owner or author,
    )
    _record(task, author, "task.created", {}, _audit_values(task))
    return task


@transaction.atomic
def delete_task(*, task: Task, author: User) -> None:
    _record(task, author, "task.deleted", _audit_values(task), {})
    task.delete()


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
    """Change the owner or due day of a task, finish or reopen it.

    Args:
        task: to change.
        author: who changes it.
        owner: new owner; None keeps the current one.
        due_on: new due day; None keeps the current one.
        is_done: True finishes it, False reopens it, None leaves it.

    Raises:
        LeadqualError: the owner is not a member of the workspace; nothing was changed.
    """
    locked = Task.objects.select_for_update().get(pk=task.pk)
    _check_owner(locked.workspace_id, owner)
    before = _audit_values(locked)
    locked.owner = owner or locked.owner
    locked.due_on = due_on or locked.due_on
    if is_done is not None and is_done != (locked.done_at is not None):
        locked.done_at, locked.done_by = (clock.now(), author) if is_done else (None, None)
    locked.save()
    after = _audit_values(locked)
    if after != before:
        is_moved = before["done"] == after["done"]
        done = "task.done" if after["done"] else "task.reopened"
        _record(locked, author, "task.changed" if is_moved else done, before, after)
    return locked


def _check_owner(workspace_id: int, owner: User | None) -> None:
    members = Member.objects.filter(workspace=workspace_id)
    if owner is not None and not members.filter(user=owner).exists():
        raise LeadqualError(
            "The owner must be a member of the workspace. Nothing was changed.",
            WrongValue("owner"),
            code="task_owner",
            status=422,
        )


def _owner_of(reply: Reply, author: User | None) -> User | None:
    """Return the owner of the person or the company, or the author; else the first manager."""
    contact = reply.contact
    members = Member.objects.filter(workspace=reply.workspace)
    of_company = contact.company.owner if contact and contact.company else None
    for user in (contact.owner if contact else None, of_company, author):
        if user is not None and members.filter(user=user).exists():
            return user
    managers = members.filter(role=Role.MANAGER, user__is_active=True).select_related("user")
    first = managers.order_by("pk").first()
    return first.user if first else None


def _audit_values(task: Task) -> dict[str, object]:
    return {
        "owner": task.owner_id,
        "due_on": task.due_on.isoformat(),
        "done": task.done_at is not None,
    }


def _record(
    task: Task, author: User, action: str, before: dict[str, object], after: dict[str, object]
) -> None:
    record_audit(
        workspace=task.workspace,
        actor=author,
        action=action,
        subject=f"task:{task.pk}",
        name=str(task.record),
        before=before,
        after=after,
    )
