"""No more table of strategy replays: nothing else refers to it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0002_words_of_screens")]

    operations = [migrations.DeleteModel("Replay")]
