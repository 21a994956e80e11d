"""Tasks by API, and what follows replies without a person."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from leadqual.accounts.api.view_sets import WorkspaceViewSet
from leadqual.accounts.models import Role, Scope, User
from leadqual.core.api import operations as op
from leadqual.core.api.field_errors import ChoiceDetail, error_with_choices
from leadqual.core.api.pages import CursorPages
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.core.errors import LeadqualError, WrongValue
from leadqual.leads.models import Company, Contact
from leadqual.leads.records.owners import owners_of
from leadqual.replies.company_stops import set_stops_company, stops_company
from leadqual.replies.follow_ups import MAX_TEXT, add_task, change_task, delete_task, tasks_of
from leadqual.replies.models import Task
from leadqual.replies.selectors import MAX_KEY
from leadqual.search.query.query import is_key

_ME = "me"


def _id_field(words: str) -> serializers.IntegerField:
    return serializers.IntegerField(min_value=1, max_value=MAX_KEY, required=False, help_text=words)


class DueFirst(CursorPages):
    """Pages with the tasks that are due first."""

    ordering = ("due_on", "id")


class TaskOutput(serializers.ModelSerializer[Task]):
    """Something to do about a contact or a company, by its owner, until a day."""

    text = serializers.CharField(source="words", help_text="What to do.")
    is_done = serializers.SerializerMethodField()

    class Meta:
        model = Task
        fields = [
            *("id", "text", "contact", "company", "reply", "owner", "due_on", "is_done"),
            *("created_at", "done_at"),
        ]
        read_only_fields = fields

    def get_is_done(self, task: Task) -> bool:
        """Whether it is done."""
        return task.done_at is not None


class TaskQuery(op.Query):
    """Which tasks to list."""

    owner = serializers.CharField(required=False, help_text="`me`, or the email or ID of a member.")
    is_done = op.BooleanParameter(
        required=False, default=False, help_text="`true` lists tasks that are done."
    )


class NewTaskInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """A task about a contact or about a company."""

    text = serializers.CharField(max_length=MAX_TEXT, help_text="What to do.")
    due_on = serializers.DateField()
    contact = _id_field("ID of a contact; either this or `company`.")
    company = _id_field("ID of a company.")
    owner = _id_field("ID of a user of the workspace; by default your own.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Want one record."""
        if ("contact" in attrs) == ("company" in attrs):
            raise serializers.ValidationError("Name either a contact or a company.")
        return attrs


class TaskInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Changes of a task: what is left out stays."""

    owner = _id_field("ID of a user of the workspace.")
    due_on = serializers.DateField(required=False)
    is_done = serializers.BooleanField(required=False)


class ReplySettingsBody(KnownFieldsOnly, serializers.Serializer[Any]):
    """What follows replies without a person."""

    stops_company = serializers.BooleanField(
        help_text="An unsubscribe marks the whole company Do not contact."
    )


class TaskViewSet(WorkspaceViewSet[Task]):
    """Tasks of the workspace."""

    key, rows = "task", staticmethod(tasks_of)
    read_scope = write_scope = Scope.REPLIES

    @op.get("tasks", query=TaskQuery, lists=TaskOutput, pages=DueFirst)
    def list_tasks(self, query: op.Body) -> QuerySet[Task]:
        """List tasks, those due first at the top. Default: all that are open."""
        rows = self.get_queryset().filter(done_at__isnull=not query["is_done"])
        owner = query.get("owner")
        return rows.filter(owner=_owner_key(self, owner)) if owner else rows

    get_task = op.reading("tasks/<int:task_id>", TaskOutput, "Return a task.")

    @op.post("tasks", body=NewTaskInput, returns=TaskOutput, status=201)
    def create_task(self, body: op.Body) -> Any:
        """Add a task about a contact or a company."""
        owner = self._find_owner(body.get("owner"))
        field, model = ("contact", Contact) if "contact" in body else ("company", Company)
        rows = model._default_manager.filter(workspace=self.workspace)
        record: Any = rows.filter(pk=body[field]).first()
        if record is None:
            raise serializers.ValidationError({field: [f"There is no {field} with this ID."]})
        return add_task(
            record=record,
            text=body["text"],
            due_on=body["due_on"],
            author=self.user,
            owner=owner,
        )

    @op.patch("tasks/<int:task_id>", body=TaskInput, returns=TaskOutput)
    def update_task(self, task: Task, body: op.Body) -> Any:
        """Change the owner or the due day of a task, finish or reopen it."""
        return change_task(
            task=task,
            author=self.user,
            owner=self._find_owner(body.get("owner")),
            due_on=body.get("due_on"),
            is_done=body.get("is_done"),
        )

    @op.delete("tasks/<int:task_id>")
    def delete_task(self, task: Task) -> None:
        """Delete a task for good; to keep it on record, set `is_done` instead."""
        delete_task(task=task, author=self.user)

    def _find_owner(self, user_id: int | None) -> User | None:
        """Return the owner in a body; None without one."""
        if user_id is None:
            return None
        owner = User.objects.filter(pk=user_id).first()
        if owner is None:
            raise LeadqualError(
                "The owner must be a member of the workspace.",
                WrongValue("owner"),
                code="task_owner",
                status=422,
            )
        return owner


class ReplySettingsViewSet(WorkspaceViewSet[Any]):
    """What follows replies of the workspace without a person."""

    read_scope = Scope.REPLIES
    write_role = Role.MANAGER

    @op.get("reply-settings", returns=ReplySettingsBody)
    def get_reply_settings(self) -> Any:
        """Return what follows replies without a person."""
        return {"stops_company": stops_company(self.workspace)}

    @op.put("reply-settings", body=ReplySettingsBody, returns=ReplySettingsBody)
    def set_reply_settings(self, body: op.Body) -> Any:
        """Choose what follows replies without a person, from now on."""
        stops = body["stops_company"]
        set_stops_company(workspace=self.workspace, stops=stops, author=self.user)
        return {"stops_company": stops}


def _owner_key(view: WorkspaceViewSet[Task], value: str) -> int:
    """Return the key of the owner whose tasks are asked for.

    Raises:
        ValidationError: no member is named so.
    """
    if is_key(value):
        return int(value)
    emails = {user.email: key for key, user in owners_of(view.workspace).items()}
    found = {_ME: view.user.pk, **emails}.get(value.lower())
    if found is None:
        words = "Must be `me`, or the email or ID of a member."
        detail = ChoiceDetail(words, "invalid", sent=value, allowed=[_ME, *emails])
        raise error_with_choices({"owner": [detail]})
    return found
