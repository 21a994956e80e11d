"""Keeps what a person did on a page and can undo."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_version_0_2_0'),
        ('core', '0001_version_0_2_0'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='UndoStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.TextField(help_text='What was done, as the message said it.')),
                ('undo', models.TextField(help_text='Address that undoes it by a post.')),
                ('back', models.TextField(blank=True, default='', help_text='Page that the undo leads to.')),
                ('done_at', models.DateTimeField(auto_now_add=True)),
                ('undone_at', models.DateTimeField(blank=True, help_text='When that was asked for.', null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='undo_steps', to=settings.AUTH_USER_MODEL)),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='undo_steps', to='accounts.workspace')),
            ],
            options={
                'ordering': ['-pk'],
                'indexes': [models.Index(fields=['workspace', 'done_at'], name='undo_step_by_time')],
            },
        ),
    ]
