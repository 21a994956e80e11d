"""Predictions on record by API."""

from datetime import datetime
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from leadqual.accounts.api.permissions import ApiRequest
from leadqual.accounts.models import Scope
from leadqual.core.api.since import TimeParameter
from leadqual.labeling.api.business_models import CompanyCorrectionOutput
from leadqual.labeling.api.suggestions import SuggestionOutput
from leadqual.labeling.api.titles import LONGEST_TITLE, TitleCorrectionOutput
from leadqual.labeling.models.prediction_log import ShownPrediction
from leadqual.prediction_lookup import companies, replies, titles
from leadqual.prediction_lookup.kinds import LookupQuery

MAX_FOUND = 20
AT = OpenApiParameter(
    "at", datetime, description="Return only the labels that were active at this time."
)
OF_MODEL = OpenApiParameter(
    "model", str, description="Return only predictions of this model version."
)


class StoredLabelOutput(serializers.Serializer[Any]):
    """A function of a stored prediction."""

    function = serializers.CharField()
    source = serializers.CharField(required=False)  # type: ignore[assignment]  # a field of the answer
    score = serializers.FloatField()


class StoredPredictionOutput(serializers.Serializer[Any]):
    """A stored prediction. `ended_at` is null while it is active."""

    labels = serializers.SerializerMethodField()
    level = serializers.CharField()
    industry = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]  # a field of the answer
    model = serializers.CharField()
    ended_at = serializers.DateTimeField(allow_null=True)

    @extend_schema_field(StoredLabelOutput(many=True))
    def get_labels(self, kept: titles.RecordedPrediction) -> list[dict[str, object]]:
        """Return the functions with their sources and scores."""
        return [
            {"function": slug, "source": source, "score": score}
            for slug, source, score in kept.labels
        ]


class ShownPredictionOutput(serializers.Serializer[Any]):
    """A prediction that was shown but not stored."""

    labels = serializers.SerializerMethodField()
    level = serializers.CharField()
    model = serializers.CharField(source="model_version")
    n_times = serializers.IntegerField()
    first_at = serializers.DateTimeField()
    last_at = serializers.DateTimeField()

    @extend_schema_field(StoredLabelOutput(many=True))
    def get_labels(self, shown: ShownPrediction) -> list[dict[str, object]]:
        """Return the functions with their scores."""
        return [{"function": slug, "score": score} for slug, score in shown.labels]


class TitleRecordOutput(serializers.Serializer[Any]):
    """Predictions, corrections and suggestions for a title."""

    job_title = serializers.SerializerMethodField(help_text="Null if no contact has this title.")
    predictions = StoredPredictionOutput(
        source="answers", many=True, help_text="Current and former predictions, newest first."
    )
    shown = ShownPredictionOutput(many=True)
    corrections = TitleCorrectionOutput(many=True)
    suggestions = SuggestionOutput(many=True)

    def get_job_title(self, record: titles.TitleRecord) -> int | None:
        """Return the key of the stored title."""
        return record.title.pk if record.title else None


class RecordQuery(serializers.Serializer[Any]):
    """What is looked up: a text, and what narrows the answers."""

    at = TimeParameter(required=False)
    model = serializers.CharField(required=False, max_length=80)

    def __init__(self, request: ApiRequest, parameter: str, max_length: int = 1_000) -> None:
        super().__init__(data=request.query_params)
        text = serializers.CharField(max_length=max_length, default="", allow_blank=True)
        self.fields[parameter] = text
        self._parameter = parameter

    def query(self) -> LookupQuery:
        """Return what is asked; what cannot be read is refused."""
        self.is_valid(raise_exception=True)
        asked = self.validated_data
        return LookupQuery(asked[self._parameter], asked.get("at"), asked.get("model", ""))


class PredictionsView(APIView):
    """Predictions on record."""

    @extend_schema(
        operation_id="look_up_title_predictions",
        parameters=[
            OpenApiParameter("title", str, description="If omitted, no title is looked up."),
            OpenApiParameter(
                "at", datetime, description="Return only what was active or shown at this time."
            ),
            OF_MODEL,
        ],
        responses={200: TitleRecordOutput},
    )
    def get(self, request: ApiRequest) -> Response:
        """Look up current and former predictions, corrections and suggestions for a title."""
        query = RecordQuery(request, "title", LONGEST_TITLE).query()
        found = titles.record_of(request.workspace, query.text, at=query.at, model=query.model)
        return Response(TitleRecordOutput(found).data)


class StoredBusinessModelOutput(serializers.Serializer[Any]):
    """A business model prediction. `ended_at` is null while it is active.

    `model` is `correction` if a person corrected it. `why` is empty where a later version repeated
    the prediction.
    """

    business_model = serializers.CharField()
    probability = serializers.FloatField()
    why = serializers.JSONField()
    model = serializers.CharField()
    ended_at = serializers.DateTimeField(allow_null=True)


class CompanyRecordOutput(serializers.Serializer[Any]):
    """Predictions, corrections and suggestions for a company."""

    company = serializers.IntegerField(source="company.pk")
    company_external_id = serializers.CharField(source="company.external_id", allow_null=True)
    name = serializers.CharField(source="company.name")
    predictions = StoredBusinessModelOutput(
        source="answers", many=True, help_text="Current and former predictions, newest first."
    )
    corrections = CompanyCorrectionOutput(many=True)
    suggestions = SuggestionOutput(many=True)


class CompanyRecordsOutput(serializers.Serializer[Any]):
    """Predictions, corrections and suggestions by company."""

    companies = CompanyRecordOutput(
        many=True, help_text=f"Up to {companies.MAX_FOUND}; several can share a name."
    )


class CompanyPredictionsView(APIView):
    """Answers about companies on record."""

    @extend_schema(
        operation_id="look_up_company_predictions",
        parameters=[
            OpenApiParameter(
                "company", str, description="Name or domain. If omitted, no company is looked up."
            ),
            AT,
            OF_MODEL,
        ],
        responses={200: CompanyRecordsOutput},
    )
    def get(self, request: ApiRequest) -> Response:
        """Look up current and former business model predictions, corrections and suggestions.

        Former predictions are kept as configured.
        """
        query = RecordQuery(request, "company").query()
        found = companies.records_of(request.workspace, query.text, at=query.at, model=query.model)
        return Response(CompanyRecordsOutput({"companies": found}).data)


class StoredIntentOutput(serializers.Serializer[Any]):
    """A stored intent of a reply; `ended_at` is null while it is active."""

    intent = serializers.CharField()
    score = serializers.FloatField(allow_null=True)
    source = serializers.SerializerMethodField()  # type: ignore[assignment]  # a field of the answer
    model = serializers.CharField()
    why = serializers.JSONField()
    since = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)

    @extend_schema_field(str)
    def get_source(self, kept: replies.RecordedIntent) -> str:
        """Return `rules`, `model`, or `correction`."""
        return "correction" if kept.author else kept.source


class ReplyRecordOutput(serializers.Serializer[Any]):
    """Predictions, corrections and suggestions for a reply."""

    reply = serializers.IntegerField(source="reply.pk")
    predictions = StoredIntentOutput(
        source="answers", many=True, help_text="Current and former predictions, newest first."
    )
    suggestions = SuggestionOutput(many=True)


class ReplyRecordsOutput(serializers.Serializer[Any]):
    """Predictions, corrections and suggestions by reply."""

    replies = ReplyRecordOutput(many=True, help_text=f"Up to {MAX_FOUND}, newest first.")


class ReplyPredictionsView(APIView):
    """Answers about replies on record."""

    read_scope = write_scope = Scope.REPLIES

    @extend_schema(
        operation_id="look_up_reply_predictions",
        parameters=[
            OpenApiParameter("text", str, description="Text in sender, subject or reply."),
            AT,
            OF_MODEL,
        ],
        responses={200: ReplyRecordsOutput},
    )
    def get(self, request: ApiRequest) -> Response:
        """Look up current and former predictions, corrections and suggestions for replies."""
        query = RecordQuery(request, "text").query()
        workspace, at, model = request.workspace, query.at, query.model
        rows = replies.replies_about(workspace, query.text, at=at, model=model)[:MAX_FOUND]
        found = replies.records_of(workspace, list(rows), at=at, model=model)
        return Response(ReplyRecordsOutput({"replies": found}).data)
