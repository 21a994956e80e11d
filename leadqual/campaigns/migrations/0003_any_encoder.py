"""Vectors of any length, so that a second encoder can lie beside the first.

The index keeps to vectors of the encoder that installs with the product. There are no other ones
before this migration; going back deletes them, because they would not fit: the job makes them anew.
"""

from django.contrib.postgres.indexes import OpClass
from django.db import migrations, models
from django.db.models.functions import Cast
from django.db.models.lookups import Exact
from pgvector.django import HalfVectorField, HnswIndex


class Migration(migrations.Migration):
    dependencies = [("matching", "0002_map")]

    operations = [
        migrations.RemoveIndex(model_name="companyvector", name="company_vector_hnsw"),
        migrations.AlterField(
            model_name="campaign",
            name="description_vector",
            field=HalfVectorField(
                blank=True,
                help_text="Made by the embedding job; as long as its encoder says.",
                null=True,
            ),
        ),
        migrations.AlterField(
            model_name="companyvector", name="vector", field=HalfVectorField()
        ),
        migrations.AlterField(model_name="landmark", name="vector", field=HalfVectorField()),
        migrations.RunSQL(
            migrations.RunSQL.noop,
            """
            DELETE FROM matching_companyreading r USING matching_companyvector v
             WHERE v.company_id = r.company_id AND v.encoder = r.encoder
               AND vector_dims(v.vector) <> 384;
            DELETE FROM matching_companyvector WHERE vector_dims(vector) <> 384;
            DELETE FROM matching_landmark WHERE vector_dims(vector) <> 384;
            UPDATE matching_campaign SET description_vector = NULL, description_hash = ''
             WHERE vector_dims(description_vector) <> 384;
            """,
        ),
        migrations.AddIndex(
            model_name="companyvector",
            index=HnswIndex(
                OpClass(
                    Cast("vector", HalfVectorField(dimensions=384)), name="halfvec_cosine_ops"
                ),
                condition=models.Q(
                    Exact(
                        models.Func(
                            models.F("vector"),
                            function="vector_dims",
                            output_field=models.IntegerField(),
                        ),
                        384,
                    )
                ),
                ef_construction=64,
                m=16,
                name="company_vector_hnsw",
            ),
        ),
    ]
