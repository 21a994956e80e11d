"""Saved searches, and when each person last opened them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('leads', '0009_exports'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SavedSearch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('query', models.TextField(blank=True, default='', help_text='As in an address, without page.')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('deleted_at', models.DateTimeField(blank=True, help_text='Nobody sees it from then on; it stays for an undo.', null=True)),
            ],
            options={
                'verbose_name_plural': 'saved searches',
                'ordering': ['name', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='SearchVisit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('opened_at', models.DateTimeField()),
                ('seen', models.BigIntegerField(help_text='Key of the last contact that was there; later ones are new beside the name.')),
                ('former_opened_at', models.DateTimeField(blank=True, help_text='The visit before this one; empty in the first.', null=True)),
                ('former_seen', models.BigIntegerField(blank=True, help_text='Of the visit before; later contacts are marked as new.', null=True)),
            ],
        ),
        migrations.AddField(
            model_name='savedsearch',
            name='author',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='saved_searches', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='savedsearch',
            name='workspace',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='saved_searches', to='accounts.workspace'),
        ),
        migrations.AddField(
            model_name='searchvisit',
            name='saved_search',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='visits', to='leads.savedsearch'),
        ),
        migrations.AddField(
            model_name='searchvisit',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='search_visits', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='savedsearch',
            constraint=models.UniqueConstraint(condition=models.Q(('deleted_at', None)), fields=('workspace', 'name'), name='saved_search_name_once'),
        ),
        migrations.AddConstraint(
            model_name='savedsearch',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='saved_search_has_name'),
        ),
        migrations.AddConstraint(
            model_name='searchvisit',
            constraint=models.UniqueConstraint(fields=('saved_search', 'user'), name='search_visit_once'),
        ),
    ]
