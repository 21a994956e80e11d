from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("leads", "0043_search_words")]

    operations = [
        migrations.AddField(
            model_name="contact",
            name="place",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="Place as written, where city, state and country say something else.",
                max_length=300,
            ),
        ),
    ]
