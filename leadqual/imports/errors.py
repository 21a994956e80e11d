"""What can be wrong with a file that comes in, said so that a person can mend it."""

from leadqual.core.errors import LeadqualError


class ImportFileError(LeadqualError):
    """The file cannot be read as a table; nothing has been written."""

    code = "import_file"
    status = 422


class EmptyFileError(ImportFileError):
    """There is nothing in the file, or nothing below its header."""

    code = "import_empty"


class BinaryFileError(ImportFileError):
    """It is a workbook, an archive or a picture, whatever its name ends in."""

    code = "import_not_text"


class NotATableError(ImportFileError):
    """It is text, but not rows and columns."""

    code = "import_not_a_table"


class NoHeaderError(ImportFileError):
    """The first line holds values instead of names of columns."""

    code = "import_no_header"


class TooManyColumnsError(ImportFileError):
    """More columns than any list of people or companies has."""

    code = "import_too_many_columns"


class BrokenArchiveError(ImportFileError):
    """A gzip file that is cut off or damaged."""

    code = "import_broken_gzip"


class TooLargeError(ImportFileError):
    """More than this installation takes, as it is or once unpacked."""

    code = "import_too_large"
    status = 413


class UrlError(ImportFileError):
    """The file at a URL cannot be fetched; nothing has been written."""

    code = "import_url"


class FileGoneError(LeadqualError):
    """The file of an import was deleted from the disk."""

    code = "import_file_gone"
    status = 410


class MappingError(LeadqualError):
    """The columns do not say enough to import the rows."""

    code = "import_mapping"
    status = 422


class NoTemplateError(LeadqualError):
    """No file of this name was imported before."""

    code = "import_no_template"
    status = 422


class WrongStepError(LeadqualError):
    """The import is no longer, or not yet, where this could be done."""

    code = "import_wrong_step"
    status = 409


class UpsertStoppedError(LeadqualError):
    """Somebody stopped the import of rows that were sent by API."""

    code = "upsert_stopped"
    status = 409
    is_part_saved = True

    def __init__(self, batch_id: int, n_rows: int) -> None:
        super().__init__(
            f"Import {batch_id} was stopped after {n_rows} rows. Its rows are listed at "
            f"/api/v1/imports/{batch_id}/rows."
        )


class ProgressLostError(RuntimeError):
    """The database came back from a crash without the last chunks, whose commit need not wait.

    This run is behind them in the file, so it ends; the next one goes on from what is stored.

    Args:
        n_done: rows that this run has stored or undone.
        n_there: those of which the database knows.
    """

    def __init__(self, n_done: int, n_there: int) -> None:
        super().__init__(f"{n_done} rows were done, the database knows of {n_there}")
