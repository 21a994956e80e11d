"""Stored searches name their parameters as the address does: `exclude`, `do_not_contact`, `unclassified`."""

from urllib.parse import parse_qsl, urlencode

from django.db import migrations

_NAMES = {"no": "exclude", "dnc": "do_not_contact", "other": "unclassified"}
_MODELS = ("SavedSearch", "Export")


def _renamed(query, names):
    def value_of(name, value):
        if name not in {"no", "exclude"}:
            return value
        facet, colon, excluded = value.partition(":")
        return f"{names.get(facet, facet)}{colon}{excluded}"

    pairs = parse_qsl(query, keep_blank_values=True)
    return urlencode([(names.get(name, name), value_of(name, value)) for name, value in pairs])


def _rename(apps, names):
    for model in _MODELS:
        rows = apps.get_model("leads", model)._base_manager
        for pk, query in rows.exclude(query="").values_list("pk", "query").iterator():
            renamed = _renamed(query, names)
            if renamed != query:
                rows.filter(pk=pk).update(query=renamed)


def forwards(apps, schema_editor):
    _rename(apps, _NAMES)


def backwards(apps, schema_editor):
    _rename(apps, {new: old for old, new in _NAMES.items()})


class Migration(migrations.Migration):
    dependencies = [("leads", "0031_export_formats")]

    operations = [migrations.RunPython(forwards, backwards)]
