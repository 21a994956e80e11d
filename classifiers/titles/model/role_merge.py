"""Answers for the roles of one title → one prediction for the title."""

from collections.abc import Sequence
from typing import NamedTuple

from classifiers.core.taxonomy import Taxonomy
from classifiers.core.types import Evidence, Label, TitlePrediction
from classifiers.titles.model.explanations import BELOW, why_other

MAX_FUNCTIONS = 3  # The guideline: 0 to 3 functions.
CHIEFS = "senior_leadership"
OTHER_LEVEL = Label("other", 1.0)
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


def join(
    key: str,
    answers: Sequence[StageAnswer],
    *,
    taxonomy: Taxonomy,
    model: str,
    title: str | None = None,
) -> TitlePrediction:
    """Join the answers for the roles of a title; no role at all is Other with level `other`.

    The most senior level counts. Where more than three functions are named, the chief officers come
    first and then the others, each in the order named.
    """
    if len(answers) == 1 and answers[0].source == "model":  # Most titles; best first already.
        (answer,) = answers
        return TitlePrediction(
            key if title is None else title,
            key,
            answer.functions,
            answer.level,
            answer.industry,
            answer.source,
            model,
            answer.why,
        )
    best: dict[str, Label] = {}
    for label in (label for answer in answers for label in answer.functions):
        if label.slug not in best or label.score > best[label.slug].score:
            best[label.slug] = label
    named = list(best.values())
    if len(named) > MAX_FUNCTIONS:
        named.sort(key=lambda label: taxonomy.by_slug[label.slug].department != CHIEFS)
    functions = tuple(sorted(named[:MAX_FUNCTIONS], key=lambda label: -label.score))
    speaking = [answer for answer in answers if answer.functions] or answers
    sources = {answer.source for answer in speaking} or {"model"}
    return TitlePrediction(
        title=key if title is None else title,
        normalised=key,
        functions=functions,
        level=_most_senior([answer.level for answer in answers], taxonomy),
        industry=_surest([answer.industry for answer in answers]),
        source=" + ".join(source for source in SOURCES if source in sources),
        model=model,
        why=_reasons(functions, answers),
    )


def _most_senior(levels: Sequence[Label], taxonomy: Taxonomy) -> Label:
    ranks = taxonomy.level_ranks
    last = len(ranks)
    return min(levels, key=lambda level: ranks.get(level.slug, last), default=OTHER_LEVEL)


def _surest(industries: Sequence[Label | None]) -> Label | None:
    named = [industry for industry in industries if industry is not None]
    return max(named, key=lambda industry: industry.score, default=None)


def _reasons(functions: Sequence[Label], answers: Sequence[StageAnswer]) -> tuple[Evidence, ...]:
    reasons = dict.fromkeys(reason for answer in answers for reason in answer.why)
    if not functions:
        return why_other(tuple(reasons))
    given = [reason for reason in reasons if reason.because != BELOW]  # Another role may have it.
    return tuple(reason for label in functions for reason in given if reason.label == label.slug)
