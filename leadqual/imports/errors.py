"""Import file errors, with messages that say how to fix the file."""

from leadqual.core.errors import LeadqualError


class ImportFileError(LeadqualError, code="import_file", status=422):
    """The file cannot be read as a table; nothing has been written."""


class EmptyFileError(ImportFileError, code="import_empty"):
    """There is nothing in the file, or nothing below its header."""


class BinaryFileError(ImportFileError, code="import_not_text"):
    """It is a workbook, an archive or a picture, whatever its name ends in."""


class NotATableError(ImportFileError, code="import_not_a_table"):
    """It is text, but not rows and columns."""


class NoHeaderError(ImportFileError, code="import_no_header"):
    """The first line holds values instead of names of columns."""


class TooManyColumnsError(ImportFileError, code="import_too_many_columns"):
    """More columns than any list of people or companies has."""


class BrokenArchiveError(ImportFileError, code="import_broken_gzip"):
    """A gzip file that is cut off or damaged."""


class WorkbookDoctypeError(BrokenArchiveError, code="import_workbook_doctype"):
    """A part of a workbook declares a document type, which no spreadsheet program writes."""


class TooLargeError(ImportFileError, code="import_too_large", status=413):
    """More than this installation takes, as it is or once unpacked."""


class UrlError(ImportFileError, code="import_url"):
    """The file at a URL cannot be fetched; nothing has been written."""


class FileGoneError(LeadqualError, code="import_file_gone", status=410):
    """The file of an import was deleted from the disk."""


class MappingError(LeadqualError, code="import_mapping", status=422):
    """The columns do not say enough to import the rows."""


class NoTemplateError(LeadqualError, code="import_no_template", status=422):
    """No file of this name was imported before."""


class WrongStepError(LeadqualError, code="import_wrong_step", status=409):
    """The import is not in a state that allows this."""


class UpsertStoppedError(LeadqualError, code="upsert_stopped", status=409):
    """Somebody stopped the import of rows that were sent by API."""

    is_part_saved = True

    def __init__(self, batch_id: int, n_rows: int) -> None:
        super().__init__(
            f"Import {batch_id} was stopped after {n_rows} rows. Its rows are listed at "
            f"/api/v1/imports/{batch_id}/rows."
        )


class ProgressLostError(RuntimeError):
    """The database lost the last chunks in a crash, as their commits are asynchronous.

    This run is already past them in the file, so it ends; the next run resumes from what is stored.

    Args:
        n_done: rows that this run has stored or undone.
        n_there: rows recorded in the database.
    """

    def __init__(self, n_done: int, n_there: int) -> None:
        super().__init__(f"{n_done} rows were done, the database knows of {n_there}")
