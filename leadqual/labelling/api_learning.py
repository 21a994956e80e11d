"""What a correction would reach, and functions learned from corrections, by API."""

from typing import Any, cast

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from leadqual.accounts.models import Role
from leadqual.accounts.permissions import ApiRequest
from leadqual.labelling import learning, selectors, services
from leadqual.labelling.api import TitleCorrectionInput
from leadqual.labelling.models import LearnedFunction

MOST_SHOWN = 100


class FallOutput(serializers.Serializer[Any]):
    """A function that the frozen test set would find less well."""

    function = serializers.CharField()
    before = serializers.FloatField(help_text="F1 now.")
    after = serializers.FloatField(help_text="F1 with the correction.")
    alone = serializers.FloatField(help_text="F1 without any correction.")
    n_titles = serializers.IntegerField(help_text="Titles of the test set that carry it.")
    margin = serializers.FloatField(help_text="How far it may fall in all.")
    is_above_margin = serializers.BooleanField()


class FollowerOutput(serializers.Serializer[Any]):
    """A title that would follow the correction."""

    id = serializers.IntegerField(source="pk")
    title = serializers.CharField()
    n_contacts = serializers.IntegerField()
    functions = serializers.ListField(child=serializers.CharField(), help_text="Now.")
    level = serializers.CharField(help_text="Stays.")


class ReachOutput(serializers.Serializer[Any]):
    """What a correction would change beside its own title."""

    n_titles = serializers.IntegerField()
    n_contacts = serializers.IntegerField(help_text="Contacts that carry these titles.")
    titles = FollowerOutput(many=True, help_text=f"The most frequent {MOST_SHOWN}.")
    falls = FallOutput(many=True)
    is_refused = serializers.BooleanField(help_text="A fall is above its margin.")


class LearnedOutput(serializers.ModelSerializer[LearnedFunction]):
    """A function learned from the corrections of the workspace."""

    function = serializers.SlugRelatedField("slug", read_only=True)  # type: ignore[var-annotated]  # reads only
    falls = FallOutput(many=True)

    class Meta:
        model = LearnedFunction
        fields = [
            *("id", "function", "state", "n_titles", "recall", "displaces", "falls"),
            *("model_version", "created_at"),
        ]


class LearnedListOutput(serializers.Serializer[Any]):
    """All that was learned here."""

    results = LearnedOutput(many=True)


class ReachView(APIView):
    """What a correction would change."""

    write_role = Role.VIEWER

    @extend_schema(
        operation_id="correction_reach",
        request=TitleCorrectionInput,
        responses={200: ReachOutput},
    )
    def post(self, request: Request, title_id: int) -> Response:
        """Say which other titles a correction would move; nothing is stored."""
        body = TitleCorrectionInput(data=request.data)
        body.is_valid(raise_exception=True)
        titles = selectors.titles_of(cast("ApiRequest", request).workspace)
        found = services.reach(
            job_title=get_object_or_404(titles, pk=title_id),
            word=body.word(),
        )
        shown = {
            "n_titles": len(found.titles),
            "n_contacts": found.n_contacts,
            "titles": found.titles[:MOST_SHOWN],
            "falls": found.falls,
            "is_refused": found.is_refused,
        }
        return Response(ReachOutput(shown).data)


class LearnedListView(APIView):
    """Functions learned from corrections."""

    @extend_schema(operation_id="list_learned_functions", responses={200: LearnedListOutput})
    def get(self, request: Request) -> Response:
        """List what was learned, with the figures."""
        rows = selectors.learned_functions(cast("ApiRequest", request).workspace)
        return Response({"results": LearnedOutput(rows, many=True).data})


class LearnedSwitchView(APIView):
    """One learned function."""

    @extend_schema(operation_id="switch_off_learned_function", responses={204: None})
    def delete(self, request: Request, learned_id: int) -> Response:
        """Take a learned function back with all that it moved."""
        api_request = cast("ApiRequest", request)
        rows = selectors.learned_functions(api_request.workspace)
        learned = get_object_or_404(rows, pk=learned_id)
        learning.switch_off(learned=learned, author=api_request.user)
        return Response(status=204)
