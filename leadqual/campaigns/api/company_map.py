"""The map of companies by API: laying it out anew, and the way back."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from leadqual.accounts.api.permissions import ApiRequest
from leadqual.accounts.models import Role
from leadqual.campaigns.map import layout


class MapLayoutOutput(serializers.Serializer[Any]):
    """What became of the map."""

    is_done = serializers.BooleanField(
        help_text="Whether the map has changed. False: it is recomputed in the background, or "
        "there was no previous map."
    )


class CompanyMapView(APIView):
    """The places of companies on the map of the workspace."""

    write_role = Role.MANAGER

    @extend_schema(operation_id="lay_out_map", request=None, responses={200: MapLayoutOutput})
    def post(self, request: ApiRequest) -> Response:
        """Recompute the map of companies; in the background where there are many."""
        return Response({"is_done": layout.lay_out_soon(request.workspace.pk)})

    @extend_schema(operation_id="undo_map_layout", responses={200: MapLayoutOutput})
    def delete(self, request: ApiRequest) -> Response:
        """Restore the previous map. Idempotent."""
        return Response({"is_done": layout.undo_layout(request.workspace.pk)})
