"""What people said that business models are; every answer that was overruled is kept."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('labelling', '0005_falls_of_levels'),
        ('leads', '0006_contact_lists_and_probabilities'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='BusinessModelCorrection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('business_model', models.CharField(choices=[('b2b', 'B2B'), ('b2c', 'B2C'), ('both', 'Both'), ('public', 'Public'), ('unknown', 'Unknown')], max_length=7)),
                ('former', models.JSONField(help_text='Answer before: business_model, probability, probabilities, why, version.')),
                ('note', models.CharField(blank=True, default='', max_length=300)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('is_current', models.BooleanField(default=True)),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='business_model_corrections', to=settings.AUTH_USER_MODEL)),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='business_model_corrections', to='leads.company')),
                ('undone_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='undone_business_model_corrections', to=settings.AUTH_USER_MODEL)),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='business_model_corrections', to='accounts.workspace')),
            ],
            options={
                'ordering': ['-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('is_current', True)), fields=('company',), name='one_current_business_model_correction'), models.CheckConstraint(condition=models.Q(('undone_at', None), ('is_current', False), _connector='OR'), name='undone_business_model_correction_is_not_current'), models.CheckConstraint(condition=models.Q(('business_model__in', ['b2b', 'b2c', 'both', 'public', 'unknown'])), name='business_model_correction_label')],
            },
        ),
    ]
