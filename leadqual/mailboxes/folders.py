"""The folders of a mailbox: which hold sent emails, and which are never read."""

from collections.abc import Sequence
from dataclasses import dataclass

from imapclient import IMAPClient

MAX_LISTED = 1_000
_SENT = b"\\sent"
_EXCLUDED_FLAGS = frozenset(
    {b"\\noselect", b"\\nonexistent", b"\\junk", b"\\trash", b"\\drafts"}
    | {b"\\flagged", b"\\important"}
)
"""Folders that cannot be opened, hold no replies, or only show emails of other folders."""

_SENT_NAMES = frozenset(
    {"sent", "sent items", "sent mail", "sent messages", "gesendet", "gesendete elemente"}
    | {"gesendete objekte", "éléments envoyés", "envoyés", "enviados", "elementos enviados"}
    | {"posta inviata", "inviati", "verzonden items", "verzonden", "skickat", "sendt"}
)
_EXCLUDED_NAMES = frozenset(
    {"junk", "spam", "trash", "drafts", "deleted items", "deleted messages", "junk email"}
    | {"junk e-mail", "bulk mail", "papierkorb", "entwürfe", "gelöschte elemente", "outbox"}
)


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder as the server lists it."""

    name: str
    is_sent: bool
    is_read: bool


def list_folders(client: IMAPClient) -> list[Folder]:
    """Return the folders that can be opened, by name."""
    found = []
    for flags, delimiter, name in client.list_folders()[:MAX_LISTED]:
        if not isinstance(name, str):  # Named by no letters that can be read.
            continue
        lower_flags = {flag.lower() for flag in flags}
        if lower_flags & {b"\\noselect", b"\\nonexistent"}:
            continue
        separator = delimiter.decode() if isinstance(delimiter, bytes) else str(delimiter or "")
        leaf = (name.rsplit(separator, 1)[-1] if separator else name).casefold()
        is_sent = _SENT in lower_flags or leaf in _SENT_NAMES
        is_excluded = bool(lower_flags & _EXCLUDED_FLAGS) or leaf in _EXCLUDED_NAMES
        found.append(Folder(name, is_sent=is_sent, is_read=not (is_sent or is_excluded)))
    return sorted(found, key=lambda folder: folder.name)


def choose_folders(
    found: Sequence[Folder], *, wanted: Sequence[str], sent: str
) -> tuple[list[Folder], list[str]]:
    """Return the folders to read, those with sent emails first, and the names that are missing.

    Args:
        found: all of the mailbox.
        wanted: names of folders with replies; none for all that are read as a rule.
        sent: name of the folder with sent emails; "" for those that the server or its name says.
    """
    names = {folder.name for folder in found}
    sent_folders = [folder for folder in found if (folder.name == sent if sent else folder.is_sent)]
    others = [
        folder
        for folder in found
        if folder not in sent_folders and (folder.name in wanted if wanted else folder.is_read)
    ]
    missing = [name for name in (*wanted, sent) if name and name not in names]
    as_sent = [Folder(folder.name, is_sent=True, is_read=True) for folder in sent_folders]
    as_read = [Folder(folder.name, is_sent=False, is_read=True) for folder in others]
    return [*as_sent, *as_read], missing
