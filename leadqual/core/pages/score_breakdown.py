"""What a score is made of, line by line, with a sum that is right; minor lines are folded."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Protocol

from leadqual.core.texts.plain_texts import counted

OTHERS = ("other", "others")

_LONGEST_BAR = 0.9  # Of one side of a bar, so that the longest line still ends inside.


class HasAmount(Protocol):
    """What a line must have; the other texts of `RoundedLine` may be missing."""

    @property
    def name(self) -> str:
        """Words of the line."""
        ...

    @property
    def value(self) -> float:
        """What the line adds."""
        ...


@dataclass(frozen=True, slots=True)
class RoundedLine:
    """A line of a score breakdown as it is shown: rounded so that the lines add up to the sum.

    Args:
        is_minor: folded away.
        count: of the things that the line stands for.
        group: what one, and several, of these are called where they are folded.
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
    group: tuple[str, str] = OTHERS

    @property
    def moves(self) -> float:
        """What the sum moves by without the line."""
        return -self.value


def rounded_lines(lines: Sequence[HasAmount], *, scale: float = 0) -> list[RoundedLine]:
    """Round to two digits so that the rounded lines add up to the rounded sum.

    The digits that are missing after rounding down go to the lines that lost most.

    Args:
        lines: in their order.
        scale: what one side of the bar stands for: each bar begins where the former ended, so
            that the last one ends at the sum. 0: all bars begin at the axis, the longest is full.
    """
    exact = [line.value * 100 for line in lines]
    cents = [int(value // 1) for value in exact]
    missing = round(sum(exact)) - sum(cents)
    by_loss = sorted(range(len(lines)), key=lambda at: cents[at] - exact[at])
    for at in by_loss[: max(missing, 0)]:
        cents[at] += 1
    longest = max((abs(value) for value in cents), default=0) or 1
    unit = 100 * scale if scale else longest / _LONGEST_BAR
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
            group=getattr(line, "group", OTHERS),
        )
        for line, cent, end in zip(lines, cents, ends, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class FoldedLines:
    """Lines of which the minor ones are folded; those that are shown add up to the same sum.

    Args:
        shown: the others, and one line for each group that is folded where they add anything.
    """

    shown: list[RoundedLine]
    folded: list[RoundedLine]
    words: str


def folded_lines(lines: Sequence[RoundedLine]) -> FoldedLines:
    """Put the minor lines of a score breakdown together."""
    folded = [line for line in lines if line.is_minor]
    shown = [line for line in lines if not line.is_minor]
    if not folded:
        return FoldedLines(shown, [], "")
    n = sum(line.count for line in folded)
    if not any(line.value for line in folded):
        return FoldedLines(shown, folded, f"{n:,} more with no effect")
    groups = dict.fromkeys(line.group for line in folded)
    sums = [_sum([line for line in folded if line.group == group]) for group in groups]
    return FoldedLines([*shown, *sums], folded, counted(n, *OTHERS))


def _sum(lines: Sequence[RoundedLine]) -> RoundedLine:
    """Return one line for several, which begins where the first does."""
    n, first = sum(line.count for line in lines), lines[0]
    value, bar = round(sum(line.value for line in lines), 2), sum(line.bar for line in lines)
    plain = replace(first, note="", url="", icon="", drop_url="", drop_words="")
    return replace(plain, name=counted(n, *first.group), value=value, bar=bar)
