"""Requests to stop that mail programs send for somebody who pressed "Unsubscribe".

They write to the address of `List-Unsubscribe`: the subject or the text is what the sender of the
list asked for, perhaps with a token, and the program adds a sentence of its own.
"""

import re
from collections.abc import Mapping

APPLE = "x-apple-unsubscribe"
_BY_PROGRAM = re.compile(
    r"\bsent this (?:e-?mail|message) to unsubscribe\b"
    r"|\b(?:automat\w+|auto-?generated|list) unsubscribe (?:request|message|e-?mail)\b"
    r"|\bunsubscribe request (?:was )?(?:sent|generated)\b"
)
# A sentence that only says who made the message.
_OF_PROGRAM = re.compile(
    r"[^.!?\n]*\b(?:automat\w*|auto-?generated|automaattisesti|otomatik|автоматич\w*"
    r"|sent from|sent by|gesendet (?:von|mit)|envoye (?:de|depuis|avec)|enviado (?:desde|do)"
    r"|inviato da|yahoo mail|get outlook)\b[^.!?\n]*[.!?]?"
    r"|[^.!?。\n]*(?:自動|自动|자동)[^.!?。\n]*[.!?。]?"
)
_MARKS = re.compile(r"[<>\[\](){}:;|#=_,/+-]+")
_TOKEN = re.compile(r"\S*[\d@]\S*|\b\w{20,}")
_LONGEST = 600


def is_program_request(written: str, headers: Mapping[str, str]) -> bool:
    """Return whether a mail program says itself that it asks to unsubscribe.

    Args:
        written: folded.
        headers: of the message.
    """
    lowered = {name.lower(): value.strip().lower() for name, value in headers.items()}
    is_apple = lowered.get(APPLE) == "true"
    return is_apple or (len(written) <= _LONGEST and bool(_BY_PROGRAM.search(written)))


def without_program(folded: str) -> str:
    """Return a folded text without sentences of programs; what somebody wrote is left."""
    return _OF_PROGRAM.sub(" ", folded).strip() if len(folded) <= _LONGEST else folded


def without_tokens(folded: str) -> str:
    """Return a folded subject without what tells lists and receivers apart."""
    return " ".join(_TOKEN.sub(" ", _MARKS.sub(" ", folded)).split())
