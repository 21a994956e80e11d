"""Titles of a person with their labels, and the scores of the person over them."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from classifiers.core.types import TitlePrediction
from classifiers.titles.text.normalize import normalize
from leadqual.accounts.models import Workspace
from leadqual.labeling.classification import load_online
from leadqual.labeling.prediction_log import log_shown, read_shown_answer
from leadqual.leads.models import Contact, JobTitle
from leadqual.leads.title_lists import split_titles
from leadqual.search.query.query import ContactQuery
from leadqual.search.results.taxonomy import vocabulary
from leadqual.search.saved_searches import query_of, visible_searches_for
from leadqual.taxonomy.library_values import load_knowledge

MAX_GROUPS = 100

_DIGITS = 4


@dataclass(frozen=True, slots=True)
class SavedGroup:
    """A saved search that is a group of functions.

    Args:
        search_id: primary key of the saved search.
        functions: slugs; those of a department are all of its functions.
    """

    search_id: int
    name: str
    functions: tuple[str, ...]


def saved_groups(workspace: Workspace) -> list[SavedGroup]:
    """Return the first groups of a workspace by name; four queries, or one without any search."""
    rows = list(visible_searches_for(workspace).order_by("name", "pk")[:MAX_GROUPS])
    if not rows:
        return []
    known = vocabulary()
    groups = []
    for row in rows:
        query, notes = query_of(row, known)
        functions = [
            slug
            for slug, department in known.functions.items()
            if slug in query.function or department in query.department
        ]
        is_group = query == ContactQuery(function=query.function, department=query.department)
        if functions and is_group and not notes:
            groups.append(SavedGroup(row.pk, row.name, tuple(functions)))
    return groups


@dataclass(frozen=True, slots=True)
class Score:
    """What titles say together; a title without a function has score 0 for it.

    Args:
        maximum: the highest score of a title, 0 to 1.
        mean: over all titles, 0 to 1.
        total: the sum over all titles, 0 to the number of titles.
    """

    maximum: float
    mean: float
    total: float


def score_group(titles: Sequence[Mapping[str, float]], functions: Collection[str]) -> Score:
    """Return the scores for a group of functions; for one function, a group of one.

    A title counts for a group with the highest score of its functions there: "Head of Sales and
    Account Manager" is no two people in Sales.
    """
    scores = [
        max((score for slug, score in title.items() if slug in functions), default=0.0)
        for title in titles
    ]
    if not scores:
        return Score(0.0, 0.0, 0.0)
    total = sum(scores)
    return Score(
        round(max(scores), _DIGITS), round(total / len(scores), _DIGITS), round(total, _DIGITS)
    )


class Period(StrEnum):
    """Which titles count."""

    ALL = "all"
    CURRENT = "current"
    PAST = "past"


@dataclass(frozen=True, slots=True)
class HeldTitle:
    """A title that a person holds or held.

    Args:
        is_current: whether the person holds it now.
        labels: function slug → score, the best first.
    """

    text: str
    is_current: bool
    is_main: bool
    labels: Mapping[str, float]
    level: str


@dataclass(frozen=True, slots=True)
class GroupScore:
    """The score of a person for a function, a department or any group of functions.

    Args:
        slug: of the function or department; empty for another group.
        department: slug of the department of a function; empty for another group.
        score: over the titles that count.
    """

    slug: str
    name: str
    department: str
    functions: tuple[str, ...]
    score: Score


@dataclass(frozen=True, slots=True)
class DepartmentScores:
    """The score for a department, and those for its functions that a title has."""

    department: GroupScore
    functions: tuple[GroupScore, ...]


@dataclass(frozen=True, slots=True)
class PersonScores:
    """A person as a whole.

    Args:
        titles: all titles, current ones first.
        departments: that a title has a function of, the best first.
    """

    titles: tuple[HeldTitle, ...]
    counted: tuple[HeldTitle, ...]
    departments: tuple[DepartmentScores, ...]

    @property
    def functions(self) -> list[GroupScore]:
        """The scores of all functions, the best first."""
        return _best_first([function for each in self.departments for function in each.functions])

    def of_group(self, functions: Collection[str]) -> GroupScore:
        slugs = tuple(dict.fromkeys(functions))
        return GroupScore("", "", "", slugs, score_group(_labels(self.counted), slugs))


def person_scores(
    *, workspace: Workspace, contact: Contact, period: Period = Period.ALL
) -> PersonScores:
    """Score a person over the titles on record.

    A title that contacts of the workspace have is as it is stored; another one is classified now,
    with the corrections of the workspace, and stays on record as a prediction that was shown.
    """
    titles = _titles(workspace, contact)
    counted = tuple(
        title
        for title in titles
        if period is Period.ALL or title.is_current == (period is Period.CURRENT)
    )
    return PersonScores(titles, counted, _departments(_labels(counted)))


def _titles(workspace: Workspace, contact: Contact) -> tuple[HeldTitle, ...]:
    """Return the titles of a contact; one that is its own title again counts once."""
    main = normalize(contact.title)
    others = [(text, normalize(text)) for text in split_titles(contact.other_titles)]
    held = [(contact.title, main, True, True)] if main else []
    held += [(text, key, True, False) for text, key in others if key and key != main]
    past = [(text, normalize(text)) for text in split_titles(contact.past_titles)]
    held += [(text, key, False, False) for text, key in past if key]
    known = _known(workspace, {key: text for text, key, _, _ in reversed(held)})
    return tuple(
        HeldTitle(text, is_current, is_main, *known[key]) for text, key, is_current, is_main in held
    )


def _known(
    workspace: Workspace, texts: Mapping[str, str]
) -> dict[str, tuple[Mapping[str, float], str]]:
    """Return normalized title → its labels and level."""
    stored = JobTitle.objects.filter(
        workspace=workspace, normalised__in=list(texts), classified_at__isnull=False
    )
    stored = stored.select_related("level").prefetch_related("labels__function")
    found = {row.normalised: _scores_of_row(row) for row in stored if row.level is not None}
    missing = [text for key, text in texts.items() if key not in found]
    if missing:
        answers = load_online(workspace).predict(missing, explain=False)
        log_shown([read_shown_answer(answer) for answer in answers], workspace=workspace)
        found |= {answer.normalised: _of_answer(answer) for answer in answers}
    return found


def _scores_of_row(row: JobTitle) -> tuple[Mapping[str, float], str]:
    labels = sorted(row.labels.all(), key=lambda label: -label.score)
    level = row.level.slug if row.level else ""
    return {label.function.slug: label.score for label in labels}, level


def _of_answer(answer: TitlePrediction) -> tuple[Mapping[str, float], str]:
    return {label.slug: label.score for label in answer.functions}, answer.level.slug


def _labels(titles: Sequence[HeldTitle]) -> list[Mapping[str, float]]:
    return [title.labels for title in titles]


def _departments(titles: Sequence[Mapping[str, float]]) -> tuple[DepartmentScores, ...]:
    taxonomy = load_knowledge().taxonomy
    found = dict.fromkeys(slug for title in titles for slug in title if slug in taxonomy.by_slug)
    by_department: defaultdict[str, list[GroupScore]] = defaultdict(list)
    for slug in found:
        function = taxonomy.by_slug[slug]
        score = score_group(titles, [slug])
        one = GroupScore(slug, function.name, function.department, (slug,), score)
        by_department[function.department].append(one)
    departments = []
    for slug, functions in by_department.items():
        slugs = tuple(row.slug for row in functions)
        group = GroupScore(slug, taxonomy.departments[slug], "", slugs, score_group(titles, slugs))
        departments.append(DepartmentScores(group, tuple(_best_first(functions))))
    order = {id(row): n for n, row in enumerate(_best_first([d.department for d in departments]))}
    return tuple(sorted(departments, key=lambda each: order[id(each.department)]))


def _best_first(scores: Sequence[GroupScore]) -> list[GroupScore]:
    return sorted(scores, key=lambda score: (-score.score.maximum, -score.score.total, score.name))
