"""Bulk verdicts, excluded verdicts, final decisions and double labeling have their names."""

from django.db import migrations, models

_FORMER, _NAME = "campaign_overlap", "campaign_double_labeling"


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0002_no_strategy_replay")]

    operations = [
        migrations.RenameModel("Region", "BulkVerdict"),
        migrations.RenameModel("Dropped", "ExcludedVerdict"),
        migrations.RenameField("verdict", "settles", "is_final_decision"),
        migrations.RenameField("campaign", "overlap", "double_labeling_percent"),
        migrations.SeparateDatabaseAndState(
            [
                migrations.RunSQL(
                    f"ALTER TABLE campaigns_campaign RENAME CONSTRAINT {_FORMER} TO {_NAME}"
                )
            ],
            [
                migrations.RemoveConstraint("campaign", _FORMER),
                migrations.AddConstraint(
                    "campaign",
                    models.CheckConstraint(
                        condition=models.Q(double_labeling_percent__range=(0, 100)), name=_NAME
                    ),
                ),
            ],
        ),
    ]
