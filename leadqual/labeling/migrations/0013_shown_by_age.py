"""An index by age of the answers that were shown, built without locking them."""

from django.db import migrations, models

from leadqual.core.migration_operations import AddIndexAgain


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("labelling", "0012_suggestions_on_companies")]

    operations = [
        AddIndexAgain(
            model_name="shownprediction",
            index=models.Index(fields=["last_at"], name="shown_by_age"),
        ),
    ]
