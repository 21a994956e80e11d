"""Held replies that the model cannot read propose no intent."""

from typing import Any

from django.db import migrations, models
from django.db.models import Q

import leadqual.replies.models

_UNREAD = (
    ("encrypted", {"because": "may be an answer", "text": "encrypted"}),
    ("language", {"because": "language not supported"}),
)


def withdraw_guesses(apps: Any, _schema_editor: Any) -> None:
    """Take the guess off replies that no person has labeled yet; the reason stays."""
    rows = apps.get_model("replies", "Reply").objects.filter(state="review", corrected_at=None)
    nothing = {"intent": "", "category": "", "score": None}
    rows.filter(source="unreadable").update(**nothing)
    for source, sign in _UNREAD:
        for reply in rows.exclude(intent="").filter(why__contains=[sign]).iterator():
            reason = next(one for one in reply.why if one["because"] == sign["because"])
            why = [reason | {"label": ""}]
            rows.filter(pk=reply.pk).update(**nothing, source=source, why=why)


class Migration(migrations.Migration):
    dependencies = [("replies", "0001_version_0_2_0")]

    operations = [
        migrations.RemoveConstraint("reply", "classified_reply_has_intent"),
        migrations.AlterField(
            "reply",
            "intent",
            models.CharField(
                max_length=40,
                choices=leadqual.replies.models.intent_choices,
                blank=True,
                default="",
                help_text="Empty until classified, and where no intent is proposed: `why` says why.",
            ),
        ),
        migrations.AddConstraint(
            "reply",
            models.CheckConstraint(
                condition=Q(state__in=("pending", "review")) | ~Q(intent=""),
                name="classified_reply_has_intent",
            ),
        ),
        migrations.RunPython(withdraw_guesses, migrations.RunPython.noop),
    ]
