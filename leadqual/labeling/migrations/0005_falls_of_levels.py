"""Falls say which kind of label they are of."""

from django.db import migrations

_RENAME = """
UPDATE labelling_learnedfunction SET falls = (
    SELECT jsonb_agg((fall - %s::text) || jsonb_build_object(%s::text, fall -> %s::text) || %s::jsonb)
    FROM jsonb_array_elements(falls) AS fall
) WHERE falls <> '[]'
"""


def _name_kinds(apps, schema_editor) -> None:
    values = ["function", "label", "function", '{"kind": "function"}']
    schema_editor.execute(_RENAME, values)


def _forget_kinds(apps, schema_editor) -> None:
    schema_editor.execute(_RENAME, ["label", "function", "label", "{}"])


class Migration(migrations.Migration):
    dependencies = [("labelling", "0004_correction_learned_before")]

    operations = [migrations.RunPython(_name_kinds, _forget_kinds)]
