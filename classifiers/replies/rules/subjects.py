"""The subject of an email: an answer, a notice of absence, or words of the writer."""

import re

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
_REPLY_PREFIXES = re.compile(
    r"^\s*(?:(?:re|aw|antw|sv|res|rif|vs|odp|fwd?|wg|tr|rv|enc|r|i|ynt|ilt|rep|ref|atb|va|sfb|doorst"
    r"|отв|ответ|на|απ|σχετ|回复|回覆|答复|返信|转发|轉寄|転送|회신|전달|رد|השב|תשובה)"
    r"(?:\[\d+\])?\s?[:：]\s*)+"
)
_DEFAULT_SUBJECTS = frozenset(
    {"", "no subject", "kein betreff", "ohne betreff", "sans objet", "sin asunto"}
)
_SEPARATOR = re.compile(r"\s(?:[-–—|/]|//|>>|--)\s")


def own_words_of(folded: str) -> str:
    """Return what a folded subject says apart from the one that it answers; mostly nothing.

    A subject that begins a thread is the writer's own; of an answer, what comes after a dash may
    be: "Re: Pumps - call me".
    """
    head = _REPLY_PREFIXES.sub("", folded).strip()
    if head.strip("()[]<> ") in _DEFAULT_SUBJECTS or is_automatic_subject(folded):
        return ""
    if head == folded.strip():
        return head
    return head if _SEPARATOR.search(head) else ""


def is_automatic_subject(folded: str) -> bool:
    """Whether a folded subject is one that mail programs put on notices of absence."""
    return bool(_AUTOMATIC.search(folded))
