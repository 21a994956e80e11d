"""What can be wrong with a contact, a company or a list."""

from leadqual.core.errors import LeadqualError, WrongValue


class KeyTakenError(LeadqualError):
    """Another record of the workspace has the same email, external ID, LinkedIn URL or domain.

    Args:
        message: for people.
        wrong: the key.
        record_id: of the other record, where it is known.
    """

    code = "key_taken"
    status = 409

    def __init__(self, message: str, *wrong: WrongValue, record_id: int | None = None) -> None:
        super().__init__(message, *wrong)
        self.details = {"record_id": record_id} if record_id else {}


class ListNameTakenError(LeadqualError):
    """Another list of the workspace has this name."""

    code = "list_name_taken"
    status = 409


class SearchNameTakenError(LeadqualError):
    """Another saved search of the workspace has this name."""

    code = "search_name_taken"
    status = 409


class ListGoneError(LeadqualError):
    """The list was deleted while somebody wrote to it."""

    code = "list_gone"
    status = 404


class ListKindError(LeadqualError):
    """A list of people was meant to take companies, or the other way around."""

    code = "list_kind"
    status = 409


class TooManyRecordsError(LeadqualError):
    """More records at once than one step deletes."""

    code = "too_many_records"
    status = 413


class TooManyPeopleError(LeadqualError):
    """More people at once than one adding takes."""

    code = "too_many_people"
    status = 413


class UnknownColumnError(LeadqualError):
    """A column that no export has; nothing was sent."""

    code = "unknown_column"
    status = 422


class UnknownFormatError(LeadqualError):
    """A format that no export has; nothing was sent."""

    code = "unknown_format"
    status = 422


class UnclearSearchError(LeadqualError):
    """Part of a search is unknown: whoever acts on all it finds would mean other people."""

    code = "unclear_search"
    status = 422


class ErasedPersonError(LeadqualError):
    """The person was erased on request and is not stored again."""

    code = "erased_person"
    status = 409


class UnreadableEntryError(LeadqualError):
    """What should be set to do not contact is no address, domain, phone number or profile."""

    code = "unreadable_entry"
    status = 422


class UnknownRecordError(LeadqualError):
    """No person or company of the workspace has an ID."""

    code = "unknown_record"
    status = 422


class SuppressionFileError(LeadqualError):
    """A suppression list cannot be read, or says nothing of whom not to contact."""

    code = "suppression_file"
    status = 422


class RecordInUseError(LeadqualError):
    """Something else needs the record, so that it cannot be deleted."""

    code = "record_in_use"
    status = 409


class RestoreConflictError(LeadqualError):
    """Another record has the keys of a deleted one by now."""

    code = "restore_conflict"
    status = 409


class ChangedSinceError(LeadqualError):
    """Somebody else changed the record since it was read."""

    code = "changed_since"
    status = 409


class RecordGoneError(LeadqualError):
    """The record was deleted while somebody wrote to it."""

    code = "record_gone"
    status = 404


class SameRecordError(LeadqualError):
    """A record cannot be merged with itself."""

    code = "same_record"
    status = 422


class UnknownMergeFieldError(LeadqualError):
    """A merge chooses a value for a field that is not chosen."""

    code = "unknown_merge_field"
    status = 422


class MergeUndoError(LeadqualError):
    """A merge cannot be undone, or not yet."""

    code = "merge_undo"
    status = 409


class EmptyNoteError(LeadqualError):
    """A note without a text, or with too long a text."""

    code = "empty_note"
    status = 422


class FactReportError(LeadqualError):
    """A report of a wrong value that says nothing; nothing was written."""

    code = "fact_report"
    status = 422


class CustomFieldError(LeadqualError):
    """A custom field, or a value of one, that cannot be stored; nothing was written."""

    code = "custom_field"
    status = 422
