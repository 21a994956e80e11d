"""Erasures, retention, requests of people."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from leadqual.core.migration_operations import CreateModels


class Migration(migrations.Migration):

    replaces = [
        ('privacy', '0001_erasures'),
        ('privacy', '0002_retention_runs'),
        ('privacy', '0003_privacy_requests'),
        ('privacy', '0004_help_texts'),
    ]

    initial = True

    dependencies = [
        ('accounts', '0001_version_0_2_0'),
        ('leads', '0001_version_0_2_0'),
        ('replies', '0001_version_0_2_0'),
    ]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name='Erasure',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('identifiers', models.JSONField(blank=True, help_text='Identifiers to search for; emptied in the transaction of the last step.', null=True)),
                        ('n_done', models.PositiveSmallIntegerField(default=0, help_text='Steps done so far.')),
                        ('n_steps', models.PositiveSmallIntegerField(default=0)),
                        ('counts', models.JSONField(default=dict, help_text='Rows or files, by table or kind of file.')),
                        ('problem', models.CharField(blank=True, default='', help_text='Never contains names.', max_length=300)),
                        ('finished_at', models.DateTimeField(blank=True, null=True)),
                        ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='erasure', to='leads.erasedperson')),
                        ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='erasures', to='accounts.workspace')),
                    ],
                    options={
                        'ordering': ['-pk'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('finished_at', None), ('identifiers', None), _connector='OR'), name='finished_erasure_keeps_nothing')],
                    },
                ),
                migrations.CreateModel(
                    name='RetentionRun',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('counts', models.JSONField(default=dict, help_text='Rows or files removed, by rule.')),
                        ('started_at', models.DateTimeField(auto_now_add=True)),
                        ('finished_at', models.DateTimeField(blank=True, help_text='Empty if it was interrupted.', null=True)),
                        ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='retention_runs', to='accounts.workspace')),
                    ],
                    options={
                        'ordering': ['-pk'],
                        'indexes': [models.Index(fields=['workspace', '-started_at'], name='retention_run_by_time')],
                    },
                ),
                migrations.CreateModel(
                    name='PrivacyRequest',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('access', 'Access'), ('erasure', 'Erasure')], max_length=7)),
                        ('state', models.CharField(choices=[('open', 'Open'), ('done', 'Done'), ('declined', 'Declined')], default='open', max_length=8)),
                        ('sender', models.CharField(blank=True, default='', help_text='Lower case.', max_length=254)),
                        ('received_at', models.DateTimeField()),
                        ('due_on', models.DateField(help_text='One month after receipt (Art. 12(3) GDPR).')),
                        ('reason', models.CharField(blank=True, default='', help_text='Why it was declined.', max_length=300)),
                        ('closed_at', models.DateTimeField(blank=True, null=True)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('closed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='closed_privacy_requests', to=settings.AUTH_USER_MODEL)),
                        ('reply', models.ForeignKey(blank=True, help_text='Empty once the reply is erased.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='privacy_requests', to='replies.reply')),
                        ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='privacy_requests', to='accounts.workspace')),
                    ],
                    options={
                        'ordering': ['due_on', 'pk'],
                        'indexes': [models.Index(fields=['workspace', 'due_on'], name='privacy_request_by_due')],
                        'constraints': [models.UniqueConstraint(fields=('reply', 'kind'), name='privacy_request_once'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'declined'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='declined_privacy_request_has_reason'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at', None), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('closed_at__isnull', False)), _connector='OR'), name='closed_privacy_request_has_time')],
                    },
                ),
            ],
        ),
    ]
