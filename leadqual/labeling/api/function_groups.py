"""Groups of functions by API: proposed from example titles."""

from typing import Any

from rest_framework import serializers

from leadqual.accounts.api.view_sets import WorkspaceViewSet
from leadqual.accounts.models import Role, Scope
from leadqual.core.api import operations as op
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.labeling.api.titles import LONGEST_TITLE
from leadqual.labeling.function_groups.services import MAX_TITLES, propose_group


class FunctionGroupInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /titles/function-groups`."""

    titles = serializers.ListField(
        child=serializers.CharField(
            allow_blank=True, max_length=LONGEST_TITLE, trim_whitespace=False
        ),
        min_length=1,
        max_length=MAX_TITLES,
        help_text=f"Up to {MAX_TITLES} example titles.",
    )


class ProposedFunctionOutput(serializers.Serializer[Any]):
    """A function of the group."""

    function = serializers.CharField(source="slug")
    name = serializers.CharField()
    department = serializers.CharField(help_text="Name of its department.")
    share = serializers.FloatField(
        help_text="Share of the examples that have it, weighted by their scores, 0 to 1."
    )
    titles = serializers.ListField(
        child=serializers.CharField(), help_text="Examples that have the function."
    )
    is_selected = serializers.BooleanField(
        help_text="Whether it is proposed for the group. Others have few examples or are just "
        "below their threshold."
    )


class FunctionGroupOutput(serializers.Serializer[Any]):
    """A proposed group of functions. Nothing is stored."""

    functions = ProposedFunctionOutput(many=True)
    unclassified = serializers.ListField(
        child=serializers.CharField(), help_text="Examples without any function."
    )
    search = serializers.CharField(
        help_text="Query string of the selected functions. To keep the group, edit it as needed "
        "and send it as `query` to POST /searches. Empty if no function is selected."
    )


class FunctionGroupViewSet(WorkspaceViewSet[Any]):
    """Example titles in, a proposed group of functions out; nothing is stored."""

    write_role = Role.VIEWER
    write_scope = Scope.CLASSIFY

    @op.post("titles/function-groups", body=FunctionGroupInput, returns=FunctionGroupOutput)
    def propose_function_group(self, body: op.Body) -> Any:
        """Propose the functions that example titles have in common."""
        return propose_group(workspace=self.workspace, titles=body["titles"])


api = op.routes(FunctionGroupViewSet)
