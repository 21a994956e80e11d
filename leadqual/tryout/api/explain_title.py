"""Why a title has its functions and its level, in sentences, by API."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from leadqual.accounts.api.permissions import ApiRequest
from leadqual.accounts.models import Role, Scope
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.labeling.api.titles import LONGEST_TITLE
from leadqual.tryout.services import answer_title


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
