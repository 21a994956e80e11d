"""Errors of contacts, companies and lists."""

from leadqual.core.errors import LeadqualError, WrongValue


class KeyTakenError(LeadqualError, code="key_taken", status=409):
    """Another record of the workspace has the same email, external ID, LinkedIn URL or domain.

    Args:
        wrong: the key.
        record_id: of the other record, if known.
    """

    def __init__(self, message: str, *wrong: WrongValue, record_id: int | None = None) -> None:
        super().__init__(message, *wrong)
        self.details = {"record_id": record_id} if record_id else {}


class ListNameTakenError(LeadqualError, code="list_name_taken", status=409):
    """Another list that the same people can see has this name."""


class SearchNameTakenError(LeadqualError, code="search_name_taken", status=409):
    """Another view that the same people can see has this name."""


class ListGoneError(LeadqualError, code="list_gone", status=404):
    """The list was deleted meanwhile."""


class ListKindError(LeadqualError, code="list_kind", status=409):
    """Companies cannot be added to a list of people, or the other way around."""


class TooManyRecordsError(LeadqualError, code="too_many_records", status=413):
    """Too many records to delete in one step."""


class TooManyPeopleError(LeadqualError, code="too_many_people", status=413):
    """Too many people to add in one step."""


class UnknownColumnError(LeadqualError, code="unknown_column", status=422):
    """The export has no such column; nothing was sent."""


class UnknownFormatError(LeadqualError, code="unknown_format", status=422):
    """The export has no such format; nothing was sent."""


class UnclearSearchError(LeadqualError, code="unclear_search", status=422):
    """Part of a search is unknown, so acting on its results would affect the wrong people."""


class ErasedPersonError(LeadqualError, code="erased_person", status=409):
    """The person was erased on request and is not stored again."""


class UnreadableEntryError(LeadqualError, code="unreadable_entry", status=422):
    """A do-not-contact entry is not a valid address, domain, phone number or profile."""


class UnknownRecordError(LeadqualError, code="unknown_record", status=422):
    """The workspace has no person or company with this ID."""


class SuppressionFileError(LeadqualError, code="suppression_file", status=422):
    """A suppression list cannot be read, or contains no entries."""


class RecordInUseError(LeadqualError, code="record_in_use", status=409):
    """Another record needs this one, so it cannot be deleted."""


class RestoreConflictError(LeadqualError, code="restore_conflict", status=409):
    """Another record now has the keys of a deleted one."""


class ChangedSinceError(LeadqualError, code="changed_since", status=409):
    """Somebody else changed the record since it was read."""


class RecordGoneError(LeadqualError, code="record_gone", status=404):
    """The record was deleted meanwhile."""


class SameRecordError(LeadqualError, code="same_record", status=422):
    """A record cannot be merged with itself."""


class UnknownMergeFieldError(LeadqualError, code="unknown_merge_field", status=422):
    """A merge chooses a value for an unknown field."""


class MergeUndoError(LeadqualError, code="merge_undo", status=409):
    """A merge cannot be undone, or not yet."""


class EmptyNoteError(LeadqualError, code="empty_note", status=422):
    """A note is empty or too long."""


class FactReportError(LeadqualError, code="fact_report", status=422):
    """A report of a wrong value is empty; nothing was written."""


class ReportedAgainError(LeadqualError, code="reported_again", status=409):
    """The author of a closed report has reported the same value again."""


class CustomFieldError(LeadqualError, code="custom_field", status=422):
    """A custom field, or a value of one, is invalid; nothing was written."""


class SalesStatusError(LeadqualError, code="sales_status", status=422):
    """A sales status is unknown, archived or unusable; nothing was written."""
