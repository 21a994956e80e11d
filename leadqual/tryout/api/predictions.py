"""Answers about replies on record, by API."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from leadqual.accounts.api.permissions import ApiRequest
from leadqual.accounts.models import Scope
from leadqual.labeling.api.prediction_log import AT, OF_MODEL, LookUpQuery
from leadqual.labeling.api.suggestions import SuggestionOutput
from leadqual.replies.intents.prediction_lookup import RecordedIntent, replies_about
from leadqual.tryout.prediction_lookup import records_of

MAX_FOUND = 20


class KeptIntentOutput(serializers.Serializer[Any]):
    """What a reply is said to want, or was; `ended_at` is null while it is in force."""

    intent = serializers.CharField()
    score = serializers.FloatField(allow_null=True)
    source = serializers.SerializerMethodField()  # type: ignore[assignment]  # a field of the answer
    model = serializers.CharField()
    why = serializers.JSONField()
    since = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)

    @extend_schema_field(str)
    def get_source(self, kept: RecordedIntent) -> str:
        """Return `rules`, `model`, or `correction` for a person's word."""
        return "correction" if kept.author else kept.source


class ReplyRecordOutput(serializers.Serializer[Any]):
    """All that is on record about a reply; people's words stand among the answers."""

    reply = serializers.IntegerField(source="reply.pk")
    answers = KeptIntentOutput(many=True, help_text="In force now or before, the newest first.")
    suggestions = SuggestionOutput(many=True)


class ReplyRecordsOutput(serializers.Serializer[Any]):
    """What is on record about the replies that were asked about."""

    replies = ReplyRecordOutput(many=True, help_text=f"At most {MAX_FOUND}, the newest.")


class ReplyRecordQuery(LookUpQuery):
    """Parameters of `GET /replies/predictions`."""

    text = serializers.CharField(max_length=1_000, default="", allow_blank=True)


class ReplyPredictionsView(APIView):
    """Answers about replies on record."""

    read_scope = write_scope = Scope.REPLIES

    @extend_schema(
        operation_id="look_up_reply_predictions",
        parameters=[
            OpenApiParameter("text", str, description="Words of sender, subject or reply."),
            AT,
            OF_MODEL,
        ],
        responses={200: ReplyRecordsOutput},
    )
    def get(self, request: ApiRequest) -> Response:
        """Look up what replies were said to want, when, by which model, and what people said."""
        query = ReplyRecordQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        workspace = request.workspace
        narrowed = {"at": asked.get("at"), "model": asked.get("model", "")}
        replies = list(replies_about(workspace, asked["text"], **narrowed)[:MAX_FOUND])
        found = records_of(workspace, replies, **narrowed)
        return Response(ReplyRecordsOutput({"replies": found}).data)
