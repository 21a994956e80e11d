"""Figures and advice of the lab in words, the same in reports and on pages."""

from collections.abc import Sequence
from dataclasses import dataclass

from classifiers.lab.advice import MethodChoice, Span, choices_by_size, highest_with_all, spans
from classifiers.lab.names import title_of
from classifiers.lab.summary import CurvePoint, LabStudy, MeanWithInterval

NOTHING = "–"


@dataclass(frozen=True, slots=True)
class MethodAdvice:
    """Advice for some sizes: where it holds, the name of the method, and how sure it is."""

    where: str
    method: str
    why: str


def advice_text(study: LabStudy) -> list[MethodAdvice]:
    """Say which method to use in each span of sizes, and which was best with all examples."""
    found, whole = spans(choices_by_size(study)), highest_with_all(study)
    said = [_said(span, is_open=not whole and span is found[-1]) for span in found]
    return [*said, _said_of_all(whole)] if whole else said


def interval(mean: MeanWithInterval) -> str:
    """Write a score with its interval, as from and to."""
    if mean.low is None or mean.high is None:
        return f"{mean.value:.3f}"
    return f"{mean.value:.3f}, {max(mean.low, 0):.3f} to {min(mean.high, 1):.3f}"


def score(mean: MeanWithInterval) -> str:
    """Write a score with half the width of its interval."""
    if mean.low is None:
        return f"{mean.value:.3f} (no interval)"
    return f"{mean.value:.3f} ± {mean.value - mean.low:.3f}"


def gain(mean: MeanWithInterval) -> str:
    """Write a gain with its interval."""
    if mean.low is None or mean.high is None:
        return f"{mean.value:+.4f}"
    return f"{mean.value:+.4f} ({mean.low:+.4f} to {mean.high:+.4f})"


def _said_of_all(ranked: Sequence[CurvePoint]) -> MethodAdvice:
    """Tell of all examples: every seed has the same ones, so nothing says how sure a lead is."""
    best, following = ranked[:2]
    why = (
        f"({best.macro_f1.value:.3f}), before {title_of(following.method)}"
        f" ({following.macro_f1.value:.3f}). Each was taught with the same examples, so how far"
        " others would change that is not known."
    )
    return MethodAdvice(f"All {best.size:,} labels", title_of(best.method), why)


def _said(span: Span, *, is_open: bool) -> MethodAdvice:
    """Tell of the first size of a span; what holds at the others stands in the table."""
    where = f"{span.start:,} to {span.end:,} labels"
    if is_open:
        where = f"From {span.start:,} labels on"
    elif span.start == span.end:
        where = f"{span.start:,} labels"
    first = span.choices[0]
    at = "" if span.start == span.end and not is_open else f" at {first.size:,}"
    why = f"({interval(first.use.macro_f1)}{at}){_compared(first)}"
    if span.end > span.start:
        last = span.choices[-1]
        why += f" At {last.size:,}: {interval(last.use.macro_f1)}{_compared(last)}"
    return MethodAdvice(where, title_of(span.method), why)


def _compared(choice: MethodChoice) -> str:
    """Say what it was compared with."""
    words = ""
    if len(choice.alike) > 1:
        others = " and ".join(title_of(p.method) for p in choice.alike if p is not choice.use)
        words += f", which cannot be told from {others} and is the cheapest to teach"
    if choice.behind is not None:
        point, lead = choice.behind
        words += f"; {title_of(choice.best.method)} is ahead of {title_of(point.method)}"
        words += f" by {interval(lead)}"
    if choice.absent:
        words += f". Not measured here: {', '.join(map(title_of, choice.absent))}"
    return f"{words}."
