"""What a person newly wrote, apart from quoted original, signature and disclaimer."""

import re
from dataclasses import dataclass

from classifiers.replies.cleaning.html_text import html_to_text
from classifiers.replies.cleaning.quotes import QUOTED_LINE, end_of_head, quote_begins
from classifiers.replies.cleaning.signatures import split_signature

_HTML_TAG = re.compile(
    r"<(?:!doctype html|html|head|body|div|p|br|table|span|blockquote|style|meta)\b[^<>]{0,2000}>",
    re.IGNORECASE,
)

MAX_WRITTEN = 40_000
"""Characters that are read of what a person wrote."""
MAX_EMAIL = 200_000
"""Characters that are read of a mail with its HTML and its quoted original."""
_INVISIBLE = re.compile(
    r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff\ud800-\udfff\x00-\x08\x0b\x0c\x0e-\x1f]"
)
_IMAGE = re.compile(r"\[(?:image|cid)\s*:[^\]\n]{0,200}\]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A mail taken apart.

    Args:
        written: what the person newly wrote; empty where that is nothing.
    """

    written: str
    quoted: str = ""
    signature: str = ""
    disclaimer: str = ""
    is_html: bool = False

    @property
    def left_out(self) -> tuple[str, ...]:
        """What was taken off, in the order it usually comes; empty parts are skipped."""
        return tuple(part for part in (self.signature, self.disclaimer, self.quoted) if part)


def visible(text: str) -> str:
    """Return a text without letters that show nothing, and halves of letters."""
    return _INVISIBLE.sub("", text)


def clean(text: str) -> Cleaned:
    """Take a mail apart; plain text or HTML, any length, any line ends."""
    plain = text[:MAX_EMAIL]
    if is_html := bool(_HTML_TAG.search(plain[:20_000])):
        plain = html_to_text(plain)
    plain = visible(plain).replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ")
    own, quoted = split_quoted(_IMAGE.sub("", plain))
    written, signature, disclaimer = split_signature(own[:MAX_WRITTEN])
    return Cleaned(written, quoted, signature, disclaimer, is_html)


def split_quoted(text: str) -> tuple[str, str]:
    """Return what is outside of the quoted original, and the quoted original.

    Below the head of a quote everything is quoted, unless the quote marks its lines with `>`: then
    unmarked lines between and below them are answers.
    """
    lines = text.split("\n")
    own: list[str] = []
    quoted: list[str] = []
    index = 0
    while index < len(lines):
        if QUOTED_LINE.match(lines[index]):
            quoted.append(lines[index].strip())
            index += 1
            continue
        head = quote_begins(lines, index)
        if not head:
            own.append(lines[index])
            index += 1
            continue
        below = end_of_head(lines, index + head)
        if not (below < len(lines) and QUOTED_LINE.match(lines[below])):
            quoted.extend(line.strip() for line in lines[index:])
            break
        quoted.extend(line.strip() for line in lines[index:below])
        index = below
    return "\n".join(own).strip(), "\n".join(quoted).strip()
