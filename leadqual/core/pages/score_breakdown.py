"""What a score is made of, line by line, with a sum that is right."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Protocol

_LONGEST_BAR = 0.9  # Of one side of a receipt's bar, so that the longest line still ends inside.


class HasAmount(Protocol):
    """What a line of a receipt must have; the other texts of `RoundedLine` may be missing."""

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
    """A line of a receipt as it is shown: rounded so that the lines add up to the sum."""

    name: str
    value: float
    bar: float
    start: float
    url: str
    note: str
    icon: str
    drop_url: str
    drop_words: str

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
        )
        for line, cent, end in zip(lines, cents, ends, strict=True)
    ]
