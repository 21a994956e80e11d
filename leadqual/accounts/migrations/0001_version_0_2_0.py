"""Workspaces, accounts, API keys, the audit log."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import leadqual.accounts.models.api_keys
from django.conf import settings
from django.db import migrations, models

from leadqual.core.migration_operations import CreateModels, run_sql


class Migration(migrations.Migration):

    replaces = [
        ('accounts', '0001_version_0_1_0'),
        ('accounts', '0003_audit_origin'),
        ('accounts', '0004_audit_append_only'),
        ('accounts', '0005_invitation'),
        ('accounts', '0006_reset_first_passwords'),
        ('accounts', '0007_api_key_scopes'),
        ('accounts', '0008_api_key_limits'),
        ('accounts', '0009_workspace_life'),
        ('accounts', '0010_two_step_and_epoch'),
        ('accounts', '0011_idempotent_request'),
        ('accounts', '0012_outgoing_email'),
        ('accounts', '0013_api_key_issued_by'),
        ('accounts', '0014_user_password_reset_at'),
        ('accounts', '0015_home_visits_and_sample_data'),
        ('accounts', '0016_sealed_answers'),
        ('accounts', '0017_webhook_events'),
        ('accounts', '0018_workspace_limits'),
    ]

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('core', '0001_version_0_2_0'),
    ]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name='User',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('password', models.CharField(max_length=128, verbose_name='password')),
                        ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                        ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                        ('first_name', models.CharField(blank=True, max_length=150, verbose_name='first name')),
                        ('last_name', models.CharField(blank=True, max_length=150, verbose_name='last name')),
                        ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                        ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                        ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                        ('email', models.EmailField(max_length=254, unique=True)),
                        ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                        ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
                        ('session_epoch', models.PositiveIntegerField(db_default=0, default=0, help_text='Sessions of an earlier epoch are signed out.')),
                        ('password_reset_at', models.DateTimeField(blank=True, help_text='Older passkeys need the password as well, until it was entered with them once.', null=True)),
                    ],
                    options={
                        'verbose_name': 'user',
                        'verbose_name_plural': 'users',
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='Workspace',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=100)),
                        ('slug', models.SlugField(unique=True)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('title_overlap', models.PositiveSmallIntegerField(db_default=5, default=5, help_text='Percentage of titles to double-label.')),
                        ('deleted_at', models.DateTimeField(blank=True, db_index=True, help_text='When it was deleted; it can be restored until it is purged.', null=True)),
                        ('deleted_by', models.ForeignKey(blank=True, help_text='Empty if it was deleted by a command.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deleted_workspaces', to=settings.AUTH_USER_MODEL)),
                        ('purged_rows', models.JSONField(blank=True, db_default=models.Value({}, models.JSONField()), default=dict, help_text='Rows purged so far, by table.')),
                        ('requires_two_step', models.BooleanField(db_default=False, default=False, help_text='Members without two-step verification cannot access the workspace.')),
                        ('sample_steps', models.PositiveSmallIntegerField(blank=True, help_text='Steps of the sample data that are done; empty without sample data.', null=True)),
                        ('webhook_events', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, db_default=models.Value([], output_field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), size=None)), default=list, editable=False, help_text='Event types that active webhooks listen to.', size=None)),
                        ('max_companies', models.PositiveBigIntegerField(blank=True, help_text='Most companies; 0 for no limit, empty for the default of the installation.', null=True)),
                        ('max_contacts', models.PositiveBigIntegerField(blank=True, help_text='Most contacts; 0 for no limit, empty for the default of the installation.', null=True)),
                        ('max_jobs', models.PositiveIntegerField(blank=True, help_text='Most imports, exports and the like that are queued or running; 0 for no limit, empty for the default of the installation.', null=True)),
                        ('max_requests', models.PositiveIntegerField(blank=True, help_text='Most API requests a minute; 0 for no limit, empty for the default of the installation.', null=True)),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('title_overlap__range', (0, 100))), name='workspace_title_overlap')],
                    },
                ),
                migrations.CreateModel(
                    name='Member',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('role', models.CharField(choices=[('viewer', 'Viewer'), ('qualifier', 'Qualifier'), ('manager', 'Manager')], default='viewer', max_length=10)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL)),
                        ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='accounts.workspace')),
                        ('former_visit_at', models.DateTimeField(blank=True, help_text='When the visit before the last one ended.', null=True)),
                        ('hides_first_steps', models.BooleanField(db_default=False, default=False, help_text='The person dismissed the first steps.')),
                        ('visited_at', models.DateTimeField(blank=True, help_text='When the person last opened the home page here.', null=True)),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('workspace', 'user'), name='member_once'), models.CheckConstraint(condition=models.Q(('role__in', ['viewer', 'qualifier', 'manager'])), name='member_role')],
                    },
                ),
                migrations.CreateModel(
                    name='ApiKey',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(help_text='Name of the key, e.g. the program that uses it.', max_length=100)),
                        ('prefix', models.CharField(help_text='First characters of the secret.', max_length=12)),
                        ('key_hash', models.CharField(help_text='SHA-256 of the secret.', max_length=64, unique=True)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('last_used_at', models.DateTimeField(blank=True, null=True)),
                        ('revoked_at', models.DateTimeField(blank=True, null=True)),
                        ('created_by', models.ForeignKey(help_text='The owner, whose role applies: its creator, or who took it over.', on_delete=django.db.models.deletion.PROTECT, related_name='api_keys', to=settings.AUTH_USER_MODEL)),
                        ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='api_keys', to='accounts.workspace')),
                        ('scopes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('read', 'Read'), ('classify', 'Classify'), ('write', 'Write'), ('replies', 'Replies'), ('export', 'Export'), ('admin', 'Admin'), ('installation', 'Installation')], max_length=12), default=leadqual.accounts.models.api_keys.default_scopes, help_text='Permissions of the key, limited by the role of its owner.', size=None)),
                        ('expires_at', models.DateTimeField(blank=True, help_text='Null: never.', null=True)),
                        ('expiry_warned_at', models.DateTimeField(blank=True, null=True)),
                        ('last_used_ip', models.GenericIPAddressField(blank=True, null=True)),
                        ('previous_key_hash', models.CharField(blank=True, max_length=64, null=True, unique=True)),
                        ('previous_last_used_at', models.DateTimeField(blank=True, null=True)),
                        ('previous_prefix', models.CharField(blank=True, default='', max_length=12)),
                        ('previous_valid_until', models.DateTimeField(blank=True, null=True)),
                        ('requests_per_minute', models.PositiveIntegerField(blank=True, help_text='Rate limit of this key; null for the default.', null=True)),
                        ('rotated_at', models.DateTimeField(blank=True, null=True)),
                        ('issued_by', models.ForeignKey(blank=True, help_text='The key with which a program requested this secret; null for a person.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='issued_keys', to='accounts.apikey')),
                    ],
                    options={
                        'ordering': ['-created_at'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('scopes__contained_by', ['read', 'classify', 'write', 'replies', 'export', 'admin', 'installation'])), name='api_key_scopes_known'), models.CheckConstraint(condition=models.Q(('scopes__len__gt', 0)), name='api_key_has_scope'), models.CheckConstraint(condition=models.Q(('requests_per_minute', None), ('requests_per_minute__gt', 0), _connector='OR'), name='api_key_rate_positive')],
                    },
                ),
                migrations.CreateModel(
                    name='AuditRow',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('action', models.CharField(help_text='Action, e.g. `do_not_contact.set`.', max_length=60)),
                        ('subject', models.CharField(help_text='Subject, e.g. `contact:17`.', max_length=120)),
                        ('details', models.JSONField(blank=True, default=dict)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('actor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='audit_rows', to=settings.AUTH_USER_MODEL)),
                        ('workspace', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='audit_rows', to='accounts.workspace')),
                        ('after', models.JSONField(blank=True, help_text='Values after the change.', null=True)),
                        ('api_key', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='audit_rows', to='accounts.apikey')),
                        ('before', models.JSONField(blank=True, help_text='Values before the change.', null=True)),
                        ('ip_address', models.GenericIPAddressField(blank=True, help_text='Interface it was done through.', null=True)),
                        ('name', models.CharField(blank=True, default='', help_text='Name of the subject at that time, e.g. `anna@example.com`.', max_length=300)),
                    ],
                    options={
                        'indexes': [models.Index(fields=['workspace', '-created_at'], name='audit_by_time'), models.Index(django.db.models.functions.text.Lower('subject'), name='audit_by_subject'), models.Index(fields=['workspace', '-id'], name='audit_by_id'), models.Index(fields=['workspace', 'action', '-id'], name='audit_by_action'), django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Upper('name'), name='gin_trgm_ops'), name='audit_name_trigrams')],
                    },
                ),
                migrations.CreateModel(
                    name='Invitation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('email', models.EmailField(help_text='In lower case.', max_length=254)),
                        ('role', models.CharField(choices=[('viewer', 'Viewer'), ('qualifier', 'Qualifier'), ('manager', 'Manager')], default='qualifier', max_length=10)),
                        ('token_hash', models.CharField(help_text='SHA-256 of the secret in the link.', max_length=64, unique=True)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('expires_at', models.DateTimeField()),
                        ('last_sent_at', models.DateTimeField(blank=True, help_text='When it was sent; empty until then.', null=True)),
                        ('n_sent', models.PositiveSmallIntegerField(default=0, help_text='Emails requested, including the first one.')),
                        ('accepted_at', models.DateTimeField(blank=True, null=True)),
                        ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                        ('invited_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sent_invitations', to=settings.AUTH_USER_MODEL)),
                        ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='accounts.workspace')),
                        ('queued_at', models.DateTimeField(blank=True, help_text='When the last email was requested.', null=True)),
                    ],
                    options={
                        'ordering': ['-created_at'],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('accepted_at', None), ('withdrawn_at', None)), fields=('workspace', 'email'), name='invitation_open_once'), models.CheckConstraint(condition=models.Q(('email', django.db.models.functions.text.Lower('email'))), name='invitation_lower_case'), models.CheckConstraint(condition=models.Q(('role__in', ['viewer', 'qualifier', 'manager'])), name='invitation_role'), models.CheckConstraint(condition=models.Q(('accepted_at', None), ('withdrawn_at', None), _connector='OR'), name='invitation_one_end')],
                    },
                ),
                migrations.CreateModel(
                    name='WorkspaceExport',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('state', models.CharField(choices=[('queued', 'Waiting'), ('running', 'Running'), ('done', 'Ready'), ('failed', 'Failed')], default='queued', max_length=7)),
                        ('n_rows', models.PositiveIntegerField(default=0, help_text='Rows written.')),
                        ('n_rows_total', models.PositiveIntegerField(default=0, help_text='Rows at the start.')),
                        ('n_bytes', models.PositiveBigIntegerField(default=0, help_text='Size of the file.')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('heartbeat_at', models.DateTimeField(blank=True, help_text='Last heartbeat of the job.', null=True)),
                        ('finished_at', models.DateTimeField(blank=True, null=True)),
                        ('expires_at', models.DateTimeField(blank=True, help_text='The file is deleted after this time.', null=True)),
                        ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='workspace_exports', to=settings.AUTH_USER_MODEL)),
                        ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='full_exports', to='accounts.workspace')),
                    ],
                    options={
                        'ordering': ['-pk'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['queued', 'running', 'done', 'failed'])), name='workspace_export_state'), models.UniqueConstraint(condition=models.Q(('state__in', ['queued', 'running'])), fields=('workspace',), name='workspace_export_one_at_work')],
                    },
                ),
                migrations.CreateModel(
                    name='IdempotentRequest',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.UUIDField(help_text='Generated by the client, once for each change.')),
                        ('fingerprint', models.CharField(help_text='SHA-256 of method, path and body, so that a key belongs to one request.', max_length=64)),
                        ('status', models.PositiveSmallIntegerField(default=0, help_text='HTTP status of the response.')),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='idempotent_requests', to=settings.AUTH_USER_MODEL)),
                        ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='idempotent_requests', to='accounts.workspace')),
                        ('sealed_answer', models.TextField(default='', help_text='Body of the response, encrypted; it may hold a secret.')),
                        ('headers', models.JSONField(default=dict, help_text='Headers of the response, such as ETag.')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['workspace', 'created_at'], name='idempotent_request_age')],
                        'constraints': [models.UniqueConstraint(fields=('workspace', 'user', 'key'), name='idempotent_request_once')],
                    },
                ),
                migrations.CreateModel(
                    name='OutgoingEmail',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(help_text='Name of its template.', max_length=60)),
                        ('message', models.TextField(blank=True, help_text='Recipient, subject and text, encrypted because they contain links. Empty once it failed.')),
                        ('state', models.CharField(choices=[('waiting', 'Waiting'), ('sending', 'Sending'), ('failed', 'Failed')], default='waiting', max_length=7)),
                        ('n_tries', models.PositiveSmallIntegerField(default=0)),
                        ('problem', models.CharField(blank=True, help_text='Error of the last try.', max_length=200)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('next_at', models.DateTimeField(help_text='Not sent before this time.')),
                        ('tried_until', models.DateTimeField(help_text='Given up after this time.')),
                        ('claimed_at', models.DateTimeField(blank=True, help_text='When a worker started to send it; only that worker sends it.', null=True)),
                        ('invitation', models.ForeignKey(blank=True, help_text='The invitation whose link it contains.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='outgoing_emails', to='accounts.invitation')),
                        ('user', models.ForeignKey(blank=True, help_text='The account it is about.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='outgoing_emails', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'ordering': ['pk'],
                        'indexes': [models.Index(fields=['state', 'next_at'], name='outgoing_email_due')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'sending', 'failed'])), name='outgoing_email_state'), models.UniqueConstraint(fields=('invitation',), name='outgoing_email_one_of_an_invitation')],
                    },
                ),
            ],
        ),
        run_sql('accounts', 'audit_log'),
    ]
