"""Tasks by API, and what follows replies without a person."""

from typing import Any, cast

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.response import Response
from rest_framework.views import APIView

from leadqual.accounts.api.permissions import ApiRequest
from leadqual.accounts.models import Role, Scope, User
from leadqual.core.api.field_errors import ChoiceDetail, error_with_choices
from leadqual.core.api.pages import CursorPages
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.core.errors import WrongValue
from leadqual.leads.records.owners import owners_of
from leadqual.replies.errors import TaskOwnerError
from leadqual.replies.follow_ups.reply_tasks import change_task, tasks_of
from leadqual.replies.follow_ups.stop_company import set_stops_company, stops_company
from leadqual.replies.models import Task
from leadqual.replies.selectors import MAX_KEY
from leadqual.search.query.query import is_key

_ME = "me"


class DueFirst(CursorPages):
    """Pages with the tasks that are due first."""

    ordering = ("due_on", "id")


class TaskOutput(serializers.ModelSerializer[Task]):
    """A task: arrange the meeting that a person is willing to have."""

    is_done = serializers.SerializerMethodField()

    class Meta:
        model = Task
        fields = [
            *("id", "contact", "reply", "owner", "due_on", "is_done", "created_at", "done_at"),
        ]
        read_only_fields = fields

    def get_is_done(self, task: Task) -> bool:
        """Whether it is done."""
        return task.done_at is not None


class TaskQuery(serializers.Serializer[Any]):
    """Which tasks to list."""

    owner = serializers.CharField(required=False, help_text="`me`, or the email or ID of a member.")
    is_done = serializers.BooleanField(required=False, default=False)


class TaskInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Changes of a task: what is left out stays."""

    owner = serializers.IntegerField(
        min_value=1, max_value=MAX_KEY, required=False, help_text="ID of a user of the workspace."
    )
    due_on = serializers.DateField(required=False)
    is_done = serializers.BooleanField(required=False)


class ReplySettingsBody(KnownFieldsOnly, serializers.Serializer[Any]):
    """What follows replies without a person."""

    stops_company = serializers.BooleanField(
        help_text="An unsubscribe marks the whole company Do not contact."
    )


@extend_schema_view(
    get=extend_schema(
        operation_id="list_tasks",
        description="List tasks, those due first at the top. Default: all that are open.",
        parameters=[TaskQuery],
    )
)
class TaskListView(ListAPIView[Task]):
    """Tasks of the workspace."""

    read_scope = write_scope = Scope.REPLIES
    serializer_class = TaskOutput
    pagination_class = DueFirst

    def get_queryset(self) -> QuerySet[Task]:
        """Return those that are asked for."""
        request = cast("ApiRequest", self.request)
        asked = TaskQuery(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        rows = tasks_of(request.workspace).filter(
            done_at__isnull=not asked.validated_data["is_done"]
        )
        owner = asked.validated_data.get("owner")
        return rows.filter(owner=_owner_key(request, owner)) if owner else rows


class TaskView(APIView):
    """One task."""

    read_scope = write_scope = Scope.REPLIES

    @extend_schema(operation_id="get_task", responses=TaskOutput)
    def get(self, request: ApiRequest, task_id: int) -> Response:
        """Return a task."""
        return Response(TaskOutput(_found(request, task_id)).data)

    @extend_schema(operation_id="update_task", request=TaskInput, responses=TaskOutput)
    def patch(self, request: ApiRequest, task_id: int) -> Response:
        """Change the owner or the due day of a task, finish or reopen it."""
        task = _found(request, task_id)
        body = TaskInput(data=request.data)
        body.is_valid(raise_exception=True)
        given: dict[str, Any] = dict(body.validated_data)
        owner = None
        if "owner" in given:
            owner = User.objects.filter(pk=given.pop("owner")).first()
            if owner is None:
                raise TaskOwnerError(
                    "The owner must be a member of the workspace.", WrongValue("owner")
                )
        changed = change_task(task=task, author=request.user, owner=owner, **given)
        return Response(TaskOutput(changed).data)


class ReplySettingsView(APIView):
    """What follows replies of the workspace without a person."""

    read_scope = Scope.REPLIES
    write_role = Role.MANAGER

    @extend_schema(operation_id="get_reply_settings", responses=ReplySettingsBody)
    def get(self, request: ApiRequest) -> Response:
        """Return what follows replies without a person."""
        return Response({"stops_company": stops_company(request.workspace)})

    @extend_schema(
        operation_id="set_reply_settings", request=ReplySettingsBody, responses=ReplySettingsBody
    )
    def put(self, request: ApiRequest) -> Response:
        """Choose what follows replies without a person, from now on."""
        body = ReplySettingsBody(data=request.data)
        body.is_valid(raise_exception=True)
        stops = body.validated_data["stops_company"]
        set_stops_company(workspace=request.workspace, stops=stops, author=request.user)
        return Response({"stops_company": stops})


def _owner_key(request: ApiRequest, asked: str) -> int:
    """Return the key of the owner whose tasks are asked for.

    Raises:
        ValidationError: no member is named so.
    """
    if is_key(asked):
        return int(asked)
    emails = {user.email: key for key, user in owners_of(request.workspace).items()}
    found = {_ME: request.user.pk, **emails}.get(asked.lower())
    if found is None:
        words = "Must be `me`, or the email or ID of a member."
        detail = ChoiceDetail(words, "invalid", sent=asked, allowed=[_ME, *emails])
        raise error_with_choices({"owner": [detail]})
    return found


def _found(request: ApiRequest, task_id: int) -> Task:
    return get_object_or_404(tasks_of(request.workspace), pk=task_id)
