"""Replies by API: send one, read what it wants, list them, act on them."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.parsers import BaseParser
from rest_framework.response import Response

from leadqual.accounts.api.view_sets import WorkspaceViewSet
from leadqual.accounts.models import Scope
from leadqual.core.api import operations as op
from leadqual.core.api.pages import CursorPages, SequencePages
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.core.api.views import JsonParser, TooLargeError
from leadqual.core.requests.reloading import reload_or_404
from leadqual.leads.deletion import delete_record
from leadqual.leads.do_not_contact.selectors import blocked_among
from leadqual.leads.models import Contact, DeletedRecord
from leadqual.replies import corrections, proposals, selectors, snoozing
from leadqual.replies.classification import classify_now
from leadqual.replies.models import ProposedContact, Reply, intent_choices
from leadqual.replies.receiving import services
from leadqual.replies.receiving.messages import Mail
from leadqual.replies.receiving.threads import MAX_IN_THREAD, thread_of
from leadqual.replies.receiving.trimmed_messages import (
    MAX_LINE_BYTES,
    MAX_MESSAGE_BYTES,
    MAX_SENT_BYTES,
    MAX_TEXT_LENGTH,
    TrimmedMessage,
)
from leadqual.replies.selectors import MAX_KEY, Folder
from leadqual.search.api.deletion import DeletionOutput


class ReplyInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /replies`."""

    sender = serializers.EmailField(
        max_length=254, required=False, default="", allow_blank=True, help_text="The sender."
    )
    subject = serializers.CharField(
        max_length=500, required=False, default="", allow_blank=True, trim_whitespace=False
    )
    text = serializers.CharField(
        max_length=MAX_TEXT_LENGTH,
        allow_blank=True,
        trim_whitespace=False,
        help_text="Plain text or HTML, including quotes and signature.",
    )
    message_id = serializers.CharField(
        max_length=300,
        required=False,
        default="",
        allow_blank=True,
        help_text="Message-ID. Sending the same message again changes nothing.",
    )
    headers = serializers.DictField(
        child=serializers.CharField(allow_blank=True),
        required=False,
        default=dict,
        help_text="Email headers, e.g. `Auto-Submitted`.",
    )
    received_at = serializers.DateTimeField(required=False, default=None, allow_null=True)


class ProposalOutput(serializers.ModelSerializer[ProposedContact]):
    """The contact a reply refers to. `contact` is set once accepted."""

    class Meta:
        model = ProposedContact
        fields = ["first_name", "last_name", "email", "company_name", "state", "contact"]
        read_only_fields = fields


class ReplyOutput(serializers.ModelSerializer[Reply]):
    """A reply with its intent and action; `pending` until it is classified.

    Replies of one conversation have the same `thread`. `returns_on` is when an absent writer
    is back, `proposed_contact` whom a referral names, or for whom a reply asks to stop (action
    `propose_stop`). `attachments` came with it and are not kept. Until `snoozed_until` a reply is
    hidden from the inbox. `sender` is empty where the contact is marked Do not contact; the text
    may name addresses.
    """

    proposed_contact = serializers.SerializerMethodField()
    is_corrected = serializers.SerializerMethodField()
    model = serializers.CharField(source="model_version", read_only=True)
    why = serializers.JSONField(read_only=True)
    visible_text = serializers.CharField(
        source="written", read_only=True, help_text="The text without quotes, signature and footer."
    )
    removed_text = serializers.JSONField(
        source="left_out", read_only=True, help_text="Quotes, signature, footer."
    )
    returns_on = serializers.DateField(source="back_on", read_only=True, allow_null=True)

    class Meta:
        model = Reply
        fields = [
            *("id", "message_id", "thread", "sender", "contact", "subject", "received_at", "state"),
            *("intent", "category", "score", "action", "source", "model", "is_corrected"),
            "may_ask_to_stop",
            *(
                "visible_text",
                "removed_text",
                "why",
                "returns_on",
                "proposed_contact",
                "attachments",
            ),
            *("classified_at", "corrected_at", "snoozed_until"),
        ]
        read_only_fields = fields

    @extend_schema_field(ProposalOutput(allow_null=True))
    def get_proposed_contact(self, reply: Reply) -> dict[str, Any] | None:
        """Whom it names; null where it names nobody."""
        proposal: ProposedContact | None = getattr(reply, "proposal", None)
        return ProposalOutput(proposal).data if proposal else None

    def to_representation(self, instance: Reply) -> dict[str, Any]:
        """Leave out the addresses of people marked Do not contact."""
        shown: dict[str, Any] = super().to_representation(instance)
        if self._is_stopped(instance.contact):
            shown["sender"] = ""
        proposal = getattr(instance, "proposal", None)
        if proposal and self._is_stopped(proposal.contact):
            shown["proposed_contact"]["email"] = ""
        return shown

    def _is_stopped(self, contact: Contact | None) -> bool:
        if contact is None or contact.do_not_contact:
            return contact is not None
        is_just_written = self.parent is None  # Its action may have marked the contact.
        return is_just_written and bool(blocked_among([contact]))

    def get_is_corrected(self, reply: Reply) -> bool:
        """Whether a person confirmed or corrected the intent."""
        return reply.corrected_at is not None


class CorrectionInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /replies/{id}/corrections`."""

    intent = serializers.ChoiceField(choices=intent_choices())


class NamedContactInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /replies/{id}/contact`."""

    email = serializers.EmailField(max_length=254)
    first_name = serializers.CharField(max_length=150, required=False, default="", allow_blank=True)
    last_name = serializers.CharField(max_length=150, required=False, default="", allow_blank=True)
    company_name = serializers.CharField(
        max_length=300,
        required=False,
        default=None,
        allow_blank=True,
        allow_null=True,
        help_text="If omitted, the proposed company is used. Empty: no company.",
    )


class SnoozeInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /replies/{id}/snooze`."""

    until = serializers.DateField(
        allow_null=True,
        help_text="The day (UTC) on which it returns, from tomorrow on; null returns it now.",
    )


class FolderQuery(op.Query):
    """What narrows the list of replies."""

    intent = serializers.ListField(
        child=serializers.ChoiceField(choices=intent_choices()),
        source="intent__in",
        required=False,
        help_text="Intents; repeat the parameter for several.",
    )
    category = serializers.ListField(
        child=serializers.ChoiceField(choices=Reply.Category.choices),
        source="category__in",
        required=False,
        help_text="Categories; repeat the parameter for several.",
    )
    show = serializers.ChoiceField(
        choices=selectors.SHOW_CHOICES,
        required=False,
        help_text=(
            "Return only replies that need review, that may ask to stop, or that are hidden from "
            "the inbox."
        ),
    )
    state = serializers.ChoiceField(choices=Reply.State.choices, required=False)
    campaign = serializers.IntegerField(
        min_value=1,
        max_value=MAX_KEY,
        required=False,
        help_text="Campaign ID: return only replies from its companies.",
    )
    contact = serializers.IntegerField(min_value=1, max_value=MAX_KEY, required=False)
    since = serializers.DateField(required=False, help_text="First day (UTC).")
    until = serializers.DateField(required=False, help_text="Last day (UTC).")
    text = serializers.CharField(
        max_length=200, required=False, help_text="Text in sender, subject, reply or name."
    )


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
        while not message.is_too_large and (line := stream.readline(MAX_LINE_BYTES)):
            message.add(line)
        content = message.raw()
        if content is None:
            limit, small_limit = MAX_SENT_BYTES // 2**20, MAX_MESSAGE_BYTES // 2**20
            raise TooLargeError(f"Send up to {limit} MB, or {small_limit} MB without attachments.")
        return content


class ReplyViewSet(WorkspaceViewSet[Reply]):
    """Replies of the workspace, their intents, threads and what they propose."""

    key, rows = "reply", staticmethod(selectors.replies_of)
    read_scope = write_scope = Scope.REPLIES

    @op.get("replies", query=FolderQuery, lists=ReplyOutput, pages=NewestFirst)
    def list_replies(self, query: op.Body) -> Any:
        """List replies, newest first."""
        filters = {name: query[name] for name in ("intent__in", "category__in") if name in query}
        folder = Folder(**{name: value for name, value in query.items() if name not in filters})
        replies = selectors.in_folder(self.workspace, folder).filter(**filters)
        return replies.select_related(*selectors.RELATED, "proposal__contact")

    @extend_schema(
        request={"application/json": ReplyInput, "message/rfc822": OpenApiTypes.BINARY},
        responses={201: ReplyOutput, 200: ReplyOutput},
    )
    @op.post("replies", returns=ReplyOutput, parsers=[JsonParser, MessageParser])
    def create_reply(self) -> Response:
        """Add a reply and return its intent, category, score, action and evidence.

        Send JSON, or the raw email (`Content-Type: message/rfc822`, up to 50 MB, or 10 MB without
        attachments). A reply with a known Message-ID, sender and text returns the existing reply
        with 200; raw emails without a Message-ID are compared by their bytes. If classification
        fails, the reply is kept, and `state` is `pending` or `review`.
        """
        workspace = self.workspace
        sent: object = self.request.data
        if isinstance(sent, bytes):
            reply, is_new = services.receive_raw(workspace=workspace, raw=sent)
        else:
            body = ReplyInput(data=self.request.data)
            body.is_valid(raise_exception=True)
            mail = Mail(**body.validated_data)
            reply, is_new = services.receive_reply(workspace=workspace, mail=mail)
        classify_now(reply_id=reply.pk)
        reload_or_404(reply)
        code = status.HTTP_201_CREATED if is_new else status.HTTP_200_OK
        return Response(ReplyOutput(reply).data, status=code)

    get_reply = op.reading(
        "replies/<int:reply_id>", ReplyOutput, "Return a reply with its intent and action."
    )

    @op.delete("replies/<int:reply_id>", returns=DeletionOutput)
    def delete_reply(self, reply: Reply) -> Any:
        """Delete a reply. `POST /deletions/{id}/restore` restores it within 30 days."""
        return delete_record(
            record=reply,
            workspace=self.workspace,
            kind=DeletedRecord.Kind.REPLY,
            author=self.user,
        )

    @op.post(
        "replies/<int:reply_id>/corrections", body=CorrectionInput, returns=ReplyOutput, status=201
    )
    def correct_reply(self, reply: Reply, body: op.Body) -> Any:
        """Correct the intent of a reply. Corrections override the model."""
        corrections.correct_reply(
            reply=reply,
            intent=body["intent"],
            author=self.user,
        )
        reload_or_404(reply)
        return reply

    @op.post("replies/<int:reply_id>/undo", returns=ReplyOutput)
    def undo_reply(self, reply: Reply) -> Any:
        """Undo the last correction of a reply, or the automatic action."""
        corrections.undo_reply(reply=reply, author=self.user)
        reload_or_404(reply)
        return reply

    @op.post(
        "replies/<int:reply_id>/contact", body=NamedContactInput, returns=ReplyOutput, status=201
    )
    def accept_reply_contact(self, reply: Reply, body: proposals.ReferredPerson) -> Any:
        """Create the referred contact, or return the existing contact with this email.

        Where the action is `propose_stop`, the email is marked Do not contact instead.
        """
        if reply.action == Reply.Action.PROPOSE_STOP:
            proposals.accept_stop(reply=reply, email=body.email, author=self.user)
        else:
            proposals.accept_contact(reply=reply, named=body, author=self.user)
        reload_or_404(reply)
        return reply

    @op.post("replies/<int:reply_id>/dismiss", returns=ReplyOutput)
    def dismiss_reply(self, reply: Reply) -> Any:
        """Dismiss the proposed action of a reply."""
        proposals.dismiss_proposal(reply=reply, author=self.user)
        reload_or_404(reply)
        return reply

    @op.post("replies/<int:reply_id>/snooze", body=SnoozeInput, returns=ReplyOutput)
    def snooze_reply(self, reply: Reply, body: op.Body) -> Any:
        """Hide a reply from the inbox until a day, or return it now (`until: null`)."""
        until = body["until"]
        workspace, author = self.workspace, self.user
        if until is None:
            snoozing.return_replies(workspace=workspace, reply_ids=[reply.pk], author=author)
        else:
            snoozing.snooze_replies(
                workspace=workspace, reply_ids=[reply.pk], until=until, author=author
            )
        reload_or_404(reply)
        return reply

    @op.get("replies/<int:reply_id>/thread", lists=ReplyOutput, pages=SequencePages)
    def list_thread_replies(self, reply: Reply) -> Any:
        """List up to 200 replies of a thread, oldest first."""
        thread = thread_of(reply).select_related(*selectors.RELATED, "proposal__contact")
        return thread[:MAX_IN_THREAD]
