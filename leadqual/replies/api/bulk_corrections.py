"""Many replies corrected or confirmed in one step by API, and the way back."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.response import Response
from rest_framework.views import APIView

from leadqual.accounts.api.permissions import ApiRequest
from leadqual.accounts.models import Scope
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.replies.intents import bulk
from leadqual.replies.models import BulkReplyCorrection, intent_choices
from leadqual.replies.selectors import MAX_KEY


class BulkReplyCorrectionInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /replies/bulk-corrections`."""

    ids = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=MAX_KEY),
        min_length=1,
        max_length=bulk.MAX_REPLIES,
        help_text="IDs; those of other workspaces are ignored.",
    )
    intent = serializers.ChoiceField(
        choices=intent_choices(),
        required=False,
        help_text="For all of them. If omitted, each is confirmed with the intent it has.",
    )


class BulkReplyCorrectionOutput(serializers.Serializer[Any]):
    """A bulk correction."""

    id = serializers.IntegerField(help_text="`DELETE /replies/bulk-corrections/{id}` undoes it.")
    n_replies = serializers.IntegerField(help_text="Corrected or confirmed replies.")


class UndoneRepliesOutput(serializers.Serializer[Any]):
    """What an undo did."""

    undone = serializers.IntegerField(help_text="Replies restored to their previous state.")
    kept = serializers.IntegerField(help_text="Replies that were corrected since and are kept.")


class BulkReplyCorrectionListView(APIView):
    """Bulk corrections of replies."""

    read_scope = write_scope = Scope.REPLIES

    @extend_schema(
        operation_id="create_bulk_reply_correction",
        request=BulkReplyCorrectionInput,
        responses={201: BulkReplyCorrectionOutput},
    )
    def post(self, request: ApiRequest) -> Response:
        """Correct or confirm the intent of up to 500 replies in one step."""
        body = BulkReplyCorrectionInput(data=request.data)
        body.is_valid(raise_exception=True)
        step, n_marked = bulk.mark_many(
            workspace=request.workspace,
            reply_ids=body.validated_data["ids"],
            intent=body.validated_data.get("intent", ""),
            author=request.user,
        )
        shown = {"id": step.pk, "n_replies": n_marked}
        return Response(shown, status=status.HTTP_201_CREATED)


class BulkReplyCorrectionView(APIView):
    """One bulk correction of replies."""

    read_scope = write_scope = Scope.REPLIES

    @extend_schema(operation_id="undo_bulk_reply_correction", responses={200: UndoneRepliesOutput})
    def delete(self, request: ApiRequest, reply_step_id: int) -> Response:
        """Undo a bulk correction, where nobody corrected the replies since."""
        steps = BulkReplyCorrection.objects.filter(workspace=request.workspace)
        undone, kept = bulk.undo_step(
            step=get_object_or_404(steps, pk=reply_step_id), author=request.user
        )
        return Response({"undone": undone, "kept": kept})
