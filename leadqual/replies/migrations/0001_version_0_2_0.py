"""Replies, threads, uploads, follow-ups."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.comparison
import leadqual.replies.models
from django.conf import settings
from django.db import migrations, models

from leadqual.core.migration_operations import CreateModels


class Migration(migrations.Migration):

    replaces = [
        ('replies', '0001_version_0_1_0'),
        ('replies', '0006_words_of_the_field'),
        ('replies', '0007_intents_of_the_table'),
        ('replies', '0008_rename_models'),
        ('replies', '0009_rejected_messages'),
        ('replies', '0010_related_names'),
        ('replies', '0011_snoozed_replies'),
        ('replies', '0012_help_texts'),
        ('replies', '0013_sent_emails'),
        ('replies', '0014_follow_ups'),
    ]

    initial = True

    dependencies = [
        ('accounts', '0001_version_0_2_0'),
        ('core', '0001_version_0_2_0'),
        ('leads', '0001_version_0_2_0'),
    ]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name='SentEmail',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('message_id', models.CharField(help_text='Message-ID.', max_length=300)),
                        ('subject', models.CharField(blank=True, default='', help_text='Kept where the contact is known.', max_length=500)),
                        ('sent_at', models.DateTimeField()),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('contact', models.ForeignKey(blank=True, help_text='The only known person among its receivers; empty for several or none.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='sent_emails', to='leads.contact')),
                        ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sent_emails', to='accounts.workspace')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('workspace', 'message_id'), name='sent_email_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Reply',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('message_id', models.CharField(help_text='Message-ID; generated if the message has none.', max_length=300)),
                        ('sender', models.CharField(blank=True, default='', help_text='Email address of the sender, in lowercase.', max_length=254)),
                        ('subject', models.CharField(blank=True, default='', max_length=500)),
                        ('text', models.TextField(blank=True, default='', help_text='As received.')),
                        ('headers', models.JSONField(blank=True, default=dict, help_text='Only headers used for classification.')),
                        ('received_at', models.DateTimeField()),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('written', models.TextField(blank=True, default='', help_text='What the sender wrote.')),
                        ('left_out', models.JSONField(blank=True, default=list, help_text='Quotes, signature, footer.')),
                        ('intent', models.CharField(blank=True, choices=leadqual.replies.models.intent_choices, default='', max_length=40)),
                        ('category', models.CharField(blank=True, choices=[('positive', 'Positive'), ('objection', 'Objection'), ('referral', 'Referral'), ('unsubscribe', 'Unsubscribe'), ('other', 'Other')], default='', max_length=12)),
                        ('score', models.FloatField(blank=True, null=True)),
                        ('source', models.CharField(blank=True, default='', max_length=12)),
                        ('model_version', models.CharField(blank=True, default='', max_length=80)),
                        ('why', models.JSONField(blank=True, default=list)),
                        ('action', models.CharField(choices=[('do_not_contact', 'Mark Do not contact'), ('propose_contact', 'Create the referred contact'), ('propose_date', 'Follow up when they are back'), ('review', 'Uncertain: needs review'), ('none', 'Nothing')], default='none', max_length=16)),
                        ('state', models.CharField(choices=[('pending', 'waiting for classification'), ('taken', 'done'), ('proposed', 'proposed'), ('review', 'waiting for review'), ('none', 'nothing to do'), ('undone', 'undone'), ('dismissed', 'dismissed')], default='pending', max_length=10)),
                        ('classified_at', models.DateTimeField(blank=True, null=True)),
                        ('corrected_at', models.DateTimeField(blank=True, null=True)),
                        ('contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='replies', to='leads.contact')),
                        ('corrected_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrected_replies', to=settings.AUTH_USER_MODEL)),
                        ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='replies', to='accounts.workspace')),
                        ('answers_to', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=300), blank=True, default=list, help_text='Message-IDs it answers, oldest first.', size=None)),
                        ('attachments', models.JSONField(blank=True, default=list, help_text='Name and size of attachments; their content is not kept.')),
                        ('thread', models.BigIntegerField(db_default=0, default=0, help_text='Key of the first reply of its thread.')),
                        ('back_on', models.DateField(blank=True, help_text='Return date of the sender, from an out-of-office reply.', null=True)),
                        ('snoozed_at', models.DateTimeField(blank=True, null=True)),
                        ('snoozed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='snoozed_replies', to=settings.AUTH_USER_MODEL)),
                        ('snoozed_until', models.DateTimeField(blank=True, help_text='Hidden from the inbox until then, and sorted by it afterwards.', null=True)),
                        ('answers', models.ForeignKey(blank=True, help_text='The sent email that it answers, where a connected mailbox has it.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='replies', to='replies.sentemail')),
                    ],
                    options={
                        'verbose_name_plural': 'replies',
                        'ordering': ['-received_at', '-pk'],
                        'indexes': [models.Index(fields=['workspace', '-received_at', '-id'], name='reply_by_time'), models.Index(condition=models.Q(('state', 'pending')), fields=['id'], name='reply_pending'), models.Index(fields=['workspace', 'thread'], name='reply_by_thread'), models.Index(fields=['workspace', 'sender'], name='reply_by_sender'), django.contrib.postgres.indexes.GinIndex(fields=['answers_to'], name='reply_by_answers_to'), models.Index(models.F('workspace'), models.OrderBy(django.db.models.functions.comparison.Coalesce('snoozed_until', 'received_at'), descending=True), models.OrderBy(models.F('id'), descending=True), name='reply_by_place')],
                        'constraints': [models.UniqueConstraint(fields=('workspace', 'message_id'), name='reply_once'), models.CheckConstraint(condition=models.Q(('score', None), ('score__range', (0, 1)), _connector='OR'), name='reply_score'), models.CheckConstraint(condition=models.Q(('state', 'pending'), models.Q(('intent', ''), _negated=True), _connector='OR'), name='classified_reply_has_intent'), models.CheckConstraint(condition=models.Q(models.Q(('snoozed_at', None), ('snoozed_by', None), ('snoozed_until', None)), models.Q(models.Q(('snoozed_until', None), _negated=True), models.Q(('snoozed_at', None), _negated=True), models.Q(('snoozed_by', None), _negated=True)), _connector='OR'), name='snoozed_reply_has_day_and_person')],
                    },
                ),
                migrations.CreateModel(
                    name='BulkReplyCorrection',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('intent', models.CharField(blank=True, choices=leadqual.replies.models.intent_choices, default='', help_text='Empty if each reply was confirmed as is.', max_length=40)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('undone_at', models.DateTimeField(blank=True, null=True)),
                        ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bulk_reply_actions', to=settings.AUTH_USER_MODEL)),
                        ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='bulk_reply_actions', to='accounts.workspace')),
                    ],
                    options={
                        'ordering': ['-pk'],
                        'db_table': 'replies_replystep',
                    },
                ),
                migrations.CreateModel(
                    name='ReplyCorrection',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('intent', models.CharField(choices=leadqual.replies.models.intent_choices, max_length=40)),
                        ('former_intent', models.CharField(blank=True, choices=leadqual.replies.models.intent_choices, default='', max_length=40)),
                        ('former_state', models.CharField(choices=[('pending', 'waiting for classification'), ('taken', 'done'), ('proposed', 'proposed'), ('review', 'waiting for review'), ('none', 'nothing to do'), ('undone', 'undone'), ('dismissed', 'dismissed')], max_length=10)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('undone_at', models.DateTimeField(blank=True, null=True)),
                        ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reply_corrections', to=settings.AUTH_USER_MODEL)),
                        ('reply', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='corrections', to='replies.reply')),
                        ('step', models.ForeignKey(blank=True, help_text='The bulk label it belongs to, if any.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='replies.bulkreplycorrection')),
                    ],
                    options={
                        'ordering': ['-pk'],
                    },
                ),
                migrations.CreateModel(
                    name='Upload',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('file_names', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=200), size=None)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('finished_at', models.DateTimeField(blank=True, help_text='Empty if it was interrupted.', null=True)),
                        ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reply_uploads', to=settings.AUTH_USER_MODEL)),
                        ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reply_uploads', to='accounts.workspace')),
                    ],
                    options={
                        'ordering': ['-pk'],
                    },
                ),
                migrations.CreateModel(
                    name='UploadedMail',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.CharField(help_text='File, and number of the message in it.', max_length=500)),
                        ('outcome', models.CharField(choices=[('new', 'taken'), ('known', 'already known'), ('rejected', 'rejected')], max_length=8)),
                        ('reason', models.CharField(blank=True, default='', help_text='Why it was rejected.', max_length=300)),
                        ('reply', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='uploads', to='replies.reply')),
                        ('upload', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mails', to='replies.upload')),
                    ],
                    options={
                        'ordering': ['pk'],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'rejected'), ('reply', None), models.Q(('reason', ''), _negated=True)), models.Q(models.Q(('outcome', 'rejected'), _negated=True), models.Q(('reply', None), _negated=True)), _connector='OR'), name='uploaded_mail_has_reply_or_reason')],
                    },
                ),
                migrations.CreateModel(
                    name='ProposedContact',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('first_name', models.CharField(blank=True, default='', max_length=150)),
                        ('last_name', models.CharField(blank=True, default='', max_length=150)),
                        ('email', models.CharField(blank=True, default='', help_text='Email address in lowercase.', max_length=254)),
                        ('company_name', models.CharField(blank=True, default='', max_length=300)),
                        ('state', models.CharField(choices=[('open', 'proposed'), ('accepted', 'accepted'), ('dismissed', 'dismissed')], default='open', max_length=9)),
                        ('is_new', models.BooleanField(default=False, help_text='The contact created from it.')),
                        ('decided_at', models.DateTimeField(blank=True, null=True)),
                        ('contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='proposals', to='leads.contact')),
                        ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decided_proposals', to=settings.AUTH_USER_MODEL)),
                        ('reply', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='proposal', to='replies.reply')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), models.Q(('decided_at', None), _negated=True), models.Q(('decided_by', None), _negated=True)), _connector='OR'), name='proposed_contact_is_decided_by_somebody')],
                    },
                ),
                migrations.CreateModel(
                    name='ReplySettings',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('stops_company', models.BooleanField(default=False, help_text='An unsubscribe marks the whole company Do not contact.')),
                        ('workspace', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='reply_settings', to='accounts.workspace')),
                    ],
                    options={
                        'verbose_name_plural': 'reply settings',
                    },
                ),
                migrations.CreateModel(
                    name='Task',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('due_on', models.DateField()),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('done_at', models.DateTimeField(blank=True, null=True)),
                        ('contact', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tasks', to='leads.contact')),
                        ('done_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='done_tasks', to=settings.AUTH_USER_MODEL)),
                        ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='tasks', to=settings.AUTH_USER_MODEL)),
                        ('reply', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='task', to='replies.reply')),
                        ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tasks', to='accounts.workspace')),
                    ],
                    options={
                        'ordering': ['due_on', 'pk'],
                        'indexes': [models.Index(condition=models.Q(('done_at', None)), fields=['workspace', 'due_on', 'id'], name='open_task_by_due_day')],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('done_at', None), _negated=True), ('done_by', None), _connector='OR'), name='open_task_is_done_by_nobody')],
                    },
                ),
            ],
        ),
    ]
