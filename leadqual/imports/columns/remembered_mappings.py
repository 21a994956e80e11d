"""What was settled for the columns and rows of one file is offered for the next one like it."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from leadqual.accounts.models import User, Workspace
from leadqual.core.errors import WrongValue
from leadqual.imports.columns.custom_columns import custom_fields
from leadqual.imports.columns.guessing import LINE, REASON, SEVERAL, fields, fold_name
from leadqual.imports.errors import MappingError, NoTemplateError, WrongStepError
from leadqual.imports.models import ImportBatch, SavedMapping
from leadqual.imports.options import DEFAULT, Options, check_options

NEARLY = 0.75
"""Share of the names of both headers together that both must have."""

_MAX_COMPARED = 200
_MAX_NAMED = 10
_CHOICES = ("mode", "match_by", "duplicates", "only_empty", "statuses")


def mapping_used_before(batch: ImportBatch) -> SavedMapping | None:
    """Return what was settled for the header most like that of a file; the newest of equals."""
    names = set(_folded(batch.columns))
    rows = SavedMapping.objects.filter(workspace=batch.workspace_id, kind=batch.kind)
    newest = list(rows.select_related("author")[:_MAX_COMPARED])
    likest = max(newest, key=lambda row: _likeness(names, row.columns), default=None)
    if likest is None or _likeness(names, likest.columns) < NEARLY:
        return None
    return likest


def saved_mapping_for(*, workspace: Workspace, kind: str, file_name: str) -> SavedMapping:
    """Return what was settled for the newest file of a name, to be used for another one.

    Whoever started it: a file counts by its import, also one by API or command line, and by what
    the pages keep where its import was thrown away after a dry run.

    Raises:
        NoTemplateError: nothing was; the message names what there is.
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
    """Give the fields of columns, and how rows meet what is there, as settled for a former file.

    Args:
        kind: `contacts` or `companies`.
        columns: of the file at hand, each with its `name` and its `guess`.
        former: see `saved_mapping_for`.
        changes: column → field that count before the former ones; see `Look.mapping`.
    """
    mapping = _mapping_as(columns, former, changes or {})
    return mapping, _allowed(kind, mapping, Options(**former.options))


def reuse_mapping(batch: ImportBatch) -> None:
    """Let a file that waits stand as the last one with such a header: its columns and its rows.

    Columns that are new keep their guess, unless its field is taken. A key that no column of this
    file goes to is left out.
    """
    former = mapping_used_before(batch)
    if former is not None:
        mapping, options = apply_mapping(batch.kind, batch.columns, former)
        _stand(batch, known_only(batch, mapping), options)


def known_only(
    batch: ImportBatch, mapping: Mapping[str, str], wanted: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Leave out columns whose field is there no more: custom fields can be deleted.

    Args:
        batch: of a workspace.
        mapping: column → field.
        wanted: what somebody asks for now stays, so that errors of it are told.
    """
    known = fields(batch.kind, custom_fields(batch.workspace, batch.kind))
    return {name: code for name, code in mapping.items() if code in known or name in (wanted or {})}


def mapping_from(batch: ImportBatch) -> SavedMapping | None:
    """Return what a file stands as, where that is not what was guessed for it."""
    former = mapping_used_before(batch)
    now = (batch.mapping, _options_of(batch))
    if former is None or now == (_guessed(batch), DEFAULT):
        return None
    mapping, options = apply_mapping(batch.kind, batch.columns, former)
    return former if now == (known_only(batch, mapping), options) else None


@transaction.atomic
def guess_again(*, batch: ImportBatch) -> None:
    """Take the guess and the usual ways in place of what was settled before.

    Raises:
        WrongStepError: the import was started.
    """
    _lock_waiting(batch)
    _stand(batch, _guessed(batch), DEFAULT)


@transaction.atomic
def forget(*, batch: ImportBatch) -> str:
    """Forget what was settled for files like this one, which is guessed from now on.

    Returns:
        The file for which it was settled; "" where nothing is kept.

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
    """Return how rows met what was there, as far as the columns of this file allow it."""
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
    """Keep how columns and rows of a file were settled, in place of what its header had."""
    folded = _folded(batch.columns)
    if len(set(folded)) < len(folded):
        return  # Two names are one but for signs: nobody could tell them apart the next time.
    SavedMapping.objects.update_or_create(
        workspace=batch.workspace,
        kind=batch.kind,
        columns=_own(batch),
        defaults={**_settled(batch), "file_name": batch.file_name, "author": author},
    )


def _own(batch: ImportBatch) -> list[str]:
    """Return the names of its columns in one spelling, without those of a file to mend."""
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
    """Return the names of the columns in one spelling; one of signs alone stays as it is."""
    return [fold_name(column["name"]) or column["name"] for column in columns]


def _is_theirs(name: str) -> bool:
    return name not in {LINE, REASON}


def _likeness(names: set[str], others: Sequence[str]) -> float:
    own = names - {fold_name(LINE), fold_name(REASON)}
    return len(own & set(others)) / len(own | set(others)) if own or others else 0.0
