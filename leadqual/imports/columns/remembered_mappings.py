"""Mappings and options chosen for one file are offered for the next similar file."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from leadqual.accounts.models import User, Workspace
from leadqual.core.errors import WrongValue
from leadqual.imports.columns.column_fields import LINE, REASON, SEVERAL, fields, fold_name
from leadqual.imports.columns.custom_columns import custom_fields
from leadqual.imports.errors import MappingError, NoTemplateError, WrongStepError
from leadqual.imports.models import ImportBatch, SavedMapping
from leadqual.imports.options import DEFAULT, Options, check_options
from leadqual.leads.records.statuses import statuses_of

NEARLY = 0.75
"""Share of the names of both headers together that both must have."""

_MAX_COMPARED = 200
_MAX_NAMED = 10
_CHOICES = ("mode", "match_by", "duplicates", "only_empty", "statuses")


def mapping_used_before(batch: ImportBatch) -> SavedMapping | None:
    """Return the saved mapping with the most similar header; the newest if several tie."""
    names = set(_folded(batch.columns))
    rows = SavedMapping.objects.filter(workspace=batch.workspace_id, kind=batch.kind)
    newest = list(rows.select_related("author")[:_MAX_COMPARED])
    likest = max(newest, key=lambda row: _likeness(names, row.columns), default=None)
    if likest is None or _likeness(names, likest.columns) < NEARLY:
        return None
    return likest


def saved_mapping_for(*, workspace: Workspace, kind: str, file_name: str) -> SavedMapping:
    """Return the mapping saved for the newest file of this name.

    Includes imports by API or command line, and the mapping kept for an import that was discarded
    after a dry run.

    Raises:
        NoTemplateError: there is none; the message lists those that exist.
    """
    batches = ImportBatch.objects.filter(workspace=workspace, kind=kind)
    started = batches.exclude(status=ImportBatch.Status.MAPPING)
    if batch := started.filter(file_name=file_name).first():
        return SavedMapping(columns=_own(batch), **_settled(batch))
    kept = SavedMapping.objects.filter(workspace=workspace, kind=kind)
    if found := kept.filter(file_name=file_name).first():
        return found
    names = [
        *kept.values_list("file_name", flat=True),
        *started.values_list("file_name", flat=True),
    ]
    shown = list(dict.fromkeys(names))[:_MAX_NAMED]
    there = f"Files: {', '.join(shown)}." if shown else "There are no imports yet."
    raise NoTemplateError(
        f"There is no import of {kind} from a file “{file_name}”. {there}",
        WrongValue("template", file_name, dict.fromkeys(names)),
    )


def apply_mapping(
    kind: str,
    columns: Sequence[Mapping[str, str]],
    former: SavedMapping,
    changes: Mapping[str, str] | None = None,
) -> tuple[dict[str, str], Options]:
    """Return the mapping and options of an earlier file, applied to these columns.

    Args:
        kind: `contacts` or `companies`.
        columns: of this file, each with its `name` and its `guess`.
        former: see `saved_mapping_for`.
        changes: column → field; they override the saved ones. See `Look.mapping`.
    """
    mapping = _mapping_as(columns, former, changes or {})
    return mapping, _allowed(kind, mapping, Options(**former.options))


def reuse_mapping(batch: ImportBatch) -> None:
    """Apply the mapping and options of the last file with such a header to a pending import.

    New columns keep their guess unless the field is taken. A matching key without a column in this
    file is dropped.
    """
    former = mapping_used_before(batch)
    if former is not None:
        mapping, options = apply_mapping(batch.kind, batch.columns, former)
        _stand(batch, known_only(batch, mapping), _with_known_statuses(batch, options))


def known_only(
    batch: ImportBatch, mapping: Mapping[str, str], wanted: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Drop columns whose custom field has been deleted.

    Args:
        batch: of a workspace.
        mapping: column → field.
        wanted: columns requested now; kept, so that their errors are reported.
    """
    known = fields(batch.kind, custom_fields(batch.workspace, batch.kind))
    return {name: code for name, code in mapping.items() if code in known or name in (wanted or {})}


def mapping_from(batch: ImportBatch) -> SavedMapping | None:
    """Return the saved mapping that a file currently uses; None if it uses none, or the guess."""
    former = mapping_used_before(batch)
    now = (batch.mapping, _options_of(batch))
    if former is None or now == (_guessed(batch), DEFAULT):
        return None
    mapping, options = apply_mapping(batch.kind, batch.columns, former)
    known = (known_only(batch, mapping), _with_known_statuses(batch, options))
    return former if now == known else None


def _with_known_statuses(batch: ImportBatch, options: Options) -> Options:
    """Drop values whose status was archived since."""
    if not options.statuses:
        return options
    known = {"", *(row.code for row in statuses_of(batch.workspace).active)}
    kept = {value: code for value, code in options.statuses.items() if code in known}
    return options._replace(statuses=kept)


@transaction.atomic
def guess_again(*, batch: ImportBatch) -> None:
    """Replace a remembered mapping by the guess and the default options.

    Raises:
        WrongStepError: the import was started.
    """
    _lock_waiting(batch)
    _stand(batch, _guessed(batch), DEFAULT)


@transaction.atomic
def forget(*, batch: ImportBatch) -> str:
    """Forget the mapping saved for files like this one; it is guessed from now on.

    Returns:
        Name of the file it was saved for; "" if there was none.

    Raises:
        WrongStepError: the import was started; nothing is forgotten.
    """
    _lock_waiting(batch)
    former = mapping_used_before(batch)
    if former is None:
        return ""
    former.delete()
    _stand(batch, _guessed(batch), DEFAULT)
    return former.file_name


def _lock_waiting(batch: ImportBatch) -> None:
    ImportBatch.objects.select_for_update().get(pk=batch.pk)
    batch.refresh_from_db()
    if batch.status != ImportBatch.Status.MAPPING:
        raise WrongStepError("This import has started; its mapping can no longer change.")


def _stand(batch: ImportBatch, mapping: dict[str, str], options: Options) -> None:
    batch.mapping = mapping
    batch.mode, batch.match_by, batch.duplicates, *_ = options
    batch.only_empty, batch.statuses = options.only_empty, dict(options.statuses)
    batch.save(update_fields=["mapping", *_CHOICES])


def _options_of(batch: ImportBatch) -> Options:
    return Options(**{name: getattr(batch, name) for name in _CHOICES})


def _allowed(kind: str, mapping: Mapping[str, str], options: Options) -> Options:
    """Return the saved options that the columns of this file allow."""
    try:
        check_options(kind, mapping, options)
    except MappingError:
        return options._replace(match_by=DEFAULT.match_by)
    return options


def _mapping_as(
    columns: Sequence[Mapping[str, str]], former: SavedMapping, wanted: Mapping[str, str]
) -> dict[str, str]:
    taken = {field for field in wanted.values() if field}
    mapping: dict[str, str] = {}
    found: list[tuple[str, str]] = []
    new: list[tuple[str, str]] = []
    for column, folded in zip(columns, _folded(columns), strict=True):
        if folded not in former.columns:
            new.append((column["name"], column["guess"]))
        elif folded in former.mapping:
            found.append((column["name"], former.mapping[folded]))
    for name, field in (*found, *new):
        if field and (field in SEVERAL or field not in {*mapping.values(), *taken}):
            mapping[name] = field
    return {column: field for column, field in {**mapping, **wanted}.items() if field}


def _guessed(batch: ImportBatch) -> dict[str, str]:
    return {column["name"]: column["guess"] for column in batch.columns if column["guess"]}


def remember(*, batch: ImportBatch, author: User) -> None:
    """Save the mapping and options of a file, replacing those for the same header."""
    folded = _folded(batch.columns)
    if len(set(folded)) < len(folded):
        return  # Two names differ only in punctuation and would be ambiguous.
    SavedMapping.objects.update_or_create(
        workspace=batch.workspace,
        kind=batch.kind,
        columns=_own(batch),
        defaults={**_settled(batch), "file_name": batch.file_name, "author": author},
    )


def _own(batch: ImportBatch) -> list[str]:
    """Return the normalized column names, without those added to a rejected rows file."""
    names = [column["name"] for column in batch.columns]
    folded = _folded(batch.columns)
    return [one for name, one in zip(names, folded, strict=True) if _is_theirs(name)]


def _settled(batch: ImportBatch) -> dict[str, dict[str, str]]:
    names = [column["name"] for column in batch.columns]
    return {
        "mapping": {
            one: batch.mapping[name]
            for name, one in zip(names, _folded(batch.columns), strict=True)
            if name in batch.mapping
        },
        "options": {name: getattr(batch, name) for name in _CHOICES},
    }


def _folded(columns: Sequence[Mapping[str, str]]) -> list[str]:
    """Return the normalized column names; a name of only punctuation is kept as is."""
    return [fold_name(column["name"]) or column["name"] for column in columns]


def _is_theirs(name: str) -> bool:
    return name not in {LINE, REASON}


def _likeness(names: set[str], others: Sequence[str]) -> float:
    own = names - {fold_name(LINE), fold_name(REASON)}
    return len(own & set(others)) / len(own | set(others)) if own or others else 0.0
