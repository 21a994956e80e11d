"""A draft is archived, as its page says."""

from django.db import migrations, models

_FORMER, _NAME = "published_draft_is_not_put_away", "published_draft_is_not_archived"


class Migration(migrations.Migration):
    dependencies = [("taxonomy", "0001_version_0_2_0")]

    operations = [
        migrations.RenameField("taxonomydraft", "put_away_at", "archived_at"),
        migrations.SeparateDatabaseAndState(
            [
                migrations.RunSQL(
                    f"ALTER TABLE taxonomy_taxonomydraft RENAME CONSTRAINT {_FORMER} TO {_NAME}"
                )
            ],
            [
                migrations.RemoveConstraint("taxonomydraft", _FORMER),
                migrations.AddConstraint(
                    "taxonomydraft",
                    models.CheckConstraint(
                        condition=models.Q(published_as=None) | models.Q(archived_at=None),
                        name=_NAME,
                    ),
                ),
            ],
        ),
    ]
