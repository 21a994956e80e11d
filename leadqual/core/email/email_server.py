"""SMTP backend that detects whether the server may have accepted an email before a failure."""

import smtplib
from typing import Any

from django.core.mail.backends.smtp import EmailBackend


class OutcomeUnknownError(smtplib.SMTPException):
    """The connection broke after the text was sent, before the server answered."""


def _detect_unknown_outcome(connection_class: type[smtplib.SMTP]) -> type[smtplib.SMTP]:
    class DetectingConnection(connection_class):  # type: ignore[valid-type,misc]  # smtplib.SMTP or SMTP_SSL
        def data(self, msg: Any) -> tuple[int, bytes]:
            try:
                answer: tuple[int, bytes] = super().data(msg)
            except (OSError, smtplib.SMTPServerDisconnected) as error:
                raise OutcomeUnknownError(type(error).__name__) from error
            return answer

    return DetectingConnection


class EmailServerBackend(EmailBackend):
    """Django's backend; raises `OutcomeUnknownError` when a retry could send a second copy."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _detect_unknown_outcome(super().connection_class)
