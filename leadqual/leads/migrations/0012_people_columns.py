"""Which columns a member wants in the table of people."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('leads', '0011_contact_by_created_at'),
    ]

    operations = [
        migrations.CreateModel(
            name='PeopleColumns',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('columns', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=30), help_text='Their codes, in order.', size=None)),
                ('member', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='people_columns', to='accounts.member')),
            ],
            options={
                'verbose_name_plural': 'people columns',
            },
        ),
    ]
