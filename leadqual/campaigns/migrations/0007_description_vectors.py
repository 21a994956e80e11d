"""What a campaign looks for has one vector by each encoder, and the encoders that read are registered.

Until now the settings alone said which encoder is live. The one that read most companies becomes
the live one, so that lists stay as they are; the start of the product registers the newest one
beside it. Going back leaves descriptions to be read anew by the job.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Count
from django.utils import timezone
from pgvector.django import HalfVectorField

SHIPPED = "all-MiniLM-L6-v2"
COPY = """
    INSERT INTO matching_descriptionvector (campaign_id, encoder, text_hash, vector)
    SELECT id, left(description_hash, -65), right(description_hash, 64), description_vector
      FROM matching_campaign
     WHERE description_vector IS NOT NULL AND length(description_hash) > 65;
    SET CONSTRAINTS ALL IMMEDIATE;
    SET CONSTRAINTS ALL DEFERRED;
"""


def register_encoders(apps, schema_editor):
    versions = apps.get_model("registry", "ModelVersion").objects
    if versions.filter(kind="encoder").exists():
        return
    readings = apps.get_model("matching", "CompanyReading").objects.order_by()
    counts = readings.values_list("encoder").annotate(n=Count("pk")).order_by("-n")
    for place, (version, _) in enumerate(counts):
        is_shipped = version.split("+")[0] == SHIPPED
        versions.create(
            kind="encoder",
            version=version,
            folder="pretrained:encoder" if is_shipped else settings.COMPANY_ENCODER or version,
            is_active=place == 0,
            progress=1,
            promoted_at=timezone.now() if place == 0 else None,
        )


class Migration(migrations.Migration):
    dependencies = [("matching", "0006_no_landmarks"), ("registry", "0003_encoders_beside")]

    operations = [
        migrations.CreateModel(
            name="DescriptionVector",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("encoder", models.CharField(help_text="Version of the encoder.", max_length=80)),
                ("text_hash", models.CharField(help_text="SHA-256 of the words.", max_length=64)),
                ("vector", HalfVectorField()),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="description_vectors",
                        to="matching.campaign",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("campaign", "encoder"), name="description_vector_once"
                    )
                ],
            },
        ),
        migrations.RunSQL(COPY, migrations.RunSQL.noop),
        migrations.RunPython(register_encoders, migrations.RunPython.noop),
        migrations.RemoveField(model_name="campaign", name="description_hash"),
        migrations.RemoveField(model_name="campaign", name="description_vector"),
    ]
