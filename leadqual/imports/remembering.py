"""Columns that were settled for one file are offered for the next file with such a header."""

from collections.abc import Sequence

from django.db import transaction

from leadqual.accounts.models import User
from leadqual.imports.columns import LINE, REASON, fold_name
from leadqual.imports.errors import WrongStepError
from leadqual.imports.models import ImportBatch
from leadqual.imports.settled import SettledColumns

NEARLY = 0.75
"""Share of the names of both headers together that both must have."""

_MOST_COMPARED = 200


def settled_before(batch: ImportBatch) -> SettledColumns | None:
    """Return what was settled for the header most like that of a file; the newest of equals."""
    names = set(_folded(batch))
    rows = SettledColumns.objects.filter(workspace=batch.workspace_id, kind=batch.kind)
    newest = list(rows.select_related("author")[:_MOST_COMPARED])
    likest = max(newest, key=lambda row: _likeness(names, row.columns), default=None)
    if likest is None or _likeness(names, likest.columns) < NEARLY:
        return None
    return likest


def settle_as_before(batch: ImportBatch) -> None:
    """Give the columns of a file that waits the fields of the last file with such a header.

    Columns that are new keep their guess, unless its field is taken.
    """
    former = settled_before(batch)
    if former is None:
        return
    batch.mapping = _mapping_as(batch, former)
    batch.save(update_fields=["mapping"])


def settled_as(batch: ImportBatch) -> SettledColumns | None:
    """Return what the columns of a file stand as, where that is not what was guessed for it."""
    former = settled_before(batch)
    if former is None or batch.mapping == _guessed(batch):
        return None
    return former if batch.mapping == _mapping_as(batch, former) else None


@transaction.atomic
def guess_anew(*, batch: ImportBatch) -> None:
    """Take the guess in place of what was settled before.

    Raises:
        WrongStepError: the import was started.
    """
    ImportBatch.objects.select_for_update().get(pk=batch.pk)
    batch.refresh_from_db()
    if batch.status != ImportBatch.Status.MAPPING:
        raise WrongStepError("This import was started; its columns are settled.")
    batch.mapping = _guessed(batch)
    batch.save(update_fields=["mapping"])


def _mapping_as(batch: ImportBatch, former: SettledColumns) -> dict[str, str]:
    """Return column → field of a file as they were settled for another one."""
    mapping: dict[str, str] = {}
    new: list[tuple[str, str]] = []
    for column, folded in zip(batch.columns, _folded(batch), strict=True):
        if folded not in former.columns:
            new.append((column["name"], column["guess"]))
        elif folded in former.mapping and former.mapping[folded] not in mapping.values():
            mapping[column["name"]] = former.mapping[folded]
    for name, field in new:
        if field and field not in mapping.values():
            mapping[name] = field
    return mapping


def _guessed(batch: ImportBatch) -> dict[str, str]:
    return {column["name"]: column["guess"] for column in batch.columns if column["guess"]}


def remember(*, batch: ImportBatch, author: User) -> None:
    """Keep how the columns of a file were settled, in place of what was kept for its header."""
    folded = _folded(batch)
    if len(set(folded)) < len(folded):
        return  # Two names are one but for signs: nobody could tell them apart the next time.
    names = [column["name"] for column in batch.columns]
    SettledColumns.objects.update_or_create(
        workspace=batch.workspace,
        kind=batch.kind,
        columns=[one for name, one in zip(names, folded, strict=True) if _is_theirs(name)],
        defaults={
            "mapping": {
                one: batch.mapping[name]
                for name, one in zip(names, folded, strict=True)
                if name in batch.mapping
            },
            "file_name": batch.file_name,
            "author": author,
        },
    )


def _folded(batch: ImportBatch) -> list[str]:
    """Return the names of the columns in one spelling; one of signs alone stays as it is."""
    return [fold_name(column["name"]) or column["name"] for column in batch.columns]


def _is_theirs(name: str) -> bool:
    return name not in {LINE, REASON}


def _likeness(names: set[str], others: Sequence[str]) -> float:
    own = names - {fold_name(LINE), fold_name(REASON)}
    return len(own & set(others)) / len(own | set(others)) if own or others else 0.0
