"""One form for letters, hosts and digits that are written in different ways.

Domains beyond ASCII have two spellings: `bücher.example` and `xn--bcher-kva.example`. Their form
here is the first one, mapped as UTS 46 does with transitional processing, so that `ß` is `ss` as in
older software. The functions of the database (`leads_fold`, `leads_decoded_label`,
`leads_host_key`) give the same; tests compare them.
"""

import unicodedata
from functools import cache

_INVISIBLE = (
    *("\u00ad", "\u034f", "\u061c", "\u3164", "\ufeff", "\uffa0"),
    *(map(chr, range(0x180B, 0x1810))),
    *(map(chr, range(0x200B, 0x2010))),
    *(map(chr, range(0x202A, 0x202F))),
    *(map(chr, range(0x2060, 0x2070))),
    *(map(chr, range(0xFE00, 0xFE10))),
)
_SPECIAL = {"ς": "σ", "\u3002": "."}
_LAST = 0x1FFFF
_PREFIX = "xn--"
_SURROGATES = range(0xD800, 0xE000)


@cache
def tables() -> tuple[str, str]:
    """Return the characters that are replaced, and what by; those without a partner are dropped."""
    pairs = dict(_SPECIAL)
    for code in (*range(ord("A"), ord("Z") + 1), *range(0x80, _LAST)):
        letter = chr(code)
        digit = unicodedata.decimal(letter, None)
        small = str(digit) if digit is not None else letter.lower()
        if len(small) == 1 and small != letter:
            pairs[letter] = small
    return "".join((*pairs, *_INVISIBLE)), "".join(pairs.values())


def is_plain(text: str) -> bool:
    """Return whether a text in lower case is its own form."""
    return text.isascii() and _PREFIX not in text


def fold(text: str) -> str:
    """Bring a text to one form: composed letters, lower case, ASCII digits, nothing invisible."""
    composed = unicodedata.normalize("NFKC", text.replace("İ", "i̇")).translate(_mapping())
    return unicodedata.normalize("NFKC", composed.replace("ß", "ss"))


def host_key(host: str) -> str:
    """Give the one form of a host in lower case, with its international labels decoded."""
    if is_plain(host):
        return host
    return fold(".".join(decoded_label(label) for label in fold(host).split(".")))


def ascii_host(host: str) -> str:
    """Give the spelling of a host in ASCII, as other programs write it."""
    labels = (
        label if label.isascii() else _PREFIX + label.encode("punycode").decode()
        for label in host_key(host).split(".")
    )
    return ".".join(labels)


def decoded_label(label: str) -> str:
    """Decode `xn--bcher-kva` to `bücher`; as it is where it cannot be decoded."""
    if not label.startswith(_PREFIX):
        return label
    try:
        text = label.removeprefix(_PREFIX).encode("ascii").decode("punycode")
    except UnicodeError:
        return label
    return label if not text or any(ord(one) in _SURROGATES for one in text) else text


@cache
def _mapping() -> dict[int, str | None]:
    before, after = tables()
    return {ord(one): after[at] if at < len(after) else None for at, one in enumerate(before)}
