"""Privacy requests by API: list them, close one; an erasure is lifted."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.response import Response
from rest_framework.views import APIView

from leadqual.accounts.api.permissions import ApiRequest
from leadqual.accounts.models import Role, Scope
from leadqual.core.api.pages import CursorPages
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.privacy.api.persons import IdentifiersInput
from leadqual.privacy.erasure import erase_person
from leadqual.privacy.erasure.person import Identifiers
from leadqual.privacy.models import PrivacyRequest
from leadqual.privacy.requests.close_request import close_request

State = PrivacyRequest.State


class ClosePrivacyRequestInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /privacy-requests/{id}/close`."""

    state = serializers.ChoiceField(choices=[State.DONE.value, State.DECLINED.value])
    reason = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=300,
        default="",
        help_text="Required to decline a request.",
    )


class PrivacyRequestOutput(serializers.ModelSerializer[PrivacyRequest]):
    """A request of a person for their data or for its erasure."""

    request_kind = serializers.ChoiceField(source="kind", choices=PrivacyRequest.Kind.choices)
    state = serializers.ChoiceField(choices=State.choices)
    reply = serializers.IntegerField(
        source="reply_id", allow_null=True, help_text="Null once the reply is erased."
    )

    class Meta:
        model = PrivacyRequest
        fields = [
            *("id", "request_kind", "state", "reply", "sender", "received_at", "due_on"),
            *("reason", "closed_at"),
        ]


class PrivacyRequestListView(APIView):
    """Privacy requests of the workspace."""

    read_role = write_role = Role.MANAGER
    read_scope = write_scope = Scope.ADMIN

    @extend_schema(
        operation_id="list_privacy_requests", responses={200: PrivacyRequestOutput(many=True)}
    )
    def get(self, request: ApiRequest) -> Response:
        """List privacy requests that arrived as replies."""
        rows = PrivacyRequest.objects.filter(workspace=request.workspace)
        pages = CursorPages()
        page = pages.paginate_queryset(rows, request, view=self) or []
        return pages.get_paginated_response(PrivacyRequestOutput(page, many=True).data)


class PrivacyRequestCloseView(APIView):
    """Closing a request."""

    read_role = write_role = Role.MANAGER
    read_scope = write_scope = Scope.ADMIN

    @extend_schema(
        operation_id="close_privacy_request",
        request=ClosePrivacyRequestInput,
        responses={200: PrivacyRequestOutput},
    )
    def post(self, request: ApiRequest, privacy_request_id: int) -> Response:
        """Close a request as done, or decline it with a reason. A closed one stays as it is."""
        rows = PrivacyRequest.objects.filter(workspace=request.workspace)
        row = get_object_or_404(rows, pk=privacy_request_id)
        body = ClosePrivacyRequestInput(data=request.data)
        body.is_valid(raise_exception=True)
        closed = close_request(request=row, author=request.user, **body.validated_data)
        return Response(PrivacyRequestOutput(closed).data)


class ErasureLiftView(APIView):
    """Lifting an erasure."""

    further_errors = (404,)  # Nobody with these identifiers was erased.

    read_role = write_role = Role.MANAGER
    read_scope = write_scope = Scope.ADMIN

    @extend_schema(operation_id="lift_erasure", request=IdentifiersInput, responses={204: None})
    def post(self, request: ApiRequest) -> Response:
        """Let an erased person be stored again. Erased data is not restored."""
        body = IdentifiersInput(data=request.data)
        body.is_valid(raise_exception=True)
        erase_person.lift_erasure(
            workspace=request.workspace,
            identifiers=Identifiers(**body.validated_data),
            author=request.user,
        )
        return Response(status=status.HTTP_204_NO_CONTENT)
