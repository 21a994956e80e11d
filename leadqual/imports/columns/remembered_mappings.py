"""Mappings and options chosen for one file are offered for the next similar file."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from leadqual.accounts.models import User, Workspace
from leadqual.core.errors import WrongValue
from leadqual.imports.columns.column_fields import (
    LINE,
    REASON,
    REPEATABLE_FIELDS,
    fields,
    fold_name,
)
from leadqual.imports.columns.custom_columns import custom_fields
from leadqual.imports.errors import MappingError, NoTemplateError, WrongStepError
from leadqual.imports.models import ImportBatch, SavedMapping
from leadqual.imports.options import DEFAULT, Options, check_options
from leadqual.leads.records.statuses import statuses_of

MIN_SIMILARITY = 0.75
"""Share of the names of both headers together that both must have."""

_MAX_COMPARED = 200
_MAX_LISTED = 10
_OPTION_NAMES = ("mode", "match_by", "duplicates", "only_empty", "statuses")


def find_similar_mapping(batch: ImportBatch) -> SavedMapping | None:
    """Return the saved mapping with the most similar header; the newest if several tie."""
    names = set(_fold_columns(batch.columns))
    rows = SavedMapping.objects.filter(workspace=batch.workspace_id, kind=batch.kind)
    newest = list(rows.select_related("author")[:_MAX_COMPARED])
    most_similar = max(newest, key=lambda row: _similarity(names, row.columns), default=None)
    if most_similar is None or _similarity(names, most_similar.columns) < MIN_SIMILARITY:
        return None
    return most_similar


def find_saved_mapping(*, workspace: Workspace, kind: str, file_name: str) -> SavedMapping:
    """Return the mapping saved for the newest file of this name.

    Includes imports by API or command line, and the mapping kept for an import that was discarded
    after a dry run.

    Raises:
        NoTemplateError: there is none; the message lists those that exist.
    """
    batches = ImportBatch.objects.filter(workspace=workspace, kind=kind)
    started = batches.exclude(status=ImportBatch.Status.MAPPING)
    if batch := started.filter(file_name=file_name).first():
        return SavedMapping(columns=_original_columns(batch), **_saved_values(batch))
    kept = SavedMapping.objects.filter(workspace=workspace, kind=kind)
    if found := kept.filter(file_name=file_name).first():
        return found
    names = [
        *kept.values_list("file_name", flat=True),
        *started.values_list("file_name", flat=True),
    ]
    shown = list(dict.fromkeys(names))[:_MAX_LISTED]
    hint = f"Files: {', '.join(shown)}." if shown else "There are no imports yet."
    raise NoTemplateError(
        f"There is no import of {kind} from a file “{file_name}”. {hint}",
        WrongValue("template", file_name, dict.fromkeys(names)),
    )


def apply_mapping(
    kind: str,
    columns: Sequence[Mapping[str, str]],
    saved: SavedMapping,
    changes: Mapping[str, str] | None = None,
) -> tuple[dict[str, str], Options]:
    """Return the mapping and options of an earlier file, applied to these columns.

    Args:
        kind: `contacts` or `companies`.
        columns: of this file, each with its `name` and its `guess`.
        saved: see `find_saved_mapping`.
        changes: column → field; they override the saved ones. See `Look.mapping`.
    """
    mapping = _adapt_mapping(columns, saved, changes or {})
    return mapping, _allowed_options(kind, mapping, Options(**saved.options))


def reuse_mapping(batch: ImportBatch) -> None:
    """Apply the mapping and options of the last file with such a header to a pending import.

    New columns keep their guess unless the field is taken. A matching key without a column in this
    file is dropped.
    """
    saved = find_similar_mapping(batch)
    if saved is not None:
        mapping, options = apply_mapping(batch.kind, batch.columns, saved)
        _apply_to_import(
            batch, drop_unknown_fields(batch, mapping), _with_known_statuses(batch, options)
        )


def drop_unknown_fields(
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


def applied_mapping(batch: ImportBatch) -> SavedMapping | None:
    """Return the saved mapping that a file currently uses; None if it uses none, or the guess."""
    saved = find_similar_mapping(batch)
    current = (batch.mapping, _options_of(batch))
    if saved is None or current == (_guessed_mapping(batch), DEFAULT):
        return None
    mapping, options = apply_mapping(batch.kind, batch.columns, saved)
    known = (drop_unknown_fields(batch, mapping), _with_known_statuses(batch, options))
    return saved if current == known else None


def _with_known_statuses(batch: ImportBatch, options: Options) -> Options:
    """Drop values whose status was archived since."""
    if not options.statuses:
        return options
    known = {"", *(row.code for row in statuses_of(batch.workspace).active)}
    kept = {value: code for value, code in options.statuses.items() if code in known}
    return options._replace(statuses=kept)


@transaction.atomic
def reset_to_guess(*, batch: ImportBatch) -> None:
    """Replace a remembered mapping by the guess and the default options.

    Raises:
        WrongStepError: the import was started.
    """
    _lock_waiting(batch)
    _apply_to_import(batch, _guessed_mapping(batch), DEFAULT)


@transaction.atomic
def delete_saved_mapping(*, batch: ImportBatch) -> str:
    """Forget the mapping saved for files like this one; it is guessed from now on.

    Returns:
        Name of the file it was saved for; "" if there was none.

    Raises:
        WrongStepError: the import was started; nothing is forgotten.
    """
    _lock_waiting(batch)
    saved = find_similar_mapping(batch)
    if saved is None:
        return ""
    saved.delete()
    _apply_to_import(batch, _guessed_mapping(batch), DEFAULT)
    return saved.file_name


def _lock_waiting(batch: ImportBatch) -> None:
    ImportBatch.objects.select_for_update().get(pk=batch.pk)
    batch.refresh_from_db()
    if batch.status != ImportBatch.Status.MAPPING:
        raise WrongStepError("This import has started; its mapping can no longer change.")


def _apply_to_import(batch: ImportBatch, mapping: dict[str, str], options: Options) -> None:
    batch.mapping = mapping
    batch.mode, batch.match_by, batch.duplicates, *_ = options
    batch.only_empty, batch.statuses = options.only_empty, dict(options.statuses)
    batch.save(update_fields=["mapping", *_OPTION_NAMES])


def _options_of(batch: ImportBatch) -> Options:
    return Options(**{name: getattr(batch, name) for name in _OPTION_NAMES})


def _allowed_options(kind: str, mapping: Mapping[str, str], options: Options) -> Options:
    """Return the saved options that the columns of this file allow."""
    try:
        check_options(kind, mapping, options)
    except MappingError:
        return options._replace(match_by=DEFAULT.match_by)
    return options


def _adapt_mapping(
    columns: Sequence[Mapping[str, str]], saved: SavedMapping, wanted: Mapping[str, str]
) -> dict[str, str]:
    taken = {field for field in wanted.values() if field}
    mapping: dict[str, str] = {}
    found: list[tuple[str, str]] = []
    new: list[tuple[str, str]] = []
    for column, folded in zip(columns, _fold_columns(columns), strict=True):
        if folded not in saved.columns:
            new.append((column["name"], column["guess"]))
        elif folded in saved.mapping:
            found.append((column["name"], saved.mapping[folded]))
    for name, field in (*found, *new):
        if field and (field in REPEATABLE_FIELDS or field not in {*mapping.values(), *taken}):
            mapping[name] = field
    return {column: field for column, field in {**mapping, **wanted}.items() if field}


def _guessed_mapping(batch: ImportBatch) -> dict[str, str]:
    return {column["name"]: column["guess"] for column in batch.columns if column["guess"]}


def save_mapping(*, batch: ImportBatch, author: User) -> None:
    """Save the mapping and options of a file, replacing those for the same header."""
    folded = _fold_columns(batch.columns)
    if len(set(folded)) < len(folded):
        return  # Two names differ only in punctuation and would be ambiguous.
    SavedMapping.objects.update_or_create(
        workspace=batch.workspace,
        kind=batch.kind,
        columns=_original_columns(batch),
        defaults={**_saved_values(batch), "file_name": batch.file_name, "author": author},
    )


def _original_columns(batch: ImportBatch) -> list[str]:
    """Return the normalized column names, without those added to a rejected rows file."""
    names = [column["name"] for column in batch.columns]
    folded = _fold_columns(batch.columns)
    return [one for name, one in zip(names, folded, strict=True) if _is_original(name)]


def _saved_values(batch: ImportBatch) -> dict[str, dict[str, str]]:
    names = [column["name"] for column in batch.columns]
    return {
        "mapping": {
            one: batch.mapping[name]
            for name, one in zip(names, _fold_columns(batch.columns), strict=True)
            if name in batch.mapping
        },
        "options": {name: getattr(batch, name) for name in _OPTION_NAMES},
    }


def _fold_columns(columns: Sequence[Mapping[str, str]]) -> list[str]:
    """Return the normalized column names; a name of only punctuation is kept as is."""
    return [fold_name(column["name"]) or column["name"] for column in columns]


def _is_original(name: str) -> bool:
    return name not in {LINE, REASON}


def _similarity(names: set[str], others: Sequence[str]) -> float:
    own = names - {fold_name(LINE), fold_name(REASON)}
    return len(own & set(others)) / len(own | set(others)) if own or others else 0.0
