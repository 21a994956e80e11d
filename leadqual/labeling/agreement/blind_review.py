"""What a title shows to the second person who labels it: nothing of what the first one said.

Its labels and reasons are those that it would have if the first person had not spoken.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from classifiers.core.types import TitlePrediction
from classifiers.titles.api_shape import as_json
from classifiers.titles.workspace_cascade import WorkspaceCascade
from leadqual.labeling.agreement.double_labeling import is_awaiting
from leadqual.labeling.classification.workspace_cascade import load_online
from leadqual.labeling.corrections.recording import Change, current_sayings
from leadqual.leads.models import JobTitle
from leadqual.search.level_explanations import sentences_about_level
from leadqual.search.title_explanations import (
    LabelReason,
    MarkedText,
    marked_title,
    sentences_about,
    sentences_about_other,
)
from leadqual.taxonomy.library_values import load_knowledge
from leadqual.taxonomy.models import Function


@dataclass(frozen=True, slots=True)
class BlindTitle:
    """A title as it is shown to the second person.

    Args:
        reasons: labels with what speaks for them; of the dictionary, the rules and the model.
        why_other: why it has none; "" where it has.
        spoken: the title as it is read, with the words that decided marked.
        functions: ticked when the form opens.
        level: slug.
        level_reason: its level with what speaks for it.
        industry: slug; "" where the title names none.
    """

    reasons: tuple[LabelReason, ...]
    why_other: str
    spoken: tuple[MarkedText, ...]
    functions: tuple[Function, ...]
    level: str
    level_reason: LabelReason
    industry: str

    def kept(self) -> dict[str, object]:
        """Return with what the form opens; see `partials/corrections/form.html`."""
        return {
            "functions": [function.slug for function in self.functions],
            "chosen": self.functions,
            "offered": (),
            "other": not self.functions,
            "was_other": not self.functions,
            "level": self.level,
            "industry": self.industry,
        }


def blind_title(title: JobTitle, reader: int) -> BlindTitle | None:
    """Return a title as the second person sees it; None where this person is not to be the second.

    Args:
        title: with its workspace.
        reader: key of who looks at it.
    """
    if not is_awaiting(title, reader):
        return None
    answer = without_correction(title)
    why = [asdict(reason) for reason in answer.why]
    functions = _rows([label.slug for label in answer.functions])
    names = {function.slug: function.name for function in functions}
    return BlindTitle(
        reasons=tuple(
            LabelReason(
                slug=label.slug,
                name=names[label.slug],
                score=label.score,
                threshold=None,
                is_person=False,
                sentences=sentences_about(label.slug, why),
            )
            for label in answer.functions
            if label.slug in names
        ),
        why_other="" if functions else sentences_about_other(why),
        spoken=tuple(marked_title(title.normalised, why)),
        functions=functions,
        level=answer.level.slug,
        level_reason=_level_reason(answer),
        industry=answer.industry.slug if answer.industry else "",
    )


def as_recorded(title: JobTitle) -> dict[str, object]:
    """Return the same in the shape of the API; see `classifiers.titles.api_shape`."""
    return as_json(without_correction(title), load_knowledge().taxonomy)


def without_correction(title: JobTitle) -> TitlePrediction:
    """Return what a title would be if no person had spoken of it; like titles speak for it."""
    online = load_online(title.workspace)
    book = Change({}, current_sayings([title])).book(online.book)
    (answer,) = WorkspaceCascade(online.cascade, book, online.heads).predict([title.title])
    return answer


def _level_reason(answer: TitlePrediction) -> LabelReason:
    level = answer.level
    name = load_knowledge().taxonomy.level_names[level.slug]
    why = [asdict(reason) for reason in answer.level_why]
    return LabelReason(
        slug=level.slug,
        name=name,
        score=level.score,
        threshold=None,
        is_person=False,
        sentences=sentences_about_level(why, name=name),
    )


def _rows(slugs: Sequence[str]) -> tuple[Function, ...]:
    rows = {row.slug: row for row in Function.objects.filter(slug__in=slugs, retired_at=None)}
    return tuple(rows[slug] for slug in slugs if slug in rows)
