"""Many replies by API: snoozed, deleted or corrected in one step, and files of emails."""

from collections.abc import Collection
from typing import Any

from rest_framework import serializers
from rest_framework.parsers import MultiPartParser

from leadqual.accounts.api.idempotency import run_step
from leadqual.accounts.api.view_sets import WorkspaceViewSet
from leadqual.accounts.models import Scope, Workspace
from leadqual.core.api import operations as op
from leadqual.core.api.pages import NewestFirst
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.core.api.views import TooLargeError
from leadqual.leads.bulk_deletion import MAX_AT_ONCE, delete_records, deleted_in
from leadqual.leads.models import DeletedRecord
from leadqual.replies import corrections, selectors, snoozing
from leadqual.replies.models import BulkReplyCorrection, Upload, UploadedMail, intent_choices
from leadqual.replies.receiving.uploads import MAX_UPLOAD_BYTES, MailFile, receive_files
from leadqual.replies.selectors import MAX_KEY, uploads_of


def _ids_field(most: int) -> serializers.ListField:
    return serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**63 - 1),
        min_length=1,
        max_length=most,
        help_text="IDs of replies. The answer names those that are unknown.",
    )


class SnoozeRepliesInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /replies/snooze`."""

    ids = _ids_field(snoozing.MAX_REPLIES)
    until = serializers.DateField(
        allow_null=True,
        help_text="The day (UTC) on which they return, from tomorrow on; null returns them now.",
    )


class _UnknownIdsOutput(serializers.Serializer[Any]):
    unknown_ids = serializers.ListField(
        child=serializers.IntegerField(), help_text="IDs of no reply of the workspace."
    )


class SnoozedRepliesOutput(_UnknownIdsOutput):
    """What changed."""

    replies = serializers.ListField(
        child=serializers.IntegerField(), help_text="IDs of the replies that were changed."
    )


class DeleteRepliesInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /replies/delete`."""

    ids = _ids_field(MAX_AT_ONCE)
    request_id = serializers.UUIDField(
        help_text="Generate one for each step; a repeated request changes nothing, and one with "
        "other content is refused."
    )


class DeletedRepliesOutput(_UnknownIdsOutput):
    """What was deleted."""

    deleted = serializers.IntegerField()
    kept = serializers.IntegerField(help_text="Replies that other records depend on.")
    request_id = serializers.UUIDField(
        help_text="Restores them: `POST /deletions/bulk/{request_id}/restore`."
    )


class SnoozeRepliesViewSet(WorkspaceViewSet[Any]):
    """Until when replies are hidden from the inbox."""

    read_scope = write_scope = Scope.REPLIES

    @op.post("replies/snooze", body=SnoozeRepliesInput, returns=SnoozedRepliesOutput)
    def snooze_replies(self, body: op.Body) -> Any:
        """Hide many replies from the inbox until a day, or return them now."""
        keys, until = body["ids"], body["until"]
        workspace, author = self.workspace, self.user
        unknown = _unknown_ids(self.workspace, keys)
        changed = (
            snoozing.return_replies(workspace=workspace, reply_ids=keys, author=author)
            if until is None
            else snoozing.snooze_replies(
                workspace=workspace, reply_ids=keys, until=until, author=author
            )
        )
        return {"replies": [reply.pk for reply in changed], "unknown_ids": unknown}

    @op.post("replies/delete", body=DeleteRepliesInput, returns=DeletedRepliesOutput)
    def delete_replies(self, body: op.Body) -> Any:
        """Delete up to 500 replies in one step."""
        keys, step = body["ids"], body["request_id"]
        rows = selectors.replies_of(self.workspace).filter(pk__in=keys).order_by("pk")
        own = deleted_in(self.workspace, step).values_list("record_id", flat=True)
        unknown = _unknown_ids(self.workspace, set(keys).difference(own))
        with run_step(self.request, step):
            done = delete_records(
                records=rows,
                workspace=self.workspace,
                kind=DeletedRecord.Kind.REPLY,
                author=self.user,
                step=step,
            )
        shown = {"deleted": done.n_done, "kept": done.n_kept, "request_id": step}
        return shown | {"unknown_ids": unknown}


def _unknown_ids(workspace: Workspace, keys: Collection[int]) -> list[int]:
    """Name the IDs that are of no reply of the workspace; those that were deleted are gone."""
    existing = selectors.replies_of(workspace).filter(pk__in=keys)
    return sorted(set(keys).difference(existing.values_list("pk", flat=True)))


class BulkReplyCorrectionInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /replies/bulk-corrections`."""

    ids = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=MAX_KEY),
        min_length=1,
        max_length=corrections.MAX_REPLIES,
        help_text="IDs; those of other workspaces are ignored.",
    )
    intent = serializers.ChoiceField(
        choices=intent_choices(),
        required=False,
        help_text="For all of them. If omitted, each is confirmed with the intent it has.",
    )


class BulkReplyCorrectionOutput(serializers.Serializer[Any]):
    """A bulk correction."""

    id = serializers.IntegerField(help_text="`DELETE /replies/bulk-corrections/{id}` undoes it.")
    n_replies = serializers.IntegerField(help_text="Corrected or confirmed replies.")


class UndoneRepliesOutput(serializers.Serializer[Any]):
    """What an undo did."""

    undone = serializers.IntegerField(help_text="Replies restored to their previous state.")
    kept = serializers.IntegerField(help_text="Replies that were corrected since and are kept.")


class BulkReplyCorrectionViewSet(WorkspaceViewSet[BulkReplyCorrection]):
    """Bulk corrections of replies."""

    key, queryset = "reply_step", BulkReplyCorrection.objects.all()
    read_scope = write_scope = Scope.REPLIES

    @op.post(
        "replies/bulk-corrections",
        body=BulkReplyCorrectionInput,
        returns=BulkReplyCorrectionOutput,
        status=201,
    )
    def create_bulk_reply_correction(self, body: op.Body) -> Any:
        """Correct or confirm the intent of up to 500 replies in one step."""
        step, n_corrected = corrections.correct_many(
            workspace=self.workspace,
            reply_ids=body["ids"],
            intent=body.get("intent", ""),
            author=self.user,
        )
        return {"id": step.pk, "n_replies": n_corrected}

    @op.delete("replies/bulk-corrections/<int:reply_step_id>", returns=UndoneRepliesOutput)
    def undo_bulk_reply_correction(self, reply_step: BulkReplyCorrection) -> Any:
        """Undo a bulk correction, where nobody corrected the replies since."""
        undone, kept = corrections.undo_step(step=reply_step, author=self.user)
        return {"undone": undone, "kept": kept}


class ReplyUploadInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /replies/uploads`, as a multipart form."""

    file = serializers.FileField(
        allow_empty_file=True, help_text="An email (`.eml`), a mailbox (`.mbox`) or a zip of them."
    )

    def validate_file(self, file: Any) -> Any:
        """Refuse a file that is too large."""
        if (file.size or 0) > MAX_UPLOAD_BYTES:
            raise TooLargeError(f"Send up to {MAX_UPLOAD_BYTES // 2**20} MB.")
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


class ReplyUploadViewSet(WorkspaceViewSet[Upload]):
    """Uploads of the workspace."""

    key, rows = "upload", staticmethod(uploads_of)
    read_scope = write_scope = Scope.REPLIES

    list_reply_uploads = op.listing(
        "replies/uploads",
        ReplyUploadOutput,
        "List uploads of emails, newest first.",
        pages=NewestFirst,
    )

    @op.post(
        "replies/uploads",
        body=ReplyUploadInput,
        returns=ReplyUploadOutput,
        status=201,
        parsers=[MultiPartParser],
    )
    def create_reply_upload(self, body: op.Body) -> Any:
        """Import the emails of a file. Known messages are skipped."""
        file = body["file"]
        upload = receive_files(
            workspace=self.workspace,
            author=self.user,
            files=[MailFile(file.name or "mails", file)],
        )
        return self.get_queryset().get(pk=upload.pk)

    @op.get("replies/uploads/<int:upload_id>/emails", lists=UploadedEmailOutput)
    def list_uploaded_emails(self, upload: Upload) -> Any:
        """List the messages of an upload with what became of each."""
        return upload.mails.all()
