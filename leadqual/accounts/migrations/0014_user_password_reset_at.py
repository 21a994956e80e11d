from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0013_api_key_issued_by")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="password_reset_at",
            field=models.DateTimeField(
                blank=True,
                help_text="Older passkeys need the password as well, until it was entered with them once.",
                null=True,
            ),
        ),
    ]
