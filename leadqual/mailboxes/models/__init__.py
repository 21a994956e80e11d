"""Tables of mailboxes, one file for each subject."""

from leadqual.mailboxes.models.mailboxes import Mailbox
from leadqual.mailboxes.models.read_emails import MailboxFolder, ReadEmail

__all__ = ["Mailbox", "MailboxFolder", "ReadEmail"]
