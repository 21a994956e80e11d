"""Export people and companies: permissions, the audit record, and the file."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from leadqual.accounts.audit.audit_rows import record_audit
from leadqual.accounts.models import Role, User, Workspace
from leadqual.accounts.workspaces.quotas import require_job
from leadqual.core import clock
from leadqual.core.errors import NotAllowedError, WrongValue
from leadqual.leads.errors import UnknownFormatError
from leadqual.leads.exported_keys import ExportedKeys
from leadqual.leads.models import ContactList, Export
from leadqual.search.exports.crm_columns import crm_columns
from leadqual.search.exports.export_columns import ExportColumn, chosen_columns
from leadqual.search.exports.export_formats import (
    ALL_FORMATS,
    CRM_FORMATS,
    DEFAULT_FORMAT,
    ExportFormat,
)
from leadqual.search.exports.exported_rows import Chunk, read_chunks
from leadqual.search.named_records import public_name
from leadqual.search.query.query import CompanyQuery, ContactQuery
from leadqual.search.results.kinds import PEOPLE, kind_of
from leadqual.search.results.result_pages import result_keys
from leadqual.webhooks.outbox import Occurrence, emit

_AUDITED = {
    Export.Records.PEOPLE: "contacts.exported",
    Export.Records.COMPANIES: "company.exported",
}


@dataclass(frozen=True, slots=True)
class ExportRequester:
    """Who exports, and how.

    Args:
        role: their role, or that of the API key if one is used.
    """

    author: User
    role: Role
    way: str


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """Options of an export.

    Args:
        format: code of one of `ALL_FORMATS`.
        columns: their codes; empty for the default ones.
        has_stopped: include people who must not be contacted.
        keeps_order: columns come in the order of their codes instead of the usual one.
    """

    format: str = DEFAULT_FORMAT
    columns: Sequence[str] = ()
    has_stopped: bool = False
    keeps_order: bool = False


@dataclass(frozen=True, slots=True)
class ExportStream:
    """A started export.

    Args:
        blocks: the file; rows are read while it is sent, and the record tracks progress.
    """

    export: Export
    blocks: Iterator[bytes]
    content_type: str
    name: str


@dataclass(frozen=True, slots=True)
class ExportSource:
    """Records to export.

    Args:
        n_found: number of records found at the start.
        chunks: their cells, read while the file is sent.
        exported_keys: collects their keys.
    """

    n_found: int
    chunks: Iterator[Chunk]
    exported_keys: ExportedKeys


def start_export(
    *,
    workspace: Workspace,
    query: ContactQuery | CompanyQuery,
    requester: ExportRequester,
    options: ExportOptions,
    contact_list: ContactList | None = None,
    by_job: bool = False,
) -> ExportStream:
    """Record an export with requester and size, and return its file.

    Args:
        workspace: whose people or companies.
        query: which of them, in which order; its page is ignored.
        requester: who exports them.
        options: options of the file; companies have no do-not-contact flag.
        contact_list: set to export one list of people, which the query names.
        by_job: a job writes the file; see `file_jobs`.

    Raises:
        NotAllowedError: the role does not allow this; nothing was sent.
        UnknownFormatError: there is no such format.
        UnknownColumnError: there is no such column.
        TooManyJobsError: the workspace has reached its limit of jobs; nothing was started.
    """
    export_format = kind_of(query)
    has_stopped = export_format is PEOPLE and options.has_stopped
    if not requester.role.includes(Role.QUALIFIER):
        raise NotAllowedError(
            f"Viewers cannot export {export_format.records}. Nothing was exported."
        )
    if has_stopped and not requester.role.includes(Role.MANAGER):
        raise NotAllowedError(
            "Only managers can include people marked Do not contact. Nothing was exported."
        )
    if by_job:
        require_job(workspace)
    file_format = _require_format(options)
    columns, source = export_source(workspace, query, options)
    export = Export(
        workspace=workspace,
        contact_list=contact_list,
        records=export_format.records,
        query="" if contact_list and not by_job else query.changed().to_query(),
        has_stopped=has_stopped,
        file_state=Export.FileState.QUEUED if by_job else "",
        author=requester.author,
        way=requester.way,
        format=options.format,
        columns=[column.code for column in columns],
        n_people=source.n_found,
    )
    with transaction.atomic():
        export.save()
        _record(export)
    blocks = send_blocks(export, columns, source)
    return ExportStream(export, blocks, file_format.content_type, file_name(export))


def export_source(
    workspace: Workspace, query: ContactQuery | CompanyQuery, options: ExportOptions
) -> tuple[list[ExportColumn], ExportSource]:
    """Find the current records of an export.

    Raises:
        UnknownColumnError: there is no such column.
    """
    export_format, exported_keys = kind_of(query), ExportedKeys()
    has_stopped = export_format is PEOPLE and options.has_stopped
    if options.format in CRM_FORMATS:
        columns = crm_columns(options.format, export_format.records)
    else:
        columns = chosen_columns(
            options.columns,
            has_stopped=has_stopped,
            workspace=workspace,
            keeps_order=options.keeps_order,
            records=export_format.records,
        )
    if isinstance(query, ContactQuery) and not has_stopped:
        query = contactable_only(query)
    keys = result_keys(workspace, query.changed())
    chunks = read_chunks(
        workspace,
        keys,
        columns,
        has_stopped=has_stopped,
        records=export_format.records,
        on_sent=exported_keys.add,
    )
    return columns, ExportSource(len(keys), chunks, exported_keys)


def _require_format(options: ExportOptions) -> ExportFormat:
    if (export_format := ALL_FORMATS.get(options.format)) is None:
        raise UnknownFormatError(
            f"Unknown format “{options.format[:60]}”. Formats: {', '.join(ALL_FORMATS)}.",
            WrongValue("format", options.format, ALL_FORMATS),
        )
    return export_format


def contactable_only(query: ContactQuery) -> ContactQuery:
    """Exclude people who must not be contacted from a search.

    A search for only such people then finds nobody.
    """
    return query.changed(exclude=tuple(sorted({*query.exclude, "do_not_contact:yes"})))


def _record(export: Export) -> None:
    """Write the audit row, in the transaction of the export."""
    is_list_export = export.contact_list_id is not None
    subject = (
        f"list:{export.contact_list_id}" if is_list_export else f"workspace:{export.workspace_id}"
    )
    is_companies = export.records == Export.Records.COMPANIES
    details: dict[str, object] = {
        "export": export.pk,
        "format": export.format,
        "way": export.way,
        "n_companies" if is_companies else "n_people": export.n_people,
    }
    if not is_list_export:
        details["query"] = export.query
    if export.has_stopped:
        details["with_do_not_contact"] = True
    record_audit(
        workspace=export.workspace,
        actor=export.author,
        action="list.exported" if is_list_export else _AUDITED[Export.Records(export.records)],
        subject=subject,
        name=public_name(export.contact_list) if export.contact_list else export.workspace.name,
        details=details,
    )


def send_blocks(
    export: Export,
    columns: Sequence[ExportColumn],
    source: ExportSource,
    *,
    on_end: Callable[[], Mapping[str, object]] | None = None,
) -> Iterator[bytes]:
    """Yield the file and record how much was sent, even if the client disconnects.

    Args:
        export: its record.
        columns: of the file.
        source: the records.
        on_end: called once all is sent, in the transaction that records the end; returns further
            values of the record.
    """
    changes: dict[str, object] = {"n_sent": 0}

    def count_chunks() -> Iterator[Chunk]:
        n_sent = 0
        for chunk in source.chunks:
            n_sent += len(chunk[0])
            changes["n_sent"] = n_sent
            yield chunk

    try:
        yield from ALL_FORMATS[export.format].write(columns, count_chunks())
        changes["finished_at"] = clock.now()
    finally:
        with transaction.atomic():
            if on_end is not None and "finished_at" in changes:
                changes |= on_end()
            Export.objects.filter(pk=export.pk).update(**changes)
            source.exported_keys.save(export)
            if "finished_at" in changes:
                _emit_finished(export, changes["n_sent"])


def _emit_finished(export: Export, n_sent: object) -> None:
    data = {
        "id": export.pk,
        "records": export.records,
        "format": export.format,
        "list_id": export.contact_list_id,
        "n_sent": n_sent,
        "author_id": export.author_id,
    }
    emit(export.workspace, "export.finished", lambda: Occurrence(data))


def file_name(export: Export) -> str:
    day = timezone.localdate(export.created_at)
    base_name = f"list-{export.contact_list_id}" if export.contact_list_id else export.records
    if export.format in CRM_FORMATS:
        return f"{base_name}-{export.format}-{day:%Y-%m-%d}.csv"
    return f"{base_name}-{day:%Y-%m-%d}.{export.format}"
