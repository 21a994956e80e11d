"""What templates of components need from Python; docs/design.md describes their design."""

import re
import zlib
from collections.abc import Iterable, Mapping
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from django.conf import settings
from django.forms import BoundField
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from leadqual.core.hosts.job_queues import QUEUES
from leadqual.core.hosts.queued_jobs import count_jobs_before
from leadqual.core.jobs import Job
from leadqual.core.pages.score_breakdowns import HasAmount, fold_lines, round_lines

_STATIC = Path(__file__).parents[2] / "static"
_N_TINTS = 6  # Number of `--tint-*` in tokens.css.


@cache
def icon_names() -> frozenset[str]:
    """Return the names of the icons in the sprite."""
    return frozenset(re.findall(r'<symbol id="([a-z-]+)"', (_STATIC / "icons.svg").read_text()))


def icon(name: str) -> SafeString:
    """Draw an icon, hidden from screen readers; add text next to it.

    Raises:
        TemplateSyntaxError: the sprite has no such icon.
    """
    return _render_icon(name, storage=settings.STORAGES["staticfiles"]["BACKEND"])


@cache
def _render_icon(name: str, *, storage: str) -> SafeString:  # gives the address
    """Render an icon once per process: a card has twenty, and each URL takes time."""
    if name not in icon_names():
        raise LookupError(f"No icon {name!r} in leadqual/static/icons.svg.")
    return format_html(
        '<svg class="i" aria-hidden="true"><use href="{}#{}"/></svg>', static("icons.svg"), name
    )


def monogram(name: str, kind: str = "") -> SafeString:
    """Draw the initials of a name on a tint; screen readers and copying skip it.

    Args:
        name: of a person or company, which determines the tint.
        kind: additional classes, e.g. `round` for people, or `large`.
    """
    words = re.findall(r"\w+", name)
    letters = "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()
    tint = zlib.crc32(name.casefold().encode()) % _N_TINTS + 1
    return SafeString(
        f'<span class="monogram {escape(kind)}" data-tint="{tint}"'
        f' data-letters="{escape(letters)}" aria-hidden="true"></span>'
    )


def breakdown_lines(
    lines: Iterable[HasAmount], dropped: Iterable[HasAmount] = (), scale: float = 0
) -> dict[str, Any]:
    """Return the rounded lines of a score breakdown; the sum is that of the shown lines.

    Args:
        lines: with `name`, `value`, and optionally `url`, `note` (small text), `icon`, `drop_url`
            and `drop_words`; `is_minor` folds a line, `is_minor_at_zero` folds it if it adds
            nothing, and `count` is the number of items it represents.
        dropped: excluded lines.
        scale: end of the scale of the score; bars then show how the lines add up.
    """
    rounded = round_lines(tuple(lines), scale=scale)
    found = fold_lines(rounded)
    return {
        "lines": found.shown,
        "folded": found.folded,
        "folded_words": found.words,
        "dropped": round_lines(tuple(dropped)),
        "sum": sum(line.value for line in rounded),
    }


def field_control(bound: BoundField, attributes: Mapping[str, str]) -> SafeString:
    """Draw the control of a form field, linked to its help and errors by `aria-describedby`.

    Args:
        bound: a bound field of any form.
        attributes: extra HTML attributes; underscores become hyphens.
    """
    parts = {"help": bound.help_text, "error": bound.errors}
    described = [f"{bound.id_for_label}-{part}" for part, is_there in parts.items() if is_there]
    extra: dict[str, str | bool] = {
        name.replace("_", "-"): value for name, value in attributes.items()
    }
    if described:
        extra["aria-describedby"] = " ".join(described)
    if bound.errors:
        extra["aria-invalid"] = "true"
    return bound.as_widget(attrs=extra)


def jobs_before(name: str, **arguments: int) -> str:
    """Return "3 jobs before yours" for a queued job, "" where none is before it."""
    n = count_jobs_before(name, arguments, QUEUES[Job(name)])
    if not n:
        return ""
    return f"{n:,} {'job' if n == 1 else 'jobs'} before yours"
