"""Say where changed values come from that nobody typed."""


from django.conf import settings
from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # Validating in the same transaction would keep the lock.

    dependencies = [
        ('accounts', '0001_version_0_2_0'),
        ('leads', '0014_private_views_and_lists'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='recordchange',
            name='evidence',
            field=models.JSONField(blank=True, db_default=models.Value({}, models.JSONField()), default=dict, help_text='Field → the page or words that its value was read from.'),
        ),
        migrations.AddField(
            model_name='recordchange',
            name='source',
            field=models.CharField(blank=True, choices=[('website', 'the website'), ('text', 'the description'), ('webhook', 'a webhook'), ('question', 'the language model')], db_default='', default='', help_text='Where the values come from; empty where a person entered them.', max_length=8),
        ),
        AddConstraintNotValid(
            model_name='recordchange',
            constraint=models.CheckConstraint(condition=models.Q(('source__in', ['', 'website', 'text', 'webhook', 'question'])), name='record_change_source'),
        ),
        ValidateConstraint(model_name='recordchange', name='record_change_source'),
    ]
