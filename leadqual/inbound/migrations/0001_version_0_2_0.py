"""Forms and tokens by which contacts come in."""

import django.contrib.postgres.fields
import django.db.models.constraints
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from leadqual.core.migration_operations import CreateModels


class Migration(migrations.Migration):

    replaces = [
        ('inbound', '0001_initial'),
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
                    name='InboundForm',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=80)),
                        ('token', models.CharField(help_text='Last part of the address that the form posts to.', max_length=64, unique=True)),
                        ('redirect_url', models.URLField(blank=True, default='', help_text='Page that visitors see after the form; empty for a short thank-you page.', max_length=500)),
                        ('overwrites', models.BooleanField(default=False, help_text='Whether values of the form replace those on record, instead of filling gaps.')),
                        ('is_active', models.BooleanField(default=True, help_text='Whether the address takes leads.')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='inbound_forms', to=settings.AUTH_USER_MODEL)),
                        ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='inbound_forms', to='accounts.workspace')),
                    ],
                    options={
                        'ordering': ['pk'],
                        'constraints': [models.UniqueConstraint(fields=('workspace', 'name'), name='inbound_form_name_once')],
                    },
                ),
                migrations.CreateModel(
                    name='RoutingRule',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('position', models.PositiveIntegerField(help_text='Order, from 1.')),
                        ('name', models.CharField(max_length=80)),
                        ('departments', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, default=list, help_text='Keys of departments.', size=None)),
                        ('levels', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, default=list, help_text='Keys of levels.', size=None)),
                        ('countries', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=100), blank=True, default=list, help_text='Names in English.', size=None)),
                        ('min_score', models.PositiveSmallIntegerField(blank=True, help_text='Lowest lead score, 0 to 100.', null=True)),
                        ('max_score', models.PositiveSmallIntegerField(blank=True, help_text='Highest lead score, 0 to 100.', null=True)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='routing_rules', to=settings.AUTH_USER_MODEL)),
                        ('owner', models.ForeignKey(help_text='Member who gets the leads.', on_delete=django.db.models.deletion.PROTECT, related_name='owned_routing_rules', to=settings.AUTH_USER_MODEL)),
                        ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='routing_rules', to='accounts.workspace')),
                    ],
                    options={
                        'ordering': ['position', 'pk'],
                        'constraints': [models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('workspace', 'position'), name='routing_rule_position_once'), models.CheckConstraint(condition=models.Q(models.Q(('min_score', None), ('min_score__lte', 100), _connector='OR'), models.Q(('max_score', None), ('max_score__lte', 100), _connector='OR'), models.Q(('min_score', None), ('max_score', None), ('min_score__lte', models.F('max_score')), _connector='OR')), name='routing_rule_scores')],
                    },
                ),
                migrations.CreateModel(
                    name='InboundLead',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('source', models.CharField(choices=[('form', 'Form'), ('api', 'API')], max_length=4)),
                        ('outcome', models.CharField(choices=[('created', 'New person'), ('updated', 'Existing person updated'), ('refused', 'Not stored')], max_length=7)),
                        ('facts', models.JSONField(default=dict, help_text='What the rules were asked about: title, functions, departments, level, country, business model and score.')),
                        ('message', models.TextField(blank=True, default='', help_text='What the person wrote.')),
                        ('rule_name', models.CharField(blank=True, default='', help_text='Of the rule that decided.', max_length=80)),
                        ('reason', models.CharField(help_text='Why the lead went where it went.', max_length=300)),
                        ('steps', models.JSONField(default=list, help_text='[rule, what did not match] in their order.')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='inbound_leads', to='leads.contact')),
                        ('form', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='leads', to='inbound.inboundform')),
                        ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='inbound_leads', to=settings.AUTH_USER_MODEL)),
                        ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='inbound_leads', to='accounts.workspace')),
                        ('rule', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='leads', to='inbound.routingrule')),
                    ],
                    options={
                        'ordering': ['-pk'],
                        'indexes': [models.Index(fields=['workspace', '-id'], name='inbound_lead_latest'), models.Index(fields=['workspace', 'created_at'], name='inbound_lead_by_time')],
                    },
                ),
            ],
        ),
    ]
