"""What a draft would change on the live data: asked for here, worked out by a job, shown."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from classifiers.evaluation.headline import NAME as HEADLINE
from leadqual.accounts.models import User
from leadqual.core.jobs import Job, enqueue
from leadqual.taxonomy.document.document import Document
from leadqual.taxonomy.document.from_tables import read_document
from leadqual.taxonomy.drafts.services import open_draft
from leadqual.taxonomy.errors import DraftStaleError
from leadqual.taxonomy.models import DraftEffect, DraftEffectPart
from leadqual.taxonomy.versions import document_of

MAX_EXAMPLES = 25

_NUMBERS = ("n_titles", "n_contacts", "n_seniority", "n_to_other", "n_from_other")
_FIGURES = {
    "macro_f1": HEADLINE,
    "f1": "Micro-F1 of functions alone",
    "precision": "Precision of functions",
    "recall": "Recall of functions",
    "level": "Level accuracy",
}


@transaction.atomic
def ask_for_effect(*, draft_id: int, is_again: bool = False) -> DraftEffect:
    """Have it worked out what a draft would change, as it is now.

    One that is on its way, or done, for this edit is left as it is; one of a former edit ends.

    Args:
        draft_id: key of the draft.
        is_again: whether one that is done is worked out once more, for other titles or another
            model than then.

    Raises:
        DraftClosedError: it was published or discarded.
        DraftStaleError: the live taxonomy has moved on; nothing was asked for.
    """
    draft = open_draft(draft_id)
    if read_document() != document_of(draft.base):
        raise DraftStaleError(
            "The live taxonomy changed since this draft was created. Update the draft "
            "first, then preview its impact."
        )
    effect = DraftEffect.objects.select_for_update().filter(pk=draft.pk).first()
    is_old = is_again and effect is not None and effect.finished_at is not None
    if effect is None or effect.edits != draft.edits or effect.problem or is_old:
        DraftEffect.objects.filter(pk=draft.pk).delete()
        effect = DraftEffect.objects.create(draft=draft, edits=draft.edits, asked_at=timezone.now())
    if effect.finished_at is None:
        enqueue(Job.REPLAY_DRAFT, draft_id=draft.pk)
    return effect


@dataclass(frozen=True, slots=True)
class FunctionBalance:
    """What a function would lose and gain.

    Args:
        titles_lost: distinct titles of all workspaces.
        contacts_lost: who carry them.
        titles_gained: as those that are lost.
        contacts_gained: as those that are lost.
    """

    name: str
    titles_lost: int
    contacts_lost: int
    titles_gained: int
    contacts_gained: int


@dataclass(frozen=True, slots=True)
class EffectExample:
    """A title that would change, of a workspace of the person who looks.

    Args:
        title: as it was first written.
        n_contacts: how many carry it.
        now: names of its functions; none is Other.
        then: the same with the draft.
    """

    title: str
    n_contacts: int
    now: tuple[str, ...]
    then: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TestSetFigure:
    """A figure on the frozen test set.

    Args:
        now: 0 to 1; None where there is none.
        then: the same with the draft.
        n_titles: that carry it; 0 where it is about all.
    """

    name: str
    now: float | None
    then: float | None
    n_titles: int = 0


@dataclass(frozen=True, slots=True)
class AffectedUse:
    """Saved searches or campaigns that hang on what changes.

    Args:
        names: of those in workspaces of the person who looks.
        n_elsewhere: in other workspaces.
    """

    names: tuple[str, ...]
    n_elsewhere: int

    @property
    def total(self) -> int:
        return len(self.names) + self.n_elsewhere


@dataclass(frozen=True, slots=True)
class DraftEffects:
    """What a draft would change, for one person: counts of all workspaces, names of their own.

    Args:
        numbers: `n_titles`, `n_contacts`, `n_seniority`, `n_to_other`, `n_from_other`.
        functions: those that change most first.
        examples: most people first.
        n_elsewhere: titles that change in workspaces whose titles are not shown.
        searches: that ask for what changes.
        campaigns: about companies of people whose title changes.
        figures: on the frozen test set as a whole.
        judged: functions that the test set finds better or worse.
        refused: functions and levels by which publishing would be refused.
        n_tested: titles of the test set.
    """

    numbers: Mapping[str, int]
    functions: Sequence[FunctionBalance]
    examples: Sequence[EffectExample]
    n_elsewhere: int
    searches: AffectedUse
    campaigns: AffectedUse
    figures: Sequence[TestSetFigure]
    judged: Sequence[TestSetFigure]
    refused: Sequence[TestSetFigure]
    n_tested: int


def effect_of(effect: DraftEffect, *, reader: User, old: Document, new: Document) -> DraftEffects:
    """Return what was found so far, as one member of staff may see it; two queries.

    Titles, and names of searches and campaigns, are those of workspaces of which the reader is a
    member; of others they see numbers alone.

    Args:
        effect: with all its parts or some.
        reader: who looks.
        old: what the draft was begun from, for names.
        new: what it says.
    """
    names = {row.slug: row.name for row in (*old.functions, *new.functions)}
    parts = list(effect.parts.all())
    own = set(reader.memberships.values_list("workspace", flat=True))
    shown = [part for part in parts if part.workspace_id in own]
    others = [part for part in parts if part.workspace_id not in own]
    judged = effect.judged
    return DraftEffects(
        numbers={name: sum(part.found.get(name, 0) for part in parts) for name in _NUMBERS},
        functions=_balances(parts, names),
        examples=_examples(shown, names),
        n_elsewhere=sum(part.found.get("n_titles", 0) for part in others),
        searches=_hanging("searches", shown, others),
        campaigns=_hanging("campaigns", shown, others),
        figures=[
            TestSetFigure(words, judged["now"][name], judged["then"][name])
            for name, words in _FIGURES.items()
            if judged and name in judged["now"]
        ],
        judged=[
            TestSetFigure(names.get(slug, slug), now, then, n_titles)
            for slug, now, then, n_titles in judged.get("functions", ())
        ],
        refused=[
            TestSetFigure(_label(fall, names), fall["before"], fall["after"], fall["n_titles"])
            for fall in judged.get("refused", ())
        ],
        n_tested=judged.get("n_titles", 0),
    )


def _balances(parts: Iterable[DraftEffectPart], names: Mapping[str, str]) -> list[FunctionBalance]:
    sums: dict[str, Counter[int]] = {}
    for part in parts:
        for slug, counts in part.found.get("functions", {}).items():
            sums.setdefault(slug, Counter()).update(dict(enumerate(counts)))
    rows = [
        FunctionBalance(names.get(slug, slug), *(counts[place] for place in range(4)))
        for slug, counts in sums.items()
    ]
    return sorted(rows, key=lambda row: (-row.contacts_lost - row.contacts_gained, row.name))


def _examples(parts: Iterable[DraftEffectPart], names: Mapping[str, str]) -> list[EffectExample]:
    def named(slugs: Iterable[str]) -> tuple[str, ...]:
        return tuple(names.get(slug, slug) for slug in slugs)

    rows: list[list[Any]] = [row for part in parts for row in part.found.get("examples", ())]
    rows.sort(key=lambda row: (-row[0], row[2]))
    return [
        EffectExample(title, n_contacts, named(now), named(then))
        for n_contacts, _, title, now, then in rows[:MAX_EXAMPLES]
    ]


def _label(fall: Mapping[str, Any], names: Mapping[str, str]) -> str:
    label = str(fall["label"])
    return names.get(label, label) if fall["kind"] == "function" else f"Level {label}"


def _hanging(
    kind: str, shown: Iterable[DraftEffectPart], others: Iterable[DraftEffectPart]
) -> AffectedUse:
    names = sorted(name for part in shown for name in part.found.get(kind, {}).values())
    return AffectedUse(tuple(names), sum(len(part.found.get(kind, ())) for part in others))
