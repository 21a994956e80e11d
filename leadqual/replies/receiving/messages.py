"""Parse raw messages (RFC 822), including malformed ones."""

import codecs
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesHeaderParser, HeaderParser
from email.utils import parsedate_to_datetime
from html import escape
from itertools import islice
from typing import TypeAlias, cast

from classifiers.replies.rules.bounces import FAILED_RECIPIENTS, DeliveryReport, read_report
from classifiers.replies.rules.invitation_answers import CALENDAR, calendar_answer, calendar_comment
from classifiers.replies.rules.program_requests import APPLE, RECEIVERS, TO_UNSUBSCRIBE
from classifiers.replies.rules.unread_parts import ENCRYPTED, UNREAD, is_envelope, is_unread
from leadqual.replies.errors import NoMailError
from leadqual.replies.receiving.trimmed_messages import (
    MAX_MESSAGE_BYTES,
    MAX_TEXT_LENGTH,
    full_size,
)

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
_BRACKETED_ADDRESS = re.compile(r'<\s*((?:[^<>\s@]+|"[^<>"]*")@[^<>\s@]+)\s*>')
_ADDRESS = re.compile(r'[^\s<>()\[\]:;,"@]+@[^\s<>()\[\]:;,"@]+')


_MAX_HEADER = 4_000
_MAX_LINES = 300_000
_MAX_PARTS = 2_000
_MAX_DEPTH = 30
_MAX_NESTED = 3
_MAX_ATTACHMENTS = 50
_CONTAINER = re.compile(rb"^content-type:\s*(?:multipart|message)/", re.IGNORECASE | re.MULTILINE)
_HEADER = re.compile(rb"^[!-9;-~]+[ \t]*:")
_WESTERN = frozenset({"ascii", "us-ascii", "iso8859-1", "cp1252"})
# Python codecs that are not email charsets; some take quadratic time.
_NOT_CHARSETS = frozenset(
    {"punycode", "idna", "undefined", "unicode_escape", "raw_unicode_escape", "charmap"}
)
_MIME_NOTICE = re.compile(
    r"MIME|multi-?part", re.IGNORECASE
)  # Of programs, to those that know no parts.
_WORDS = re.compile(r"\S[ \t]+\S")
_ENCODED_WORD = re.compile(r"=\?[^?]*\?[^?]*\?[^?]*\?=")
_BRACKETS = re.compile(r"[\s<>\"]+")
_INTERNAL_HEADERS = frozenset({CALENDAR, UNREAD, TO_UNSUBSCRIBE})
"""Internal headers with findings about a message."""

_CALENDARS = frozenset({"text/calendar", "application/ics"})
_TEXTS = frozenset({"text/plain", "text/html"})
_GLOBAL_STATUS = "message/global-delivery-status"
_STATUSES = frozenset({"message/delivery-status", _GLOBAL_STATUS})
_UNSPLIT_TYPES = frozenset({"message/rfc822", *_STATUSES})
_RETURNED = frozenset({"message/rfc822", "text/rfc822-headers", "message/global-headers"})
_Content: TypeAlias = "tuple[str, tuple[Attachment, ...], dict[str, str], _ReportParts]"
"""Text, attachments, internal headers about the other parts, and parts of a report."""

_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Attachment:
    """Name and size of an attached file, which is not stored."""

    name: str
    n_bytes: int


@dataclass(frozen=True, slots=True)
class Mail:
    """A received email.

    Args:
        sender: address, or `Name <address>`; empty if unknown.
        message_id: Message-ID; if empty, one is generated, so the message can be stored twice.
        headers: only those used for classification are stored.
        received_at: None means now.
        answers_to: Message-IDs of the emails it answers, oldest first; by default those of its
            headers.
        attachments: names and sizes of attached files.
        report: its content if it is a delivery report.
    """

    sender: str
    subject: str
    text: str
    message_id: str = ""
    headers: Mapping[str, str] | None = None
    received_at: datetime | None = None
    answers_to: Sequence[str] = ()
    attachments: Sequence[Attachment] = ()
    report: DeliveryReport | None = None


def message_ids_in(text: str) -> list[str]:
    """Return the Message-IDs in a header, in order, with angle brackets."""
    found = _ID.findall(plain(text))
    return [*found[:1], *found[1:][-(_MAX_IDS - 1) :]]


def sender_of(mail: Mail) -> str:
    """Return the address of the sender in lower case; empty if unknown."""
    sender = plain(mail.sender)
    return (address_in(sender) or sender).strip().lower()[:254]


def address_in(text: str) -> str:
    """Return the first address in a header; empty if there is none.

    Addresses in angle brackets come first, because the name before them may contain a comma, a
    colon or another address. The standard library fails on such names, and on many brackets.
    """
    if found := _BRACKETED_ADDRESS.search(_QUOTED.sub(" ", text)) or _BRACKETED_ADDRESS.search(
        text
    ):
        return found.group(1)
    bare = _ADDRESS.search(text)
    return bare.group() if bare else ""


def plain(text: str) -> str:
    """Return a text without characters that Postgres cannot store."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def read_message(raw: bytes, *, now: datetime) -> Mail:
    """Parse a message; if its parts cannot be parsed, its body is used as text.

    The text is the plain text, or else the HTML. Attached files are listed, not stored; attached
    messages are appended as quotes. Without a Message-ID, one is derived from the bytes, so that
    the same message is recognized.

    Args:
        raw: headers and body, with any line ends; see `TrimmedMessage` for large ones.
        now: used if the date is missing or impossible.

    Raises:
        NoMailError: it is empty, too large, or does not start with a header.
    """
    if len(raw) > MAX_MESSAGE_BYTES:
        limit = MAX_MESSAGE_BYTES // 2**20
        raise NoMailError(
            f"This message is larger than {limit} MB. Upload it without its attachments."
        )
    raw = raw.removeprefix(codecs.BOM_UTF8).lstrip(b"\r\n")
    if not raw.strip():
        raise NoMailError("This message is empty.")
    if not _HEADER.match(raw[:1_000]):
        raise NoMailError("This is not an email: it has no header such as “From:”.")
    headers = BytesHeaderParser(policy=policy.compat32).parsebytes(raw)
    text, attachments, found, parts = _read_content(raw)
    sender = _sender(headers)
    report = read_report(
        parts.text,
        sender=address_in(sender),
        failed=_header(headers, FAILED_RECIPIENTS),
        fields=parts.fields,
        returned=parts.returned,
        has_envelope_sender=_header(headers, "Return-Path") != "<>",
    )
    return Mail(
        sender=sender,
        subject=" ".join(_header(headers, "Subject").split()),
        text=text,
        message_id=next(iter(message_ids_in(_header(headers, "Message-ID"))), id_from_bytes(raw)),
        headers={name: _header(headers, name) for name in _kept_header_names() if name in headers}
        | found,
        received_at=_date(headers, now),
        answers_to=_answers_to(headers, report, parts),
        attachments=attachments,
        report=report,
    )


def _kept_header_names() -> frozenset[str]:
    """Return the names of the headers to read."""
    return (KEPT_HEADERS - _INTERNAL_HEADERS).union(RECEIVERS)


def id_from_bytes(raw: bytes) -> str:
    """Return a Message-ID derived from the bytes of a message."""
    return f"<{hashlib.sha256(raw.strip()).hexdigest()[:40]}@leadqual.invalid>"


def _answers_to(
    headers: "Message[str, str]", report: DeliveryReport | None, parts: "_ReportParts"
) -> tuple[str, ...]:
    ids = [
        *message_ids_in("".join(str(value) for value in headers.get_all("References", [])[:3])),
        *message_ids_in(_header(headers, "In-Reply-To")),
    ]
    if report:  # Bounces and complaints contain the returned message.
        ids += report.message_ids
    elif "report" in _header(headers, "Content-Type").lower():
        ids += message_ids_in(" ".join(re.findall(r"(?im)^message-id:(.*)$", parts.returned)))
    return tuple(dict.fromkeys(ids))


def _sender(message: "Message[str, str]") -> str:
    """Return the name and address of the sender; the address is read before decoding.

    An encoded name may contain brackets and addresses.
    """
    from_header = _header(message, "From")
    address = address_in(_plain(_ENCODED_WORD.sub(" ", _raw_header(message, "From"))))
    name = _BRACKETS.sub(" ", from_header.replace(address, "", 1)).strip() if address else ""
    return f"{name} <{address}>" if name else address or from_header


def _raw_header(message: "Message[str, str]", name: str) -> str:
    pairs = message.raw_items()  # `get` replaces non-ASCII letters by question marks.
    value = next((str(raw) for key, raw in pairs if key.lower() == name.lower()), "")
    return value[:_MAX_HEADER]


def _header(message: "Message[str, str]", name: str) -> str:
    """Return a header, decoded; its first value if there are several."""
    value = _raw_header(message, name)
    try:
        return _plain(str(make_header(decode_header(value))))
    except (HeaderParseError, LookupError, ValueError):  # An unknown charset, or broken base64.
        return _plain(value)


def _plain(text: str) -> str:
    try:
        raw = text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        raw = text.encode("utf-8", "replace")
    return decode_text(raw, "utf-8").replace("\r", "").replace("\n", " ").strip()


def _date(headers: "Message[str, str]", now: datetime) -> datetime:
    try:
        date = parsedate_to_datetime(_header(headers, "Date"))
        date = date if date.tzinfo else date.replace(tzinfo=UTC)
        return date if _EARLIEST <= date <= now + timedelta(days=1) else now
    except (ValueError, TypeError, IndexError, OverflowError):
        return now


@dataclass(frozen=True, slots=True)
class _ReportParts:
    """Parts of a delivery report: its text, its fields, and the returned headers."""

    text: str
    fields: str = ""
    returned: str = ""


def _read_content(raw: bytes) -> _Content:
    is_too_complex = (
        raw.count(b"\n") > _MAX_LINES
        or raw.count(b"\n--") > _MAX_PARTS
        or len(list(islice(_CONTAINER.finditer(raw), _MAX_DEPTH + 1))) > _MAX_DEPTH
    )
    if not is_too_complex:
        try:
            return _parse_message(message_from_bytes(raw, policy=policy.compat32))
        except Exception:  # noqa: BLE001  # The parser failed; the body is used as text.
            is_too_complex = True
    _, _, body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    text = decode_text(body, "utf-8")[:MAX_TEXT_LENGTH]
    return text, (), {}, _ReportParts(text)


def _parse_message(message: "Message[str, str]") -> _Content:
    plain: list[str] = []
    html: list[str] = []
    nested: list[str] = []
    files: list[tuple[str, Message[str, str]]] = []
    kinds = [(part.get_content_type(), part) for part in _walk_parts(message)]
    for kind, part in (pair for pair in kinds if pair[0] not in _STATUSES):
        if kind == "message/rfc822":
            nested.append(_quote_message(part))
        elif _is_attachment(part, kind):
            files.append((kind, part))
        elif kind == "text/html":
            html.append(_decode_part(part))
        else:
            plain.append(_decode_part(part))
    own = "\n\n".join(text for text in plain if text.strip())
    calendar = next((_decode_part(part) for kind, part in files if kind in _CALENDARS), "")
    if not own and not any(text.strip() for text in html):
        preamble = str(message.preamble or "").strip()
        own = calendar_comment(calendar) or ("" if _MIME_NOTICE.search(preamble) else preamble)
    attached = "\n\n".join(nested[:_MAX_NESTED])
    parts = _ReportParts(
        own or "\n".join(html),
        "\n\n".join(_headers_in(part) for kind, part in kinds if kind in _STATUSES),
        next((_headers_in(part) for kind, part in kinds if kind in _RETURNED), ""),
    )
    if html and not own:
        own, attached = (
            "\n".join(html),
            f"<blockquote>{escape(attached)}</blockquote>" if attached else "",
        )
    text = f"{own}\n\n{attached}" if attached else own
    unreadable = [
        ENCRYPTED if is_envelope(_name_of_file(part, kind)) else kind
        for kind, part in files
        if is_unread(kind, is_inline=_is_inline(part))
    ]
    found = {
        CALENDAR: calendar_answer(calendar),
        UNREAD: ", ".join(dict.fromkeys(unreadable))[:300],
    }
    return (
        text[:MAX_TEXT_LENGTH],
        tuple(_attachment(part, kind) for kind, part in files[:_MAX_ATTACHMENTS]),
        {name: value for name, value in found.items() if value},
        parts,
    )


def _is_inline(part: "Message[str, str]") -> bool:
    return "Content-ID" in part or part.get_content_disposition() == "inline"


def _walk_parts(message: "Message[str, str]") -> Iterator["Message[str, str]"]:
    """Yield the leaf parts, without those of attached messages."""
    payload = message.get_payload()
    if message.get_content_type() not in _UNSPLIT_TYPES and isinstance(payload, list):
        for part in payload:
            yield from _walk_parts(cast("Message[str, str]", part))
    else:
        yield message


def _headers_in(part: "Message[str, str]") -> str:
    """Return the headers in a part, in one or several blocks."""
    payload = part.get_payload()
    if not isinstance(payload, list):
        payload = [HeaderParser(policy=policy.compat32).parsestr(_decode_part(part))]
    blocks = []
    for inner in cast("list[Message[str, str]]", payload):
        blocks.append("\n".join(f"{name}: {_header(inner, name)}" for name in inner))
        if part.get_content_type() == _GLOBAL_STATUS:  # The library parses it as one message.
            blocks.append(_decode_part(inner))
    return "\n\n".join(blocks)


def _quote_message(part: "Message[str, str]") -> str:
    payload = part.get_payload()
    if not isinstance(payload, list) or not payload:
        return ""
    inner = cast("Message[str, str]", payload[0])
    text, *_ = _parse_message(inner)
    lines = [f"From: {_header(inner, 'From')}", f"Subject: {_header(inner, 'Subject')}", ""]
    return "\n".join(f"> {line}" for line in [*lines, *text.splitlines()])


def _is_attachment(part: "Message[str, str]", kind: str) -> bool:
    is_malformed = kind.startswith("multipart/")  # Without a boundary, its content is text.
    return not (is_malformed or kind in _TEXTS) or part.get_content_disposition() == "attachment"


def _attachment(part: "Message[str, str]", kind: str) -> Attachment:
    content = part.get_payload(decode=True)
    kept = len(content) if isinstance(content, bytes) else 0
    size = full_size(str(part.get_payload())) or kept
    return Attachment(name=_name_of_file(part, kind), n_bytes=size)


def _name_of_file(part: "Message[str, str]", kind: str) -> str:
    return " ".join(str(part.get_filename() or kind).split())[:200]


def _decode_part(part: "Message[str, str]") -> str:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    is_base64 = str(part.get("Content-Transfer-Encoding", "")).strip().lower() == "base64"
    if is_base64 and _WORDS.search(written := str(part.get_payload())):
        content = written.encode("utf-8", "surrogateescape")  # Labeled base64, but is not.
    return decode_text(content, str(part.get_content_charset() or ""))


def decode_text(content: bytes, charset: str) -> str:
    """Decode a text by the named charset, or else by one that works."""
    content = content[: 4 * MAX_TEXT_LENGTH]
    for name in _charsets(charset):
        try:
            return content.decode(name).replace("\r\n", "\n")
        except (LookupError, UnicodeError):
            continue
    return content.decode("cp1252", "replace").replace("\r\n", "\n")


def _charsets(named: str) -> Sequence[str]:
    try:
        name = codecs.lookup(named).name
    except (LookupError, ValueError):
        return ["utf-8"]
    if name.replace("-", "_") in _NOT_CHARSETS:
        return ["utf-8"]
    # Text labeled Latin-1 is often UTF-8; Latin-1 text is hardly ever valid UTF-8.
    return ["utf-8", "cp1252"] if name in _WESTERN else [name, "utf-8"]
