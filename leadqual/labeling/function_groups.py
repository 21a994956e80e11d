"""A group of functions: proposed from example titles, edited by a person, kept as a saved search.

The saved search finds everyone with one of the functions, whatever their title says.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from classifiers.core.types import TitlePrediction
from leadqual.accounts.models import User, Workspace
from leadqual.labeling.classification import load_online
from leadqual.labeling.prediction_log import log_shown, read_shown_answer
from leadqual.leads.models import SavedSearch
from leadqual.search.query.query import ContactQuery, params_of
from leadqual.search.results.kinds import PEOPLE
from leadqual.search.saved_search_changes import save_search

MAX_TITLES = 100
MIN_SHARE = 0.1  # Of the examples, from which a function is selected.
MIN_CHANCE = 0.15  # Below its threshold, from which a function is offered.
MAX_OFFERED = 5


@dataclass(frozen=True, slots=True)
class ProposedFunction:
    """A function of the group.

    Args:
        share: of the examples, weighted by their scores, 0 to 1.
        titles: examples that have the function, as they were written.
        is_selected: proposed; else only offered, because it is the function of few examples or
            below its threshold.
    """

    slug: str
    name: str
    department: str
    share: float
    titles: tuple[str, ...]
    is_selected: bool


@dataclass(frozen=True, slots=True)
class FunctionGroup:
    """What example titles hold.

    Args:
        titles: the examples, each spelling once.
        functions: those of most examples first.
        unclassified: examples without any function.
    """

    titles: tuple[str, ...]
    functions: tuple[ProposedFunction, ...]
    unclassified: tuple[str, ...]

    @property
    def search(self) -> str:
        """The selected functions as a search for people; empty without any."""
        slugs = [function.slug for function in self.functions if function.is_selected]
        return group_search(slugs).to_query() if slugs else ""


def propose_group(*, workspace: Workspace, titles: Sequence[str]) -> FunctionGroup:
    """Classify example titles with the corrections of a workspace, and group their functions.

    No title is stored; the labels stay on record as those of every prediction that was shown.

    Args:
        workspace: whose corrections count.
        titles: at most `MAX_TITLES`, empty ones are left aside.
    """
    online = load_online(workspace)
    answers = online.predict([title.strip() for title in titles if title.strip()])
    by_key: dict[str, TitlePrediction] = {}
    for answer in answers:
        by_key.setdefault(answer.normalised, answer)
    found = list(by_key.values())
    if not found:
        return FunctionGroup((), (), ())
    log_shown([read_shown_answer(each) for each in found], workspace=workspace)
    rows = _given(found)
    taxonomy = online.cascade.taxonomy
    given = [slug for slug, row in rows.items() if row]
    offered = [slug for slug in _slugs_to_offer(found) if slug not in rows][:MAX_OFFERED]
    proposed = [
        ProposedFunction(
            slug=slug,
            name=taxonomy.by_slug[slug].name,
            department=taxonomy.departments[taxonomy.by_slug[slug].department],
            share=round(sum(rows.get(slug, {}).values()) / len(found), 4),
            titles=tuple(rows.get(slug, {})),
            is_selected=_is_selected(rows.get(slug, {}), len(found)),
        )
        for slug in (*given, *offered)
        if slug in taxonomy.by_slug
    ]
    return FunctionGroup(
        titles=tuple(each.title for each in found),
        functions=tuple(sorted(proposed, key=lambda each: (-each.share, each.name))),
        unclassified=tuple(each.title for each in found if not each.functions),
    )


def group_search(slugs: Collection[str]) -> ContactQuery:
    """Return the search for everyone with one of some functions.

    Raises:
        UnclearSearchError: a function is not there.
    """
    address = "&".join(f"function={slug}" for slug in slugs)
    return PEOPLE.read_strictly(params_of(address))


def save_group(
    *, workspace: Workspace, name: str, slugs: Collection[str], author: User
) -> SavedSearch:
    """Keep a group as a saved search of the workspace.

    Raises:
        SearchNameTakenError: nothing has been written.
        UnclearSearchError: a function is not there; nothing has been written.
    """
    return save_search(workspace=workspace, name=name, query=group_search(slugs), author=author)


def _given(found: Sequence[TitlePrediction]) -> dict[str, dict[str, float]]:
    """Return slug → example → score, of functions that examples have."""
    rows: dict[str, dict[str, float]] = {}
    for answer in found:
        for label in answer.functions:
            rows.setdefault(label.slug, {})[answer.title] = label.score
    return rows


def _slugs_to_offer(found: Sequence[TitlePrediction]) -> list[str]:
    """Return functions that examples just miss, the likeliest first."""
    missed = [
        (reason.score, reason.label)
        for answer in found
        for reason in answer.why
        if reason.because == "below threshold" and (reason.score or 0.0) >= MIN_CHANCE
    ]
    return list(dict.fromkeys(slug for _, slug in sorted(missed, key=lambda row: -(row[0] or 0))))


def _is_selected(scores: dict[str, float], n_titles: int) -> bool:
    return bool(scores) and sum(scores.values()) >= MIN_SHARE * n_titles
