"""Several people walk one queue at once, with real commits: each title is for one, or for two."""

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from itertools import chain

import pytest
from django.db import transaction

from leadqual.accounts.models import Role, User, Workspace
from leadqual.core import clock
from leadqual.core.double_review import is_double_reviewed
from leadqual.labeling.agreement import agreement_on_titles
from leadqual.labeling.corrections.correction_input import CorrectionInput
from leadqual.labeling.corrections.services import classify_batch, record_correction
from leadqual.labeling.models.queues import TitleLease
from leadqual.labeling.queues import leases, next_titles
from leadqual.labeling.queues.positions import QueuePosition
from leadqual.labeling.second_labels import record_second_label
from leadqual.leads.models import JobTitle
from tests.leadqual.at_once import together, writers_of
from tests.leadqual.labeling.conftest import make_title
from tests.product import make_member

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("models", "frozen")]
N_PEOPLE, N_TITLES, PERCENT = 3, 12, 40
WORD = CorrectionInput((), "specialist", propagate=False)


def _walk(workspace: Workspace, person: User, queue: str, now: datetime) -> list[int]:
    """Answer what a queue gives until it gives nothing; return the keys."""
    place = QueuePosition(queue, "", "1", person.pk)
    record: Callable[..., object] = record_second_label if queue == "second" else record_correction
    given: list[int] = []
    while (key := next_titles.next_of(workspace, place, now=now)) is not None:
        given.append(key)
        with transaction.atomic():
            record(job_title=JobTitle.objects.get(pk=key), correction_input=WORD, author=person)
            leases.end(workspace=workspace, keys=[key], holder=person.pk, now=now)
    return given


@pytest.mark.slow
def test_no_two_people_get_one_title_but_the_share_that_two_label(workspace: Workspace) -> None:
    workspace.title_overlap = PERCENT
    workspace.save(update_fields=["title_overlap"])
    people = [
        make_member(workspace, f"q{n}@leadqual.example", Role.QUALIFIER) for n in range(N_PEOPLE)
    ]
    titles = {make_title(workspace, f"Wizard {n}").pk for n in range(N_TITLES)}
    classify_batch()
    doubled = {key for key in titles if is_double_reviewed(key, PERCENT)}
    begin = clock.now()
    given: defaultdict[str, list[list[int]]] = defaultdict(list)

    for minute, queue in enumerate(("todo", "second", "todo", "second")):
        now = begin + timedelta(minutes=2 * minute)
        walks = [partial(_walk, workspace, person, queue, now) for person in people]
        given[f"{minute} {queue}"] = together(walks, behind=writers_of(TitleLease))

    first, second = given["0 todo"], given["1 second"]
    assert sorted(chain(*first)) == sorted(titles)
    assert sorted(chain(*second)) == sorted(doubled)
    assert not any(set(one) & set(other) for one, other in zip(first, second, strict=True))
    assert given["2 todo"] == given["3 second"] == [[]] * N_PEOPLE
    assert agreement_on_titles(workspace).measured.n_agreed == len(doubled)
