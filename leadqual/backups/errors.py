"""What can go wrong with a backup, in words for the people who operate the installation."""

from leadqual.core.errors import LeadqualError


class BackupError(LeadqualError):
    """A backup could not be made, read or restored; the message says what to do."""

    code = "backup"
    status = 500


class DamagedBackupError(BackupError):
    """An archive is not what was written: cut off, changed, or encrypted for another key."""

    code = "backup_damaged"


class RestoreRefusedError(BackupError):
    """A restore would replace what is there, or run beside it; nothing was changed."""

    code = "restore_refused"


class JournalError(BackupError):
    """Erasures and do-not-contact entries since the backup cannot be read."""

    code = "backup_journal"
