"""What a deleted record refers to may be deleted or merged, too, by the time it is restored.

Its rows then come back as if they had been there when the other one went: what belongs to both, as
a pair of duplicates does, comes back with the other one; a mere reference is emptied until then, or
leads to the record that the other one was merged into. What needs something that is gone for good
does not come back.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any, TypeAlias

from django.apps import apps
from django.db.models import CASCADE, SET_NULL, ForeignKey, Model

from leadqual.accounts.models import Workspace
from leadqual.leads.models import DeletedRecord, MergedRecord

Row: TypeAlias = dict[str, Any]
_Place: TypeAlias = tuple[str, Any]
"""Table and key of a row, as serialized by Django."""
_Missing: TypeAlias = dict[_Place, DeletedRecord | None]
"""What is not there → the deleted record that it is, if any."""


def restorable_rows(deleted: DeletedRecord) -> list[Row]:
    """Return the rows of a deleted record that can come back now, in their order.

    What another deleted record needs for its own return is kept with that one.
    """
    missing = _missing(deleted)
    if not missing:
        return list(deleted.rows)
    holders = [one for one in missing.values() if one is not None]
    merges = _merges(deleted, missing)
    own = _label_of(deleted), deleted.record_id
    found = [
        _with_references(row, missing, merges)
        for row in deleted.rows
        if _place(row) == own or not _goes_with(row, missing)
    ]
    for holder in holders:
        holder.save(update_fields=["rows", "links", "merge"])
    return found


def _goes_with(row: Row, missing: _Missing) -> bool:
    """Say whether a row needs one that is missing, and keep it for the return of that one."""
    needed = [to for field, to in _references(row) if _is(field, CASCADE) and to in missing]
    if not needed:
        return False
    holder = None if any(missing[to] is None for to in needed) else missing[needed[0]]
    if holder is not None:
        holder.rows.append(row)
    missing[_place(row)] = holder  # What needs this row goes with it.
    return True


def _with_references(row: Row, missing: _Missing, merges: Mapping[_Place, MergedRecord]) -> Row:
    """Return a row without references to what is missing, which come back with that."""
    fields = dict(row["fields"])
    for field, to in _references(row):
        if not _is(field, SET_NULL) or to not in missing:
            continue
        holder, merge = missing[to], merges.get(to)
        fields[field.name] = merge.kept_now if merge else None
        if holder is not None:
            links = holder.links
            if merge and holder.merge is not None:
                links = holder.merge["moved"]
            links.append([field.model._meta.label, field.attname, [row["pk"]]])
    return {**row, "fields": fields}


def _missing(deleted: DeletedRecord) -> _Missing:
    """Return what rows refer to and is not there.

    Its deleted records are locked, so that two that need each other's return do not miss it.
    """
    own = {_place(row) for row in deleted.rows}
    wanted = {to for row in deleted.rows for _, to in _references(row)} - own
    missing = _not_there(wanted)
    if not missing:
        return {}
    trash = DeletedRecord.objects.filter(workspace=deleted.workspace_id)
    keys = {key for label, key in missing if label in _LABELS.values()}
    locked = trash.filter(record_id__in=keys).select_for_update().order_by("pk")
    holders = {(_label_of(one), one.record_id): one for one in locked} if keys else {}
    return {place: holders.get(place) for place in _not_there(missing)}


def _not_there(places: Iterable[_Place]) -> set[_Place]:
    by_label = defaultdict[str, set[Any]](set)
    for label, key in places:
        by_label[label].add(key)
    return {
        (label, key)
        for label, keys in by_label.items()
        for key in keys - set(_rows(label).filter(pk__in=keys).values_list("pk", flat=True))
    }


def _merges(deleted: DeletedRecord, missing: Iterable[_Place]) -> dict[_Place, MergedRecord]:
    rows = MergedRecord.objects.filter(
        workspace=deleted.workspace_id, record_id__in={key for _, key in missing}
    )
    return {(_LABELS[row.kind], row.record_id): row for row in rows}


def _references(row: Row) -> Iterator[tuple[ForeignKey[Any, Any], _Place]]:
    """Yield the foreign keys of a row that follow when what they name is deleted."""
    for field in _following(row["model"]):
        key = row["fields"].get(field.name)
        if key is not None:
            yield field, (str(field.related_model._meta.label_lower), key)


@cache
def _following(label: str) -> tuple[ForeignKey[Any, Any], ...]:
    return tuple(
        field
        for field in apps.get_model(label)._meta.concrete_fields
        if isinstance(field, ForeignKey)
        and field.related_model is not Workspace
        and (_is(field, CASCADE) or _is(field, SET_NULL))
    )


def _place(row: Row) -> _Place:
    return row["model"], row["pk"]


def _is(field: ForeignKey[Any, Any], on_delete: Callable[..., None]) -> bool:
    return bool(field.remote_field.on_delete is on_delete)


def _rows(label: str) -> Any:
    model: type[Model] = apps.get_model(label)
    return model._base_manager


_LABELS = {"contact": "leads.contact", "company": "leads.company", "reply": "replies.reply"}
"""Kind of a deleted record → its table."""


def _label_of(deleted: DeletedRecord) -> str:
    return _LABELS[deleted.kind]
