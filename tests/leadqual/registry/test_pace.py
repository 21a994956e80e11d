"""How long another encoder still reads."""

import time

import pytest
from django.core.cache import cache
from django.test import Client

from leadqual.registry import encoder_pace
from leadqual.registry.models import ModelVersion

pytestmark = pytest.mark.usefixtures("postgres_and_redis")

VERSION = "other@12345678"


@pytest.fixture(autouse=True)
def nothing_noted() -> None:
    cache.delete(encoder_pace._key(VERSION))


def test_time_left_follows_the_pace_of_the_last_minutes() -> None:
    encoder_pace.note(VERSION, 50_000, now=0)
    encoder_pace.note(VERSION, 1_200, now=2_000)  # The former sample is too old by now.
    encoder_pace.note(VERSION, 1_000, now=2_100)
    encoder_pace.note(VERSION, 800, now=2_200)

    assert encoder_pace.seconds_left(VERSION, now=2_210) == pytest.approx(400)


def test_an_unknown_pace_gives_no_time() -> None:
    for samples in [
        [],
        [(1_000, 900)],
        [(1_000, 900), (1_003, 800)],  # Too short.
        [(1_000, 900), (1_060, 950)],  # An import is quicker.
        [(500, 900), (600, 100)],  # Nothing was noted for minutes: it stands still.
    ]:
        cache.delete(encoder_pace._key(VERSION))
        for now, n_waiting in samples:
            encoder_pace.note(VERSION, n_waiting, now=now)

        assert encoder_pace.seconds_left(VERSION, now=1_070) is None


def test_a_long_run_keeps_few_samples() -> None:
    for turn in range(1_000):
        encoder_pace.note(VERSION, 10_000 - turn, now=1_000 + turn * 0.5)

    assert len(encoder_pace._samples(VERSION)) <= 2 * encoder_pace._MAX_SAMPLES
    assert encoder_pace.seconds_left(VERSION, now=1_500) == pytest.approx(4_500, rel=0.01)


def test_it_is_said_in_words() -> None:
    for n_before, n_now, words in [
        (1_000, 990, "about 17 minutes left"),
        (1_000, 20, "about 1 minute left"),
        (100_000, 99_900, "about 3 hours left"),
    ]:
        cache.delete(encoder_pace._key(VERSION))
        encoder_pace.note(VERSION, n_before, now=time.time() - 10)
        encoder_pace.note(VERSION, n_now)

        assert encoder_pace.words_left(VERSION) == words


@pytest.mark.django_db
def test_the_lab_shows_it_beside_what_is_to_go(models: None, manager_client: Client) -> None:
    ModelVersion.objects.create(
        kind="encoder", version=VERSION, is_desired=True, progress=0.5, n_waiting=600
    )
    encoder_pace.note(VERSION, 800, now=time.time() - 60)
    encoder_pace.note(VERSION, 600)

    page = manager_client.get("/lab/models/?kind=encoder").content.decode()

    assert "600 companies left, about 3 minutes left." in page
