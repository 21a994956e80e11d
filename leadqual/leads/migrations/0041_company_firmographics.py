"""Standard industry, sector, bands and regions of companies, derived by a trigger."""

import django.contrib.postgres.fields
from django.db import migrations, models

from leadqual.leads.firmographics.derivation import derive_again, install, remove

FIRMOGRAPHICS = "aa4900c20beb"
"""The lists that this migration installs, see `derivation.fingerprint`."""


class Migration(migrations.Migration):

    dependencies = [
        ("leads", "0040_former_emails"),
    ]

    operations = [
        migrations.AddField(
            model_name='company',
            name='founded_band',
            field=models.CharField(blank=True, db_default='', default='', editable=False, help_text='Band of founding years. Derived by the database.', max_length=20),
        ),
        migrations.AddField(
            model_name='company',
            name='funding_band',
            field=models.CharField(blank=True, db_default='', default='', editable=False, help_text='Band of total funding. Derived by the database.', max_length=20),
        ),
        migrations.AddField(
            model_name='company',
            name='regions',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, db_default=models.Value([], output_field=django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)), default=list, editable=False, help_text='Regions of the country; derived by the database.', size=None),
        ),
        migrations.AddField(
            model_name='company',
            name='sector',
            field=models.CharField(blank=True, db_default='', default='', editable=False, help_text='Group of the industry. Derived by the database.', max_length=60),
        ),
        migrations.AddField(
            model_name='company',
            name='size_band',
            field=models.CharField(blank=True, db_default='', default='', editable=False, help_text='Size, or the band of the employees. Derived by the database.', max_length=20),
        ),
        migrations.AddField(
            model_name='company',
            name='standard_industry',
            field=models.CharField(blank=True, db_default='', default='', editable=False, help_text='Standard name of the industry; the raw one if unknown. Derived by the database.', max_length=200),
        ),
        migrations.RunPython(install, remove),
        migrations.RunPython(derive_again, migrations.RunPython.noop),
    ]
