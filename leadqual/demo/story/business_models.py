"""Business models of a trade directory: the team corrects them, and a model learns from that."""

import random
from datetime import datetime, timedelta

from leadqual.demo.people_names import read_directory
from leadqual.demo.story.timeline import Scene, Step, happening
from leadqual.labeling.business_models import correct_business_model
from leadqual.leads.models import Company
from leadqual.registry.models import ModelVersion, Training
from leadqual.registry.training import ask

_CORRECTED, _TRAINED = 4, 3
"""Days ago."""


def steps(scene: Scene) -> list[Step]:
    corrected, trained = scene.at(_CORRECTED, 13), scene.at(_TRAINED, 9, 40)
    return [
        Step(
            corrected,
            "business models",
            lambda chance: _correct(scene, corrected, chance),
            needs_vectors=True,
        ),
        Step(trained, "model of companies", lambda _: _train(scene), needs_vectors=True),
    ]


def _correct(scene: Scene, moment: datetime, chance: random.Random) -> None:
    """Say what the companies of the directory are that were predicted wrongly."""
    right = {str(row["domain"]): str(row["business_model"]) for row in read_directory()}
    companies = Company.objects.filter(workspace=scene.workspace, domain__in=right)
    for number, company in enumerate(companies.order_by("pk")):
        moment += timedelta(seconds=chance.randint(8, 40))
        said = right[str(company.domain)]
        if company.business_model != said:
            with happening(moment):
                correct_business_model(
                    company=company,
                    business_model=said,
                    author=(scene.team.maya, scene.team.tomas)[number % 2],
                )


def _train(scene: Scene) -> None:
    """Have the model learn from them; its candidate is evaluated by jobs."""
    ask(
        kind=ModelVersion.Kind.COMPANIES,
        cause=Training.Cause.PERSON,
        author=scene.team.maya,
    )
