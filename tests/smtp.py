"""A real SMTP server on the loopback address."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Inbox:
    """Takes every email that an SMTP client brings."""

    def __init__(self, answer: str = "250 OK") -> None:
        self.answer = answer
        self.emails: list[tuple[list[str], EmailMessage]] = []

    async def handle_DATA(  # noqa: N802  # of aiosmtpd
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
    ) -> str:
        """Keep the email."""
        content = envelope.content
        assert isinstance(content, bytes)
        parsed = BytesParser(policy=default).parsebytes(content)
        assert isinstance(parsed, EmailMessage)
        self.emails.append((envelope.rcpt_tos, parsed))
        return self.answer


def free_port() -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


@contextmanager
def smtp_server(inbox: Inbox, port: int) -> Iterator[None]:
    """Run the server while the block runs."""
    controller = Controller(inbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield
    finally:
        controller.stop()
