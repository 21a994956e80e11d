"""Replies by API: send one, read what it wants, list them."""

from collections.abc import Mapping
from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.parsers import BaseParser
from rest_framework.response import Response
from rest_framework.views import APIView

from leadqual.accounts.api.permissions import ApiRequest
from leadqual.accounts.models import Scope
from leadqual.core.api.pages import CursorPages
from leadqual.core.api.views import JsonParser, TooLargeError
from leadqual.core.requests.reloading import reload_or_404
from leadqual.leads.deletion.services import delete_record
from leadqual.leads.models import DeletedRecord
from leadqual.replies import selectors
from leadqual.replies.api.serializers import FolderQuery, ReplyInput, ReplyOutput
from leadqual.replies.intents.classification import classify_now
from leadqual.replies.models import Reply
from leadqual.replies.receiving import services
from leadqual.replies.receiving.attachment_trimming import LONGEST_LINE, TrimmedMessage
from leadqual.replies.receiving.email_values import Mail
from leadqual.replies.selectors import Folder
from leadqual.search.api.deletion import DeletionOutput


class NewestFirst(CursorPages):
    """Pages with the newest first."""

    ordering = ("-received_at", "-id")


class MessageParser(BaseParser):
    """Reads a raw message as bytes, without long attachments where it is large."""

    media_type = "message/rfc822"

    def parse(
        self,
        stream: Any,
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """Return the body.

        Raises:
            TooLargeError: it is larger than a message may be; nothing is kept.
        """
        message = TrimmedMessage()
        while not message.is_too_large and (line := stream.readline(LONGEST_LINE)):
            message.add(line)
        content = message.raw()
        if content is None:
            raise TooLargeError
        return content


_REPEATED = ("intent", "category")
"""Parameters of the list that may come several times."""


class ReplyListView(APIView):
    """All replies of the workspace."""

    read_scope = write_scope = Scope.REPLIES

    parser_classes = [JsonParser, MessageParser]

    @extend_schema(
        operation_id="list_replies",
        parameters=[FolderQuery],
        responses=ReplyOutput(many=True),
    )
    def get(self, request: ApiRequest) -> Response:
        """List replies, newest first."""
        given = {name: list(filter(None, found)) for name, found in request.query_params.lists()}
        asked = {
            name: values if name in _REPEATED else values[-1]
            for name, values in given.items()
            if values
        }
        query = FolderQuery(data=asked)
        query.is_valid(raise_exception=True)
        wanted = dict(query.validated_data)
        among = {f"{name}__in": wanted.pop(name) for name in _REPEATED if name in wanted}
        replies = selectors.in_folder(request.workspace, Folder(**wanted)).filter(**among)
        pages = NewestFirst()
        found = pages.paginate_queryset(replies, request, view=self)
        return pages.get_paginated_response(ReplyOutput(found or [], many=True).data)

    @extend_schema(
        operation_id="create_reply",
        request={"application/json": ReplyInput, "message/rfc822": OpenApiTypes.BINARY},
        responses={201: ReplyOutput, 200: ReplyOutput},
    )
    def post(self, request: ApiRequest) -> Response:
        """Add a reply and return its intent, category, score, action and evidence.

        Send JSON, or the raw email (`Content-Type: message/rfc822`, up to 50 MB, or 10 MB without
        attachments). A reply with a known Message-ID, sender and text returns the existing reply
        with 200; raw emails without a Message-ID are compared by their bytes. If classification
        fails, the reply is kept, and `state` is `pending` or `review`.
        """
        workspace = request.workspace
        sent: object = request.data
        if isinstance(sent, bytes):
            reply, is_new = services.receive_raw(workspace=workspace, raw=sent)
        else:
            body = ReplyInput(data=request.data)
            body.is_valid(raise_exception=True)
            mail = Mail(**body.validated_data)
            reply, is_new = services.receive_reply(workspace=workspace, mail=mail)
        classify_now(reply_id=reply.pk)
        reload_or_404(reply)
        code = status.HTTP_201_CREATED if is_new else status.HTTP_200_OK
        return Response(ReplyOutput(reply).data, status=code)


class ReplyView(APIView):
    """One reply."""

    read_scope = write_scope = Scope.REPLIES

    @extend_schema(operation_id="get_reply", responses=ReplyOutput)
    def get(self, request: ApiRequest, reply_id: int) -> Response:
        """Return a reply with its intent and action."""
        return Response(ReplyOutput(find_reply(request, reply_id)).data)

    @extend_schema(operation_id="delete_reply", responses={200: DeletionOutput})
    def delete(self, request: ApiRequest, reply_id: int) -> Response:
        """Delete a reply. `POST /deletions/{id}/restore` restores it within 30 days."""
        deleted = delete_record(
            record=find_reply(request, reply_id),
            workspace=request.workspace,
            kind=DeletedRecord.Kind.REPLY,
            author=request.user,
        )
        return Response(DeletionOutput(deleted).data)


def find_reply(request: ApiRequest, reply_id: int) -> Reply:
    """Return a reply of the workspace, or answer that there is none."""
    workspace = request.workspace
    return get_object_or_404(selectors.replies_of(workspace), pk=reply_id)
