"""What a delivery report says of each recipient; `read_report` is the one place that decides.

Fields of RFC 3464 where a report has them, else the words of the server: "<ann@x.example>: 550
5.1.1 User unknown". The words decide with the code, as servers do not agree on codes (RFC 3463 and
the registry of IANA). In this order:

1. A 4.x.x, 2.x.x, a delay or a delivery says nothing against the address.
2. Words that reject the sender or call it spam (block list, reputation, SPF) win over any code:
   "5.1.1 blocked using Spamhaus" is about us, and so is "User unknown" in answer to MAIL FROM.
3. A full mailbox, a loop, a size or a temporary fault is neither.
4. Clear words that the address does not exist or is switched off count with a code about addresses,
   a general one, or a general policy code ("550 5.7.1 No such user", as Yandex says it). A code of
   its own kind (5.3.4, 5.7.26) counts.
5. Words of a policy ("denied", "restricted") say more than a code about addresses.
6. Then the code: 5.1.1, 5.1.2, 5.1.10 and 5.2.1 mean that the address is gone. "Mailbox
   unavailable" without a word of policy does, too, and "Recipient address rejected: Access denied"
   with 5.4.1, as Exchange Online says it. What is left says nothing against the address.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from classifiers.replies.rules.bounce_verdicts import ADDRESS, Verdict, verdict_of, without_names

FAILED_RECIPIENTS = "x-failed-recipients"
"""Header with the addresses that failed, as some servers write it; anybody can."""
MAX_ADDRESSES = 20
MAX_WORDS = 300
_MAX_CHARACTERS = 200_000
_SERVER_ADDRESS = re.compile(
    r"(?:mail(?:er)?[-_.]?daemon|postmaster|double-bounce|bounces?|mail-?delivery(?:-?\w+)?"
    r"|microsoftexchange[0-9a-f]{16,})@",
    re.IGNORECASE,
)

_BLOCK = re.compile(r"\n[ \t]*\n+")
_UNFOLD = re.compile(r"\r?\n[ \t]+")
_RECEIVER_HEADERS = re.compile(r"(?im)^[> ]*(?:to|cc):(.*)$")
_SUBJECT = re.compile(r"(?im)^[> ]*subject:(.*)$")
_MESSAGE_ID = re.compile(r"(?im)^[> ]*message-id:\s*(<[^<>\s]{1,290}>)")
_RECIPIENT = re.compile(
    r"(?im)^(?:original|final)-recipient:(?:[^;\n]*;)?\s*<?([^\s<>;]+@[^\s<>;]+)"
)
_FIELD = re.compile(r"(?im)^(action|status|diagnostic-code):[ \t]*(.*)$")
_HTML_TAG = re.compile(r"<(?!\S+@)[^<>]*>")
_RETURNED_COPY = re.compile(
    r"(?im)^.{0,20}(?:copy of (?:the|your) message|original message(?! was received| details)"
    r"|unsent message)"
    r"|^>?[ \t]*(?:received|return-path|message-id):"
)
_HEAD = re.compile(
    r"(?im)^[ \t>*-]*(?:recipient(?: address)?:|to:)?[ \t]*<?([\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+)>?"
    r"(?=[ \t:,(]|\.?[ \t]*$)"
)
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
_LETTERS = re.compile(r"[^\W\d_]{3}.*[^\W\d_]{3}", re.DOTALL)
_FAILURE_WORDS = re.compile(
    r"\b[45]\.\d{1,3}\.\d{1,3}\b|\b[45]\d\d\b|fail|undeliver|n[o'’]t (?:be )?deliver|permanent"
    r"|return(?:ed|ing)|reject|unable to|unzustellbar|nicht zugestellt|не доставлен|退信",
    re.IGNORECASE,
)
"""What comes before the subject of an answer, folded."""


@dataclass(frozen=True, slots=True)
class FailedRecipient:
    """A recipient of a delivery report.

    Args:
        addresses: the one written to and the one forwarded to, in lower case; often the same.
        words: of the server, without addresses.
    """

    addresses: Sequence[str]
    verdict: Verdict
    words: str


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """A delivery report, and the message that came back with it.

    Args:
        is_from_server: whether it has no envelope sender or comes from the address of a server.
        receivers: addresses of To and Cc of the returned message, in lower case.
        subject: its subject, as it is in the header.
        message_ids: that the returned message has.
    """

    recipients: Sequence[FailedRecipient]
    is_from_server: bool
    receivers: Sequence[str] = ()
    subject: str = ""
    message_ids: Sequence[str] = ()


def read_report(
    text: str,
    *,
    sender: str,
    failed: str = "",
    fields: str = "",
    returned: str = "",
    has_envelope_sender: bool = True,
) -> DeliveryReport | None:
    """Read a delivery report; None where a message is none.

    Args:
        text: what the message says, plain or HTML; a copy of the returned message may follow.
        sender: address it comes from; only words of a server are read.
        failed: value of the header `X-Failed-Recipients`.
        fields: content of its part `message/delivery-status`.
        returned: headers of the returned message.
        has_envelope_sender: False with "Return-Path: <>".
    """
    is_machine = bool(_SERVER_ADDRESS.match(sender.strip()))
    if not (is_machine or failed or fields):
        return None
    words, copy = _split(text[:_MAX_CHARACTERS])
    headers = _UNFOLD.sub(" ", returned[:_MAX_CHARACTERS] or copy)
    receivers = _addresses(" ".join(_RECEIVER_HEADERS.findall(headers)))
    recipients = list(islice(_recipients_in_fields(fields[:_MAX_CHARACTERS], words), MAX_ADDRESSES))
    if not recipients and (failed or is_machine):
        named = _named_addresses(words, failed) or receivers
        recipients = _recipients_in_words(
            words, [address for address in named if address != sender.lower()], bool(failed)
        )
    if not recipients:
        return None
    return DeliveryReport(
        recipients,
        is_from_server=is_machine or not has_envelope_sender,
        receivers=receivers,
        subject=next(iter(_SUBJECT.findall(headers)), "").strip(),
        message_ids=_MESSAGE_ID.findall(headers)[:3],
    )


def _split(text: str) -> tuple[str, str]:
    """Return what a server says, and the copy of the message below it."""
    if "</" in text:
        text = _HTML_TAG.sub(" ", text)
    found = _RETURNED_COPY.search(text)
    return (text[: found.start()], text[found.start() :]) if found else (text, "")


def _addresses(text: str) -> list[str]:
    found = (match.group().rstrip(".").lower() for match in ADDRESS.finditer(text))
    return list(dict.fromkeys(found))[:MAX_ADDRESSES]


def _recipients_in_fields(fields: str, text: str) -> Iterator[FailedRecipient]:
    for block in _BLOCK.split(_UNFOLD.sub(" ", fields.replace("\r\n", "\n"))):
        if addresses := list(dict.fromkeys(a.lower() for a in _RECIPIENT.findall(block))):
            found = {name.lower(): value.strip() for name, value in _FIELD.findall(block)}
            status = next(iter(_STATUS.findall(found.get("status", ""))), "")
            words = found.get("diagnostic-code", "")
            if not _LETTERS.search(without_names(words)):
                words = f"{words} {_text_about(text, addresses)}"
            action = found.get("action", "failed").split()[:1]
            is_failure = action in ([], ["failed"]) or action[0].lower().startswith("fail")
            verdict = verdict_of(words, status) if is_failure else Verdict.PASSING
            yield FailedRecipient(addresses, verdict, _without_addresses(words))


def _named_addresses(text: str, failed: str) -> list[str]:
    """Return the addresses that a server names, those that begin a line before all others."""
    return _addresses(failed) or _addresses("\n".join(_HEAD.findall(text))) or _addresses(text)


def _recipients_in_words(
    text: str, named: Sequence[str], is_failure: bool
) -> list[FailedRecipient]:
    """Return the recipients whose delivery failed, each with the words behind the address."""
    found = []
    for address in named:
        words = _text_about(text, [address])
        verdict = verdict_of(words, "")
        if is_failure or verdict == Verdict.GONE or _FAILURE_WORDS.search(text):
            found.append(FailedRecipient([address], verdict, _without_addresses(words)))
    return found


def _text_about(text: str, addresses: Sequence[str]) -> str:
    """Return the part of a text behind the line that begins with an address, or all of it."""
    heads = list(_HEAD.finditer(text))
    for at, head in enumerate(heads):
        others = (other.start() for other in heads[at + 1 :] if other.group(1) != head.group(1))
        if head.group(1).lower() in addresses:
            part = text[head.end() : next(others, len(text))]
            return part if _LETTERS.search(without_names(part)) else text
    return text


def _without_addresses(words: str) -> str:
    return " ".join(ADDRESS.sub("…", words).split())[:MAX_WORDS]
