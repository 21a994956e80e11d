"""What somebody suggests of a text by API: the review queue gets it, no label changes by it."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.response import Response
from rest_framework.views import APIView

from leadqual.accounts.api.permissions import ApiRequest
from leadqual.accounts.models import Role
from leadqual.core.api.field_errors import ChoiceDetail
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.labeling.api.function_slugs import FunctionSlugsField
from leadqual.labeling.api.suggestions import SuggestionOutput
from leadqual.labeling.models.suggestions import Suggestion
from leadqual.labeling.suggestions import services
from leadqual.labeling.suggestions.services import SuggestionAuthor, SuggestionInput
from leadqual.tryout.services import answer_company, answer_reply, answer_title
from leadqual.tryout.suggestions import AnyAnswer, choices_of, shown_answer, text_of

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
    """Answer the text as Try it does: the reviewer sees what was predicted."""
    if sent["kind"] == Kind.TITLE:
        return answer_title(sent["title"], workspace=request.workspace)
    if sent["kind"] == Kind.COMPANY:
        return answer_company(name=sent["name"], overview=sent.get("overview", ""))
    return answer_reply(subject=sent.get("subject", ""), text=sent["text"])
