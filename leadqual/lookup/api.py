"""Look up by API: what a title means and why, past predictions, suggested corrections."""

from datetime import datetime
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.response import Response
from rest_framework.views import APIView

from leadqual.accounts.api.permissions import ApiRequest
from leadqual.accounts.models import Role, Scope
from leadqual.core.api.field_errors import ChoiceDetail
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.core.api.since import TimeParameter
from leadqual.labeling.api.business_models import CompanyCorrectionOutput
from leadqual.labeling.api.function_slugs import FunctionSlugsField
from leadqual.labeling.api.suggestions import SuggestionOutput
from leadqual.labeling.api.titles import LONGEST_TITLE, TitleCorrectionOutput
from leadqual.labeling.models.prediction_log import ShownPrediction
from leadqual.labeling.models.suggestions import Suggestion
from leadqual.labeling.suggestions import services
from leadqual.labeling.suggestions.services import SuggestionAuthor, SuggestionInput
from leadqual.lookup import past_companies, past_replies, past_titles
from leadqual.lookup.answers import answer_company, answer_reply, answer_title
from leadqual.lookup.suggestions import AnyAnswer, choices_of, shown_answer, text_of

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
    def get_labels(self, kept: past_titles.RecordedPrediction) -> list[dict[str, object]]:
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

    def get_job_title(self, record: past_titles.TitleRecord) -> int | None:
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

    def query(self) -> tuple[str, dict[str, Any]]:
        """Return the text, and what narrows the answers by name; what cannot be read is refused."""
        self.is_valid(raise_exception=True)
        asked = self.validated_data
        return asked.pop(self._parameter), asked


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
        text, limits = RecordQuery(request, "title", LONGEST_TITLE).query()
        found = past_titles.record_of(request.workspace, text, **limits)
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
        many=True, help_text=f"Up to {past_companies.MAX_FOUND}; several can share a name."
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
        text, limits = RecordQuery(request, "company").query()
        found = past_companies.records_of(request.workspace, text, **limits)
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
    def get_source(self, kept: past_replies.RecordedIntent) -> str:
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
        text, limits = RecordQuery(request, "text").query()
        rows = past_replies.replies_about(request.workspace, text, **limits)[:MAX_FOUND]
        found = past_replies.records_of(request.workspace, list(rows), **limits)
        return Response(ReplyRecordsOutput({"replies": found}).data)


class ExplainTitleInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /titles/explain`."""

    title = serializers.CharField(max_length=LONGEST_TITLE, trim_whitespace=False)


class NamedLabelOutput(serializers.Serializer[Any]):
    """A level or an industry with its probability."""

    slug = serializers.CharField()
    name = serializers.CharField()
    score = serializers.FloatField(help_text="0 to 1.")


class ExplainedFunctionOutput(serializers.Serializer[Any]):
    """A function of the title, and why it has it."""

    slug = serializers.CharField()
    name = serializers.CharField()
    department = serializers.CharField(help_text="Name of the department.")
    source = serializers.CharField(  # type: ignore[assignment]  # a field of the answer
        help_text="`confirmed by a person`, `dictionary`, `phrase rule` or `model`."
    )
    score = serializers.FloatField(help_text="0 to 1.")
    threshold = serializers.FloatField(
        allow_null=True, help_text="Threshold of the model; null if the model did not decide."
    )
    why = serializers.CharField(help_text="Sentences.")


class TitleExplanationOutput(serializers.Serializer[Any]):
    """What a title means, and why."""

    headline = serializers.CharField(help_text="Number of jobs and labels.")
    parts = serializers.ListField(
        child=serializers.CharField(), help_text="The jobs that the title names."
    )
    functions = ExplainedFunctionOutput(many=True, help_text="Best first; empty: unclassified.")
    why_unclassified = serializers.CharField(
        source="why_other", help_text="Sentences; empty if the title has functions."
    )
    level = NamedLabelOutput()
    why_level = serializers.CharField(help_text="Sentences.")
    industry = NamedLabelOutput(allow_null=True)
    model = serializers.CharField(help_text="Model version.")


class ExplainTitleView(APIView):
    """A title in, its labels and the reasons out; nothing is stored."""

    write_role = Role.VIEWER
    write_scope = Scope.CLASSIFY

    @extend_schema(
        operation_id="explain_title",
        request=ExplainTitleInput,
        responses={200: TitleExplanationOutput},
    )
    def post(self, request: ApiRequest) -> Response:
        """Explain in sentences why a title has its functions and its level.

        Corrections of the workspace apply. Nothing is stored.
        """
        body = ExplainTitleInput(data=request.data)
        body.is_valid(raise_exception=True)
        found = answer_title(body.validated_data["title"], workspace=request.workspace)
        return Response(TitleExplanationOutput(found).data)


Kind = Suggestion.Kind
_NEEDED = {Kind.TITLE: "title", Kind.COMPANY: "name", Kind.REPLY: "text"}


class NewSuggestionInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /suggestions`: `title`, or `name` and `overview`, or `subject` and `text`."""

    kind = serializers.ChoiceField(choices=Kind.choices)
    title = serializers.CharField(required=False, max_length=1_000)
    name = serializers.CharField(required=False, max_length=300)
    overview = serializers.CharField(required=False, allow_blank=True, max_length=20_000)
    subject = serializers.CharField(required=False, allow_blank=True, max_length=1_000)
    text = serializers.CharField(required=False, max_length=100_000)
    functions = FunctionSlugsField(
        required=False,
        help_text="Of a title: function slugs; an empty list means unclassified. If omitted, only "
        "reports that the labels are wrong.",
    )
    label = serializers.CharField(  # type: ignore[assignment]  # a field of the body
        required=False,
        allow_blank=True,
        max_length=60,
        help_text="Of a company its business model, of a reply its intent. If omitted, only "
        "reports that the prediction is wrong.",
    )
    note = serializers.CharField(required=False, allow_blank=True, max_length=300)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Want the text of the kind, and a label that it can have."""
        kind = Kind(attrs["kind"])
        if not attrs.get(_NEEDED[kind]):
            raise serializers.ValidationError({_NEEDED[kind]: ["Required for this kind."]})
        known = [] if kind == Kind.TITLE else [slug for slug, _ in choices_of(kind)]
        if attrs.get("label") and attrs["label"] not in known:
            words = f"Must be one of: {', '.join(known)}."
            wrong = ChoiceDetail(words, "invalid_choice", sent=attrs["label"], allowed=known)
            error = serializers.ValidationError()
            error.detail = {"label": [wrong]}
            raise error
        return attrs


class NewSuggestionView(APIView):
    """Suggestions about texts that need not be in the workspace."""

    write_role = Role.VIEWER

    @extend_schema(
        operation_id="create_suggestion",
        request=NewSuggestionInput,
        responses={201: SuggestionOutput},
    )
    def post(self, request: ApiRequest) -> Response:
        """Suggest what a title, company or reply should be. A reviewer decides."""
        body = NewSuggestionInput(data=request.data)
        body.is_valid(raise_exception=True)
        sent = body.validated_data
        functions = sent.get("functions")
        said = SuggestionInput(
            kind=sent["kind"],
            text=text_of(sent["kind"], sent),
            functions=None if functions is None else tuple(functions),
            label=sent.get("label", ""),
            note=sent.get("note", ""),
            shown=shown_answer(_answer(request, sent), sent.get("label", "")),
        )
        row = services.suggest(
            workspace=request.workspace, said=said, voice=SuggestionAuthor(author=request.user)
        )
        return Response(SuggestionOutput(row).data, status=status.HTTP_201_CREATED)


def _answer(request: ApiRequest, sent: dict[str, Any]) -> AnyAnswer:
    """Answer the text as the page does: the reviewer sees what was predicted."""
    if sent["kind"] == Kind.TITLE:
        return answer_title(sent["title"], workspace=request.workspace)
    if sent["kind"] == Kind.COMPANY:
        return answer_company(name=sent["name"], overview=sent.get("overview", ""))
    return answer_reply(subject=sent.get("subject", ""), text=sent["text"])
