"""Signatures, "Sent from" lines and disclaimers: what mail programs and firms put below a reply."""

import re
from collections import defaultdict
from functools import cache
from itertools import islice

from classifiers.core.text import DATA, read_table

LAYOUT = DATA / "replies/layout.csv"
_DASHES = re.compile(r"^\s*(?:--+|__+|—{2,}|–{2,})\s*$")
_ORNAMENT = re.compile(r"^\s*[~*=_#+\-–—.•·|<>]{3,}\s*$")
_CONTACT_DETAIL = re.compile(
    # Each begins where a word does alone: a long one would be read again at each of its letters.
    r"(?<![\w.+-])[\w.+-]+@[\w-]+\.\w|https?://|www\.|(?<![\w-])-*\b[\w-]+\.(?:example|com|org|net|de|fr|es|pt|io|co)\b"
    r"|\s[|·•]\s|\+?\(?\d[\d\s().x-]{6,}\d|^\s*(?:tel|t|m|f|mob|mobile|cel|phone|fon|ph|cell|zap)\s?[.:]"
    r"|\b(?:HRB|USt|UID|NIF|NIP|SIRET|CNPJ|CIF|TVA|VAT|ABN|FN|KvK|Amtsgericht|Geschäftsführer"
    r"|Registered|Reg\. ?No|Öffnungszeiten)\b",
    re.IGNORECASE,
)
_PARTICLE = re.compile(
    "de|da|do|dos|das|del|la|le|van|von|der|den|ter|zu|zum|e|y|of|the|and|und|et|bin|al|di|du"
)
_SENTENCE = re.compile(r"[!?…]\s*$|[^\W\d_]{5}\.\s*$|[^\W\d_]{5}\.\s+\w|[!?]\s+\w")
_BLANK = re.compile(r"^[\s.\-_*~,;:]*$")
_MAX_SIGNATURE_LINES = 14
_MAX_WORDS_OF_A_NAME = 5
_MAX_WORDS_OF_A_LINE = 14
_MAX_SENT_FROM_LINE = 90
"""Letters from which a line is no "Sent from" line, however it begins."""
# What must come before and after the patterns of a kind; others only open a line.
_NAMED = r"[A-ZÀ-Ý][\w.'’-]*(?:\s[\w.'’-]+)"
_BEFORE = {"title": r"(?i:\b(?:", "answer": r"(?i:\b(?:", "firm": r"\b(?:"}
_AFTER = {
    "title": r")\b)",
    "answer": r")\b)",
    "firm": r")\b\.?",
    "sign_off": rf")\s*[,.!;♥❤]*\s*(?:[-–/].{{0,40}}|(?:,|\s)\s*{_NAMED}{{0,4}})?\s*$",
    "thanks": rf")\s*[,.!]*\s*(?:{_NAMED}{{0,3}})?\s*$",
    "greeting": r")\b.{0,40}[,:!]\s*$",
}


@cache
def _patterns_by_kind() -> dict[str, list[str]]:
    """Kind → patterns, from the layout file."""
    patterns = defaultdict(list)
    for row in read_table(LAYOUT):
        patterns[row["kind"]].append(row["pattern"])
    return dict(patterns)


def patterns_of(kind: str) -> str:
    return "|".join(_patterns_by_kind()[kind])


@cache
def _layout() -> dict[str, re.Pattern[str]]:
    return {
        kind: re.compile(_BEFORE.get(kind, r"^\s*(?i:") + patterns_of(kind) + _AFTER.get(kind, ")"))
        for kind in _patterns_by_kind()
    }


def _matches_kind(kind: str, line: str) -> bool:
    """Whether a line holds a word of a kind: `title`, `firm`, or `answer`."""
    return bool(_layout()[kind].search(line))


def split_signature(text: str) -> tuple[str, str, str]:
    """Return what was written, the signature and the disclaimer of a text without quotes."""
    lines = [line.rstrip() for line in text.split("\n")]
    lines, disclaimer = _split_disclaimer(lines)
    lines, sent_from = _split_sent_from(lines)
    lines, signed, postscript = _split_sign_off(lines)
    lines, block = _split_trailing_block(lines)
    written = "\n".join(lines + postscript).strip()
    if _BLANK.match(written) or (
        (signed or block) and ("\n" not in written and bool(_layout()["greeting"].match(written)))
    ):
        signed = [*lines, *signed]
        written = ""
    signature = "\n".join([*block, *signed, *sent_from]).strip()
    return written, signature, "\n".join(disclaimer).strip()


def _split_disclaimer(lines: list[str]) -> tuple[list[str], list[str]]:
    """From the first legal note down everything is disclaimer, but for a postscript."""
    pattern = _layout()["disclaimer"]
    for index, line in enumerate(lines):
        if pattern.match(line.lstrip(" *\"“'_|")):
            return lines[:index], lines[index:]
    return lines, []


def _split_sent_from(lines: list[str]) -> tuple[list[str], list[str]]:
    pattern = _layout()["sent_from"]
    kept: list[str] = []
    taken: list[str] = []
    for line in lines:
        is_sentence = len(line) >= _MAX_SENT_FROM_LINE
        matches = not is_sentence and pattern.match(line.lstrip(" *_-"))
        (taken if matches else kept).append(line)
    return kept, taken


def _split_sign_off(lines: list[str]) -> tuple[list[str], list[str], list[str]]:
    """Cut at a line of dashes or a sign-off; a postscript below is still the person's own word."""
    for index, line in enumerate(lines):
        if not line.strip():
            continue
        following = (lines[at] for at in range(index + 1, len(lines)) if lines[at].strip())
        below = list(islice(following, _MAX_SIGNATURE_LINES + 1))
        if _DASHES.match(line) or _is_sign_off(line, below):
            rest = lines[index:]
            start = next(
                (at for at, other in enumerate(rest) if _layout()["postscript"].match(other)), None
            )
            return (
                (lines[:index], rest, [])
                if start is None
                else (lines[:index], rest[:start], rest[start:])
            )
    return lines, [], []


def _is_sign_off(line: str, below: list[str]) -> bool:
    if len(below) > _MAX_SIGNATURE_LINES:
        return False
    if any(_SENTENCE.search(other) and not _is_contact_line(other) for other in below[:1]):
        return False  # "Best," can open a sentence that goes on below.
    if _layout()["sign_off"].match(line):
        return True
    named = bool(below) and _is_name(below[0])
    return bool(_layout()["thanks"].match(line)) and named


def _split_trailing_block(lines: list[str]) -> tuple[list[str], list[str]]:
    """Take name, title, firm and numbers from the end where no sign-off announces them."""
    filled = [line for line in lines if line.strip()]
    if (
        len(filled) <= _MAX_SIGNATURE_LINES
        and _is_name_of_signature((filled or [""])[0])
        and (_is_role((filled[1:] or [""])[0]) or _is_contact_line((filled[1:] or [""])[0]))
    ):
        return [], lines
    start = len(lines)
    while start > 0 and len(lines) - start < _MAX_SIGNATURE_LINES:
        line = lines[start - 1]
        if line.strip() and not (
            _is_contact_line(line) or _is_name(line) or _is_role(line) or _ORNAMENT.match(line)
        ):
            break
        start -= 1
    kept, block = lines[:start], lines[start:]
    if any(line.strip() for line in kept):
        return kept, block
    filled = [line for line in block if line.strip()]
    if _is_business_card(filled):
        return [], block
    if len(filled) > 1 and not _is_name_of_signature(filled[0]):
        return filled[:1], filled[1:]
    return lines, []


def _is_business_card(lines: list[str]) -> bool:
    """A name with its title, firm or number below: nothing was written at all."""
    has_details = any(_is_contact_line(line) or _is_role(line) for line in lines[:3])
    return (
        has_details
        and len(lines) > 1
        and not any(_matches_kind("answer", line) for line in lines[:2])
    )


def _is_name_of_signature(line: str) -> bool:
    return _is_name(line) and not _matches_kind("answer", line)


def _words(line: str) -> list[str]:
    return re.findall(r"[^\W\d_][\w.'’-]*", line)


def _is_contact_line(line: str) -> bool:
    """An address, a number or a divider, with few words around it."""
    return (
        len(_words(line)) <= _MAX_WORDS_OF_A_LINE
        and not _SENTENCE.search(line)
        and bool(_CONTACT_DETAIL.search(line))
        and not re.search(
            r"\b(?:i|we|you|me|us|my|our|ich|wir|sie|uns|mir|je|nous|vous|yo|me|nos|eu|nós|call|write|email|mail"
            r"|contact|send|ask|try|book|please|bitte|at)\b",
            line,
            re.IGNORECASE,
        )
    )


def _is_name(line: str) -> bool:
    """A few capitalized words without the end of a sentence, perhaps behind a dash."""
    stripped = line.strip().lstrip("-–—~/ ").rstrip(",")
    words = _words(stripped)
    if not words or len(words) > _MAX_WORDS_OF_A_NAME or _SENTENCE.search(stripped):
        return False
    if re.search(r"[?!:;]|\d", stripped) or _matches_kind("answer", stripped):
        return False
    return (
        all(word[0].isupper() or _PARTICLE.fullmatch(word.lower()) for word in words)
        and words[0][0].isupper()
    )


def _is_role(line: str) -> bool:
    """A job title or a firm, written as on a card: capitals, no verb-like small words."""
    words = _words(line)
    if not words or len(words) > _MAX_WORDS_OF_A_LINE or _SENTENCE.search(line):
        return False
    if not (_matches_kind("title", line) or _matches_kind("firm", line) or "," in line):
        return False
    content = [word for word in words if not _PARTICLE.fullmatch(word.lower())]
    capitals = sum(word[0].isupper() for word in content)
    return (
        bool(content)
        and capitals >= 0.6 * len(content)
        and words[0][0].isupper()
        and not _matches_kind("answer", line)
    )
