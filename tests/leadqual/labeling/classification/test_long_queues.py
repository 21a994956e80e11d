"""A long queue is read by two threads, each title once, and is left where the turn is over."""

from threading import Event, current_thread, main_thread

import pytest

from classifiers.titles.cascade import TitleCascade
from leadqual.accounts.models import Workspace
from leadqual.labeling.corrections import propagation, services
from leadqual.leads.models import JobTitle
from leadqual.registry.versions.loading import load_titles
from tests.leadqual.labeling.conftest import make_title
from tests.waiting import PATIENCE

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("models")]
N_TITLES, SIZE = 11, 2


def test_two_threads_read_each_title_once(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = [make_title(workspace, f"Head of Sales {n}").pk for n in range(N_TITLES)]
    read: list[int] = []
    stored = propagation.store_answers

    def note(titles: list[JobTitle], *args: object, **options: object) -> None:
        read.extend(title.pk for title in titles)
        stored(titles, *args, **options)  # type: ignore[arg-type]  # passed on as they came

    monkeypatch.setattr(services, "store_answers", note)

    assert services.classify_pending(lambda: False, size=SIZE)

    assert sorted(read) == keys
    assert not JobTitle.objects.filter(classified_at=None).exists()


def test_the_rest_is_left_to_a_later_job_once_the_turn_is_over(workspace: Workspace) -> None:
    for n in range(N_TITLES):
        make_title(workspace, f"Head of Sales {n}")

    assert not services.classify_pending(lambda: True, size=SIZE)
    assert JobTitle.objects.filter(classified_at=None).count() == N_TITLES - SIZE

    turns = iter([False, True])
    assert not services.classify_pending(lambda: next(turns, True), size=SIZE)
    left = JobTitle.objects.filter(classified_at=None).count()
    assert N_TITLES - 4 * SIZE <= left <= N_TITLES - 3 * SIZE

    assert services.classify_pending(lambda: False)


def test_an_error_of_the_second_thread_is_raised_though_the_turn_is_over(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(N_TITLES):
        make_title(workspace, f"Head of Sales {n}")
    has_failed = Event()

    def load() -> TitleCascade:
        if current_thread() is not main_thread():
            has_failed.set()
            raise RuntimeError("of the second thread")
        return load_titles()

    def is_over() -> bool:
        return JobTitle.objects.filter(classified_at=None).count() < N_TITLES - SIZE and (
            has_failed.wait(PATIENCE)
        )

    monkeypatch.setattr(services, "load_titles", load)

    with pytest.raises(RuntimeError, match="of the second thread"):
        services.classify_pending(is_over, size=SIZE)
