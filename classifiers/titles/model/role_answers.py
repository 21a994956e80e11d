"""The answers for the roles of one title, joined to one."""

from collections.abc import Sequence
from typing import NamedTuple

from classifiers.core.taxonomy import Taxonomy
from classifiers.core.types import Evidence, Label
from classifiers.titles.model.explanations import BELOW, why_other
from classifiers.titles.model.network import OTHER_SLUG

MAX_FUNCTIONS = 3  # The guideline: 0 to 3 functions.
CHIEFS = "senior_leadership"
OTHER_LEVEL = Label(OTHER_SLUG, 1.0)
SOURCES = ("correction", "dictionary", "rules", "model")


class StageAnswer(NamedTuple):  # Quicker to make than a dataclass, and made for every role.
    """What one stage says about one role.

    Args:
        industry: None where the role names none.
        why: what decided, in the order of the functions.
    """

    functions: tuple[Label, ...]
    level: Label
    industry: Label | None
    source: str
    why: tuple[Evidence, ...] = ()


def join(answers: Sequence[StageAnswer], *, taxonomy: Taxonomy) -> StageAnswer:
    """Join the answers for the roles of a title; no role at all is Other with level `other`.

    The most senior level counts. Where more than three functions are named, the chief officers come
    first and then the others, each in the order named.
    """
    if len(answers) == 1:
        (answer,) = answers
        if answer.source == "model" or (answer.source != "rules" and len(answer.functions) == 1):
            return answer  # Most titles; best first already.
    best: dict[str, Label] = {}
    for answer in answers:
        for label in answer.functions:
            if label.slug not in best or label.score > best[label.slug].score:
                best[label.slug] = label
    named = list(best.values())
    if len(named) > MAX_FUNCTIONS:
        named.sort(key=lambda label: taxonomy.by_slug[label.slug].department != CHIEFS)
    if len(named) > 1:
        named = sorted(named[:MAX_FUNCTIONS], key=lambda label: -label.score)
    sources = {answer.source for answer in answers if answer.functions}
    sources = sources or {answer.source for answer in answers} or {"model"}
    return StageAnswer(
        tuple(named),
        _most_senior([answer.level for answer in answers], taxonomy),
        _surest([answer.industry for answer in answers]),
        " + ".join([source for source in SOURCES if source in sources]),
        _reasons(named, answers),
    )


def _most_senior(levels: Sequence[Label], taxonomy: Taxonomy) -> Label:
    if len({level.slug for level in levels}) == 1:
        return levels[0]
    ranks = taxonomy.level_ranks
    last = len(ranks)
    return min(levels, key=lambda level: ranks.get(level.slug, last), default=OTHER_LEVEL)


def _surest(industries: Sequence[Label | None]) -> Label | None:
    named = [industry for industry in industries if industry is not None]
    return max(named, key=lambda industry: industry.score) if named else None


def _reasons(functions: Sequence[Label], answers: Sequence[StageAnswer]) -> tuple[Evidence, ...]:
    reasons = dict.fromkeys([reason for answer in answers for reason in answer.why])
    if not reasons:
        return ()
    if not functions:
        return why_other(tuple(reasons))
    given = [reason for reason in reasons if reason.because != BELOW]  # Another role may have it.
    return tuple(reason for label in functions for reason in given if reason.label == label.slug)
