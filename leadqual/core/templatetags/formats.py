"""Filters that write numbers and names of jobs as the product writes them."""

import math
import re

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from leadqual.core.jobs import Job
from leadqual.core.pages.templates import Library

register = Library()

NOTHING = "–"
_MINUS = "−"


@register.filter
def thousands(value: float | None) -> str:
    """Write a whole number with separators: 4381 → 4,381; None → a dash."""
    return NOTHING if value is None else f"{value:,.0f}".replace("-", _MINUS)


@register.filter
def band(value: str | None) -> str:
    """Write a band of sizes with a dash, not a hyphen, as people read it."""
    return (value or "").replace("-", "–")


@register.filter
def breakable(address: str | None) -> SafeString:
    """Write an email so that a narrow line breaks before its domain and not within a word."""
    return format_html_join("", "{}<wbr>", ((part,) for part in re.split(r"(?=@)", address or "")))


@register.filter
def more(value: float | None) -> str:
    """Write how many are added or taken away, with the sign: 4381 → +4,381; a real minus."""
    sign = "+" if value and value > 0 else ""
    return sign + thousands(value)


@register.filter
def signed(value: float | None) -> str:
    """Write a score with its sign and two digits: 0.62 → +0.62, 0 → 0.00; a real minus."""
    if value is None:
        return NOTHING
    rounded = round(value, 2)
    if rounded == 0:
        return "0.00"
    return f"{rounded:+.2f}".replace("-", _MINUS)


@register.filter
def probability(value: float | None, other: float | None = None) -> str:
    """Write a probability with two digits: 0.943 → 0.94; None → a dash.

    Beside another one, such as a threshold, it has as many digits as tell the two apart.
    """
    if value is None:
        return NOTHING
    if other is None or value == other:
        return f"{value:.2f}"
    digits = next((n for n in (2, 3, 4) if f"{value:.{n}f}" != f"{other:.{n}f}"), 2)
    return f"{value:.{digits}f}"


@register.filter
def rounded_down(value: float) -> str:
    """Write a probability with two digits, never as more than it is: 0.996 → 0.99."""
    return f"{math.floor(round(value * 100, 6)) / 100:.2f}"


@register.filter
def percent(value: float | None, digits: int = 0) -> str:
    """Write a share, 0 to 1, as percent: 0.31 → 31%; `percent:1` gives 57.3%."""
    return NOTHING if value is None else f"{value * 100:,.{digits}f}%"


@register.filter
def duration(seconds: float | None) -> str:
    """Write a span in its largest unit: 42 → 42 s, 90 → 1.5 min, 7200 → 2 h; None → a dash."""
    if seconds is None:
        return NOTHING
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds / size:.1f}".removesuffix(".0") + f" {unit}"
    return f"{seconds:.0f} s"


@register.filter
def job_words(name: str) -> str:
    """Write the name of a job for people: campaigns.embed_companies → Embed companies."""
    try:
        return Job(name).name.replace("_", " ").capitalize()
    except ValueError:  # Of another version, or of a test.
        return name


@register.filter
def queue_words(name: str) -> str:
    """Write the name of a queue for people: jobs import → Import jobs, titles → Titles."""
    _, _, queue = name.partition("jobs ")
    return f"{queue} jobs".capitalize() if queue else name.capitalize()


@register.filter
def verdict_class(value: float | None) -> str:
    """Name the color of a score: like above zero, dislike below, muted at 0.00."""
    rounded = round(value or 0, 2)
    if rounded == 0:
        return "muted"
    return "like" if rounded > 0 else "dislike"


@register.filter
def commands(words: str) -> SafeString:
    """Write what stands between backticks as code; all else is escaped."""
    parts = enumerate(words.split("`"))
    return format_html_join(
        "",
        "{}",
        ((format_html("<code>{}</code>", part) if at % 2 else part,) for at, part in parts),
    )
