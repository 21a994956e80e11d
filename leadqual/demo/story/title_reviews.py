"""Titles that the team reviewed: confirmed, corrected, labeled twice, and a function learned."""

import random
from datetime import timedelta

from leadqual.accounts.models import User
from leadqual.accounts.workspaces.services import set_title_overlap
from leadqual.demo.story.file_imports import LOCALIZATION_TITLES
from leadqual.demo.story.story_steps import Step, Story, simulated_time
from leadqual.labeling.corrections.bulk import record_step
from leadqual.labeling.corrections.correction_input import CorrectionInput
from leadqual.labeling.corrections.services import record_correction
from leadqual.labeling.double_labeling import awaiting
from leadqual.labeling.learned_functions.fitting import learn
from leadqual.labeling.models.corrections import Correction
from leadqual.labeling.quality_gate import MetricDropError
from leadqual.labeling.second_labels import record_second_label
from leadqual.leads.models import JobTitle
from leadqual.taxonomy.services import normalised

LOCALIZATION_FUNCTION = "content_marketing"
"""What the team says that localization titles are."""

OVERLAP = 40
_SESSIONS = (
    *((13, 11, 2, 5), (10, 15, 1, 4), (8, 11, 2, 4), (5, 10, 1, 4), (3, 15, 2, 4), (1, 11, 1, 4)),
)
"""Days ago, hour, number of the person, and titles."""
_DISAGREEMENT_RATE = 0.12
"""Chance that the second person sees another level."""


def steps(story: Story) -> list[Step]:
    return [
        Step(
            story.at(14, 10),
            "share of double labeling",
            lambda _: set_title_overlap(
                workspace=story.workspace, percent=OVERLAP, author=story.team.maya
            ),
        ),
        *(_session_step(story, session) for session in _SESSIONS),
        Step(story.at(6, 14), "localization titles", lambda _: _correct_titles(story)),
        Step(story.at(6, 14, 20), "learned function", lambda _: _learn_function(story)),
    ]


def _session_step(story: Story, session: tuple[int, int, int, int]) -> Step:
    days_ago, hour, number, n_titles = session
    person = story.team.people[number]
    at = story.at(days_ago, hour, 10)

    def review(chance: random.Random) -> None:
        moment = at
        first = [correction.job_title for correction in _titles_to_review(story, person)]
        for title in first:
            moment += timedelta(seconds=chance.randint(8, 30))
            with simulated_time(moment):
                _label_again(title, person, chance)
        read = JobTitle.objects.filter(workspace=story.workspace, source="model")
        read = read.exclude(labels=None).order_by("-n_contacts", "pk")
        for title in list(read[:n_titles]):
            moment += timedelta(seconds=chance.randint(8, 30))
            with simulated_time(moment):
                _confirm_title(title, person, chance)

    return Step(at, f"titles {days_ago}", review)


def _titles_to_review(story: Story, person: User) -> list[Correction]:
    waiting = awaiting(story.workspace, person.pk).select_related("job_title__level")
    return list(waiting.order_by("pk")[:4])


def _label_again(title: JobTitle, person: User, chance: random.Random) -> None:
    level = "specialist" if chance.random() < _DISAGREEMENT_RATE else None
    record_second_label(
        job_title=title, correction_input=_unchanged_labels(title, level=level), author=person
    )


def _confirm_title(title: JobTitle, person: User, chance: random.Random) -> None:
    """Say that a title is what it was read as, or that it has one function less."""
    labels = _unchanged_labels(title)
    if len(labels.functions) > 1 and chance.random() < 1 / 2:
        labels = _unchanged_labels(title, functions=labels.functions[:1])
    try:
        record_correction(job_title=title, correction_input=labels, author=person)
    except MetricDropError:  # The quality gate refuses it; the person leaves the title as it is.
        record_correction(job_title=title, correction_input=_unchanged_labels(title), author=person)


def _unchanged_labels(
    title: JobTitle, *, functions: tuple[str, ...] | None = None, level: str | None = None
) -> CorrectionInput:
    read = title.labels.order_by("-score", "function__slug")
    slugs = tuple(read.values_list("function__slug", flat=True))[:3]
    now = title.level.slug if title.level else "specialist"
    industry = title.industry.slug if title.industry else None
    functions = slugs if functions is None else functions
    return CorrectionInput(functions, level or now, industry, propagate=False)


def _correct_titles(story: Story) -> None:
    keys = JobTitle.objects.filter(
        workspace=story.workspace, normalised__in=[normalised(one) for one in LOCALIZATION_TITLES]
    ).values_list("pk", flat=True)
    record_step(
        workspace=story.workspace,
        title_ids=sorted(keys),
        correction_input=CorrectionInput(
            (LOCALIZATION_FUNCTION,), "", note="Our content team does localization."
        ),
        name="Localization belongs to content marketing",
        author=story.team.maya,
    )


def _learn_function(story: Story) -> None:
    learn(workspace=story.workspace, function=LOCALIZATION_FUNCTION)
