"""What a draft would change on the live data: asked for here, worked out by a job, shown."""

from collections import Counter
from collections.abc import Iterable, Mapping
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

_BALANCE = ("titles_lost", "contacts_lost", "titles_gained", "contacts_gained")
_NUMBERS = ("n_titles", "n_contacts", "n_seniority", "n_to_other", "n_from_other")
_FIGURES = {
    "macro_f1": HEADLINE,
    "f1": "Micro-F1 of functions alone",
    "precision": "Precision of functions",
    "recall": "Recall of functions",
    "level": "Level accuracy",
}


@transaction.atomic
def ask_for_effect(*, draft_id: int, is_repeated: bool = False) -> DraftEffect:
    """Have it worked out what a draft would change, as it is now.

    One that is on its way, or done, for this edit is left as it is; one of a former edit ends.

    Args:
        draft_id: key of the draft.
        is_repeated: whether one that is done is worked out once more, for other titles or another
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
    is_old = is_repeated and effect is not None and effect.finished_at is not None
    if effect is None or effect.edits != draft.edits or effect.problem or is_old:
        DraftEffect.objects.filter(pk=draft.pk).delete()
        effect = DraftEffect.objects.create(draft=draft, edits=draft.edits, asked_at=timezone.now())
    if effect.finished_at is None:
        enqueue(Job.REPLAY_DRAFT, draft_id=draft.pk)
    return effect


def effect_of(effect: DraftEffect, *, reader: User, old: Document, new: Document) -> dict[str, Any]:
    """Return what was found so far, as one member of staff may see it; two queries.

    Titles, and names of searches and campaigns, are those of workspaces of which the reader is a
    member; of others they see numbers alone.

    Args:
        effect: with all its parts or some.
        reader: who looks.
        old: what the draft was begun from, for names.
        new: what it says.

    Returns:
        `numbers`, see `_NUMBERS`; `functions`, what each would lose and gain, those that change
        most first; `examples` of titles, most people first, and `n_elsewhere`, titles that change
        in workspaces whose titles are not shown; `searches` that ask for what changes and
        `campaigns` about companies of its people; `figures` on the whole frozen test set of
        `n_tested` titles, functions that it finds better or worse (`judged`), and functions and
        levels by which publishing would be refused (`refused`).
    """
    names = {row.slug: row.name for row in (*old.functions, *new.functions)}
    parts = list(effect.parts.all())
    own = set(reader.memberships.values_list("workspace", flat=True))
    shown = [part for part in parts if part.workspace_id in own]
    others = [part for part in parts if part.workspace_id not in own]
    judged = effect.judged
    return {
        "numbers": {name: sum(part.found.get(name, 0) for part in parts) for name in _NUMBERS},
        "functions": _balances(parts, names),
        "examples": _examples(shown, names),
        "n_elsewhere": sum(part.found.get("n_titles", 0) for part in others),
        "searches": _affected("searches", shown, others),
        "campaigns": _affected("campaigns", shown, others),
        "figures": [
            _figure(text, judged["now"][name], judged["then"][name])
            for name, text in _FIGURES.items()
            if judged and name in judged["now"]
        ],
        "judged": [
            _figure(names.get(slug, slug), *figures)
            for slug, *figures in judged.get("functions", ())
        ],
        "refused": [
            _figure(_label(drop, names), drop["before"], drop["after"], drop["n_titles"])
            for drop in judged.get("refused", ())
        ],
        "n_tested": judged.get("n_titles", 0),
    }


def _figure(name: str, now: float | None, then: float | None, n_titles: int = 0) -> dict[str, Any]:
    """Return a figure from 0 to 1, None where there is none; of all titles without a number."""
    return {"name": name, "now": now, "then": then, "n_titles": n_titles}


def _balances(parts: Iterable[DraftEffectPart], names: Mapping[str, str]) -> list[dict[str, Any]]:
    sums: dict[str, Counter[str]] = {}
    for part in parts:
        for slug, counts in part.found.get("functions", {}).items():
            sums.setdefault(slug, Counter()).update(dict(zip(_BALANCE, counts, strict=True)))
    rows = [
        {"name": names.get(slug, slug), **{name: counts[name] for name in _BALANCE}}
        for slug, counts in sums.items()
    ]
    return sorted(
        rows, key=lambda row: (-row["contacts_lost"] - row["contacts_gained"], row["name"])
    )


def _examples(parts: Iterable[DraftEffectPart], names: Mapping[str, str]) -> list[dict[str, Any]]:
    rows: list[list[Any]] = [row for part in parts for row in part.found.get("examples", ())]
    rows.sort(key=lambda row: (-row[0], row[2]))
    return [
        {
            "title": title,
            "n_contacts": n_contacts,
            "now": [names.get(slug, slug) for slug in now],
            "then": [names.get(slug, slug) for slug in then],
        }
        for n_contacts, _, title, now, then in rows[:MAX_EXAMPLES]
    ]


def _label(drop: Mapping[str, Any], names: Mapping[str, str]) -> str:
    label = str(drop["label"])
    return names.get(label, label) if drop["kind"] == "function" else f"Level {label}"


def _affected(
    kind: str, shown: Iterable[DraftEffectPart], others: Iterable[DraftEffectPart]
) -> dict[str, Any]:
    """Return `names` of those that hang on what changes, `n_elsewhere` and the `total`."""
    names = sorted(name for part in shown for name in part.found.get(kind, {}).values())
    n_elsewhere = sum(len(part.found.get(kind, ())) for part in others)
    return {"names": names, "n_elsewhere": n_elsewhere, "total": len(names) + n_elsewhere}
