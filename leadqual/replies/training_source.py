"""What the registry asks about replies: corrections, and incoming replies."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db.models import Max
from django.urls import reverse

from classifiers.core.types import ReplyText
from classifiers.replies.intents import INTENT_LABELS
from leadqual.accounts.models import Workspace
from leadqual.registry.model_sources import AgreementCounts, HumanCorrection, IncomingItem
from leadqual.replies.models import Reply, ReplyCorrection

LONGEST = 80  # Characters of a reply in a list.


class ReplySource:
    """Replies: the intent of each."""

    def corrected(
        self, rows: Collection[int] | None = None, *, limit: int
    ) -> list[HumanCorrection]:
        """Return active corrections and confirmations, newest first; one query."""
        found = Reply.objects.filter(corrected_at__isnull=False, workspace__deleted_at=None)
        if rows is not None:
            found = found.filter(pk__in=rows)
        return [
            HumanCorrection(
                reply.pk,
                ReplyText(reply.subject, reply.text, reply.headers),
                frozenset({reply.intent}),
                " ".join((reply.written or reply.text).casefold().split()),
            )
            for reply in found.order_by("-corrected_at", "-pk")[:limit]
        ]

    def weak(self, *, limit: int) -> list[HumanCorrection]:
        """Return nothing: what rules are sure of needs no model."""
        return []

    def n_corrected_since(self, when: datetime | None) -> int:
        """Count replies whose last correction came after a moment."""
        found = Reply.objects.filter(corrected_at__isnull=False, workspace__deleted_at=None)
        return (found if when is None else found.filter(corrected_at__gt=when)).count()

    def read_predictions(self, after: int, *, version: str, limit: int) -> list[IncomingItem]:
        """Return replies that a version read and nobody corrected yet."""
        found = Reply.objects.filter(
            pk__gt=after, model_version=version, corrected_at=None, workspace__deleted_at=None
        )
        found = found.exclude(intent="").order_by("pk")
        return [
            IncomingItem(
                reply.pk,
                reply.workspace_id,
                ReplyText(reply.subject, reply.text, reply.headers),
                frozenset({reply.intent}),
            )
            for reply in found[:limit]
        ]

    def newest(self) -> int:
        """Return the key of the last reply."""
        return Reply.objects.aggregate(newest=Max("pk"))["newest"] or 0

    def names(self, workspace: Workspace, rows: Collection[int]) -> dict[int, str]:
        """Return how replies of a workspace begin."""
        found = Reply.objects.filter(workspace=workspace, pk__in=rows)
        return {
            reply.pk: " ".join((reply.written or reply.subject or reply.text).split())[:LONGEST]
            for reply in found
        }

    def corrected_labels(
        self, workspace: Workspace, rows: Collection[int]
    ) -> dict[int, frozenset[str]]:
        """Return the corrected intents of replies of a workspace."""
        found = Reply.objects.filter(workspace=workspace, pk__in=rows, corrected_at__isnull=False)
        return {row: frozenset({intent}) for row, intent in found.values_list("pk", "intent")}

    def count_agreement(self, workspace: Workspace, since: datetime) -> AgreementCounts:
        """Count replies that were read, and those that people corrected."""
        read = Reply.objects.filter(workspace=workspace, classified_at__gte=since)
        corrections = ReplyCorrection.objects.filter(
            reply__workspace=workspace, undone_at=None, created_at__gte=since
        )
        changed = {
            correction.reply_id
            for correction in corrections.only("reply_id", "intent", "former_intent")
            if correction.former_intent not in ("", correction.intent)
        }
        return AgreementCounts(read.count(), len(changed))

    def label_names(self) -> Mapping[str, str]:
        return INTENT_LABELS

    def address(self, row: int) -> str:
        return reverse("replies:thread", args=[row])
