"""Addresses that a bounce says do not exist or do not accept email for good.

Standard reports name them in fields (RFC 3464), some servers in the header `X-Failed-Recipients`,
and the rest in plain words: "<ann@x.example>: 550 5.1.1 User unknown". Delays are no bounces.
"""

import re

FAILED_RECIPIENTS = "x-failed-recipients"
"""Header with the addresses that failed, as some servers write it."""
MAX_ADDRESSES = 20
_MAX_CHARACTERS = 200_000
_ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_BLOCK = re.compile(r"(?:\r?\n){2,}")
_RECIPIENT = re.compile(
    r"(?im)^(?:original|final)-recipient:[^;\n]*;\s*<?([^\s<>]+@[^\s<>]+?)>?\s*$"
)
_FAILED = re.compile(r"(?im)^action:\s*fail")
_FOR_GOOD = re.compile(r"(?im)^status:\s*5\.")
_FULL = re.compile(r"(?im)^status:\s*5\.2\.2|quota|mailbox (?:is )?full|over quota")
_MACHINE = re.compile(
    r"^(?:mailer-daemon|postmaster|mail-daemon|mailerdaemon|double-bounce|bounces?)@", re.IGNORECASE
)
_IN_WORDS = re.compile(
    r"\b5\.1\.\d+\b|\b550\b|user unknown|unknown user|no such (?:user|recipient|address|mailbox)"
    r"|(?:mailbox|address|recipient|account|user)\b.{0,40}(?:does ?n[o']t exist|not found"
    r"|unavailable|rejected|disabled|not exist|invalid)|permanent (?:error|failure)"
    r"|address couldn't be found"
    r"|delivery has failed|could not be delivered",
    re.IGNORECASE,
)
_COPY = re.compile(
    r"(?im)^.{0,20}(?:copy of (?:the|your) message|original message|unsent message)"
    r"|^>?\s*(?:received|return-path|message-id):"
)
_LATER = re.compile(
    r"will (?:be )?(?:retr|keep trying|continue to try)|delayed|temporar|warning message only"
    r"|quota|mailbox (?:is )?full",
    re.IGNORECASE,
)


def failed_in_report(raw: str) -> list[str]:
    """Return the addresses that a delivery report says failed for good, in lower case."""
    found: list[str] = []
    for block in _BLOCK.split(raw[:_MAX_CHARACTERS]):
        if _FAILED.search(block) and _FOR_GOOD.search(block) and not _FULL.search(block):
            found += [address.lower() for address in _RECIPIENT.findall(block)]
    return list(dict.fromkeys(found))[:MAX_ADDRESSES]


def bounced_addresses(text: str, *, sender: str, failed: str) -> list[str]:
    """Return the addresses that an email says failed for good; mostly none.

    Args:
        text: what the email says; the copy of the message that came back is cut off.
        sender: its address; only what mail servers write in words is believed.
        failed: value of the header `X-Failed-Recipients`.
    """
    named = _addresses(failed)
    if named or not _MACHINE.match(sender):
        return named
    plain = _COPY.split(text[:_MAX_CHARACTERS], maxsplit=1)[0]
    if _LATER.search(plain) or not _IN_WORDS.search(plain):
        return []
    return [address for address in _addresses(plain) if address != sender.lower()]


def _addresses(text: str) -> list[str]:
    found = (match.group().rstrip(".").lower() for match in _ADDRESS.finditer(text))
    return list(dict.fromkeys(found))[:MAX_ADDRESSES]


# What the subject of an email says by itself: an answer, or a notice of absence.

_AUTOMATIC = re.compile(
    r"^\s*(?:automatic reply|auto(?:matic)?[- ]?(?:reply|response|svar)"
    r"|autoreply|out of (?:the )?office|ooo\b|abwesenheit|automatische antwort"
    r"|abwesend|reponse automatique|absence|absent"
    r"|respuesta automatica|fuera de (?:la )?oficina|ausente|ausencia|resposta automatica"
    r"|fora do escritorio|risposta automatica|fuori ufficio|automatisch antwoord|afwezig|autosvar)"
)


REPLY_SUBJECT = re.compile(
    r"^\s*(?:(?:re|aw|antw|sv|res|rif|vs|odp|fwd?|wg|tr|rv|enc)(?:\[\d+\])?\s?:|re\b)"
)
"""What stands before the subject of an answer, folded."""

_ANSWERS = re.compile(
    r"^\s*(?:(?:re|aw|antw|sv|res|rif|vs|odp|fwd?|wg|tr|rv|enc|r|i|ynt|ilt|rep|ref|atb|va|sfb|doorst"
    r"|отв|ответ|на|απ|σχετ|回复|回覆|答复|返信|转发|轉寄|転送|회신|전달|رد|השב|תשובה)"
    r"(?:\[\d+\])?\s?[:：]\s*)+"
)
_BY_PROGRAM = frozenset(
    {"", "no subject", "kein betreff", "ohne betreff", "sans objet", "sin asunto"}
)
_BREAK = re.compile(r"\s(?:[-–—|/]|//|>>|--)\s")


def own_words_of(folded: str) -> str:
    """Return what a folded subject says beside the one that it answers; mostly nothing.

    A subject that begins a thread is the writer's own; of an answer, what stands behind a dash may
    be: "Re: Pumps - call me".
    """
    head = _ANSWERS.sub("", folded).strip()
    if head.strip("()[]<> ") in _BY_PROGRAM or is_automatic_subject(folded):
        return ""
    if head == folded.strip():
        return head
    return head if _BREAK.search(head) else ""


def is_automatic_subject(folded: str) -> bool:
    """Whether a folded subject is one that mail programs put on notices of absence."""
    return bool(_AUTOMATIC.search(folded))
