"""Errors of mailboxes and their servers."""

from leadqual.core.errors import LeadqualError


class MailboxError(LeadqualError, code="mailbox_failed", status=422):
    """A mailbox could not be read; the message names no secret."""


class MailboxUnreachableError(MailboxError, code="mailbox_unreachable"):
    """The server does not answer, has no valid certificate, or the connection broke."""


class MailboxSignInError(MailboxError, code="mailbox_sign_in"):
    """The server refused the password or the token."""


class MailboxHostError(MailboxError, code="mailbox_host"):
    """The host or port of the server may not be reached; nothing was sent to it."""


class MailboxSettingError(LeadqualError, code="mailbox_setting", status=422):
    """A value of a mailbox is missing or cannot be."""
