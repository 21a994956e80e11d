"""Template functions for UI components; docs/design.md describes their design."""

import re
import zlib
from collections.abc import Iterable, Sequence
from functools import cache
from html import escape
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from django.forms import BoundField
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from leadqual.core.pages.charts import (
    ChartBar,
    HasAmount,
    RoundedLine,
    bar_chart,
    folded_lines,
    rounded_lines,
)
from leadqual.core.pages.templates import Library
from leadqual.core.pages.undo import redo_address, undo_address
from leadqual.core.templatetags.formats import (
    percent,
    probability,
    signed,
    thousands,
    verdict_class,
)

register = Library()

_STATIC = Path(__file__).parents[2] / "static"
_TICK_WIDTH = 0.8
_SPARK_WIDTH, _SPARK_HEIGHT = 112, 24
_N_TINTS = 6  # Number of `--tint-*` in tokens.css.


@cache
def icon_names() -> frozenset[str]:
    """Return the names of the icons in the sprite."""
    return frozenset(re.findall(r'<symbol id="([a-z-]+)"', (_STATIC / "icons.svg").read_text()))


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw an icon, hidden from screen readers; add text next to it.

    Raises:
        TemplateSyntaxError: the sprite has no such icon.
    """
    return _drawn(name, storage=settings.STORAGES["staticfiles"]["BACKEND"])


@cache
def _drawn(name: str, *, storage: str) -> SafeString:  # noqa: ARG001  # gives the address
    """Render an icon once per process: a card has twenty, and each URL takes time."""
    if name not in icon_names():
        raise LookupError(f"No icon {name!r} in leadqual/static/icons.svg.")
    return format_html(
        '<svg class="i" aria-hidden="true"><use href="{}#{}"/></svg>', static("icons.svg"), name
    )


@register.simple_tag
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


class _Counted(Protocol):
    code: str
    count: int


class _Branch(_Counted, Protocol):
    functions: Sequence[_Counted]


@register.filter
def tree_counts(departments: Iterable[_Branch]) -> dict[str, str]:
    """Return the formatted counts of the tree: {"department-sales": "1,986", …}."""
    counts = {}
    for department in departments:
        counts[f"department-{department.code}"] = thousands(department.count)
        for function in department.functions:
            counts[f"function-{function.code}"] = thousands(function.count)
    return counts


@register.simple_tag
def score_bar(value: float, start: float = 0.0) -> SafeString:
    """Draw a bar for a score, -1 to 1, from its axis; the number is next to it.

    Args:
        value: positive to the right in the like color, negative to the left in the dislike color.
        start: where the bar begins, -1 to 1; the axis is 0.
    """
    left, right = sorted(100 + 100 * min(max(end, -1.0), 1.0) for end in (start, start + value))
    fill = "plus" if value >= 0 else "minus"
    return SafeString(
        '<svg class="score" viewBox="0 0 200 10" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="track" y="1" width="200" height="8"/>'
        f'<rect class="{fill}" x="{left:.1f}" y="1" width="{right - left:.1f}" height="8"/>'
        '<rect class="axis" x="99.5" width="1" height="10"/></svg>'
    )


@register.simple_tag
def score_line(line: RoundedLine, form: str) -> SafeString:
    """Draw one line of a score breakdown.

    Not a template, because a card of the queue has about twenty, which took most of its time.

    Args:
        line: of `rounded_lines`.
        form: id of the form for the exclude button; empty for no button.
    """
    name = escape(line.name)
    linked = f'<a href="{escape(line.url)}">{name}</a>' if line.url else name
    note = f' <span class="sub">{escape(line.note)}</span>' if line.note else ""
    return SafeString(
        f'<tr><th scope="row">{icon(line.icon) if line.icon else ""}{linked}{note}</th>'
        f'<td class="barcell">{score_bar(line.bar, line.start)}</td>'
        f'<td class="num {verdict_class(line.value)}">{signed(line.value)}</td>'
        f"{_cross_cell(line, form)}</tr>"
    )


def _cross_cell(line: RoundedLine, form: str) -> str:
    """Return the cell with the exclude button, or "" in a table without them."""
    if not form:
        return ""
    if not line.drop_url:
        return '<td class="off"></td>'
    words = escape(f"{line.drop_words} {signed(line.moves)}")
    key = escape(f"drop{line.url.replace('/', '-')}")  # Keeps the focus when it says "Include".
    return (
        f'<td class="off"><button class="btn quiet icon small" id="{key}" form="{escape(form)}"'
        f' formaction="{escape(line.drop_url)}" title="{words}">{icon("cross")}'
        f'<span class="vh">{words}</span></button></td>'
    )


@register.inclusion_tag("components/charts/probability_bar.html")
def probability_bar(value: float, threshold: float | None = None) -> dict[str, Any]:
    """Draw a probability, 0 to 1, with a tick at its threshold."""
    is_shown = threshold is None or value >= threshold
    words = probability(value, threshold)
    if threshold is not None:
        words += f", threshold {probability(threshold, value)}"
    return {
        "words": words,
        "fill": "ink" if is_shown else "neutral",
        "length": f"{min(max(value, 0.0), 1.0) * 100:.1f}",
        "tick": None if threshold is None else f"{threshold * 100 - _TICK_WIDTH / 2:.2f}",
        "tick_width": _TICK_WIDTH,
    }


@register.inclusion_tag("components/charts/probability_bar.html")
def share_bar(value: float, is_chosen: bool) -> dict[str, Any]:
    """Draw one of several probabilities that add up to 1; the chosen one is dark."""
    return {**probability_bar(value), "fill": "ink" if is_chosen else "neutral"}


@register.inclusion_tag("components/charts/probability_bar.html")
def compared_bar(value: float, before: float | None = None) -> dict[str, Any]:
    """Draw a figure, 0 to 1, with a tick at its previous value."""
    words = probability(value) + ("" if before is None else f", live {probability(before)}")
    return {**probability_bar(value, before), "words": words, "fill": "ink"}


@register.inclusion_tag("components/charts/covered_bar.html")
def covered_bar(by_person: float, by_dictionary: float) -> dict[str, Any]:
    """Draw the shares, 0 to 1, of people's titles confirmed by a person and by the dictionary."""
    person, dictionary = percent(by_person, 1), percent(by_dictionary, 1)
    return {
        "words": f"{person} by a person, {dictionary} by the dictionary",
        "by_person": f"{100 * by_person:.1f}",
        "by_dictionary": f"{100 * by_dictionary:.1f}",
    }


@register.inclusion_tag("components/charts/progress.html")
def progress_bar(
    done: int, total: int, words: str = "", *, with_numbers: bool = False
) -> dict[str, Any]:
    """Draw a progress bar.

    Args:
        done: number of finished items.
        total: number of all items; zero draws an empty bar.
        words: what was done, as in "128 of 2,400 judged".
        with_numbers: show the numbers below the bar.
    """
    numbers = f"{thousands(done)} of {thousands(total)}"
    return {
        "done": str(done),
        "total": str(max(total, 1)),
        "numbers": numbers,
        "words": f"{numbers} {words}".strip(),
        "with_numbers": with_numbers,
    }


@register.inclusion_tag("components/charts/sparkline.html")
def sparkline(counts: Sequence[int], words: str, kind: str = "") -> dict[str, Any]:
    """Draw a small bar chart by day without axis; the last day is today.

    Args:
        counts: one number per day, in order.
        words: what is counted, e.g. "verdicts", for the label with total and maximum.
        kind: class of the bars, e.g. `like`.
    """
    highest = max(counts, default=0)
    step = _SPARK_WIDTH / max(len(counts), 1)
    bars = [
        {
            "x": f"{place * step:.2f}",
            "y": f"{_SPARK_HEIGHT - _spark_height(n, highest):.2f}",
            "width": f"{step * 0.72:.2f}",
            "height": f"{_spark_height(n, highest):.2f}",
            "is_empty": n == 0,
        }
        for place, n in enumerate(counts)
    ]
    total = f"{thousands(sum(counts))} {words} in {len(counts)} days"
    said = f"{total}, at most {thousands(highest)} a day"
    return {
        "bars": bars,
        "words": said,
        "kind": kind,
        "width": _SPARK_WIDTH,
        "height": _SPARK_HEIGHT,
    }


def _spark_height(n: int, highest: int) -> float:
    """Return the height of a bar; zero is a thin line."""
    return max(2.0, _SPARK_HEIGHT * n / highest) if n else 1.0


@register.inclusion_tag("components/charts/chart.html")
def pace_chart(counts: Sequence[int], first_hour: int = 0) -> dict[str, Any]:
    """Draw verdicts by hour.

    Args:
        counts: one number per hour, in order, at least one.
        first_hour: hour of the day of the first number, 0 to 23.
    """
    hours = [f"{(first_hour + at) % 24:02}" for at in range(len(counts))]
    bars = [ChartBar(hour, count) for hour, count in zip(hours, counts, strict=True)]
    chart = bar_chart(
        bars,
        title="Verdicts by hour",
        points_name="Hour from",
        values_name="Verdicts",
        words=lambda value: thousands(int(value or 0)),
    )
    return {"chart": chart, "id": "pace"}


@register.inclusion_tag("components/score_breakdown.html")
def breakdown(
    lines: Iterable[HasAmount],
    caption: str,
    note: str = "",
    total: str = "Score",
    *,
    dropped: Iterable[HasAmount] = (),
    form: str = "",
    scale: float = 0,
) -> dict[str, Any]:
    """Show a score breakdown; the sum is that of the shown lines.

    Args:
        lines: with `name`, `value`, and optionally `url`, `note` (small text), `icon`, `drop_url`
            and `drop_words`; `is_minor` folds a line, `is_minor_at_zero` folds it if it adds
            nothing, and `count` is the number of items it represents.
        caption: heading of the table.
        note: small text next to the heading.
        total: label of the sum.
        dropped: excluded lines, struck through, with a button to include them again.
        form: id of the form for the exclude buttons; empty for no buttons.
        scale: end of the scale of the score; bars then show how the lines add up.
    """
    rounded = rounded_lines(tuple(lines), scale=scale)
    found = folded_lines(rounded)
    return {
        "lines": found.shown,
        "folded": found.folded,
        "folded_words": found.words,
        "dropped": rounded_lines(tuple(dropped)),
        "form": form,
        "caption": caption,
        "note": note,
        "total": total,
        "sum": sum(line.value for line in rounded),
        "scale": scale,
    }


@register.inclusion_tag("components/field.html")
def form_field(bound: BoundField, words: str = "", **attributes: str) -> dict[str, Any]:
    """Draw a form field with label, help and errors, linked by `aria-describedby`.

    Args:
        bound: a bound field of any form.
        words: label that replaces the field's own.
        attributes: extra HTML attributes; underscores become hyphens.
    """
    described = [f"{bound.id_for_label}-{part}" for part in ("help", "error")]
    present = (bool(bound.help_text), bool(bound.errors))
    extra: dict[str, str | bool] = {
        name.replace("_", "-"): value for name, value in attributes.items()
    }
    if any(present):
        ids = (one for one, is_there in zip(described, present, strict=True) if is_there)
        extra["aria-describedby"] = " ".join(ids)
    if bound.errors:
        extra["aria-invalid"] = "true"
    return {
        "field": bound,
        "words": words or bound.label,
        "control": bound.as_widget(attrs=extra),
        "is_help_list": hasattr(bound.help_text, "__html__"),
        "is_box": getattr(bound.field.widget, "input_type", "") == "checkbox",
    }


@register.filter
def undo_url(extra_tags: str | None) -> str:
    """Return the undo URL of a message, or ""."""
    return undo_address(extra_tags)


@register.filter
def redo_url(extra_tags: str | None) -> str:
    """Return the redo URL of a message, or ""."""
    return redo_address(extra_tags)
