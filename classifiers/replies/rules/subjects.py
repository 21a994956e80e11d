"""What the subject of an email says by itself: an answer, or a notice of absence."""

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
"""What stands before the subject of an answer, folded."""


def is_automatic_subject(folded: str) -> bool:
    """Whether a folded subject is one that mail programs put on notices of absence."""
    return bool(_AUTOMATIC.search(folded))
