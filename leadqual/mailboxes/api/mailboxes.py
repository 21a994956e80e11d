"""Mailboxes by API: connect, test, change, pause, check and remove them."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any, cast

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.generics import ListAPIView
from rest_framework.response import Response
from rest_framework.views import APIView

from leadqual.accounts.api.permissions import ApiRequest
from leadqual.accounts.models import Role
from leadqual.mailboxes import services
from leadqual.mailboxes.api.serializers import (
    ConnectionTestOutput,
    MailboxChangeInput,
    MailboxInput,
    MailboxOutput,
)
from leadqual.mailboxes.models import Mailbox
from leadqual.mailboxes.selectors import mailboxes_of


@extend_schema_view(
    get=extend_schema(operation_id="list_mailboxes", description="List mailboxes, oldest first.")
)
class MailboxListView(ListAPIView[Mailbox]):
    """Mailboxes of the workspace."""

    read_role = write_role = Role.MANAGER
    serializer_class = MailboxOutput

    def get_queryset(self) -> QuerySet[Mailbox]:
        """Return those of the workspace."""
        return mailboxes_of(cast("ApiRequest", self.request).workspace)

    @extend_schema(
        operation_id="connect_mailbox", request=MailboxInput, responses={201: MailboxOutput}
    )
    def post(self, request: ApiRequest) -> Response:
        """Connect a mailbox by IMAP. The first check starts at once; emails are only read.

        Connections are encrypted (TLS or STARTTLS) and the certificate is checked.
        """
        values, secret = _given(request, MailboxInput)
        mailbox = services.connect_mailbox(
            workspace=request.workspace,
            values=services.MailboxValues(**({"name": ""} | values)),
            secret=secret,
            author=request.user,
        )
        return Response(MailboxOutput(mailbox).data, status=status.HTTP_201_CREATED)


class MailboxConnectionTestView(APIView):
    """A mailbox that is not connected yet."""

    read_role = write_role = Role.MANAGER

    @extend_schema(
        operation_id="test_mailbox_connection",
        request=MailboxInput,
        responses={200: ConnectionTestOutput},
    )
    def post(self, request: ApiRequest) -> Response:
        """Sign in to a mailbox and list its folders. Nothing is stored."""
        values, secret = _given(request, MailboxInput)
        folders = services.try_connection(
            values=services.MailboxValues(**({"name": ""} | values)), secret=secret
        )
        return Response(ConnectionTestOutput({"folders": map(asdict, folders)}).data)


class MailboxView(APIView):
    """One mailbox."""

    read_role = write_role = Role.MANAGER

    @extend_schema(operation_id="get_mailbox", responses=MailboxOutput)
    def get(self, request: ApiRequest, mailbox_id: int) -> Response:
        """Return a mailbox with its progress."""
        return Response(MailboxOutput(_found(request, mailbox_id)).data)

    @extend_schema(
        operation_id="update_mailbox", request=MailboxChangeInput, responses=MailboxOutput
    )
    def patch(self, request: ApiRequest, mailbox_id: int) -> Response:
        """Change a mailbox. A new `secret` turns a mailbox on that was turned off."""
        mailbox = _found(request, mailbox_id)
        values, secret = _given(request, MailboxChangeInput)
        changed = services.change_mailbox(
            mailbox=mailbox,
            values=replace(services.values_of(mailbox), **values),
            secret=secret,
            author=request.user,
        )
        return Response(MailboxOutput(changed).data)

    @extend_schema(operation_id="remove_mailbox", responses={204: None})
    def delete(self, request: ApiRequest, mailbox_id: int) -> Response:
        """Remove a mailbox and its secret. Its replies are kept."""
        services.remove_mailbox(mailbox=_found(request, mailbox_id), author=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


class MailboxTestView(APIView):
    """The connection of a mailbox."""

    read_role = write_role = Role.MANAGER

    @extend_schema(operation_id="test_mailbox", request=None, responses={200: ConnectionTestOutput})
    def post(self, request: ApiRequest, mailbox_id: int) -> Response:
        """Sign in to a mailbox with its stored secret and list its folders."""
        folders = services.try_mailbox(mailbox=_found(request, mailbox_id))
        return Response(ConnectionTestOutput({"folders": map(asdict, folders)}).data)


class MailboxCheckView(APIView):
    """The next check of a mailbox."""

    read_role = write_role = Role.MANAGER

    @extend_schema(operation_id="check_mailbox", request=None, responses={202: MailboxOutput})
    def post(self, request: ApiRequest, mailbox_id: int) -> Response:
        """Check a mailbox for new emails now."""
        mailbox = services.check_now(mailbox=_found(request, mailbox_id))
        return Response(MailboxOutput(mailbox).data, status=status.HTTP_202_ACCEPTED)


class MailboxPauseView(APIView):
    """Whether a mailbox is checked."""

    read_role = write_role = Role.MANAGER

    @extend_schema(operation_id="pause_mailbox", request=None, responses=MailboxOutput)
    def post(self, request: ApiRequest, mailbox_id: int) -> Response:
        """Stop checking a mailbox until it is resumed."""
        mailbox = services.pause_mailbox(mailbox=_found(request, mailbox_id), author=request.user)
        return Response(MailboxOutput(mailbox).data)


class MailboxResumeView(APIView):
    """A mailbox that was paused or turned off."""

    read_role = write_role = Role.MANAGER

    @extend_schema(operation_id="resume_mailbox", request=None, responses=MailboxOutput)
    def post(self, request: ApiRequest, mailbox_id: int) -> Response:
        """Check a mailbox again; it continues where it stopped."""
        mailbox = services.resume_mailbox(mailbox=_found(request, mailbox_id), author=request.user)
        return Response(MailboxOutput(mailbox).data)


def _found(request: ApiRequest, mailbox_id: int) -> Mailbox:
    return get_object_or_404(mailboxes_of(request.workspace), pk=mailbox_id)


def _given(request: ApiRequest, body: type[MailboxInput]) -> tuple[dict[str, Any], str]:
    """Return the values of a body, and its secret."""
    sent = body(data=request.data)
    sent.is_valid(raise_exception=True)
    values: Mapping[str, Any] = sent.validated_data
    plain = {name: value for name, value in values.items() if name != "secret"}
    if "folders" in plain:
        plain["folders"] = tuple(plain["folders"])
    return plain, values.get("secret", "")
