"""Emails as files, for installations without an email server."""

import os
from pathlib import Path
from typing import Any

from django.core.mail.backends.filebased import EmailBackend

_FOLDER_MODE, _FILE_MODE = 0o700, 0o600


class EmailFileBackend(EmailBackend):
    """Writes messages to `EMAIL_FILE_PATH`, readable only by the server's user.

    They contain password reset links.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        Path(self.file_path).chmod(_FOLDER_MODE)

    def open(self) -> bool:
        """Open the file of this connection, never readable by others."""
        this: Any = self  # not in Django's type stubs
        if this.stream is not None:
            return False
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
        this.stream = os.fdopen(os.open(this._get_filename(), flags, _FILE_MODE), "ab")
        return True
