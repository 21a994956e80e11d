"""Tables of version 0.1.0: replies, uploads, proposals."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from leadqual.core.migration_operations import CreateModels


class Migration(migrations.Migration):

    replaces = [
        ('replies', '0001_initial'),
        ('replies', '0002_threads'),
        ('replies', '0003_uploads'),
        ('replies', '0004_proposals'),
        ('replies', '0005_steps'),
    ]

    initial = True

    dependencies = [
        ('accounts', '0001_version_0_1_0'),
        ('leads', '0001_version_0_1_0'),
    ]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name='Reply',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('message_id', models.CharField(help_text="Message-ID; generated if the message has none.", max_length=300)),
                        ('sender', models.CharField(blank=True, default='', help_text="In lower case.", max_length=254)),
                        ('subject', models.CharField(blank=True, default='', max_length=500)),
                        ('text', models.TextField(blank=True, default='', help_text="As received.")),
                        ('headers', models.JSONField(blank=True, default=dict, help_text="Only headers used for classification.")),
                        ('received_at', models.DateTimeField()),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('written', models.TextField(blank=True, default='', help_text="What the sender wrote.")),
                        ('left_out', models.JSONField(blank=True, default=list, help_text="Quotes, signature, footer.")),
                        ('intent', models.CharField(blank=True, choices=[('positive_willing_to_meet', 'Willing to meet'), ('positive_need_information', 'Needs information'), ('positive_misc_reasons', 'Positive, other reasons'), ('objection_already_has_solution', 'Already has a solution'), ('objection_bad_timing', 'Bad timing'), ('objection_financial', 'Money'), ('objection_no_reason', 'No reason given'), ('objection_not_right_person', 'Not the right person'), ('objection_other_reasons', 'Objection, other reasons'), ('referral_specific_contacts', "Referral"), ('unsubscribe', 'Unsubscribe'), ('out_of_office', 'Out of office'), ('empty_body', 'Empty'), ('other_intents', 'Other')], default='', max_length=40)),
                        ('category', models.CharField(blank=True, choices=[('positive', 'Positive'), ('objection', 'Objection'), ('referral', 'Referral'), ('unsubscribe', 'Unsubscribe'), ('other', 'Other')], default='', max_length=12)),
                        ('score', models.FloatField(blank=True, null=True)),
                        ('source', models.CharField(blank=True, default='', max_length=12)),
                        ('model_version', models.CharField(blank=True, default='', max_length=80)),
                        ('why', models.JSONField(blank=True, default=list)),
                        ('action', models.CharField(choices=[('do_not_contact', "Mark Do not contact"), ('propose_contact', 'Create the contact that was named'), ('propose_date', 'Write again when they are back'), ('review', 'Not sure: a person decides'), ('none', 'Nothing')], default='none', max_length=16)),
                        ('state', models.CharField(choices=[('pending', 'waiting for classification'), ('taken', 'done'), ('proposed', 'proposed'), ('review', 'needs review'), ('none', "nothing to do"), ('undone', 'undone'), ('dismissed', 'dismissed')], default='pending', max_length=10)),
                        ('classified_at', models.DateTimeField(blank=True, null=True)),
                        ('corrected_at', models.DateTimeField(blank=True, null=True)),
                        ('contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='replies', to='leads.contact')),
                        ('corrected_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrected_replies', to=settings.AUTH_USER_MODEL)),
                        ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='replies', to='accounts.workspace')),
                        ('answers_to', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=300), blank=True, default=list, help_text="Message-IDs it answers, oldest first.", size=None)),
                        ('attachments', models.JSONField(blank=True, default=list, help_text="Name and size of attachments; their content is not kept.")),
                        ('thread', models.BigIntegerField(db_default=0, default=0, help_text="Key of the first reply of its thread.")),
                        ('back_on', models.DateField(blank=True, help_text="Return date of the sender, from an out-of-office reply.", null=True)),
                    ],
                    options={
                        'verbose_name_plural': 'replies',
                        'ordering': ['-received_at', '-pk'],
                        'indexes': [models.Index(fields=['workspace', '-received_at', '-id'], name='reply_by_time'), models.Index(condition=models.Q(('state', 'pending')), fields=['id'], name='reply_pending'), models.Index(fields=['workspace', 'thread'], name='reply_by_thread'), models.Index(fields=['workspace', 'sender'], name='reply_by_sender'), django.contrib.postgres.indexes.GinIndex(fields=['answers_to'], name='reply_by_answers_to')],
                        'constraints': [models.UniqueConstraint(fields=('workspace', 'message_id'), name='reply_once'), models.CheckConstraint(condition=models.Q(('score', None), ('score__range', (0, 1)), _connector='OR'), name='reply_score'), models.CheckConstraint(condition=models.Q(('state', 'pending'), models.Q(('intent', ''), _negated=True), _connector='OR'), name='classified_reply_has_intent')],
                    },
                ),
                migrations.CreateModel(
                    name='ReplyStep',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('intent', models.CharField(blank=True, choices=[('positive_willing_to_meet', 'Willing to meet'), ('positive_need_information', 'Needs information'), ('positive_misc_reasons', 'Positive, other reasons'), ('objection_already_has_solution', 'Already has a solution'), ('objection_bad_timing', 'Bad timing'), ('objection_financial', 'Money'), ('objection_no_reason', 'No reason given'), ('objection_not_right_person', 'Not the right person'), ('objection_other_reasons', 'Objection, other reasons'), ('referral_specific_contacts', "Referral"), ('unsubscribe', 'Unsubscribe'), ('out_of_office', 'Out of office'), ('empty_body', 'Empty'), ('other_intents', 'Other')], default='', help_text="Empty if each reply was confirmed as is.", max_length=40)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('undone_at', models.DateTimeField(blank=True, null=True)),
                        ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reply_steps', to=settings.AUTH_USER_MODEL)),
                        ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reply_steps', to='accounts.workspace')),
                    ],
                    options={
                        'ordering': ['-pk'],
                    },
                ),
                migrations.CreateModel(
                    name='ReplyCorrection',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('intent', models.CharField(choices=[('positive_willing_to_meet', 'Willing to meet'), ('positive_need_information', 'Needs information'), ('positive_misc_reasons', 'Positive, other reasons'), ('objection_already_has_solution', 'Already has a solution'), ('objection_bad_timing', 'Bad timing'), ('objection_financial', 'Money'), ('objection_no_reason', 'No reason given'), ('objection_not_right_person', 'Not the right person'), ('objection_other_reasons', 'Objection, other reasons'), ('referral_specific_contacts', "Referral"), ('unsubscribe', 'Unsubscribe'), ('out_of_office', 'Out of office'), ('empty_body', 'Empty'), ('other_intents', 'Other')], max_length=40)),
                        ('former_intent', models.CharField(blank=True, choices=[('positive_willing_to_meet', 'Willing to meet'), ('positive_need_information', 'Needs information'), ('positive_misc_reasons', 'Positive, other reasons'), ('objection_already_has_solution', 'Already has a solution'), ('objection_bad_timing', 'Bad timing'), ('objection_financial', 'Money'), ('objection_no_reason', 'No reason given'), ('objection_not_right_person', 'Not the right person'), ('objection_other_reasons', 'Objection, other reasons'), ('referral_specific_contacts', "Referral"), ('unsubscribe', 'Unsubscribe'), ('out_of_office', 'Out of office'), ('empty_body', 'Empty'), ('other_intents', 'Other')], default='', max_length=40)),
                        ('former_state', models.CharField(choices=[('pending', 'waiting for classification'), ('taken', 'done'), ('proposed', 'proposed'), ('review', 'needs review'), ('none', "nothing to do"), ('undone', 'undone'), ('dismissed', 'dismissed')], max_length=10)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('undone_at', models.DateTimeField(blank=True, null=True)),
                        ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reply_corrections', to=settings.AUTH_USER_MODEL)),
                        ('reply', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='corrections', to='replies.reply')),
                        ('step', models.ForeignKey(blank=True, help_text="The bulk label it belongs to, if any.", null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='replies.replystep')),
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
                        ('finished_at', models.DateTimeField(blank=True, help_text="Empty if it was interrupted.", null=True)),
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
                        ('place', models.CharField(help_text="File, and number of the message in it.", max_length=500)),
                        ('outcome', models.CharField(choices=[('new', 'taken'), ('known', "already known"), ('refused', "rejected")], max_length=7)),
                        ('reason', models.CharField(blank=True, default='', help_text="Why it was rejected.", max_length=300)),
                        ('reply', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='uploads', to='replies.reply')),
                        ('upload', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mails', to='replies.upload')),
                    ],
                    options={
                        'ordering': ['pk'],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'refused'), ('reply', None), models.Q(('reason', ''), _negated=True)), models.Q(models.Q(('outcome', 'refused'), _negated=True), models.Q(('reply', None), _negated=True)), _connector='OR'), name='uploaded_mail_has_reply_or_reason')],
                    },
                ),
                migrations.CreateModel(
                    name='ProposedContact',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('first_name', models.CharField(blank=True, default='', max_length=150)),
                        ('last_name', models.CharField(blank=True, default='', max_length=150)),
                        ('email', models.CharField(blank=True, default='', help_text="In lower case.", max_length=254)),
                        ('company_name', models.CharField(blank=True, default='', max_length=300)),
                        ('state', models.CharField(choices=[('open', 'proposed'), ('accepted', 'accepted'), ('dismissed', 'dismissed')], default='open', max_length=9)),
                        ('is_new', models.BooleanField(default=False, help_text="The contact created from it.")),
                        ('decided_at', models.DateTimeField(blank=True, null=True)),
                        ('contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='proposals', to='leads.contact')),
                        ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decided_proposals', to=settings.AUTH_USER_MODEL)),
                        ('reply', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='proposal', to='replies.reply')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), models.Q(('decided_at', None), _negated=True), models.Q(('decided_by', None), _negated=True)), _connector='OR'), name='proposed_contact_is_decided_by_somebody')],
                    },
                ),
            ],
        ),
    ]
