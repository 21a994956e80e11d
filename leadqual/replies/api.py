"""Replies by API: send one, read what it wants, say what it really is."""

from typing import Any, cast

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from leadqual.accounts.permissions import ApiRequest
from leadqual.core.api import CursorPages
from leadqual.core.bodies import KnownFieldsOnly
from leadqual.replies import selectors, services
from leadqual.replies.models import Reply
from leadqual.replies.selectors import Folder


class ReplyInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /replies`."""

    sender = serializers.EmailField(
        max_length=254, required=False, default="", allow_blank=True, help_text="Who replied."
    )
    subject = serializers.CharField(
        max_length=500, required=False, default="", allow_blank=True, trim_whitespace=False
    )
    text = serializers.CharField(
        max_length=services.LONGEST_TEXT,
        allow_blank=True,
        trim_whitespace=False,
        help_text="Plain text or HTML, with quote and signature.",
    )
    message_id = serializers.CharField(
        max_length=300,
        required=False,
        default="",
        allow_blank=True,
        help_text="Message-ID; the same one again changes nothing.",
    )
    headers = serializers.DictField(
        child=serializers.CharField(allow_blank=True),
        required=False,
        default=dict,
        help_text="Of the mail, e.g. `Auto-Submitted`.",
    )
    received_at = serializers.DateTimeField(required=False, default=None, allow_null=True)


class ReplyOutput(serializers.ModelSerializer[Reply]):
    """A reply, what it wants and what was done; `pending` until it is classified."""

    is_corrected = serializers.SerializerMethodField()
    model = serializers.CharField(source="model_version", read_only=True)
    why = serializers.JSONField(read_only=True)

    class Meta:
        model = Reply
        fields = [
            *("id", "message_id", "sender", "contact", "subject", "received_at", "state"),
            *("intent", "category", "score", "action", "source", "model", "is_corrected"),
            *("written", "left_out", "why", "classified_at", "corrected_at"),
        ]
        read_only_fields = fields

    def get_is_corrected(self, reply: Reply) -> bool:
        """Whether a person said what it is."""
        return reply.corrected_at is not None


class CorrectionInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /replies/{id}/corrections`."""

    intent = serializers.ChoiceField(choices=Reply.Intent.choices)


class NewestFirst(CursorPages):
    """Pages with the newest first."""

    ordering = ("-received_at", "-id")  # type: ignore[assignment]  # REST framework takes both


class ReplyListView(APIView):
    """All replies of the workspace."""

    @extend_schema(
        operation_id="replies_list",
        parameters=[
            OpenApiParameter("intent", enum=Reply.Intent.values),
            OpenApiParameter("category", enum=Reply.Category.values),
            OpenApiParameter(
                "show", enum=["waiting", "unsure"], description="Only those for a person."
            ),
            OpenApiParameter("cursor", description="From `next` of the former page."),
            OpenApiParameter("page_size", int),
        ],
        responses=ReplyOutput(many=True),
    )
    def get(self, request: Request) -> Response:
        """List replies, the newest first."""
        folder = _folder(request)
        replies = selectors.in_folder(cast("ApiRequest", request).workspace, folder)
        pages = NewestFirst()
        found = pages.paginate_queryset(replies, request, view=self)
        return pages.get_paginated_response(ReplyOutput(found or [], many=True).data)

    @extend_schema(
        operation_id="replies_create",
        request=ReplyInput,
        responses={201: ReplyOutput, 200: ReplyOutput},
    )
    def post(self, request: Request) -> Response:
        """Store a reply and have it classified; a known message id gives the reply there is."""
        body = ReplyInput(data=request.data)
        body.is_valid(raise_exception=True)
        reply, is_new = services.receive_reply(
            workspace=cast("ApiRequest", request).workspace,
            mail=services.Mail(**body.validated_data),
        )
        reply.refresh_from_db()
        code = status.HTTP_201_CREATED if is_new else status.HTTP_200_OK
        return Response(ReplyOutput(reply).data, status=code)


class ReplyView(APIView):
    """One reply."""

    @extend_schema(operation_id="replies_retrieve", responses=ReplyOutput)
    def get(self, request: Request, reply_id: int) -> Response:
        """Say what a reply wants and what was done."""
        return Response(ReplyOutput(_find(request, reply_id)).data)


class ReplyCorrectionView(APIView):
    """People's words on one reply."""

    @extend_schema(
        operation_id="replies_correct", request=CorrectionInput, responses={201: ReplyOutput}
    )
    def post(self, request: Request, reply_id: int) -> Response:
        """Say what a reply really is; it wins over the model."""
        reply = _find(request, reply_id)
        body = CorrectionInput(data=request.data)
        body.is_valid(raise_exception=True)
        services.correct_reply(
            reply=reply,
            intent=body.validated_data["intent"],
            author=cast("ApiRequest", request).user,
        )
        reply.refresh_from_db()
        return Response(ReplyOutput(reply).data, status=status.HTTP_201_CREATED)


class ReplyUndoView(APIView):
    """The way back."""

    @extend_schema(operation_id="replies_undo", request=None, responses=ReplyOutput)
    def post(self, request: Request, reply_id: int) -> Response:
        """Take back the last word of a person, or else what the product did by itself."""
        reply = _find(request, reply_id)
        services.undo_reply(reply=reply, author=cast("ApiRequest", request).user)
        reply.refresh_from_db()
        return Response(ReplyOutput(reply).data)


def _find(request: Request, reply_id: int) -> Reply:
    workspace = cast("ApiRequest", request).workspace
    return get_object_or_404(selectors.replies_of(workspace), pk=reply_id)


def _folder(request: Request) -> Folder:
    asked = {name: request.query_params.get(name, "") for name in ("intent", "category", "show")}
    known = {
        "intent": Reply.Intent.values,
        "category": Reply.Category.values,
        "show": ["waiting", "unsure"],
    }
    for name, value in asked.items():
        if value and value not in known[name]:
            raise serializers.ValidationError({name: [f"One of {', '.join(known[name])}."]})
    return Folder(**asked)
