"""Webhooks and what is to be sent to them."""

import django.contrib.postgres.fields
import django.core.serializers.json
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from leadqual.core.migration_operations import CreateModels


class Migration(migrations.Migration):

    replaces = [
        ('webhooks', '0001_webhooks'),
    ]

    initial = True

    dependencies = [
        ('accounts', '0001_version_0_2_0'),
    ]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name='WebhookSequence',
                    fields=[
                        ('workspace', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='webhook_sequence', serialize=False, to='accounts.workspace')),
                        ('last_number', models.BigIntegerField(default=0)),
                    ],
                ),
                migrations.CreateModel(
                    name='WebhookEndpoint',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('url', models.CharField(max_length=2048)),
                        ('description', models.CharField(blank=True, default='', max_length=200)),
                        ('event_types', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), help_text='At least one.', size=None)),
                        ('filters', models.JSONField(blank=True, default=dict, help_text='Filter: values, one of which an event must have.')),
                        ('with_rows', models.BooleanField(default=False, help_text='One event for each record of an import or a bulk action, not one summary.')),
                        ('is_active', models.BooleanField(default=True)),
                        ('secret', models.TextField(help_text='Encrypted; what it signs with.')),
                        ('previous_secret', models.TextField(blank=True, default='', help_text='Encrypted; signs beside the new one for a while.')),
                        ('previous_secret_until', models.DateTimeField(blank=True, null=True)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                        ('active_since', models.DateTimeField(blank=True, help_text='It gets events from then on; empty while it is off.', null=True)),
                        ('failing_since', models.DateTimeField(blank=True, help_text='First failed attempt after which none succeeded.', null=True)),
                        ('n_failures', models.PositiveIntegerField(default=0, help_text='Failed attempts since then.')),
                        ('retry_at', models.DateTimeField(blank=True, help_text='Nothing is sent before; set after a failed attempt.', null=True)),
                        ('disabled_reason', models.CharField(blank=True, default='', help_text='Why the product turned it off.', max_length=200)),
                        ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='webhook_endpoints', to=settings.AUTH_USER_MODEL)),
                        ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='webhook_endpoints', to='accounts.workspace')),
                    ],
                    options={
                        'ordering': ['pk'],
                    },
                ),
                migrations.CreateModel(
                    name='WebhookEvent',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uid', models.UUIDField(default=uuid.uuid4, help_text='`webhook-id` of messages.', unique=True)),
                        ('type', models.CharField(max_length=40)),
                        ('kind', models.CharField(choices=[('single', 'One record'), ('summary', 'Summary of an import or a bulk action'), ('row', 'One record of an import or a bulk action')], default='single', max_length=7)),
                        ('sequence', models.BigIntegerField(blank=True, help_text='Number in the workspace; empty until a job gave it one.', null=True)),
                        ('data', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                        ('facts', models.JSONField(blank=True, default=dict, help_text='Filter: values it has.')),
                        ('contact_id', models.BigIntegerField(blank=True, help_text='The person it is about alone; erased with them.', null=True)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('endpoint', models.ForeignKey(blank=True, help_text='Of a test event: who alone gets it.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='test_events', to='webhooks.webhookendpoint')),
                        ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='webhook_events_written', to='accounts.workspace')),
                    ],
                    options={
                        'indexes': [models.Index(condition=models.Q(('sequence', None)), fields=['workspace', 'id'], name='webhook_event_unnumbered'), models.Index(fields=['workspace', 'created_at'], name='webhook_event_by_time'), models.Index(condition=models.Q(('contact_id__isnull', False)), fields=['contact_id'], name='webhook_event_by_contact')],
                        'constraints': [models.UniqueConstraint(fields=('workspace', 'sequence'), name='webhook_event_number'), models.CheckConstraint(condition=models.Q(('kind__in', ['single', 'summary', 'row'])), name='webhook_event_kind')],
                    },
                ),
                migrations.CreateModel(
                    name='WebhookDelivery',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('state', models.CharField(choices=[('waiting', 'Waiting'), ('sent', 'Delivered'), ('failed', 'Failed')], default='waiting', max_length=7)),
                        ('n_attempts', models.PositiveSmallIntegerField(default=0)),
                        ('next_at', models.DateTimeField(help_text='Not sent before this time.')),
                        ('tried_until', models.DateTimeField(help_text='Given up after this time.')),
                        ('claim', models.UUIDField(blank=True, help_text='Of the worker that sends it now.', null=True)),
                        ('claimed_until', models.DateTimeField(blank=True, help_text='After it that worker is taken for dead.', null=True)),
                        ('attempted_at', models.DateTimeField(blank=True, null=True)),
                        ('status', models.PositiveSmallIntegerField(blank=True, help_text='HTTP status of the last answer; empty without one.', null=True)),
                        ('answer', models.TextField(blank=True, default='', help_text='Start of the last answer.')),
                        ('duration_ms', models.PositiveIntegerField(blank=True, null=True)),
                        ('problem', models.CharField(blank=True, default='', max_length=300)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='webhook_deliveries', to='accounts.workspace')),
                        ('endpoint', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='webhooks.webhookendpoint')),
                        ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='webhooks.webhookevent')),
                    ],
                    options={
                        'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['next_at'], name='webhook_due'), models.Index(fields=['endpoint', '-id'], name='webhook_delivery_log')],
                        'constraints': [models.UniqueConstraint(fields=('event', 'endpoint'), name='webhook_delivery_once'), models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'sent', 'failed'])), name='webhook_delivery_state')],
                    },
                ),
            ],
        ),
    ]
