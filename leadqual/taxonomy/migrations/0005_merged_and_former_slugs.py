"""What functions and departments were merged into, and the slugs that they had."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('taxonomy', '0004_crosswalk'),
    ]

    operations = [
        migrations.CreateModel(
            name='FormerSlug',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('function', 'function'), ('department', 'department')], max_length=10)),
                ('slug', models.SlugField(max_length=60)),
            ],
            options={
                'ordering': ['kind', 'slug'],
            },
        ),
        migrations.AddField(
            model_name='department',
            name='merged_into',
            field=models.ForeignKey(blank=True, help_text='Takes its functions and its place in addresses; this one is retired.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='taxonomy.department'),
        ),
        migrations.AddField(
            model_name='function',
            name='merged_into',
            field=models.ForeignKey(blank=True, help_text='Takes its dictionary entries, phrases, titles and corrections, and its place in addresses; this one is retired. What the model alone said of it is read anew.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='taxonomy.function'),
        ),
        migrations.AddConstraint(
            model_name='department',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into', None), ('retired_at__isnull', False), _connector='OR'), name='merged_department_is_retired'),
        ),
        migrations.AddConstraint(
            model_name='function',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into', None), ('retired_at__isnull', False), _connector='OR'), name='merged_function_is_retired'),
        ),
        migrations.AddField(
            model_name='formerslug',
            name='department',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='former_slugs', to='taxonomy.department'),
        ),
        migrations.AddField(
            model_name='formerslug',
            name='function',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='former_slugs', to='taxonomy.function'),
        ),
        migrations.AddConstraint(
            model_name='formerslug',
            constraint=models.UniqueConstraint(fields=('kind', 'slug'), name='former_slug_once'),
        ),
        migrations.AddConstraint(
            model_name='formerslug',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('department', None), ('function__isnull', False), ('kind', 'function')), models.Q(('department__isnull', False), ('function', None), ('kind', 'department')), _connector='OR'), name='former_slug_has_one_row'),
        ),
    ]
