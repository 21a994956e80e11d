"""The next title of a queue is found also where titles leave it and pages end."""

import pytest

from leadqual.accounts.models import User, Workspace
from leadqual.core import clock
from leadqual.labeling.corrections.correction_input import CorrectionInput
from leadqual.labeling.corrections.services import classify_batch, record_correction
from leadqual.labeling.queues import next_titles, positions
from leadqual.labeling.queues.label_filter import LabelFilter
from leadqual.labeling.queues.positions import QueuePosition
from tests.leadqual.labeling.conftest import make_title

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


def test_only_the_address_of_the_queues_is_a_place(manager: User) -> None:
    found = QueuePosition.at("/titles/?queue=uncertain&q=CEO&page=2&title=7", manager)

    assert found == QueuePosition("uncertain", "ceo", "2", manager.pk)
    for address, queue in (
        ("/titles/?queue=nonsense", "todo"),
        ("/titles/done/", "done"),
        ("/titles/review/?queue=second", "second"),
    ):
        assert QueuePosition.at(address, manager) == QueuePosition(queue, "", "", manager.pk)
    assert QueuePosition.at("/people/?queue=todo", manager) is None
    assert QueuePosition.at("/titles/review/?queue=suggested", manager) is None


def test_an_address_and_its_place_are_the_same(manager: User) -> None:
    place = QueuePosition("unclassified", "ceo", "2", manager.pk, LabelFilter("sales", "sales"))

    assert QueuePosition.at(place.address(2, 7), manager) == place


def test_next_is_the_nearest_after_it_that_is_still_there_then_those_before(
    workspace: Workspace, manager: User, models: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (positions, next_titles):
        monkeypatch.setattr(module, "PAGE", 2)
    now = clock.now()
    rows = [
        make_title(workspace, f"Wizard of {place}", people=9) for place in ("Oz", "Rye", "Ur", "Ys")
    ]
    classify_batch()
    place = QueuePosition("todo", "", "1", manager.pk)
    after = place.after(workspace, rows[0])
    for row in rows[:2]:
        record_correction(
            job_title=row, correction_input=CorrectionInput(("nursing",), "lead"), author=manager
        )

    assert after == (rows[1].pk, rows[2].pk, rows[3].pk)
    assert next_titles.onward(workspace, place, after, now=now).endswith(
        f"?queue=todo&title={rows[2].pk}#title"
    )
    assert place.after(workspace, rows[3]) == (rows[2].pk,)
    assert next_titles.onward(workspace, place, (), now=now) == "/titles/?queue=todo"


def test_next_on_the_page_after_is_opened_there(
    workspace: Workspace, manager: User, models: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (positions, next_titles):
        monkeypatch.setattr(module, "PAGE", 2)
    rows = [make_title(workspace, f"Wizard of {place}", people=9) for place in ("Oz", "Rye", "Ur")]
    classify_batch()
    place = QueuePosition("todo", "", "1", manager.pk)

    onward = next_titles.onward(workspace, place, place.after(workspace, rows[1]), now=clock.now())

    assert onward.endswith(f"page=2&title={rows[2].pk}#title")
