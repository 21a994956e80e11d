"""Messages of uploads are rejected, as rows of imports are."""

from django.db import migrations, models
from django.db.models import Q


def _change(apps, former, now):
    rows = apps.get_model("replies", "UploadedMail")._base_manager
    rows.filter(outcome=former).update(outcome=now)


def forwards(apps, schema_editor):
    _change(apps, "refused", "rejected")


def backwards(apps, schema_editor):
    _change(apps, "rejected", "refused")


class Migration(migrations.Migration):
    dependencies = [("replies", "0008_rename_models")]

    operations = [
        migrations.RemoveConstraint("uploadedmail", "uploaded_mail_has_reply_or_reason"),
        migrations.AlterField(
            "uploadedmail",
            "outcome",
            models.CharField(
                choices=[("new", "taken"), ("known", "already known"), ("rejected", "rejected")],
                max_length=8,
            ),
        ),
        migrations.RunPython(forwards, backwards),
        migrations.AddConstraint(
            "uploadedmail",
            models.CheckConstraint(
                condition=Q(outcome="rejected", reply=None) & ~Q(reason="")
                | ~Q(outcome="rejected") & ~Q(reply=None),
                name="uploaded_mail_has_reply_or_reason",
            ),
        ),
    ]
