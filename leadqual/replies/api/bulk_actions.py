"""Many replies snoozed or deleted in one step by API."""

from collections.abc import Collection
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from leadqual.accounts.api.idempotency import one_step
from leadqual.accounts.api.permissions import ApiRequest
from leadqual.accounts.models import Scope
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.leads.deletion.many import MAX_AT_ONCE, delete_records, deleted_in
from leadqual.leads.models import DeletedRecord
from leadqual.replies import selectors
from leadqual.replies.snoozing import services as snoozing


def _keys(most: int) -> serializers.ListField:
    return serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**63 - 1),
        min_length=1,
        max_length=most,
        help_text="IDs of replies. The answer names those that are unknown.",
    )


class SnoozeRepliesInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /replies/snooze`."""

    ids = _keys(snoozing.MAX_REPLIES)
    until = serializers.DateField(
        allow_null=True,
        help_text="The day (UTC) on which they return, from tomorrow on; null returns them now.",
    )


class _NamedOutput(serializers.Serializer[Any]):
    unknown_ids = serializers.ListField(
        child=serializers.IntegerField(), help_text="IDs of no reply of the workspace."
    )


class SnoozedRepliesOutput(_NamedOutput):
    """What changed."""

    replies = serializers.ListField(
        child=serializers.IntegerField(), help_text="IDs of the replies that were changed."
    )


class DeleteRepliesInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /replies/delete`."""

    ids = _keys(MAX_AT_ONCE)
    request_id = serializers.UUIDField(
        help_text="Generate one for each step; a repeated request changes nothing, and one with "
        "other content is refused."
    )


class DeletedRepliesOutput(_NamedOutput):
    """What was deleted."""

    deleted = serializers.IntegerField()
    kept = serializers.IntegerField(help_text="Replies that other records depend on.")
    request_id = serializers.UUIDField(
        help_text="Restores them: `POST /deletions/bulk/{request_id}/restore`."
    )


class SnoozeRepliesView(APIView):
    """Until when replies are hidden from the inbox."""

    read_scope = write_scope = Scope.REPLIES

    @extend_schema(
        operation_id="snooze_replies",
        request=SnoozeRepliesInput,
        responses={200: SnoozedRepliesOutput},
    )
    def post(self, request: ApiRequest) -> Response:
        """Hide many replies from the inbox until a day, or return them now."""
        body = SnoozeRepliesInput(data=request.data)
        body.is_valid(raise_exception=True)
        keys, until = body.validated_data["ids"], body.validated_data["until"]
        workspace, author = request.workspace, request.user
        unknown = _unknown(request, keys)
        changed = (
            snoozing.return_replies(workspace=workspace, reply_ids=keys, author=author)
            if until is None
            else snoozing.snooze_replies(
                workspace=workspace, reply_ids=keys, until=until, author=author
            )
        )
        return Response({"replies": [reply.pk for reply in changed], "unknown_ids": unknown})


class DeleteRepliesView(APIView):
    """Deletions of many replies."""

    read_scope = write_scope = Scope.REPLIES

    @extend_schema(
        operation_id="delete_replies",
        request=DeleteRepliesInput,
        responses={200: DeletedRepliesOutput},
    )
    def post(self, request: ApiRequest) -> Response:
        """Delete up to 500 replies in one step."""
        body = DeleteRepliesInput(data=request.data)
        body.is_valid(raise_exception=True)
        keys, step = body.validated_data["ids"], body.validated_data["request_id"]
        rows = selectors.replies_of(request.workspace).filter(pk__in=keys).order_by("pk")
        own = deleted_in(request.workspace, step).values_list("record_id", flat=True)
        unknown = _unknown(request, set(keys).difference(own))
        with one_step(request, step):
            done = delete_records(
                records=rows,
                workspace=request.workspace,
                kind=DeletedRecord.Kind.REPLY,
                author=request.user,
                step=step,
            )
        shown = {"deleted": done.n_done, "kept": done.n_kept, "request_id": step}
        return Response(shown | {"unknown_ids": unknown})


def _unknown(request: ApiRequest, keys: Collection[int]) -> list[int]:
    """Name the IDs that are of no reply of the workspace; those that were deleted are gone."""
    there = selectors.replies_of(request.workspace).filter(pk__in=keys)
    return sorted(set(keys).difference(there.values_list("pk", flat=True)))
