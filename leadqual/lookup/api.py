"""Look up by API: what a title means and why, past predictions, suggested corrections."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from leadqual.accounts.api.view_sets import WorkspaceViewSet
from leadqual.accounts.models import Role, Scope
from leadqual.core.api import operations as op
from leadqual.core.api.field_errors import ChoiceDetail
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.labeling import suggestions as services
from leadqual.labeling.api.business_models import CompanyCorrectionOutput
from leadqual.labeling.api.suggestions import SuggestionOutput
from leadqual.labeling.api.titles import LONGEST_TITLE, FunctionSlugsField, TitleCorrectionOutput
from leadqual.labeling.models.predictions import ShownPrediction
from leadqual.labeling.models.suggestions import Suggestion
from leadqual.labeling.suggestions import SuggestionAuthor, SuggestionInput
from leadqual.lookup import past_companies, past_replies, past_titles
from leadqual.lookup.answers import TitleAnswer, answer, answer_title
from leadqual.lookup.suggestions import choices_of, read_shown_answer, text_of

MAX_FOUND = 20

Kind = Suggestion.Kind
_REQUIRED_FIELDS = {Kind.TITLE: "title", Kind.COMPANY: "name", Kind.REPLY: "text"}


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
    def get_labels(self, prediction: past_titles.RecordedPrediction) -> list[dict[str, object]]:
        """Return the functions with their sources and scores."""
        return [
            {"function": slug, "source": source, "score": score}
            for slug, source, score in prediction.labels
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


class RecordQuery(op.Query):
    """What narrows the predictions that are looked up."""

    at = op.TimeParameter(
        required=False, help_text="Return only the labels that were active at this time."
    )
    model = serializers.CharField(
        required=False,
        max_length=80,
        help_text="Return only predictions of this model version.",
    )


class TitleQuery(RecordQuery):
    """A title."""

    title = serializers.CharField(
        default="", max_length=LONGEST_TITLE, help_text="If omitted, no title is looked up."
    )
    at = op.TimeParameter(
        required=False, help_text="Return only what was active or shown at this time."
    )


class CompanyQuery(RecordQuery):
    """A company."""

    company = serializers.CharField(
        default="",
        max_length=1_000,
        help_text="Name or domain. If omitted, no company is looked up.",
    )


class ReplyQuery(RecordQuery):
    """Replies."""

    text = serializers.CharField(
        default="", max_length=1_000, help_text="Text in sender, subject or reply."
    )


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
    def get_source(self, prediction: past_replies.RecordedIntent) -> str:
        """Return `rules`, `model`, or `correction`."""
        return "correction" if prediction.author else prediction.source


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
        if not attrs.get(_REQUIRED_FIELDS[kind]):
            raise serializers.ValidationError({_REQUIRED_FIELDS[kind]: ["Required for this kind."]})
        known = [] if kind == Kind.TITLE else [slug for slug, _ in choices_of(kind)]
        if attrs.get("label") and attrs["label"] not in known:
            words = f"Must be one of: {', '.join(known)}."
            error_detail = ChoiceDetail(words, "invalid_choice", sent=attrs["label"], allowed=known)
            error = serializers.ValidationError()
            error.detail = {"label": [error_detail]}
            raise error
        return attrs


class LookupViewSet(WorkspaceViewSet[Any]):
    """What a text means and why, past predictions, and suggestions."""

    @op.get("titles/predictions", query=TitleQuery, returns=TitleRecordOutput)
    def look_up_title_predictions(self, query: op.Body) -> past_titles.TitleRecord:
        """Look up current and former predictions, corrections and suggestions for a title."""
        text, limits = _narrowed(query, "title")
        return past_titles.record_of(self.workspace, text, **limits)

    @op.get("companies/predictions", query=CompanyQuery, returns=CompanyRecordsOutput)
    def look_up_company_predictions(self, query: op.Body) -> dict[str, Any]:
        """Look up current and former business model predictions, corrections and suggestions.

        Former predictions are kept as configured.
        """
        text, limits = _narrowed(query, "company")
        return {"companies": past_companies.records_of(self.workspace, text, **limits)}

    @op.get(
        "replies/predictions", query=ReplyQuery, returns=ReplyRecordsOutput, scope=Scope.REPLIES
    )
    def look_up_reply_predictions(self, query: op.Body) -> dict[str, Any]:
        """Look up current and former predictions, corrections and suggestions for replies."""
        text, limits = _narrowed(query, "text")
        rows = past_replies.replies_about(self.workspace, text, **limits)[:MAX_FOUND]
        return {"replies": past_replies.records_of(self.workspace, list(rows), **limits)}

    @op.post(
        "titles/explain",
        body=ExplainTitleInput,
        returns=TitleExplanationOutput,
        role=Role.VIEWER,
        scope=Scope.CLASSIFY,
    )
    def explain_title(self, body: op.Body) -> TitleAnswer:
        """Explain in sentences why a title has its functions and its level.

        Corrections of the workspace apply. Nothing is stored.
        """
        return answer_title(body["title"], workspace=self.workspace)

    @op.post(
        "suggestions/texts",
        body=NewSuggestionInput,
        returns=SuggestionOutput,
        status=201,
        role=Role.VIEWER,
    )
    def create_suggestion(self, body: op.Body) -> Suggestion:
        """Suggest what a title, company or reply should be. A reviewer decides."""
        functions = body.get("functions")
        # What the page predicts, for the reviewer.
        predicted = answer(body["kind"], body, workspace=self.workspace)
        suggested = SuggestionInput(
            kind=body["kind"],
            text=text_of(body["kind"], body),
            functions=None if functions is None else tuple(functions),
            label=body.get("label", ""),
            note=body.get("note", ""),
            shown=read_shown_answer(predicted, body.get("label", "")),
        )
        return services.suggest(
            workspace=self.workspace,
            suggested=suggested,
            suggester=SuggestionAuthor(author=self.user),
        )


def _narrowed(query: op.Body, name: str) -> tuple[str, dict[str, Any]]:
    """Return the text of a query, and what narrows its predictions."""
    return query[name], {key: value for key, value in query.items() if key != name}
