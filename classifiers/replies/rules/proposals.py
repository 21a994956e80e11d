"""What a reply proposes: the person whom it names, and the day its writer is back."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from classifiers.core.text import DATA, is_written_without_spaces, read_table
from classifiers.replies.cleaning.signatures import patterns_of
from classifiers.replies.rules.phrases import fold, load_phrases

# From where a word begins alone: a long word without an address would be read at each letter.
ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_ROLE_MAILBOXES_TEXT = (
    "info office support sales contact kontakt hello service team hr help helpdesk reception "
    "empfang accueil admin noreply no-reply"
)
ROLE_MAILBOXES = frozenset(_ROLE_MAILBOXES_TEXT.split())
"""Mailboxes of nobody in particular."""
_CAPITAL = r"[^\W\d_a-zß-ÿ][\w'’-]+"
_PARTICLES = r"(?:(?:de|da|do|dos|del|di|la|le|van|von|der|den|ter|bin)\s+)*"
_NAME = rf"{_CAPITAL}(?:\s+{_PARTICLES}{_CAPITAL}){{0,2}}"
# Two capitalized words inside a sentence, for names without such words before them.
_FULL_NAME = re.compile(
    rf"(?:(?<=[^.!?\s]\s)|(?<=@))({_CAPITAL}(?:\s+{_PARTICLES}{_CAPITAL}){{1,2}})"
)
_MAX_WORDS_OF_A_COMPANY = 4
_AT_COMPANY = re.compile(
    r"[,\s]*\(?\b(?:at|from|of|bei|von|chez|en|na|da|no)\s+(?:the\s+|der\s+|la\s+)?"
    rf"((?:[^\W_a-zß-ÿ][\w'’&.-]*)(?:[ ](?:&|[^\W_a-zß-ÿ][\w'’&.-]*))"
    rf"{{0,{_MAX_WORDS_OF_A_COMPANY - 1}}})"
)
_GREETING = re.compile(
    r"(?i:hi|hello|hey|dear|hallo|liebe|sehr|guten|bonjour|cher|hola|estimad|ola|olá|prezad|bom"
    r"|boa)\b"
    r".{0,40}$"
)
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january januar janner janvier enero janeiro jan ene",
            "february februar fevrier febrero fevereiro feb fev",
            "march marz mars marzo marco mar",
            "april avril abril apr avr abr",
            "may mai mayo maio",
            "june juni juin junio junho jun",
            "july juli juillet julio julho jul",
            "august aout agosto aug ago",
            "september septembre septiembre setembro sep sept set",
            "october oktober octobre octubre outubro oct okt out",
            "november novembre noviembre novembro nov",
            "december dezember decembre diciembre dezembro dec dez dic",
        ),
        start=1,
    )
    for name in names.split()
}
MONTHS = DATA / "replies/months.csv"
_STEMS = {
    fold(row["name"]).rstrip("*"): (int(row["month"]), r"\w*" if row["name"][-1] == "*" else "")
    for row in read_table(MONTHS)
}
_MONTH = "|".join(
    sorted(
        [*_MONTHS, *(name + ending for name, (_, ending) in _STEMS.items())], key=len, reverse=True
    )
)
# "Out 23/12" and "set 5 reminders" are English; where these are months, the day comes before them.
_MONTH_FIRST = "|".join(
    name for name in _MONTH.split("|") if name not in {"out", "set"} and name[-1] != "*"
)
# "20-27", "1 and 12": the last day of the month named before it, and no date or time of its own.
_UNTIL = r"(?:[-–—]|to|and|until|till|through|thru)"
_NO_DATE = rf"(?!\s*(?:of\s+|de\s+)?(?:{_MONTH})\b|[.:/]\d)"
_DATES = re.compile(
    r"\b(?P<iso>\d{4}-\d{2}-\d{2})\b"
    rf"|\b(?P<d1>\d{{1,2}})(?:st|nd|rd|th|\.|er|o|º|-?е|-?го)?\s*(?:of\s+|de\s+"
    rf"|ta'\s*|d')?(?P<m1>{_MONTH})(?!\w)\.?"
    r"(?:,?\s+(?:de\s+)?(?P<y1>20\d\d))?"
    rf"|\b(?P<m2>{_MONTH_FIRST})\.?\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\b"
    rf"(?:\s*{_UNTIL}\s*(?P<e2>[12]\d|3[01]|\d)(?:st|nd|rd|th)?\b{_NO_DATE})?"
    r"(?:,?\s+(?P<y2>20\d\d))?"
    r"|(?<!\d)(?P<y7>20\d\d)(?:\.\s?|[-/])(?P<m7>\d{1,2})(?:\.\s?|[-/])(?P<d7>\d{1,2})(?!\d)"
    r"|\b(?P<d3>\d{1,2})(?:\.\s?|[/-])(?P<m3>\d{1,2})(?:\.\s?|[/-])(?P<y3>20\d\d|\d\d)(?!\d)"
    r"|\b(?P<d4>\d{1,2})\.\s?(?P<m4>\d{1,2})\."
    r"|(?<![\d/.])(?!24/7)(?P<d8>\d{1,2})/(?P<m8>\d{1,2})(?![\d/])"
    # "12月4日", "12월 4일", "ngày 4 tháng 12"
    rf"|(?:(?P<y5>20\d\d)(?:年|{fold('년')})\s*)?(?<!\d)(?P<m5>\d{{1,2}})(?:月|{fold('월')})\s*"
    rf"(?P<d5>\d{{1,2}})(?:[日号號]|{fold('일')})"
    r"|\b(?P<d6>\d{1,2}) thang (?P<m6>\d{1,2})\b(?:[,/ ]+(?:nam )?(?P<y6>20\d\d))?"
)
_DAYS = tuple(f"d{n}" for n in range(1, 9))
_NUMBERS = tuple(f"m{n}" for n in range(1, 9))
_MAX_DISTANCE = 40
# Folded: without accents. Behind the day, perhaps with a year or a weekday between.
_INCLUSIVE = re.compile(
    r"\W{0,3}(?:20\d\d\W{0,3})?(?:\w\.\s?|\w{2}\s)?(?:inclusive|inclusief|incl\b|including|included"
    r"|inclusivamente|inclus\b"
    r"|inclusivement|einschliesslich|inklusive|inkl\b|incluid[oa]|incluso|compreso|inclos"
    r"|inclusiv\b"
    r"|wlacznie|vcetne|vratane|bezarolag|zaroan|mukaan lukien|kaasa arvatud|kaasaarvatud"
    r"|ieskaitot|imtinai"
    r"|ukljucivo|zakljucno|zakljucujuci|vkljucno|укључив|закључно|включительно|включно|вкл\b"
    r"|dahil|meðtal\w*"
    r"|συμπεριλαμβανομεν|شامل|כולל|ועד בכלל|ja hop|termasuk|kasama|inclusivo|pamoja na"
    r"|включител|заклучно|ضمن|perfshire|inkluz|san aireamh|含)"
)
# Before the day.
_UP_TO_AND_WITH = re.compile(
    r"(?<!\w)(?:up to and including|until and including|to and including|bis (?:und mit|mit"
    r"|einschliesslich|inklusive"
    r"|inkl\.?)|tot en met|t/m|till och med|t\.?\s?o\.?\s?m\.?|til og me[dð]"
    r"|jusqu'au? .{0,6}inclus(?:ivement)?|hasta .{0,8}inclusive|inclusive|fino a .{0,8}compreso"
    r"|по|включно до|a inclusiv|ukljucivo|vkljucno|zakljucno|укључиво|закључно|включително"
    r"|заклучно со|(?:εως|μεχρι) και|sampai dengan|s/d|s\.d\.|hingga dan termasuk|đen het)"
    r"(?!\w)\s*(?:the |le |den |dem |el |il |o |dia |al )?(?:[^\W\d_]+,?\s+){0,2}$"
)
_MAX_AFTER_NAME = 200
# Between a name and "has left": then it is not who is named that did.
_OF_WRITER = re.compile(
    r"\b(?:i|we|ich|wir|je|j'ai|nous|yo|eu|io|as|since|because|instead of|da|weil|anstelle|car)\b"
)
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
_AT = re.compile(r"(?i:\b(?:at|bei|chez|na|da)\s)$")
_MIN_PREFIX = 3
_N_NAME_WORDS = 2
_ONE_DAY = timedelta(days=1)
_LAST_DAY = date(9999, 12, 31)
_MAX_AHEAD = timedelta(days=550)
_HALF_A_YEAR = timedelta(days=183)
_N_MONTHS = 12


@dataclass(frozen=True, slots=True)
class NamedContact:
    """A person whom a reply names; any part may be empty, but not all."""

    first_name: str
    last_name: str
    email: str


@cache
def _after_cue() -> re.Pattern[str]:
    """A name behind words such as "talk to", which the layout file lists."""
    cues, fillers = (patterns_of(kind) for kind in ("name_cue", "name_filler"))
    before = rf"(?:\b|(?<=\s)|^)(?:{cues})\.?[:,]?\s+(?:(?:{fillers})\.?\s+)*"
    return re.compile(rf"(?i:{before})({_NAME})|(?:^|\s)\+\s?({_NAME})")


def named_contact(written: str, *, sender: str = "") -> NamedContact | None:
    """Return the first person whom a reply names, by address or behind words such as "talk to".

    Args:
        written: what the person wrote.
        sender: address of that person, in lower case, who names somebody else.
    """
    email = next(
        (
            one
            for match in ADDRESS.finditer(written)
            if (one := match.group().rstrip(".").lower()) != sender
            and not _has_left(written, match.end())
        ),
        "",
    )
    names = list(_names_in(written))
    name = names[0] if names else ""
    first, _, last = " ".join(name.split()).partition(" ")
    if email:
        first, last = name_at(email, names)
    if not first and not last and not email:
        return None
    return NamedContact(first_name=first, last_name=last, email=email)


def _names_in(written: str) -> Iterator[str]:
    """Yield whom a text names, by words such as "talk to" first; not who has left."""
    text = _without_greeting(written)
    cue_matches, at = [], 0
    while match := _after_cue().search(text, at):
        cue_matches.append(match)
        at = match.start(match.lastindex or 0)  # "an ihren Nachfolger Herrn Feld"
    at_no_company = (
        match
        for match in _FULL_NAME.finditer(text)
        if not _AT.search(text[max(0, match.start() - _MAX_DISTANCE) : match.start()])
    )
    for match in (*cue_matches, *at_no_company):
        if not _has_left(text, match.end()):
            yield match.group(match.lastindex or 0)


def _has_left(text: str, end: int) -> bool:
    """Return whether who is named up to a place is gone: "… is no longer with us"."""
    plain = ADDRESS.sub("", text[end : end + _MAX_AFTER_NAME])
    sentence = fold(re.split(r"[.!?\n]", plain, maxsplit=1)[0])
    left = next(load_phrases().matches(sentence, group="left_company"), None)
    if left is None or left.start() > _MAX_DISTANCE:
        return False
    return not _OF_WRITER.search(sentence[: left.end()])


def name_at(email: str, names: Sequence[str]) -> tuple[str, str]:
    """Return first and last name of who has an address, of the people whom a text names.

    The mailbox tells who of several it is: "Frau Test ist nicht mehr hier, jonas.feld@…".
    """
    parts = re.split(r"[._-]", email.partition("@")[0])
    mailbox_words = [part.capitalize() for part in parts if part.isalpha() and len(part) > 1]
    name = next((candidate for candidate in names if not _belongs_to_other(candidate, parts)), "")
    if name and (" " in name or len(mailbox_words) < _N_NAME_WORDS):
        first, _, last = " ".join(name.split()).partition(" ")
        return first, last
    if len(mailbox_words) >= _N_NAME_WORDS:
        return mailbox_words[0], " ".join(mailbox_words[1:])
    if len(parts) == _N_NAME_WORDS and len(parts[0]) == 1 and mailbox_words:  # k.weber@
        return "", mailbox_words[0]
    first, _, last = " ".join((names[0] if names else " ".join(mailbox_words)).split()).partition(
        " "
    )
    return first, last


def _belongs_to_other(name: str, parts: Sequence[str]) -> bool:
    """Return whether no word of a name is in a mailbox: whole, or at the beginning of a part.

    An initial may come before it: "jfeld".
    """
    folded = [fold(part) for part in parts]
    mailbox = "".join(folded)
    spellings = (fold(form) for word in name.split() for form in (word, word.translate(_GERMAN)))
    return not any(
        spelling in mailbox
        or any(part[at:].startswith(spelling[:_MIN_PREFIX]) for part in folded for at in (0, 1))
        for spelling in spellings
        if len(spelling) >= _MIN_PREFIX
    )


def names_address(written: str) -> bool:
    addresses = (match.group().lower() for match in ADDRESS.finditer(written))
    return any(address.partition("@")[0] not in ROLE_MAILBOXES for address in addresses)


def adjacent_companies(written: str, *, named: NamedContact) -> list[str]:
    """Return what may be the company of a named person, as in "Ana Lopes at Fjord Line".

    The longest name first; where it ends only a list of companies can tell.
    """
    name = rf"{re.escape(named.first_name)}\s+{re.escape(named.last_name)}".removesuffix(r"\s+")
    match = re.search(rf"\b{name}\b{_AT_COMPANY.pattern}", written) if named.first_name else None
    words = match.group(1).rstrip(".").split() if match else []
    return [" ".join(words[:end]) for end in range(len(words), 0, -1)]


def name_after_cue(written: str) -> str:
    """Return the first name behind words such as "talk to"; empty where there is none."""
    match = _after_cue().search(_without_greeting(written))
    return next((group for group in match.groups() if group), "") if match else ""


def full_name(written: str) -> str:
    """Return the first two or three capitalized words inside a sentence, or an empty text."""
    match = _FULL_NAME.search(_without_greeting(written))
    return match.group(1) if match else ""


def _without_greeting(written: str) -> str:
    without = ADDRESS.sub(" ", written)
    return "\n".join(line for line in without.split("\n") if not _GREETING.match(line)) or without


def return_date(written: str, *, today: date) -> date | None:
    """Return the day of return: the last that an absence names ahead; None where it names none.

    Whoever is away up to and including a day is back on the next one. A date without a year is the
    nearest such day, so that the first day of an absence which has begun does not become its last.
    Numbers with slashes are day first, unless only month first makes a date.
    """
    folded = fold(unicodedata.normalize("NFKC", written))
    found = [
        day + _ONE_DAY if _is_included(folded, match) else day
        for match in _DATES.finditer(folded)
        if (day := _day(match, today)) and day < _LAST_DAY
    ]
    ahead = [day for day in found if timedelta() <= day - today <= _MAX_AHEAD]
    return max(ahead, default=None)


def _is_included(folded: str, match: re.Match[str]) -> bool:
    """Whether a text says that the day itself belongs to the absence, before or behind it."""
    before = folded[max(0, match.start() - _MAX_DISTANCE) : match.start()]
    return bool(_UP_TO_AND_WITH.search(before) or _INCLUSIVE.match(folded, match.end()))


def _day(match: re.Match[str], today: date) -> date | None:
    parts = match.groupdict()
    try:
        if parts["iso"]:
            return date.fromisoformat(parts["iso"])
        day = max(int(parts[name] or 0) for name in (*_DAYS, "e2"))
        month = next(parts[name] for name in _NUMBERS if parts[name])
        year = next(
            (parts[name] for name in ("y1", "y2", "y3", "y5", "y6", "y7") if parts[name]), ""
        )
        if parts["d8"] and is_written_without_spaces(match.string):
            return _with_year(int(parts["m8"]), int(parts["d8"]), "", today)
        return _with_year(day, _number_of(month), year, today)
    except ValueError:
        return None


def _number_of(month: str) -> int:
    """Return the number of a month, by its name in any language or as a number."""
    if month.isdecimal():
        return int(month)
    if number := _MONTHS.get(month):
        return number
    stems = (month[:length] for length in range(len(month), 0, -1))
    return next(_STEMS[stem][0] for stem in stems if stem in _STEMS)


def _with_year(day: int, month: int, year: str, today: date) -> date:
    if month > _N_MONTHS >= day:
        day, month = month, day
    if year:
        return date(int(year) % 100 + 2000, month, day)
    this_year = date(today.year, month, day)
    return this_year if today - this_year <= _HALF_A_YEAR else date(today.year + 1, month, day)
