"""Replies that are sent in a request, classified by API: nothing is stored."""

from typing import Any

from rest_framework import serializers

from classifiers.core.types import ReplyText
from classifiers.replies.rules.supported_languages import to_proposal
from leadqual.accounts.api.view_sets import WorkspaceViewSet
from leadqual.accounts.models import Role, Scope
from leadqual.core.api import operations as op
from leadqual.core.api.request_bodies import KnownFieldsOnly
from leadqual.replies.classification import classify_texts
from leadqual.replies.models import Reply, intent_choices
from leadqual.replies.receiving.trimmed_messages import MAX_TEXT_LENGTH

MAX_REPLIES = 100
"""Replies of one step."""


class UnstoredReplyInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """A reply to classify."""

    subject = serializers.CharField(
        max_length=500, required=False, default="", allow_blank=True, trim_whitespace=False
    )
    text = serializers.CharField(
        max_length=MAX_TEXT_LENGTH,
        allow_blank=True,
        trim_whitespace=False,
        help_text="Plain text or HTML, including quotes and signature.",
    )
    headers = serializers.DictField(
        child=serializers.CharField(allow_blank=True),
        required=False,
        default=dict,
        help_text="Email headers, e.g. `Auto-Submitted`.",
    )


class ClassifyRepliesInput(KnownFieldsOnly, serializers.Serializer[Any]):
    """Body of `POST /replies/classify`."""

    replies = UnstoredReplyInput(many=True, min_length=1, max_length=MAX_REPLIES)  # type: ignore[call-arg]  # of the list


class IntentProbabilityOutput(serializers.Serializer[Any]):
    """Another likely intent with its probability."""

    intent = serializers.ChoiceField(choices=intent_choices(), source="slug")
    score = serializers.FloatField()


class ReplyReasonOutput(serializers.Serializer[Any]):
    """A word or phrase that decided."""

    label = serializers.CharField(help_text="The intent that it supports.")  # type: ignore[assignment]  # a field of the answer
    because = serializers.CharField(help_text="Kind of reason, e.g. `rule`, `words`.")
    text = serializers.CharField(help_text="The words that decided.")
    score = serializers.FloatField(allow_null=True, help_text="Contribution, if the kind has one.")


class ReplyClassificationOutput(serializers.Serializer[Any]):
    """The intent of one reply, and the action that LeadQual would take."""

    intent = serializers.ChoiceField(
        choices=intent_choices(),
        allow_blank=True,
        help_text="Empty if the language is not supported or the text is encrypted; see `why`.",
    )
    category = serializers.ChoiceField(
        choices=Reply.Category.choices, allow_blank=True, help_text="Empty without an intent."
    )
    score = serializers.FloatField(
        help_text="Probability of the intent, 0 to 1; 0 without an intent."
    )
    action = serializers.ChoiceField(
        choices=Reply.Action.choices,
        help_text="`review` below the threshold of the action, and without an intent.",
    )
    visible_text = serializers.CharField(
        source="written", help_text="The text without quotes, signature and footer."
    )
    source = serializers.CharField(
        help_text="`rules` or `model`; `language` or `encrypted` without an intent."
    )  # type: ignore[assignment]  # a field of the answer
    model = serializers.CharField(help_text="Model version.")
    why = ReplyReasonOutput(many=True, help_text="Strongest first.")
    others = IntentProbabilityOutput(many=True, help_text="The next likely intents.")


class ReplyClassificationsOutput(serializers.Serializer[Any]):
    """Intents in the order of the replies."""

    results = ReplyClassificationOutput(many=True)


class ClassifyRepliesViewSet(WorkspaceViewSet[Any]):
    """Replies in, intents out; nothing is stored."""

    write_role = Role.VIEWER
    write_scope = Scope.CLASSIFY

    @op.post("replies/classify", body=ClassifyRepliesInput, returns=ReplyClassificationsOutput)
    def classify_replies(self, body: op.Body) -> Any:
        """Classify up to 100 replies by intent. Nothing is stored and no action is taken.

        `results` has an entry for each reply, in the same order.
        """
        found = classify_texts([ReplyText(**reply) for reply in body["replies"]])
        return {"results": map(to_proposal, found)}
