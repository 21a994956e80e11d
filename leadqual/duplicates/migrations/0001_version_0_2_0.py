"""Pairs that may be duplicates."""

import django.db.models.deletion
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models

from leadqual.core.migration_operations import CreateModels


class Migration(migrations.Migration):

    replaces = [
        ('duplicates', '0001_duplicate_pairs'),
        ('duplicates', '0002_help_texts'),
    ]

    initial = True

    dependencies = [
        ('accounts', '0001_version_0_2_0'),
        ('leads', '0001_version_0_2_0'),
    ]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name='DuplicatePair',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('contact', 'People'), ('company', 'Companies')], max_length=7)),
                        ('score', models.FloatField(help_text='Probability that both are the same, 0 to 1.')),
                        ('reasons', models.JSONField(default=list, help_text='[code, text, bits], the strongest first.')),
                        ('found_at', models.DateTimeField(auto_now_add=True)),
                        ('dismissed_at', models.DateTimeField(blank=True, help_text='Not a duplicate, since.', null=True)),
                        ('company_a', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='pairs_as_a', to='leads.company')),
                        ('company_b', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='pairs_as_b', to='leads.company')),
                        ('contact_a', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='pairs_as_a', to='leads.contact')),
                        ('contact_b', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='pairs_as_b', to='leads.contact')),
                        ('dismissed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='dismissed_pairs', to=settings.AUTH_USER_MODEL)),
                        ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='duplicate_pairs', to='accounts.workspace')),
                    ],
                    options={
                        'indexes': [models.Index(condition=models.Q(('dismissed_at', None)), fields=['workspace', 'kind', '-score', 'id'], name='duplicate_pair_by_score')],
                        'constraints': [models.UniqueConstraint(django.db.models.functions.comparison.Least('contact_a', 'contact_b'), django.db.models.functions.comparison.Greatest('contact_a', 'contact_b'), condition=models.Q(('kind', 'contact')), name='duplicate_pair_of_people_once'), models.UniqueConstraint(django.db.models.functions.comparison.Least('company_a', 'company_b'), django.db.models.functions.comparison.Greatest('company_a', 'company_b'), condition=models.Q(('kind', 'company')), name='duplicate_pair_of_companies_once'), models.CheckConstraint(condition=models.Q(models.Q(('company_a', None), ('company_b', None), ('contact_a__isnull', False), ('contact_b__isnull', False), ('kind', 'contact')), models.Q(('company_a__isnull', False), ('company_b__isnull', False), ('contact_a', None), ('contact_b', None), ('kind', 'company')), _connector='OR'), name='duplicate_pair_of_one_kind'), models.CheckConstraint(condition=models.Q(models.Q(('contact_a', models.F('contact_b')), _negated=True), models.Q(('company_a', models.F('company_b')), _negated=True)), name='duplicate_pair_of_two'), models.CheckConstraint(condition=models.Q(('score__range', (0, 1))), name='duplicate_pair_score')],
                    },
                ),
                migrations.CreateModel(
                    name='DuplicateRun',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('contact', 'People'), ('company', 'Companies')], max_length=7)),
                        ('task', models.CharField(choices=[('find', 'Find duplicates'), ('merge', 'Merge duplicates'), ('undo', 'Undo merges')], max_length=5)),
                        ('status', models.CharField(choices=[('queued', 'queued'), ('running', 'running'), ('done', 'done'), ('failed', 'failed')], default='queued', max_length=7)),
                        ('n_all', models.PositiveIntegerField(default=0, help_text='Records or pairs to process.')),
                        ('n_done', models.PositiveIntegerField(default=0, help_text='Records or pairs processed so far.')),
                        ('n_results', models.PositiveIntegerField(default=0, help_text='Pairs found, merged or undone.')),
                        ('n_kept', models.PositiveIntegerField(default=0, help_text='Pairs that could not be changed.')),
                        ('min_score', models.FloatField(default=0.0, help_text='Lowest score of pairs to merge.')),
                        ('step', models.UUIDField(blank=True, help_text='Groups its merges, which are undone together.', null=True)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('heartbeat_at', models.DateTimeField(blank=True, null=True)),
                        ('finished_at', models.DateTimeField(blank=True, null=True)),
                        ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='duplicate_runs', to=settings.AUTH_USER_MODEL)),
                        ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='duplicate_runs', to='accounts.workspace')),
                    ],
                    options={
                        'ordering': ['-pk'],
                        'indexes': [models.Index(fields=['workspace', 'kind', '-id'], name='duplicate_run_latest')],
                    },
                ),
            ],
        ),
    ]
