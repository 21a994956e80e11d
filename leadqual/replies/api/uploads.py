"""Files of mail by API: send one, and what became of every message."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response
from rest_framework.views import APIView

from leadqual.accounts.api.permissions import ApiRequest
from leadqual.accounts.models import Scope
from leadqual.core.api.pages import CursorPages
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.replies.models import Upload, UploadedMail
from leadqual.replies.receiving.uploads import LARGEST_FILES, MailFile, receive_files
from leadqual.replies.selectors import uploads_of


class ReplyUploadInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /replies/uploads`, as a multipart form."""

    file = serializers.FileField(
        allow_empty_file=True, help_text="An email (`.eml`), a mailbox (`.mbox`) or a zip of them."
    )

    def validate_file(self, file: Any) -> Any:
        """Refuse a file that is too large."""
        if (file.size or 0) > LARGEST_FILES:
            raise serializers.ValidationError(f"Send up to {LARGEST_FILES // 2**20} MB.")
        return file


class ReplyUploadOutput(serializers.ModelSerializer[Upload]):
    """An upload with its numbers of messages."""

    author = serializers.CharField(source="author.email")
    n_new = serializers.IntegerField()
    n_known = serializers.IntegerField(help_text="Messages that were there already.")
    n_rejected = serializers.IntegerField()

    class Meta:
        model = Upload
        fields = [
            *("id", "author", "file_names", "n_new", "n_known", "n_rejected"),
            *("created_at", "finished_at"),
        ]


class UploadedEmailOutput(serializers.ModelSerializer[UploadedMail]):
    """What became of one message."""

    outcome = serializers.ChoiceField(choices=UploadedMail.Outcome.choices)
    reply = serializers.IntegerField(source="reply_id", allow_null=True)

    class Meta:
        model = UploadedMail
        fields = ["id", "place", "outcome", "reply", "reason"]


class _NewestFirst(CursorPages):
    ordering = "-id"


class ReplyUploadListView(APIView):
    """Uploads of the workspace."""

    parser_classes = [MultiPartParser]
    read_scope = write_scope = Scope.REPLIES

    @extend_schema(operation_id="list_reply_uploads", responses={200: ReplyUploadOutput(many=True)})
    def get(self, request: ApiRequest) -> Response:
        """List uploads of emails, newest first."""
        pages = _NewestFirst()
        page = pages.paginate_queryset(uploads_of(request.workspace), request, view=self) or []
        return pages.get_paginated_response(ReplyUploadOutput(page, many=True).data)

    @extend_schema(
        operation_id="create_reply_upload",
        request={"multipart/form-data": ReplyUploadInput},
        responses={201: ReplyUploadOutput},
    )
    def post(self, request: ApiRequest) -> Response:
        """Import the emails of a file. Known messages are skipped."""
        body = ReplyUploadInput(data=request.data)
        body.is_valid(raise_exception=True)
        file = body.validated_data["file"]
        upload = receive_files(
            workspace=request.workspace,
            author=request.user,
            files=[MailFile(file.name or "mails", file)],
        )
        shown = uploads_of(request.workspace).get(pk=upload.pk)
        return Response(ReplyUploadOutput(shown).data, status=status.HTTP_201_CREATED)


class UploadedEmailListView(APIView):
    """Messages of one upload."""

    read_scope = write_scope = Scope.REPLIES

    @extend_schema(
        operation_id="list_uploaded_emails", responses={200: UploadedEmailOutput(many=True)}
    )
    def get(self, request: ApiRequest, upload_id: int) -> Response:
        """List the messages of an upload with what became of each."""
        upload = get_object_or_404(uploads_of(request.workspace), pk=upload_id)
        pages = CursorPages()
        page = pages.paginate_queryset(upload.mails.all(), request, view=self) or []
        return pages.get_paginated_response(UploadedEmailOutput(page, many=True).data)
