"""What can be wrong with a mailbox and its server."""

from leadqual.core.errors import LeadqualError


class MailboxError(LeadqualError):
    """A mailbox could not be read; the message names no secret."""

    code = "mailbox_failed"
    status = 422


class MailboxUnreachableError(MailboxError):
    """The server does not answer, has no valid certificate, or the connection broke."""

    code = "mailbox_unreachable"


class MailboxSignInError(MailboxError):
    """The server refused the password or the token."""

    code = "mailbox_sign_in"


class MailboxHostError(MailboxError):
    """The host or port of the server may not be reached; nothing was sent to it."""

    code = "mailbox_host"


class MailboxSettingError(LeadqualError):
    """A value of a mailbox is missing or cannot be."""

    code = "mailbox_setting"
    status = 422


class MailboxTakenError(LeadqualError):
    """The same mailbox is connected already."""

    code = "mailbox_taken"
    status = 409


class MailboxStateError(LeadqualError):
    """A mailbox that is paused or switched off is not checked."""

    code = "mailbox_state"
    status = 409
