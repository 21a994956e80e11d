"""Metrics of models and operations, alerts, failed jobs."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from leadqual.core.migration_operations import CreateModels


class Migration(migrations.Migration):

    replaces = [
        ('watching', '0001_version_0_1_0'),
        ('watching', '0002_rename_models'),
        ('watching', '0003_related_names'),
        ('watching', '0004_failed_job'),
    ]

    initial = True

    dependencies = [
        ('accounts', '0001_version_0_2_0'),
    ]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name='Alert',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('area', models.CharField(choices=[('data', 'Data'), ('model', 'Models'), ('operation', 'Operation')], max_length=9)),
                        ('signal', models.CharField(help_text='The signal, e.g. `titles_language`.', max_length=120)),
                        ('since', models.DateTimeField(help_text='Start of the first day or hour above the threshold.')),
                        ('opened_at', models.DateTimeField(auto_now_add=True)),
                        ('last_at', models.DateTimeField(help_text='Start of the last day or hour above the threshold.')),
                        ('figure', models.FloatField(help_text='The last value above the threshold.')),
                        ('limit', models.FloatField(help_text='The threshold at that time.')),
                        ('facts', models.JSONField(default=dict, help_text='Values for the text of the alert.')),
                        ('n_quiet', models.PositiveSmallIntegerField(default=0, help_text='Consecutive days or hours below the threshold.')),
                        ('quiet_at', models.DateTimeField(blank=True, help_text='Start of the last day or hour below the threshold.', null=True)),
                        ('closed_at', models.DateTimeField(blank=True, null=True)),
                        ('note', models.CharField(blank=True, default='', max_length=500)),
                        ('seen_at', models.DateTimeField(blank=True, null=True)),
                        ('is_normal', models.BooleanField(default=False, help_text='Marked as normal: compare with the days since then.')),
                        ('seen_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='acknowledged_alerts', to=settings.AUTH_USER_MODEL)),
                        ('workspace', models.ForeignKey(blank=True, help_text='Empty for alerts of the whole installation, for staff.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='alerts', to='accounts.workspace')),
                    ],
                    options={
                        'ordering': ['-pk'],
                        'indexes': [models.Index(fields=['workspace', '-id'], name='alert_by_workspace')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('closed_at', None)), fields=('workspace', 'signal'), name='one_open_alert_of_a_signal', nulls_distinct=False), models.CheckConstraint(condition=models.Q(models.Q(('area', 'operation'), ('workspace', None)), models.Q(models.Q(('area', 'operation'), _negated=True), ('workspace__isnull', False)), _connector='OR'), name='alert_of_a_workspace_or_the_installation'), models.CheckConstraint(condition=models.Q(models.Q(('seen_at', None), ('seen_by', None)), models.Q(models.Q(('seen_at', None), _negated=True), models.Q(('seen_by', None), _negated=True)), _connector='OR'), name='alert_seen_by_somebody')],
                    },
                ),
                migrations.CreateModel(
                    name='DayProfile',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('day', models.DateField(help_text='In UTC.')),
                        ('signal', models.CharField(help_text='One of `signals.SIGNALS`.', max_length=30)),
                        ('counts', models.JSONField(help_text='Counts by value, from a sample if there are many rows.')),
                        ('n_rows', models.PositiveIntegerField(help_text='Rows in `counts`.')),
                        ('index', models.FloatField(blank=True, help_text='Population stability index.', null=True)),
                        ('chance', models.FloatField(blank=True, help_text='P-value of one test.', null=True)),
                        ('n_effective', models.FloatField(blank=True, help_text='Number of independent rows.', null=True)),
                        ('n_reference', models.PositiveIntegerField(default=0, help_text='Number of rows it was compared with.')),
                        ('shifts', models.JSONField(default=list, help_text='[value, share before, share now], 0 to 1.')),
                        ('is_drift', models.BooleanField(blank=True, help_text='Empty if there was too little to compare with.', null=True)),
                        ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='day_profiles', to='accounts.workspace')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['workspace', 'day'], name='day_profile_by_day')],
                        'constraints': [models.UniqueConstraint(fields=('workspace', 'signal', 'day'), name='one_profile_of_a_day'), models.CheckConstraint(condition=models.Q(('chance', None), ('chance__range', (0, 1)), _connector='OR'), name='day_profile_chance')],
                    },
                ),
                migrations.CreateModel(
                    name='Delivery',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('way', models.CharField(choices=[('mail', 'email'), ('webhook', 'webhook')], max_length=7)),
                        ('event', models.CharField(choices=[('opened', 'opened'), ('closed', 'closed')], max_length=6)),
                        ('state', models.CharField(choices=[('waiting', 'waits'), ('sent', 'sent'), ('failed', 'given up')], default='waiting', max_length=7)),
                        ('n_tries', models.PositiveSmallIntegerField(default=0)),
                        ('next_at', models.DateTimeField(help_text='Not sent before this time.')),
                        ('problem', models.CharField(blank=True, default='', max_length=200)),
                        ('sent_at', models.DateTimeField(blank=True, null=True)),
                        ('alert', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='monitoring.alert')),
                    ],
                    options={
                        'ordering': ['pk'],
                        'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['next_at'], name='delivery_waiting')],
                        'constraints': [models.UniqueConstraint(fields=('alert', 'way', 'event'), name='one_message_each_way')],
                    },
                ),
                migrations.CreateModel(
                    name='HourFigure',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('hour', models.DateTimeField(help_text='Start of the hour.')),
                        ('group', models.CharField(help_text='E.g. `web pages`, `job labeling.…`.', max_length=60)),
                        ('n', models.PositiveBigIntegerField()),
                        ('n_errors', models.PositiveBigIntegerField(default=0)),
                        ('buckets', models.JSONField(help_text='Bucket counts of `classifiers.monitoring.quantile_sketch`.')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('hour', 'group'), name='one_figure_of_an_hour'), models.CheckConstraint(condition=models.Q(('n_errors__lte', models.F('n'))), name='hour_figure_errors')],
                    },
                ),
                migrations.CreateModel(
                    name='Limit',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=40, unique=True)),
                        ('value', models.FloatField()),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('updated_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='alert_thresholds', to=settings.AUTH_USER_MODEL)),
                    ],
                ),
                migrations.CreateModel(
                    name='ModelDay',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(help_text='titles, companies or replies', max_length=10)),
                        ('day', models.DateField(help_text='In UTC.')),
                        ('n_shown', models.PositiveIntegerField(default=0, help_text='Predictions of that day that were stored or shown.')),
                        ('n_judged', models.PositiveIntegerField(default=0)),
                        ('n_changed', models.PositiveIntegerField(default=0)),
                        ('labels', models.JSONField(default=dict, help_text='Slug: [right, wrong, missed].')),
                        ('bins', models.JSONField(default=list, help_text='[n, probabilities added up, right] by tenth.')),
                        ('n_pairs', models.PositiveIntegerField(default=0, help_text='Items labeled by two people so far.')),
                        ('n_agreed', models.PositiveIntegerField(default=0)),
                        ('agreement', models.FloatField(blank=True, help_text='Agreement beyond chance, at most 1.', null=True)),
                        ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='model_days', to='accounts.workspace')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('workspace', 'kind', 'day'), name='one_model_day'), models.CheckConstraint(condition=models.Q(('kind__in', ['titles', 'companies', 'replies'])), name='model_day_kind'), models.CheckConstraint(condition=models.Q(('n_changed__lte', models.F('n_judged'))), name='model_day_changed')],
                    },
                ),
                migrations.CreateModel(
                    name='MonitoringCursor',
                    fields=[
                        ('workspace', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='monitoring_cursor', serialize=False, to='accounts.workspace')),
                        ('day', models.DateField(help_text='The last day processed, in UTC.')),
                        ('looked_at', models.DateTimeField(auto_now=True)),
                    ],
                    options={
                        'db_table': 'monitoring_watcheduntil',
                    },
                ),
                migrations.CreateModel(
                    name='FailedJob',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('job', models.CharField(help_text='Name of the job, e.g. `imports.run`.', max_length=100)),
                        ('arguments', models.JSONField(default=dict, help_text='Keys that the job was called with.')),
                        ('error', models.CharField(help_text='Type of the error.', max_length=200)),
                        ('description', models.CharField(blank=True, default='', help_text='What such an error means.', max_length=300)),
                        ('code', models.CharField(blank=True, default='', help_text='Of the database.', max_length=40)),
                        ('place', models.CharField(blank=True, default='', help_text='File and line.', max_length=200)),
                        ('job_id', models.CharField(help_text='ID of the last one, as in the log.', max_length=64)),
                        ('request_id', models.CharField(blank=True, default='', max_length=64)),
                        ('n', models.PositiveIntegerField(default=1, help_text='How often it failed.')),
                        ('first_at', models.DateTimeField(auto_now_add=True)),
                        ('last_at', models.DateTimeField(help_text='When it failed last.')),
                        ('rerun_at', models.DateTimeField(blank=True, help_text='When it was started again after it failed last.', null=True)),
                    ],
                    options={
                        'ordering': ['-last_at', '-pk'],
                        'indexes': [models.Index(fields=['-last_at'], name='failed_job_by_time')],
                        'constraints': [models.UniqueConstraint(fields=('job', 'arguments', 'error'), name='one_failed_job')],
                    },
                ),
            ],
        ),
    ]
