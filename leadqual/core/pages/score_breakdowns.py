"""Score breakdowns: rounded lines that add up to the sum; minor lines are folded."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Protocol

from leadqual.core.pages.charts import OTHER_NAMES
from leadqual.core.texts.plain_texts import format_count

_LONGEST_BAR = 0.9  # Share of one side of a bar, so that the longest line ends inside.


class HasAmount(Protocol):
    """Required attributes of a line; the other texts of `RoundedLine` are optional."""

    @property
    def name(self) -> str:
        """Label of the line."""
        ...

    @property
    def value(self) -> float:
        """Contribution to the sum."""
        ...


@dataclass(frozen=True, slots=True)
class RoundedLine:
    """A line of a score breakdown, rounded so that the lines add up to the sum.

    Args:
        is_minor: whether it is folded.
        count: number of items that the line represents.
        group: singular and plural name of these items when folded.
    """

    name: str
    value: float
    bar: float
    start: float
    url: str
    note: str
    icon: str
    drop_url: str
    drop_words: str
    is_minor: bool = False
    count: int = 1
    group: tuple[str, str] = OTHER_NAMES

    @property
    def moves(self) -> float:
        """Change of the sum without the line."""
        return -self.value


def round_lines(lines: Sequence[HasAmount], *, scale: float = 0) -> list[RoundedLine]:
    """Round to two digits so that the rounded lines add up to the rounded sum.

    Lines are rounded down, and the remainder goes to the lines that lost most.

    Args:
        lines: in order.
        scale: value at the end of one side: each bar begins where the previous one ended, so that
            the last one ends at the sum. 0: all bars begin at the axis, the longest is full.
    """
    exact = [line.value * 100 for line in lines]
    cents = [int(value // 1) for value in exact]
    missing = round(sum(exact)) - sum(cents)
    by_loss = sorted(range(len(lines)), key=lambda at: cents[at] - exact[at])
    for at in by_loss[: max(missing, 0)]:
        cents[at] += 1
    max_cents = max((abs(value) for value in cents), default=0) or 1
    unit = 100 * scale if scale else max_cents / _LONGEST_BAR
    ends = list(accumulate(cents))
    return [
        RoundedLine(
            name=line.name,
            value=cent / 100,
            bar=cent / unit,
            start=(end - cent) / unit if scale else 0.0,
            url=getattr(line, "url", ""),
            note=getattr(line, "note", ""),
            icon=getattr(line, "icon", ""),
            drop_url=getattr(line, "drop_url", ""),
            drop_words=getattr(line, "drop_words", ""),
            is_minor=getattr(line, "is_minor", False)
            or (not cent and getattr(line, "is_minor_at_zero", False)),
            count=getattr(line, "count", 1),
            group=getattr(line, "group", OTHER_NAMES),
        )
        for line, cent, end in zip(lines, cents, ends, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class FoldedLines:
    """Lines with minor ones folded; the shown lines still add up to the sum.

    Args:
        shown: the other lines, and one line per folded group with a nonzero sum.
    """

    shown: list[RoundedLine]
    folded: list[RoundedLine]
    words: str


def fold_lines(lines: Sequence[RoundedLine]) -> FoldedLines:
    """Fold the minor lines of a score breakdown."""
    folded = [line for line in lines if line.is_minor]
    shown = [line for line in lines if not line.is_minor]
    if not folded:
        return FoldedLines(shown, [], "")
    n = sum(line.count for line in folded)
    if not any(line.value for line in folded):
        return FoldedLines(shown, folded, f"{n:,} more with no effect")
    groups = dict.fromkeys(line.group for line in folded)
    merged_lines = [
        _merge_lines([line for line in folded if line.group == group]) for group in groups
    ]
    return FoldedLines([*shown, *merged_lines], folded, format_count(n, *OTHER_NAMES))


def _merge_lines(lines: Sequence[RoundedLine]) -> RoundedLine:
    """Combine several lines into one that begins where the first does."""
    n, first = sum(line.count for line in lines), lines[0]
    value, bar = round(sum(line.value for line in lines), 2), sum(line.bar for line in lines)
    plain = replace(first, note="", url="", icon="", drop_url="", drop_words="")
    return replace(plain, name=format_count(n, *first.group), value=value, bar=bar)
