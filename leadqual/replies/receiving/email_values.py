"""A mail as plain values: what is kept of a message, whichever way it came in."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from classifiers.replies.rules.bounces import FAILED_RECIPIENTS
from classifiers.replies.rules.calendar_answers import CALENDAR
from classifiers.replies.rules.unread_parts import UNREAD
from classifiers.replies.rules.unsubscribe_requests import APPLE, TO_UNSUBSCRIBE

LONGEST_TEXT = 200_000
KEPT_HEADERS = frozenset(
    (
        *("auto-submitted", "precedence", "content-type", "in-reply-to"),
        *("x-autoreply", "x-autorespond", "x-auto-reply", "x-autoresponder"),
        *(FAILED_RECIPIENTS, APPLE, CALENDAR, UNREAD, TO_UNSUBSCRIBE),
    )
)


_ID = re.compile(r"<[^<>\s]{1,290}>")
_MAX_IDS = 20
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_IN_BRACKETS = re.compile(r'<\s*((?:[^<>\s@]+|"[^<>"]*")@[^<>\s@]+)\s*>')
_BARE = re.compile(r'[^\s<>()\[\]:;,"@]+@[^\s<>()\[\]:;,"@]+')


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a mail; it is named, not kept."""

    name: str
    n_bytes: int


@dataclass(frozen=True, slots=True)
class Mail:
    """A reply as it arrives.

    Args:
        sender: address, also as `Name <address>`; empty where it is not known.
        message_id: names the message for ever; empty makes one, so it can come in twice.
        headers: only those that decide are kept.
        received_at: None means now.
        answers_to: message ids of the mails that it answers, the oldest first; without them those
            of its headers.
        attachments: what came with it.
    """

    sender: str
    subject: str
    text: str
    message_id: str = ""
    headers: Mapping[str, str] | None = None
    received_at: datetime | None = None
    answers_to: Sequence[str] = ()
    attachments: Sequence[Attachment] = ()


def ids_in(text: str) -> list[str]:
    """Return the message ids of a header, in their order, each with its angle brackets."""
    found = _ID.findall(plain(text))
    return [*found[:1], *found[1:][-(_MAX_IDS - 1) :]]


def sender_of(mail: Mail) -> str:
    """Return the address of whoever wrote a mail, in lower case; empty where it is not known."""
    sender = plain(mail.sender)
    return (address_in(sender) or sender).strip().lower()[:254]


def address_in(text: str) -> str:
    """Return the first address of a header; empty where it holds none.

    What is in angle brackets comes first: the name before it may hold a comma, a colon or
    another address. The library then takes a piece of the name for the address, and gives up
    where there are many brackets.
    """
    if found := _IN_BRACKETS.search(_QUOTED.sub(" ", text)) or _IN_BRACKETS.search(text):
        return found.group(1)
    bare = _BARE.search(text)
    return bare.group() if bare else ""


def plain(text: str) -> str:
    """Return a text that Postgres can hold."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
