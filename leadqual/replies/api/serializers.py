"""What goes in and out of the API of replies."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.replies.models import ProposedContact, Reply, intent_choices
from leadqual.replies.receiving.email_values import LONGEST_TEXT
from leadqual.replies.selectors import MAX_KEY


class ReplyInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /replies`."""

    sender = serializers.EmailField(
        max_length=254, required=False, default="", allow_blank=True, help_text="The sender."
    )
    subject = serializers.CharField(
        max_length=500, required=False, default="", allow_blank=True, trim_whitespace=False
    )
    text = serializers.CharField(
        max_length=LONGEST_TEXT,
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
    is back, `proposed_contact` whom a referral names. `attachments` came with it and are not kept.
    Until `snoozed_until` a reply is hidden from the inbox.
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
        proposal = ProposedContact.objects.filter(reply=reply).first()
        return ProposalOutput(proposal).data if proposal else None

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


class FolderQuery(serializers.Serializer[Any]):
    """What narrows the list of replies."""

    intent = serializers.ListField(
        child=serializers.ChoiceField(choices=intent_choices()),
        required=False,
        help_text="Intents; repeat the parameter for several.",
    )
    category = serializers.ListField(
        child=serializers.ChoiceField(choices=Reply.Category.choices),
        required=False,
        help_text="Categories; repeat the parameter for several.",
    )
    show = serializers.ChoiceField(
        choices=["waiting", "unsure", "snoozed"],
        required=False,
        help_text="Return only replies that need review, or those hidden from the inbox.",
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
