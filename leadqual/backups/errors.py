"""What can go wrong with a backup, in words for the people who operate the installation."""

from leadqual.core.errors import LeadqualError


class BackupError(LeadqualError, code="backup", status=500):
    """A backup could not be made, read or restored; the message says what to do."""


class DamagedBackupError(BackupError, code="backup_damaged"):
    """An archive is not what was written: cut off, changed, or encrypted for another key."""


class RestoreRefusedError(BackupError, code="restore_refused"):
    """A restore would replace what is there, or run at the same time; nothing was changed."""


class JournalError(BackupError, code="backup_journal"):
    """Erasures and do-not-contact entries since the backup cannot be read."""
