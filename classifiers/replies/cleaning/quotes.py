"""Where the quoted original begins: attribution lines and header blocks of common mail programs."""

import re

from mailparser_reply.constants import MAIL_LANGUAGES

# "On Monday, Ann Lee wrote:" in the languages of the product and their neighbours. The library's
# own patterns miss dates without a year and names without an address, so these come first.
_WROTE = (
    "wrote|schrieb|geschrieben|a écrit|écrit|escribió|escribio|escreveu|ha scritto|scrisse|schreef"
    "|skrev|napisał|napisał\\(a\\)|napsal|napsal\\(a\\)|kirjoitti|написал|пишет|yazdı"
)
_OPENING = (
    "on|am|le|el|em|no dia|a|il|op|den|dnia|w dniu|dne|mon|tue|wed|thu|fri|sat|sun|vom|de"
    "|lun|mar|mer|jeu|ven|sam|dim|seg|ter|qua|qui|sex"
)
_ATTRIBUTION = re.compile(
    rf"^(?:{_OPENING})\b.{{0,240}}\b(?:{_WROTE})\b.{{0,120}}:\s*$"
    rf"|^.{{0,80}}[\w.+-]+@[\w.-]+.{{0,40}}\b(?:{_WROTE})\b(?:.{{0,20}}|\s?\(.{{0,60}}\)\s?):\s*$"
    rf"|^.{{0,120}}\d.{{0,120}}\b(?:{_WROTE})(?:\(a\))?\s?:\s*$",
    re.IGNORECASE,
)
_FROM = r"from|von|de|da|van|från|fra|od|lähettäjä|от|kimden|remitente|expéditeur"
_OTHER = (
    "sent|date|to|subject|cc|reply-to|gesendet|datum|an|betreff|kopie|envoyé|à|objet|enviado|enviada"
    "|enviado el|enviado em|fecha|data|para|asunto|assunto|inviato|oggetto|a|verzonden|aan"
    "|onderwerp|skickat|till|ämne|sendt|til|emne|wysłano|do|temat|odesláno|komu|předmět"
    "|gönderme tarihi|konu"
)
_FROM_LINE = re.compile(rf"^\*?(?:{_FROM})\s?:\*?\s*\S", re.IGNORECASE)
_OTHER_LINE = re.compile(rf"^\*?(?:{_OTHER})\s?:\*?(?:\s|$)", re.IGNORECASE)
_DIVIDER = re.compile(
    r"^[-_=*\s]{3,}(?:original message|original appointment|forwarded message|forwarded by"
    r"|ursprüngliche nachricht|originalnachricht|weitergeleitete nachricht"
    r"|message d'origine|message d’origine|message original|message transféré|message transmis"
    r"|mensaje original|mensaje reenviado|mensagem original|mensagem encaminhada"
    r"|messaggio originale|messaggio inoltrato|oorspronkelijk bericht|doorgestuurd bericht"
    r"|ursprungligt meddelande|oprindelig meddelelse|wiadomość oryginalna)\b"
    r"|^(?:begin forwarded message|anfang der weitergeleiteten|début du message réexpédié"
    r"|début du message transféré|inicio del mensaje reenviado"
    r"|início da mensagem encaminhada)\b.{0,60}$",
    re.IGNORECASE,
)
_RULE = re.compile(r"^[_=*-]{20,}$")
QUOTED_LINE = re.compile(r"^\s*(?:>|\|\s)")
# Languages whose attribution the library knows and the pattern above does not.
_LIBRARY = tuple(
    re.compile(MAIL_LANGUAGES[language]["wrote_header"], re.IGNORECASE)
    for language in ("ja", "ko", "zh", "da", "sv", "cs", "pl", "nl", "it")
)
_LONGEST_LINE = 400


def quote_begins(lines: list[str], at: int) -> int:
    """Return how many lines the head of a quoted original takes at this place; 0 where none is."""
    line = lines[at].strip()
    if not line or len(line) > _LONGEST_LINE:
        return 0
    if _DIVIDER.match(line):
        return 1
    if _is_header_block(lines, at) or (_RULE.match(line) and _header_follows(lines, at + 1)):
        return 1
    return _attribution_lines(lines, at)


def end_of_head(lines: list[str], start: int) -> int:
    """Return the first line below the head of a quote: headers, attribution, blank lines."""
    index = start
    while index < len(lines):
        line = lines[index].strip()
        taken = _attribution_lines(lines, index) if line else 1
        if not taken and (_OTHER_LINE.match(line) or _FROM_LINE.match(line)):
            taken = 1
        if not taken:
            break
        index += taken
    return index


def _attribution_lines(lines: list[str], at: int) -> int:
    """Mail programs wrap a long attribution over up to three lines."""
    for count in (1, 2, 3):
        parts = [part.strip() for part in lines[at : at + count]]
        if len(parts) < count or not all(parts):
            return 0
        joined = " ".join(parts)
        if len(joined) > _LONGEST_LINE:
            return 0
        if _ATTRIBUTION.match(joined) or any(known.match(joined) for known in _LIBRARY):
            return count
        if re.search(r"[.!?]$", parts[-1]):  # A finished sentence is not half an attribution.
            return 0
    return 0


def _is_header_block(lines: list[str], at: int) -> bool:
    """A `From:` line counts only with two more header lines below it, or one and an address."""
    if not _FROM_LINE.match(lines[at].strip()):
        return False
    below = [line.strip() for line in lines[at + 1 : at + 7]]
    others = sum(bool(_OTHER_LINE.match(line)) for line in below[:5])
    return others >= 2 or (others >= 1 and ("@" in lines[at] or below[:1] != [""]))  # noqa: PLR2004  # said above


def _header_follows(lines: list[str], start: int) -> bool:
    following = [
        index for index in range(start, min(start + 3, len(lines))) if lines[index].strip()
    ]
    return bool(following) and _is_header_block(lines, following[0])
