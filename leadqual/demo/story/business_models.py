"""Business models of a trade directory: the team corrects them, and a model learns from that."""

import random
from datetime import datetime, timedelta

from leadqual.demo.people_names import read_directory
from leadqual.demo.story.story_steps import Step, Story, simulated_time
from leadqual.labeling.business_models import correct_business_model
from leadqual.leads.models import Company
from leadqual.registry.models import ModelVersion, Training
from leadqual.registry.training import ask

_CORRECTION_DAY, _TRAINING_DAY = 4, 3
"""Days ago."""


def steps(story: Story) -> list[Step]:
    corrected, trained = story.at(_CORRECTION_DAY, 13), story.at(_TRAINING_DAY, 9, 40)
    return [
        Step(
            corrected,
            "business models",
            lambda chance: _correct_companies(story, corrected, chance),
            needs_vectors=True,
        ),
        Step(trained, "model of companies", lambda _: _train_model(story), needs_vectors=True),
    ]


def _correct_companies(story: Story, moment: datetime, chance: random.Random) -> None:
    """Say what the companies of the directory are that were predicted wrongly."""
    correct_models = {str(row["domain"]): str(row["business_model"]) for row in read_directory()}
    companies = Company.objects.filter(workspace=story.workspace, domain__in=correct_models)
    for number, company in enumerate(companies.order_by("pk")):
        moment += timedelta(seconds=chance.randint(8, 40))
        correct_model = correct_models[str(company.domain)]
        if company.business_model != correct_model:
            with simulated_time(moment):
                correct_business_model(
                    company=company,
                    business_model=correct_model,
                    author=(story.team.maya, story.team.tomas)[number % 2],
                )


def _train_model(story: Story) -> None:
    """Have the model learn from them; its candidate is evaluated by jobs."""
    ask(
        kind=ModelVersion.Kind.COMPANIES,
        cause=Training.Cause.PERSON,
        author=story.team.maya,
    )
