"""Mailboxes that replies are read from."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from leadqual.core.migration_operations import CreateModels


class Migration(migrations.Migration):

    replaces = [
        ('mailboxes', '0001_mailboxes'),
    ]

    initial = True

    dependencies = [
        ('accounts', '0001_version_0_2_0'),
        ('replies', '0001_version_0_2_0'),
    ]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name='Mailbox',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=100)),
                        ('host', models.CharField(help_text='Of the IMAP server.', max_length=253)),
                        ('port', models.PositiveIntegerField(default=993)),
                        ('security', models.CharField(choices=[('tls', 'TLS'), ('starttls', 'STARTTLS')], default='tls', max_length=8)),
                        ('username', models.CharField(help_text='Usually the email address of the mailbox.', max_length=254)),
                        ('sign_in', models.CharField(choices=[('password', 'Password'), ('oauth', 'OAuth 2.0')], default='password', max_length=8)),
                        ('secret', models.TextField(help_text='Encrypted: the password, or the OAuth refresh token.')),
                        ('access_token', models.TextField(blank=True, default='', help_text='Encrypted: of OAuth.')),
                        ('access_token_until', models.DateTimeField(blank=True, null=True)),
                        ('folders', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=300), blank=True, default=list, help_text='Folders with replies; empty for all but spam, trash and drafts.', size=None)),
                        ('sent_folder', models.CharField(blank=True, default='', help_text='Folder with sent emails; empty where the server says which it is.', max_length=300)),
                        ('since', models.DateField(help_text='Emails that came before this day are not read.')),
                        ('known_only', models.BooleanField(default=True, help_text='Only emails from people of the workspace and answers to sent emails.')),
                        ('state', models.CharField(choices=[('active', 'Active'), ('paused', 'Paused'), ('off', 'Turned off')], default='active', max_length=6)),
                        ('problem', models.CharField(blank=True, default='', help_text='Why the last check failed.', max_length=300)),
                        ('n_failures', models.PositiveIntegerField(default=0, help_text='Checks in a row that failed without progress.')),
                        ('n_refusals', models.PositiveIntegerField(default=0, help_text='Checks in a row at which the server refused the sign-in.')),
                        ('n_left', models.PositiveIntegerField(default=0, help_text='Emails that the last check left for the next one.')),
                        ('next_check_at', models.DateTimeField(db_index=True)),
                        ('checked_at', models.DateTimeField(blank=True, help_text='When a check came to its end.', null=True)),
                        ('leased_until', models.DateTimeField(blank=True, help_text='A worker checks it; if it dies, until then.', null=True)),
                        ('lease', models.UUIDField(blank=True, help_text='Of the check that has it.', null=True)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mailboxes', to=settings.AUTH_USER_MODEL)),
                        ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mailboxes', to='accounts.workspace')),
                    ],
                    options={
                        'verbose_name_plural': 'mailboxes',
                        'ordering': ['pk'],
                        'constraints': [models.UniqueConstraint(fields=('workspace', 'host', 'username'), name='mailbox_once'), models.CheckConstraint(condition=models.Q(('port__range', (1, 65535))), name='mailbox_port'), models.CheckConstraint(condition=models.Q(models.Q(('lease', None), ('leased_until', None)), models.Q(models.Q(('lease', None), _negated=True), models.Q(('leased_until', None), _negated=True)), _connector='OR'), name='mailbox_lease_has_an_end')],
                    },
                ),
                migrations.CreateModel(
                    name='MailboxFolder',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=300)),
                        ('is_sent', models.BooleanField(default=False, help_text='Holds sent emails.')),
                        ('uid_validity', models.BigIntegerField(help_text='If it changes, the server has renumbered the folder.')),
                        ('last_uid', models.BigIntegerField(default=0, help_text='All emails up to it are read.')),
                        ('n_left', models.PositiveIntegerField(default=0, help_text='Emails that are not read yet.')),
                        ('checked_at', models.DateTimeField(blank=True, null=True)),
                        ('mailbox', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='read_folders', to='mailboxes.mailbox')),
                    ],
                    options={
                        'ordering': ['-is_sent', 'name'],
                        'constraints': [models.UniqueConstraint(fields=('mailbox', 'name'), name='mailbox_folder_once')],
                    },
                ),
                migrations.CreateModel(
                    name='ReadEmail',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('digest', models.CharField(help_text='SHA-256 of Message-ID, sender, date and subject.', max_length=64)),
                        ('outcome', models.CharField(choices=[('reply', 'Added to Replies'), ('known', 'Already in Replies'), ('sent', 'Sent email'), ('unrelated', 'From unknown people'), ('too_large', 'Too large'), ('rejected', 'Rejected')], max_length=9)),
                        ('folder', models.CharField(max_length=300)),
                        ('uid', models.BigIntegerField(help_text='Number of the email in the folder.')),
                        ('n_bytes', models.BigIntegerField(default=0)),
                        ('reason', models.CharField(blank=True, default='', help_text='Why it was left.', max_length=300)),
                        ('read_at', models.DateTimeField(auto_now_add=True)),
                        ('mailbox', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='read_emails', to='mailboxes.mailbox')),
                        ('reply', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='read_emails', to='replies.reply')),
                    ],
                    options={
                        'ordering': ['-pk'],
                        'indexes': [models.Index(fields=['mailbox', 'outcome'], name='email_read_by_outcome')],
                        'constraints': [models.UniqueConstraint(fields=('mailbox', 'digest'), name='email_read_once'), models.CheckConstraint(condition=models.Q(('outcome__in', ['too_large', 'rejected']), ('reason', ''), _connector='OR'), name='skipped_email_has_reason')],
                    },
                ),
            ],
        ),
    ]
