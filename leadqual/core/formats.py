"""Formats of numbers, names of jobs and text, as pages show them."""

import math
import re

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from jinja2.utils import urlize

from leadqual.core.jobs import Job

EMPTY_VALUE = "–"
_MINUS = "−"


def thousands(value: float | None) -> str:
    """Format an integer with separators: 4381 → 4,381; None → a dash."""
    return EMPTY_VALUE if value is None else f"{value:,.0f}".replace("-", _MINUS)


def band(value: str | None) -> str:
    """Format a size range with a dash and commas, as people write it."""
    plain = (value or "").replace("-", "–")
    return re.sub(r"\d{4,9}", lambda number: f"{int(number[0]):,}", plain)


def breakable(address: str | None) -> SafeString:
    """Allow a line break in an email address before its domain."""
    return format_html_join("", "{}<wbr>", ((part,) for part in re.split(r"(?=@)", address or "")))


def dialed(phone: str | None) -> str:
    """Return what a `tel:` link dials: digits and the plus, without an extension in words."""
    number = re.split(r"[^\W\d_]|[;,#]", phone or "", maxsplit=1)[0]
    return re.sub(r"(?!^\+)\D", "", number.strip())


def linked(text: str | None) -> SafeString:
    """Escape a text that people wrote, with its web addresses as links and its lines kept."""
    lines = urlize(text or "", rel="noopener nofollow").splitlines()
    return mark_safe("<br>".join(lines))  # noqa: S308  # `urlize` escapes.


def more(value: float | None) -> str:
    """Format a difference with its sign: 4381 → +4,381; uses a real minus."""
    sign = "+" if value and value > 0 else ""
    return sign + thousands(value)


def signed(value: float | None) -> str:
    """Format a score with sign and two digits: 0.62 → +0.62, 0 → 0.00; uses a real minus."""
    if value is None:
        return EMPTY_VALUE
    rounded = round(value, 2)
    if rounded == 0:
        return "0.00"
    return f"{rounded:+.2f}".replace("-", _MINUS)


def probability(value: float | None, other: float | None = None) -> str:
    """Format a probability with two digits: 0.943 → 0.94; None → a dash.

    Next to another value, such as a threshold, it has enough digits to tell them apart.
    """
    if value is None:
        return EMPTY_VALUE
    if other is None or value == other:
        return f"{value:.2f}"
    digits = next((n for n in (2, 3, 4) if f"{value:.{n}f}" != f"{other:.{n}f}"), 2)
    return f"{value:.{digits}f}"


def rounded_down(value: float) -> str:
    """Format a probability with two digits, rounded down: 0.996 → 0.99."""
    return f"{math.floor(round(value * 100, 6)) / 100:.2f}"


def percent(value: float | None, digits: int = 0) -> str:
    """Format a share, 0 to 1, as a percentage: 0.31 → 31%; `percent:1` gives 57.3%."""
    return EMPTY_VALUE if value is None else f"{value * 100:,.{digits}f}%"


def duration(seconds: float | None) -> str:
    """Format seconds in their largest unit: 42 → 42 s, 90 → 1.5 min, 7200 → 2 h; None → a dash."""
    if seconds is None:
        return EMPTY_VALUE
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds / size:.1f}".removesuffix(".0") + f" {unit}"
    return f"{seconds:.0f} s"


def job_words(name: str) -> str:
    """Format the name of a job: campaigns.embed_companies → Embed companies."""
    try:
        return Job(name).name.replace("_", " ").capitalize()
    except ValueError:  # from another version or a test
        return name


def queue_words(name: str) -> str:
    """Format the name of a queue: jobs import → Import jobs, titles → Titles."""
    _, _, queue = name.partition("jobs ")
    return f"{queue} jobs".capitalize() if queue else name.capitalize()


def verdict_class(value: float | None) -> str:
    """Return the CSS class of a score: like above zero, dislike below, muted at 0.00."""
    rounded = round(value or 0, 2)
    if rounded == 0:
        return "muted"
    return "like" if rounded > 0 else "dislike"


def commands(words: str) -> SafeString:
    """Render text in backticks as code; escape the rest."""
    parts = enumerate(words.split("`"))
    return format_html_join(
        "",
        "{}",
        ((format_html("<code>{}</code>", part) if at % 2 else part,) for at, part in parts),
    )
