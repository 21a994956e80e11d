"""Replies that may ask to stop are marked, and come first in the inbox."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.contrib.postgres.operations import RemoveIndexConcurrently
from django.db import migrations, models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from classifiers.replies.rules.stop_words import possible_stop
from leadqual.core.migration_operations import AddIndexAgain

_BATCH = 500
_HINTED = [{"because": "may ask to stop"}]


def mark_existing(apps: Any, _schema_editor: Any) -> None:
    """Mark replies that nobody has handled yet; safe to run again after it was killed."""
    rows = apps.get_model("replies", "Reply").objects.filter(
        state__in=("review", "proposed", "none"), corrected_at=None, may_ask_to_stop=False
    )
    rows.filter(Q(intent="unsubscribe") | Q(why__contains=_HINTED)).update(may_ask_to_stop=True)
    texts = rows.order_by("pk").values_list("pk", "written").iterator(chunk_size=_BATCH)
    asking = _asking(texts)
    while keys := list(islice(asking, _BATCH)):
        rows.filter(pk__in=keys).update(may_ask_to_stop=True)


def _asking(texts: Iterator[tuple[int, str]]) -> Iterator[int]:
    return (key for key, written in texts if possible_stop(written) is not None)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("replies", "0004_claimed_sent_emails")]

    operations = [
        migrations.AddField(
            "reply",
            "may_ask_to_stop",
            models.BooleanField(
                db_default=False,
                default=False,
                help_text="It may ask to unsubscribe, and nobody has handled it yet.",
            ),
        ),
        migrations.AlterField(
            "reply",
            "action",
            models.CharField(
                choices=[
                    ("do_not_contact", "Mark Do not contact"),
                    ("propose_contact", "Create the referred contact"),
                    ("propose_stop", "Mark somebody else Do not contact"),
                    ("propose_date", "Follow up when they are back"),
                    ("review", "Uncertain: needs review"),
                    ("none", "Nothing"),
                ],
                default="none",
                max_length=16,
            ),
        ),
        migrations.RunPython(mark_existing, migrations.RunPython.noop),
        AddIndexAgain(
            "reply",
            models.Index(
                F("workspace"),
                F("may_ask_to_stop").desc(),
                Coalesce("snoozed_until", "received_at").desc(),
                F("id").desc(),
                name="reply_by_stop_and_place",
            ),
        ),
        RemoveIndexConcurrently("reply", "reply_by_place"),
    ]
