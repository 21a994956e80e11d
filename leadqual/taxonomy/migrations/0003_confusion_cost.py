"""What each confusion of two business models costs."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('taxonomy', '0002_dictionary_level_optional'),
    ]

    operations = [
        migrations.CreateModel(
            name='ConfusionCost',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('truth', models.CharField(choices=[('b2b', 'B2B'), ('b2c', 'B2C'), ('both', 'Both'), ('public', 'Public'), ('unknown', 'Unknown')], max_length=7)),
                ('said', models.CharField(choices=[('b2b', 'B2B'), ('b2c', 'B2C'), ('both', 'Both'), ('public', 'Public'), ('unknown', 'Unknown')], max_length=7)),
                ('cost', models.FloatField()),
            ],
            options={
                'ordering': ['truth', 'said'],
                'constraints': [models.UniqueConstraint(fields=('truth', 'said'), name='confusion_cost_once'), models.CheckConstraint(condition=models.Q(('cost__range', (0, 1000))), name='confusion_cost'), models.CheckConstraint(condition=models.Q(('truth__in', ['b2b', 'b2c', 'both', 'public', 'unknown']), ('said__in', ['b2b', 'b2c', 'both', 'public', 'unknown'])), name='confusion_cost_labels')],
            },
        ),
    ]
