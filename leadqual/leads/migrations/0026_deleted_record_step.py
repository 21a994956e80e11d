"""Records that were deleted in one step are restored in one step."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("leads", "0025_do_not_contact_probes")]

    operations = [
        migrations.AddField(
            model_name="deletedrecord",
            name="step",
            field=models.UUIDField(
                blank=True, help_text="Groups records that were deleted together.", null=True
            ),
        ),
        migrations.AddIndex(
            model_name="deletedrecord",
            index=models.Index(
                condition=models.Q(("step__isnull", False)),
                fields=["workspace", "step"],
                name="deleted_record_by_step",
            ),
        ),
    ]
