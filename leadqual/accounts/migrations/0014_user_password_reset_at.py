from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0013_api_key_issued_by")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="password_reset_at",
            field=models.DateTimeField(
                blank=True,
                help_text="Passkeys from before need the password besides, until it was given "
                "with them.",
                null=True,
            ),
        ),
    ]
