"""Invitations by API: list, invite, resend, withdraw; the link goes by email alone."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.response import Response
from rest_framework.views import APIView

from leadqual.accounts.api.permissions import ApiRequest
from leadqual.accounts.invitations import invite
from leadqual.accounts.invitations.links import link_of
from leadqual.accounts.invitations.selectors import EmailState, email_state, pending_invitations
from leadqual.accounts.models import Invitation, Role
from leadqual.core.api.pages import SequencePages
from leadqual.core.api.request_bodies import KnownFieldsOnly


class InvitationOutput(serializers.ModelSerializer[Invitation]):
    """A pending invitation, without its link."""

    role = serializers.ChoiceField(choices=Role.choices)
    state = serializers.SerializerMethodField()
    invited_by = serializers.EmailField(source="invited_by.email")
    email_state = serializers.SerializerMethodField()

    class Meta:
        model = Invitation
        fields = [
            *("id", "email", "role", "state", "invited_by", "created_at", "expires_at"),
            *("last_sent_at", "email_state"),
        ]
        extra_kwargs = {  # as REST framework has it
            "last_sent_at": {"help_text": "Null until the email is sent."}
        }

    @extend_schema_field(serializers.ChoiceField(choices=["open", "expired", "void"]))
    def get_state(self, invitation: Invitation) -> str:
        """Return whether the link works; `void`: its sender is no longer a manager."""
        return invitation.state_at(timezone.now()).value

    @extend_schema_field(serializers.ChoiceField(choices=[one.value for one in EmailState]))
    def get_email_state(self, invitation: Invitation) -> str:
        """Return how far the email is; `delayed`: it is tried again, `failed`: resend it."""
        return email_state(invitation).value


class InvitationInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /invitations`."""

    email = serializers.EmailField(max_length=254)
    role = serializers.ChoiceField(choices=Role.choices, default=Role.QUALIFIER)


class _InvitationView(APIView):
    """Managers only, by key with the scope `admin`."""

    read_role = write_role = Role.MANAGER


class InvitationListView(_InvitationView):
    """Pending invitations of the workspace."""

    @extend_schema(operation_id="list_invitations", responses={200: InvitationOutput(many=True)})
    def get(self, request: ApiRequest) -> Response:
        """List pending invitations, newest first."""
        rows = pending_invitations(request.workspace)
        pages = SequencePages()
        page = pages.paginate_queryset(rows, request, view=self)
        return pages.get_paginated_response(InvitationOutput(page, many=True).data)

    @extend_schema(
        operation_id="create_invitation",
        request=InvitationInput,
        responses={201: InvitationOutput},
    )
    def post(self, request: ApiRequest) -> Response:
        """Invite an email address. The single-use link is sent by email and never shown."""
        body = InvitationInput(data=request.data)
        body.is_valid(raise_exception=True)
        invitation = invite.invite(
            workspace=request.workspace,
            email=body.validated_data["email"],
            role=Role(body.validated_data["role"]),
            author=request.user,
            link_of=link_of(request._request),
        )
        return Response(InvitationOutput(invitation).data, status=status.HTTP_201_CREATED)


class InvitationView(_InvitationView):
    """One pending invitation."""

    @extend_schema(operation_id="get_invitation", responses={200: InvitationOutput})
    def get(self, request: ApiRequest, invitation_id: int) -> Response:
        """Return a pending invitation."""
        return Response(InvitationOutput(_invitation(request, invitation_id)).data)

    @extend_schema(operation_id="withdraw_invitation", responses={204: None})
    def delete(self, request: ApiRequest, invitation_id: int) -> Response:
        """Withdraw an invitation. Its link stops working."""
        invitation = _invitation(request, invitation_id)
        invite.withdraw(invitation=invitation, author=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


class ResendInvitationView(_InvitationView):
    """The email of an invitation, once more."""

    @extend_schema(
        operation_id="resend_invitation", request=None, responses={200: InvitationOutput}
    )
    def post(self, request: ApiRequest, invitation_id: int) -> Response:
        """Resend an invitation with a new link. The previous link stops working."""
        invitation = invite.resend(
            invitation=_invitation(request, invitation_id),
            author=request.user,
            link_of=link_of(request._request),
        )
        return Response(InvitationOutput(invitation).data)


def _invitation(request: ApiRequest, invitation_id: int) -> Invitation:
    rows = pending_invitations(request.workspace)
    return get_object_or_404(rows, pk=invitation_id)
